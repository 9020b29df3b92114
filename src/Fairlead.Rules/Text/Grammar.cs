namespace Fairlead.Rules.Text;

/// <summary>Which statements may stand where a text comes from.</summary>
internal enum Grammar
{
    /// <summary>Rules: bind, connect and reply.</summary>
    Rules,

    /// <summary>Forward statements, each with its first word.</summary>
    Forwards,

    /// <summary>An argument of <c>fairlead forward</c>: its first word may be left out, and all but the target.</summary>
    ForwardArgument,

    /// <summary>Statements that bring a target here, and rules.</summary>
    Mirrors,
}
