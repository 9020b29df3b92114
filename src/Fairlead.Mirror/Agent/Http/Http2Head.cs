using System.Runtime.InteropServices;

namespace Fairlead.Mirror.Agent.Http;

/// <summary>Reads the head of the first request of HTTP/2 with prior knowledge (RFC 9113).</summary>
/// <remarks>
/// Order of events: the preface; SETTINGS; frames of the connection, which are passed over; HEADERS and its CONTINUATIONs, whose
/// blocks together are the head. Any other frame before it is an error, and left to the real program.
/// </remarks>
internal static class Http2Head
{
    private const int PrioritySize = 5;
    private const byte FirstUnknown = 10;

    /// <summary>Whether this is the preface, or the beginning of one.</summary>
    public static bool IsPossible(ReadOnlySpan<byte> head)
    {
        var preface = Http2Frames.Preface;
        return head.Length < preface.Length ? preface.StartsWith(head) : head.StartsWith(preface);
    }

    /// <summary>Judges what the client has sent so far, which <see cref="IsPossible"/>.</summary>
    public static Judgement Judge(ReadOnlySpan<byte> head, RequestMatch match)
    {
        var frames = new Http2Frames(head);
        var (hasSettings, hasAsked) = (false, false);
        while (frames.TryNext(out var frame))
        {
            if (hasSettings && frame.Type == Http2Frame.Headers)
            {
                return Request(ref frames, frame, match);
            }
            if (!IsPassedOver(frame, hasSettings))
            {
                return Judgement.Differs;
            }
            hasSettings = true;
            hasAsked |= frame.Type == Http2Frame.Ping && !frame.Has(Http2Frame.Ack);
        }
        return frames.IsTooLong ? Judgement.Differs
            : hasSettings && !hasAsked && frames.IsAtEnd ? Judgement.AwaitsServer
            : Judgement.NeedsMore;
    }

    private static bool IsPassedOver(in Http2Frame frame, bool hasSettings) => !hasSettings
        ? frame.Type == Http2Frame.Settings && !frame.Has(Http2Frame.Ack)
        : frame.Type is Http2Frame.Settings or Http2Frame.WindowUpdate or Http2Frame.Priority or Http2Frame.Ping or >= FirstUnknown;

    private static Judgement Request(ref Http2Frames frames, Http2Frame frame, RequestMatch match)
    {
        if (!TryFragment(frame, out var block))
        {
            return Judgement.Differs;
        }
        var stream = frame.Stream;
        List<byte> whole = [.. block];
        while (!frame.Has(Http2Frame.EndHeaders))
        {
            if (!frames.TryNext(out frame))
            {
                return frames.IsTooLong ? Judgement.Differs : Judgement.NeedsMore;
            }
            if (frame.Type != Http2Frame.Continuation || frame.Stream != stream)
            {
                return Judgement.Differs;
            }
            whole.AddRange(frame.Payload);
        }
        return Fields(CollectionsMarshal.AsSpan(whole), match);
    }

    private static bool TryFragment(in Http2Frame frame, out ReadOnlySpan<byte> fragment)
    {
        fragment = frame.Payload;
        var padding = 0;
        if (frame.Has(Http2Frame.Padded))
        {
            if (fragment.IsEmpty)
            {
                return false;
            }
            padding = fragment[0];
            fragment = fragment[1..];
        }
        var priority = frame.Has(Http2Frame.HasPriority) ? PrioritySize : 0;
        if (fragment.Length < priority + padding)
        {
            return false;
        }
        fragment = fragment[priority..^padding];
        return true;
    }

    // A client may cut its cookies into several fields (RFC 9113, 8.2.3), and names the host by :authority.
    private static Judgement Fields(ReadOnlySpan<byte> block, RequestMatch match)
    {
        var reader = new HpackReader(block);
        List<byte> cookies = [];
        while (reader.TryRead(out var name, out var value))
        {
            if (name.AsSpan().SequenceEqual(":path"u8))
            {
                match.Path(value);
            }
            else if (name.AsSpan().SequenceEqual("cookie"u8))
            {
                cookies.AddRange(cookies.Count == 0 ? ""u8 : "; "u8);
                cookies.AddRange(value);
            }
            else
            {
                match.Header(name.AsSpan().SequenceEqual(":authority"u8) ? "host"u8 : name, value);
            }
        }
        if (cookies.Count > 0)
        {
            match.Header("cookie"u8, CollectionsMarshal.AsSpan(cookies));
        }
        return reader.IsBad ? Judgement.Differs : match.Judgement;
    }
}
