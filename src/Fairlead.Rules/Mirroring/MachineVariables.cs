namespace Fairlead.Rules.Mirroring;

/// <summary>Variables that describe the machine or the session that a process runs in, not its configuration: of use to nobody elsewhere.</summary>
public static class MachineVariables
{
    private static readonly string[] s_globs =
    [
        "_", "PATH", "HOME", "PWD", "OLDPWD", "SHLVL", "SHELL", "USER", "LOGNAME", "MAIL", "TERM", "HOSTNAME", "TMPDIR", "TMP",
        "TEMP", "DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "XDG_*", "SSH_*", "SUDO_*", "DBUS_*", "LISTEN_*", "NOTIFY_SOCKET",
        "WATCHDOG_*", "INVOCATION_ID", "JOURNAL_STREAM", "LD_*", "GCONV_PATH", "LOCPATH", "MALLOC_*", "GLIBC_TUNABLES", "DOTNET_*",
        "COMPlus_*", "CORECLR_*", "JAVA_HOME", "GOROOT", "GOPATH", "GODEBUG", "PYTHONHOME", "PYTHONPATH", "NODE_PATH",
        "NODE_OPTIONS", "PERL5LIB", "RUBYLIB", "GEM_HOME", "GEM_PATH", "FAIRLEAD_*",
    ];

    /// <summary>Whether the variable is one of them.</summary>
    public static bool Contains(string name) => Array.Exists(s_globs, glob => Glob.IsMatch(glob, name));
}
