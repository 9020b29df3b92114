using Fairlead.Linux;

namespace Fairlead.Mirror.Targets;

/// <summary>An agent on this host: a second process of this program, or a command that is an agent.</summary>
internal static class LocalAgent
{
    /// <summary>Starts this program as an agent.</summary>
    public static AgentProcess Start(string description, string[] arguments, TargetSettings settings)
    {
        var status = ProcText.Read("/proc/self/status\0"u8);
        if (new CapabilitySet(ProcText.Hex(ProcText.Field(status, "CapEff:"u8))).Missing(settings.Privilege) is { } missing)
        {
            throw new TargetException($"{description}: not permitted here: {missing}; run as root");
        }
        return Run(description, [settings.OwnProgram, "agent", .. arguments], settings);
    }

    /// <summary>Starts a command that is an agent.</summary>
    public static AgentProcess Run(string description, string[] command, TargetSettings settings)
    {
        var child = ChildProcess.Start(command);
        ErrorRelay.Start(child.Error, line => settings.Say($"{description}: {line}"));
        return new AgentProcess(child.Pid, child.Input, child.Output, description);
    }

    /// <summary>The process, where there is one and we may enter its network namespace.</summary>
    public static int CheckProcess(PidTarget target)
    {
        if (!Directory.Exists($"/proc/{target.Pid}"))
        {
            throw new TargetException($"{target}: there is no process {target.Pid}");
        }
        return MayEnter(target.Pid)
            ? target.Pid
            : throw new TargetException($"{target}: not permitted to enter process {target.Pid}: run as root (CAP_SYS_PTRACE)");
    }

    /// <summary>Whether /proc lets us see the namespaces of a process.</summary>
    public static bool MayEnter(int pid)
    {
        var opened = Libc.open(Libc.CString($"/proc/{pid}/ns/net"), FcntlConstants.O_RDONLY | FcntlConstants.O_CLOEXEC);
        return opened.Ok && Libc.close(opened.Int) == Errno.None;
    }

    /// <summary>The file of the namespace, where there is one.</summary>
    public static string CheckNamespace(NetnsTarget target) => File.Exists(target.Path)
        ? target.Path
        : throw new TargetException($"{target}: there is no {target.Path}; ip netns list names what there is");
}
