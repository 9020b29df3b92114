namespace Fairlead.Bpf;

/// <summary>A program that no kernel would load: a mistake of the code that assembles it, not of a user.</summary>
/// <param name="message">What is wrong, and where.</param>
public sealed class BpfException(string message) : Exception(message);
