namespace Fairlead.Mirror.Targets;

/// <summary>A target that cannot be read or reached: what was found, where, and what to do about it.</summary>
public sealed class TargetException(string message) : Exception(message);
