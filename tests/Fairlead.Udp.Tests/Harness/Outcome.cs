namespace Fairlead.Udp.Tests.Harness;

/// <summary>How a script ended, and what it wrote.</summary>
internal sealed record Outcome(int Status, string Output, string Error);
