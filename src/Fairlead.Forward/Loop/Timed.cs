namespace Fairlead.Forward.Loop;

/// <summary>Something that ends at its time, a node of a slot of the <see cref="TimerWheel"/>.</summary>
internal abstract class Timed
{
    internal Timed? Previous { get; set; }

    internal Timed? Next { get; set; }

    /// <summary>When it is due, in milliseconds of <see cref="EventLoop.Now"/>.</summary>
    internal long Due { get; set; }

    /// <summary>It is due, and out of the wheel.</summary>
    internal abstract void Expire();
}
