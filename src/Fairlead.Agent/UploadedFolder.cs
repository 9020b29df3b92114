namespace Fairlead.Agent;

/// <summary>The folder that this agent was uploaded to.</summary>
/// <remarks>The shell that started it removes the folder. Where the shell was killed, nobody else is left to do it.</remarks>
internal static class UploadedFolder
{
    /// <summary>What the shell names it by; not set where the agent stays for the next session.</summary>
    private const string Variable = "FAIRLEAD_UPLOADED";

    /// <summary>Removes it; nothing of the program is loaded from it after this.</summary>
    public static void Remove()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } folder)
        {
            return;
        }
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The shell was faster.
        }
    }
}
