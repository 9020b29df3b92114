namespace Fairlead.Rules.Mirroring;

/// <summary>Whose files the local program sees at a path.</summary>
public enum FileHandling
{
    /// <summary><c>read</c>: the target's, and they cannot be written.</summary>
    Read,

    /// <summary><c>write</c>: the target's, and writing changes them there.</summary>
    Write,

    /// <summary><c>local</c>: the local machine's.</summary>
    Local,

    /// <summary><c>absent</c>: there is no such file.</summary>
    Absent,
}
