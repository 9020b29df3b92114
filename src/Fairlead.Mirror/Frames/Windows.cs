namespace Fairlead.Mirror.Frames;

/// <summary>How many bytes of one direction of a stream of TCP may be under way before its receiver grants more.</summary>
/// <remarks>Less where the agent receives: it is a guest, and keeps what a client does not take.</remarks>
/// <param name="Here">Those that may come to this side.</param>
/// <param name="There">Those that may go to the other one.</param>
internal readonly record struct Windows(int Here, int There)
{
    private const int ToAgent = 1 << 20;
    private const int ToFeeder = 8 << 20;

    /// <summary>Of an agent.</summary>
    public static Windows OfAgent => new(ToAgent, ToFeeder);

    /// <summary>Of a feeder.</summary>
    public static Windows OfFeeder => new(ToFeeder, ToAgent);
}
