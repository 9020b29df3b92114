namespace Fairlead.Engines.Preload;

/// <summary>What the preloaded library says of decisions, and where.</summary>
/// <param name="IsVerbose">Whether it says each decision, not only refusals.</param>
/// <param name="IsQuiet">Whether it says nothing.</param>
/// <param name="IsJson">Whether each line is JSON.</param>
/// <param name="File">The absolute path of the log; null: standard error.</param>
public sealed record PreloadLog(bool IsVerbose, bool IsQuiet, bool IsJson, string? File);
