using System.Net;
using System.Net.Sockets;
using Fairlead.Bpf.Extended;
using Fairlead.Engines.Cgroup;
using Fairlead.Engines.Cgroup.Kernel;

namespace Fairlead.Engines.Tests.Cgroup.Kernel;

public class StorageMapTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(40)]
    [InlineData(1000)]
    public void Values_of_every_size_belong_to_their_socket(int size)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "loading maps needs root");
        using var map = LoadedMap.Create(Storage(size));
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var value = Enumerable.Range(0, size).Select(i => (byte)i).ToArray();
        map.Update(Key(socket), value);
        var found = new byte[size];
        Assert.True(map.TryLookup(Key(socket), found));
        Assert.Equal(value, found);
        Assert.False(map.TryLookup(Key(other), found));
    }

    [Fact]
    public void Listener_gives_a_copy_to_the_sockets_that_it_accepts()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "loading maps needs root");
        using var map = LoadedMap.Create(Storage(8, MapDefinition.BPF_F_CLONE));
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        map.Update(Key(listener), BitConverter.GetBytes(42L));
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(listener.LocalEndPoint!);
        using var accepted = listener.Accept();
        var found = new byte[8];
        Assert.True(map.TryLookup(Key(accepted), found));
        Assert.Equal(42, BitConverter.ToInt64(found));
    }

    [Fact]
    public void Program_that_uses_it_is_accepted_by_the_verifier()
    {
        using var cgroup = new TestCgroup();
        var storage = Storage(8);
        using var rules = LoadedRules.Load(
            new CompiledRules([MapImage.Empty(storage)], [SamplePrograms.CountOnSocket(Hook.Connect4, storage)]));
        cgroup.Attach(rules.Programs[0]);
        Assert.Contains("Connection refused", cgroup.Connect(1));
    }

    private static MapDefinition Storage(int size, uint flags = 0) =>
        new("storage", MapKind.SkStorage, 4, size, 0, MapDefinition.BPF_F_NO_PREALLOC | flags);

    private static byte[] Key(Socket socket) => BitConverter.GetBytes((int)socket.Handle);
}
