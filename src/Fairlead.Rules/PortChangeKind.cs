namespace Fairlead.Rules;

/// <summary>How a target changes the port.</summary>
public enum PortChangeKind
{
    /// <summary>The port that the program asked for stays.</summary>
    Keep,

    /// <summary><c>:PORT</c></summary>
    Set,

    /// <summary><c>:+N</c>; an asked port of 0 stays 0.</summary>
    Add,
}
