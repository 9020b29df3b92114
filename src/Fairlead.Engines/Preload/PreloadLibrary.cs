using Fairlead.Engines.Hosting;
using Fairlead.Engines.Launch;
using Fairlead.Linux;

namespace Fairlead.Engines.Preload;

/// <summary>libfairlead.so, as the loader finds it: ld.so(8).</summary>
public static class PreloadLibrary
{
    /// <summary>The variable that names libraries to load before all others.</summary>
    private const string Variable = "LD_PRELOAD";

    /// <summary>The file, beside the one that runs.</summary>
    public static string File { get; } = Path.Combine(AppContext.BaseDirectory, "libfairlead.so");

    /// <summary>Why it cannot be loaded; null: it can.</summary>
    /// <remarks>The loader would say why on the program's stderr, and go on without it.</remarks>
    public static string? WhyNot()
    {
        if (File.AsSpan().IndexOfAny(" \t\n:$") >= 0)
        {
            return $"{File}: the loader takes no blank, colon or dollar sign in {Variable}: install Fairlead in another folder";
        }
        var opened = Libc.open(Libc.CString(File), FcntlConstants.O_RDONLY | FcntlConstants.O_CLOEXEC);
        if (!opened.Ok)
        {
            return opened.Errno == Errno.ENOENT
                ? "libfairlead.so is not beside fairlead: install binutils (objcopy, ld) and build again"
                : $"{File} cannot be read: {opened.Errno}";
        }
        var isLoadable = ElfFile.Read(opened.Int) is { IsNative: true, IsWhole: true };
        _ = Libc.close(opened.Int);
        return isLoadable ? null : $"{File} is damaged, or for another machine than {ElfFile.NativeMachine}: build again";
    }

    /// <summary>Whether users can load it that are neither its owner nor of its group.</summary>
    public static bool IsForAllUsers()
    {
        const UnixFileMode search = UnixFileMode.OtherExecute;
        for (var folder = Path.GetDirectoryName(File); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if ((System.IO.File.GetUnixFileMode(folder) & search) == 0)
            {
                return false;
            }
        }
        return (System.IO.File.GetUnixFileMode(File) & UnixFileMode.OtherRead) != 0;
    }

    /// <summary>Makes the library the first of those that are preloaded; others stay, behind it.</summary>
    public static void AddTo(ProgramEnvironment environment)
    {
        var ours = ByteText.FromPeople(File);
        var all = ours;
        foreach (var other in (environment.Get(Variable) ?? "").Split(' ', ':'))
        {
            all += other.Length == 0 || other == ours ? "" : $":{other}";
        }
        environment.Set(Variable, all);
    }
}
