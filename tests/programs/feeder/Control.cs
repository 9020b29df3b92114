using System.Globalization;
using System.Net.Sockets;
using Fairlead.Engines.Feeding;
using Fairlead.Rules;

namespace Fairlead.Feeder;

/// <summary>Takes orders from the test, a line each, and answers each with a line, on a thread of its own.</summary>
/// <remarks>
/// <c>set PROTO SOURCE PORT CLIENT PORT SERVER PORT</c>, <c>remove PROTO SOURCE PORT</c>; <c>fill COUNT</c> names flows until one
/// is refused, and <c>empty COUNT</c> takes them back.
/// </remarks>
/// <param name="path">The socket to listen at.</param>
internal sealed class Control(string path)
{
    public void Serve(IClientNames names)
    {
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        new Thread(() => Serve(names, listener)) { IsBackground = true }.Start();
    }

    private static void Serve(IClientNames names, Socket listener)
    {
        while (true)
        {
            using var stream = new NetworkStream(listener.Accept(), ownsSocket: true);
            using var reader = new StreamReader(stream);
            using var writer = new StreamWriter(stream) { AutoFlush = true };
            while (reader.ReadLine() is { } line)
            {
                writer.WriteLine(Obey(names, line.Split(' ')));
            }
        }
    }

    private static string Obey(IClientNames names, string[] words)
    {
        switch (words[0])
        {
            case "set":
                return names.Set(Key(words), new FlowName(Parse(words[4]), Port(words[5]), Parse(words[6]), Port(words[7]))).ToString();
            case "remove":
                names.Remove(Key(words));
                return "removed";
            case "fill":
                return Fill(names, Count(words)).ToString(CultureInfo.InvariantCulture);
            default:
                return Empty(names, Count(words));
        }
    }

    private static int Fill(IClientNames names, int most)
    {
        var name = new FlowName(Parse("192.0.2.1"), 1, Parse("192.0.2.2"), 2);
        var count = 0;
        while (count < most && names.Set(Number(count), name))
        {
            count++;
        }
        return count;
    }

    private static string Empty(IClientNames names, int count)
    {
        for (var i = 0; i < count; i++)
        {
            names.Remove(Number(i));
        }
        return "empty";
    }

    private static int Count(string[] words) => int.Parse(words[1], CultureInfo.InvariantCulture);

    private static FlowKey Number(int number) => new(Protocol.Tcp, Address.V4(0x7F32_0000u + ((uint)number >> 15)), (ushort)(number & 0x7fff));

    private static FlowKey Key(string[] words) =>
        new(words[1] == "udp" ? Protocol.Udp : Protocol.Tcp, Parse(words[2]), Port(words[3]));

    private static Address Parse(string text) => Address.TryParse(text, out var address) ? address : throw new FormatException(text);

    private static ushort Port(string text) => ushort.Parse(text, CultureInfo.InvariantCulture);
}
