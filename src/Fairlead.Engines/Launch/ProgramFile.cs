using Fairlead.Linux;

namespace Fairlead.Engines.Launch;

/// <summary>Finds the file of a program as execvp(3) does: by PATH where its name has no slash.</summary>
public static class ProgramFile
{
    /// <summary>The PATH of a process that has none: confstr(_CS_PATH).</summary>
    private const string DefaultPath = "/bin:/usr/bin";

    /// <summary>Finds the file, or says why there is none.</summary>
    /// <param name="name">The name as the user wrote it; see <see cref="ByteText"/>.</param>
    /// <param name="searchPath">PATH; null: not set.</param>
    /// <param name="file">The file to execute.</param>
    /// <returns>0, or an exit status of <see cref="ExitStatus"/>.</returns>
    public static int Find(string name, string? searchPath, out string file)
    {
        file = name;
        if (name.Contains('/'))
        {
            return Judge(name);
        }
        var status = ExitStatus.NotFound;
        foreach (var folder in (searchPath ?? DefaultPath).Split(':'))
        {
            var candidate = folder.Length == 0 ? $"./{name}" : $"{folder}/{name}";
            var judged = name.Length == 0 ? ExitStatus.NotFound : Judge(candidate);
            if (judged == 0)
            {
                file = candidate;
                return 0;
            }
            status = Math.Min(status, judged);
        }
        return status;
    }

    /// <summary>Whether a file may be a script with no #! line, which execvp(3) gives to the shell.</summary>
    public static bool IsPlainScript(string file)
    {
        var opened = Libc.open(ByteText.CString(file), FcntlConstants.O_CLOEXEC);
        if (!opened.Ok)
        {
            return false;
        }
        Span<byte> start = stackalloc byte[2];
        var count = Libc.read(opened.Int, start);
        _ = Libc.close(opened.Int);
        return count.Ok && !start.SequenceEqual("#!"u8) && !start.SequenceEqual("\u007fE"u8);
    }

    private static int Judge(string file)
    {
        var path = ByteText.CString(file);
        return Libc.IsDirectory(path) ? ExitStatus.NotExecutable : Libc.access(path, Libc.X_OK) switch
        {
            Errno.None => 0,
            Errno.ENOENT or Errno.ENOTDIR => ExitStatus.NotFound,
            _ => ExitStatus.NotExecutable,
        };
    }
}
