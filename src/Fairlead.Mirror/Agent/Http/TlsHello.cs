namespace Fairlead.Mirror.Agent.Http;

/// <summary>The first record of TLS (RFC 8446, 5.1): a handshake, of a version 3.x.</summary>
internal static class TlsHello
{
    private const byte Handshake = 0x16;
    private const byte Major = 0x03;

    /// <summary>Judges what begins as such a record. False: this does not.</summary>
    public static bool TryJudge(ReadOnlySpan<byte> head, out Judgement judgement)
    {
        judgement = head.Length < 2 ? Judgement.NeedsMore : head[1] == Major ? Judgement.IsTls : Judgement.Differs;
        return head[0] == Handshake;
    }
}
