using System.Text;
using Fairlead.Mirror.Frames;

namespace Fairlead.Mirror.Tests.Frames;

/// <summary>Frames that look like those of the protocol: types and streams that there are, messages with a member changed.</summary>
/// <remarks>They ask for nothing outside of this host, for no file that is there, and for ports where nobody listens.</remarks>
/// <param name="seed">Which noise.</param>
/// <param name="types">What the other side takes: nearly all frames are of these.</param>
internal sealed class Noise(int seed, FrameType[] types)
{
    private static readonly uint[] s_streams = [0, 0, 1, 2, 2, 3, 3, 4, 5, 7, uint.MaxValue];

    private static readonly string[] s_values =
        ["null", "-1", "0", "\"\"", "\"x\"", "[]", "[null]", "{}", "1e99", "99999999999", "true", "\"10.0.0.0/x\"", "\"[::1]:0\"", "[\"1.2.3.4/\"]"];

    private static readonly (FrameType Type, string Text)[] s_messages =
    [
        (FrameType.Hello, """{"version":1,"who":"noise"}"""),
        (FrameType.Welcome, """{"version":1,"build":"1.2.3","pid":0,"capabilities":0,"kernel":"6"}"""),
        (FrameType.Failure, """{"message":"noise"}"""),
        (FrameType.Subscribe, """{"steal":false,"protocol":"tcp","networks":["127.0.0.0/8"],"not":false,"first":60001,"last":60002,"passive":false,"diff":false,"headers":[],"paths":[],"patience":0}"""),
        (FrameType.Subscribe, """{"steal":false,"protocol":"tcp","networks":[],"not":false,"first":60001,"last":60002,"passive":true,"diff":false,"headers":[],"paths":[],"patience":0}"""),
        (FrameType.Subscribe, """{"steal":true,"protocol":"udp","networks":[],"not":true,"first":60003,"last":60003,"passive":false,"diff":false,"headers":["a: b"],"paths":["/x"],"patience":-1}"""),
        (FrameType.Subscribed, """{"warnings":["noise"]}"""),
        (FrameType.Refused, """{"errno":1,"message":"noise"}"""),
        (FrameType.Open, """{"subscription":3,"protocol":"tcp","client":"127.0.0.1:4000","server":"127.0.0.1:60004"}"""),
        (FrameType.Open, """{"subscription":0,"protocol":"udp","client":"","server":"127.0.0.1:60005"}"""),
        (FrameType.Open, """{"subscription":3,"protocol":"udp","client":"[::1]:4000","server":"[::1]:60006"}"""),
        (FrameType.Opened, """{"local":"127.0.0.1:60007"}"""),
        (FrameType.Reset, """{"errno":104,"reason":"socket"}"""),
        (FrameType.Counts, """{"connections":1,"bytes":2,"dropped":{"overrun":3}}"""),
        (FrameType.AskFile, """{"call":"stat","path":"/no/such/file","to":null,"handle":1,"offset":0,"length":10,"flags":0,"mode":0}"""),
        (FrameType.AskFile, """{"call":"write","path":"/no/such/file","handle":1,"offset":0,"length":10}"""),
        (FrameType.AskFile, """{"call":"begin","path":"","patterns":[{"pattern":"/no/such/**","handling":"read"}]}"""),
        (FrameType.FileAnswer, """{"errno":0,"handle":1,"length":5,"mode":0}"""),
    ];

    private readonly Random _random = new(seed);

    /// <summary>A frame, whole but for one in a hundred.</summary>
    public byte[] Frame()
    {
        var type = _random.Next(200) == 0 ? (FrameType)_random.Next(1, 26) : types[_random.Next(types.Length)];
        var payload = Payload(type);
        var frame = new byte[FrameHeader.Size + payload.Length];
        new FrameHeader(payload.Length, s_streams[_random.Next(s_streams.Length)], type).Write(frame);
        payload.CopyTo(frame, FrameHeader.Size);
        if (_random.Next(1000) == 0)
        {
            frame[_random.Next(FrameHeader.Size)] ^= (byte)(1 << _random.Next(8));
        }
        return frame;
    }

    // A question of DNS is too short to be one, so that it goes to no server.
    private byte[] Payload(FrameType type) => type switch
    {
        FrameType.Credit => BitConverter.GetBytes(_random.Next(4) == 0 ? int.MaxValue : _random.Next(1, 1 << 20)),
        FrameType.Resolve or FrameType.End or FrameType.AnswerEnd or FrameType.AskEnvironment => Bytes(11),
        FrameType.Data or FrameType.Answer or FrameType.Environment or FrameType.Ping or FrameType.Pong => Bytes(3000),
        _ => _random.Next(200) == 0 ? Bytes(40) : Encoding.UTF8.GetBytes(Message(type)),
    };

    private byte[] Bytes(int most)
    {
        var bytes = new byte[_random.Next(_random.Next(2) == 0 ? most : 9)];
        _random.NextBytes(bytes);
        return bytes;
    }

    private string Message(FrameType type)
    {
        var fitting = Array.FindAll(s_messages, message => message.Type == type);
        var text = (fitting.Length == 0 ? s_messages : fitting)[_random.Next(Math.Max(1, fitting.Length))].Text;
        if (_random.Next(20) != 0)
        {
            return text;
        }
        var colons = Enumerable.Range(0, text.Length).Where(i => text[i] == ':' && text[i - 1] == '"').ToArray();
        var start = colons[_random.Next(colons.Length)] + 1;
        var end = text.IndexOfAny([',', '}'], start);
        return text[..start] + s_values[_random.Next(s_values.Length)] + text[end..];
    }
}
