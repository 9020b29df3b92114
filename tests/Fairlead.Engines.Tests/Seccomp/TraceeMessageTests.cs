using Fairlead.Engines.Seccomp;
using Fairlead.Linux;
using Fairlead.Rules;

namespace Fairlead.Engines.Tests.Seccomp;

/// <summary>Messages of a program of either width. The program is this process: its memory is read as any other's.</summary>
public sealed unsafe class TraceeMessageTests : IDisposable
{
    private const int Map32Bit = 0x40;
    private const int Size = 1 << 17;
    private const int SysSendmsg = 46, SysSendmsg32 = 370, SysSendto = 44;
    private const int TypeOfService = 1, TimeToLive = 2;

    private readonly TraceeMessage _message = new();
    private readonly byte* _memory;
    private readonly int _receiver = Bound();
    private readonly int _sender = Bound();

    public TraceeMessageTests()
    {
        const int protection = MmanConstants.PROT_READ | MmanConstants.PROT_WRITE;
        const int flags = MmanConstants.MAP_PRIVATE | MmanConstants.MAP_ANONYMOUS | Map32Bit;
        Assert.Equal(Errno.None, Libc.mmap(Size, protection, flags, out var memory));
        _memory = (byte*)memory;
    }

    public void Dispose()
    {
        _message.Dispose();
        _ = Libc.close(_receiver);
        _ = Libc.close(_sender);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Message_arrives_whole_with_its_source_when_it_has_buffers_and_control(bool is32)
    {
        var control = Control(is32, 4, (TypeOfService, 0x20), (TimeToLive, 33));
        Assert.Equal(Errno.None, Load(is32, "hel,lo", control));
        _message.AddSource(Source());
        Assert.Equal(5, Send(flags: 0).Value);
        Assert.Equal("hello from 127.0.0.44", Receive());
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(false, 15)]
    [InlineData(true, 1)]
    [InlineData(true, 11)]
    public void Control_that_is_too_short_to_be_a_message_does_not_count(bool is32, int trailing)
    {
        var control = Control(is32, 4, (TypeOfService, 0x20));
        Assert.Equal(Errno.None, Load(is32, "hello", control + trailing));
        _message.AddSource(Source());
        Assert.Equal(5, Send(flags: 0).Value);
        Assert.Equal("hello from 127.0.0.44", Receive());
    }

    [Theory]
    [InlineData(false, 0u)]
    [InlineData(false, 0x7FFF_FFFFu)]
    [InlineData(false, 0xFFFF_FFFFu)]
    [InlineData(true, 0u)]
    [InlineData(true, 0x7FFF_FFFFu)]
    [InlineData(true, 0xFFFF_FFFFu)]
    public void Control_message_of_a_false_length_is_refused(bool is32, uint length)
    {
        var control = Control(is32, 4, (TypeOfService, 0x20), (TimeToLive, 33));
        *(uint*)(_memory + 4096 + (control / 2)) = length;
        var errno = Load(is32, "hello", control);
        _message.AddSource(Source());
        Assert.Equal(Errno.EINVAL, errno != Errno.None ? errno : Send(flags: 0).Errno);
    }

    [Theory]
    [InlineData(28, 28)]
    [InlineData(128, 128)]
    [InlineData(129, 128)]
    [InlineData(int.MaxValue, 128)]
    [InlineData(-1, -1)]
    public void Address_is_cut_as_the_kernel_cuts_it(int length, int expected)
    {
        *(msghdr*)_memory = new msghdr { msg_name = _memory, msg_namelen = (uint)length };
        Assert.Equal(Errno.None, _message.LoadHeader(Call(SysSendmsg, is32: false), (ulong)_memory, out _));
        Assert.Equal(expected, _message.NameLength);
    }

    [Fact]
    public void Message_that_no_datagram_can_hold_is_refused()
    {
        *(iovec*)(_memory + 256) = new iovec { iov_base = _memory, iov_len = 65535 };
        *(iovec*)(_memory + 272) = new iovec { iov_base = _memory, iov_len = 1 };
        *(msghdr*)_memory = new msghdr { msg_iov = (iovec*)(_memory + 256), msg_iovlen = 2 };
        Assert.Equal(Errno.EMSGSIZE, LoadAt(is32: false));
        ((msghdr*)_memory)->msg_iovlen = 1025;
        Assert.Equal(Errno.EMSGSIZE, LoadAt(is32: false));
    }

    [Fact]
    public void Memory_that_is_not_there_is_a_fault()
    {
        Assert.Equal(Errno.EFAULT, _message.LoadHeader(Call(SysSendmsg, is32: false), 8, out _));
        Assert.Equal(Errno.EFAULT, _message.LoadSendTo(Call(SysSendto, is32: false, buffer: 8, length: 1)));
        Assert.Equal(Errno.None, _message.LoadSendTo(Call(SysSendto, is32: false, buffer: 8, length: 0)));
    }

    [Fact]
    public void Zero_copy_is_refused_as_when_the_kernel_has_no_room_for_it()
    {
        Assert.Equal(Errno.None, Load(is32: false, "hello", control: 0));
        Assert.Equal(Errno.ENOBUFS, Send(SocketConstants.MSG_ZEROCOPY).Errno);
    }

    // The header at 0, buffers at 256, addresses of buffers at 2048, control at 4096.
    private Errno Load(bool is32, string buffers, int control)
    {
        var parts = buffers.Split(',');
        var at = _memory + 256;
        for (var i = 0; i < parts.Length; i++)
        {
            var length = parts[i].Length;
            for (var c = 0; c < length; c++)
            {
                at[c] = (byte)parts[i][c];
            }
            if (is32)
            {
                ((uint*)(_memory + 2048))[2 * i] = (uint)at;
                ((uint*)(_memory + 2048))[(2 * i) + 1] = (uint)length;
            }
            else
            {
                ((iovec*)(_memory + 2048))[i] = new iovec { iov_base = at, iov_len = (nuint)length };
            }
            at += length;
        }
        WriteHeader(is32, parts.Length, control);
        return LoadAt(is32);
    }

    private void WriteHeader(bool is32, int count, int control)
    {
        if (is32)
        {
            *(compat_msghdr*)_memory = new compat_msghdr
            {
                msg_iov = (uint)_memory + 2048,
                msg_iovlen = (uint)count,
                msg_control = (uint)_memory + 4096,
                msg_controllen = (uint)control,
            };
            return;
        }
        *(msghdr*)_memory = new msghdr
        {
            msg_iov = (iovec*)(_memory + 2048),
            msg_iovlen = (nuint)count,
            msg_control = _memory + 4096,
            msg_controllen = (nuint)control,
        };
    }

    private Errno LoadAt(bool is32)
    {
        var call = Call(is32 ? SysSendmsg32 : SysSendmsg, is32);
        var errno = _message.LoadHeader(call, (ulong)_memory, out var header);
        return errno != Errno.None ? errno : _message.LoadBody(call, header);
    }

    private int Control(bool is32, int size, params (int Type, int Value)[] messages)
    {
        var at = _memory + 4096;
        foreach (var (type, value) in messages)
        {
            var head = is32 ? sizeof(compat_cmsghdr) : sizeof(cmsghdr);
            if (is32)
            {
                *(compat_cmsghdr*)at = new compat_cmsghdr { cmsg_len = (uint)(head + size), cmsg_type = type };
            }
            else
            {
                *(cmsghdr*)at = new cmsghdr { cmsg_len = (nuint)(head + size), cmsg_type = type };
            }
            *(int*)(at + head) = value;
            at += is32 ? head + size : cmsghdr.Space(size);
        }
        return (int)(at - _memory - 4096);
    }

    private SysResult Send(int flags)
    {
        var to = NameOf(_receiver, out var length);
        return _message.Send(_sender, &to, length, flags | SocketConstants.MSG_DONTWAIT);
    }

    private string Receive()
    {
        var buffer = stackalloc byte[64];
        iovec vector = new() { iov_base = buffer, iov_len = 64 };
        sockaddr_storage from = default;
        msghdr message = new() { msg_name = &from, msg_namelen = 128, msg_iov = &vector, msg_iovlen = 1 };
        var received = Libc.recvmsg(_receiver, &message, SocketConstants.MSG_DONTWAIT);
        Assert.True(received.Ok, received.Errno.ToString());
        Assert.True(SocketAddress.TryRead(from, message.msg_namelen, out var address, out _));
        return $"{System.Text.Encoding.ASCII.GetString(buffer, received.Int)} from {address}";
    }

    private static sockaddr_storage Source()
    {
        sockaddr_storage source = default;
        SocketAddress.Write(ref source, Address.V4(0x7F00_002C), 0);
        return source;
    }

    private static TrappedCall Call(int number, bool is32, ulong buffer = 0, ulong length = 0)
    {
        seccomp_notif notif = new() { pid = (uint)Environment.ProcessId, data = new seccomp_data { nr = number } };
        notif.data.arch = is32 ? SeccompConstants.AUDIT_ARCH_I386 : SeccompConstants.AUDIT_ARCH_X86_64;
        (notif.data.args[1], notif.data.args[2]) = (buffer, length);
        var call = new TrappedCall(listener: -1);
        Assert.Equal(Errno.None, call.Load(notif));
        return call;
    }

    private static int Bound()
    {
        var socket = Libc.socket(SocketConstants.AF_INET, SocketConstants.SOCK_DGRAM | SocketConstants.SOCK_CLOEXEC, 0).Int;
        sockaddr_storage address = default;
        var length = SocketAddress.Write(ref address, Address.AnyV4, 0);
        Assert.Equal(Errno.None, Libc.bind(socket, &address, length));
        return socket;
    }

    private static sockaddr_storage NameOf(int socket, out uint length)
    {
        Assert.True(SocketAddress.TryGetLocal(socket, out _, out var port));
        sockaddr_storage name = default;
        length = SocketAddress.Write(ref name, Address.LoopbackV4, port);
        return name;
    }
}
