using System.CommandLine;
using System.Text;
using Fairlead.Cli.Mirroring;
using Fairlead.Engines.Cgroup.Kernel;
using Fairlead.Engines.Cgroup.Tree;
using Fairlead.Engines.Hosting;
using Fairlead.Engines.Preload;
using Fairlead.Linux;
using Fairlead.Rules.Planning;

namespace Fairlead.Cli.Commands;

/// <summary><c>fairlead doctor</c>: what this host allows, engine by engine.</summary>
internal static class DoctorCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("doctor", "Prints what this host allows, engine by engine, and how to allow more.");
        var target = new TargetOptions(command, required: false);
        command.SetAction(parsed => target.Open(parsed, Stderr.Line) is { } start
            ? TargetReport.Write(start)
            : Stdout.Write(Render()));
        return command;
    }

    private static string Render()
    {
        var text = new StringBuilder();
        text.Append($"kernel: {KernelVersion.Current}");
        text.Append($", user {Libc.geteuid()}");
        text.Append($", kernel.yama.ptrace_scope {HostProbe.PtraceScope()}\n");
        foreach (var engine in HostProbe.Probe().Engines)
        {
            var name = engine.Engine.ToString().ToLowerInvariant();
            text.Append($"{name}: {(engine.Usable ? "yes" : "no")}: {engine.Reason}\n");
            foreach (var note in Notes(engine))
            {
                text.Append($"  {note}\n");
            }
        }
        return text.ToString();
    }

    private static IEnumerable<string> Notes(EngineSupport engine) => engine.Engine switch
    {
        EngineKind.Cgroup => CgroupNotes(engine),
        EngineKind.Seccomp => SeccompNotes(),
        _ => PreloadNotes(engine),
    };

    private static IEnumerable<string> CgroupNotes(EngineSupport engine)
    {
        var tree = CgroupTree.Find();
        var own = tree.Own is { } directory ? tree.NameOf(directory) : "a cgroup outside of it";
        var (bpf, netAdmin) = (Has(Capabilities.CAP_BPF), Has(Capabilities.CAP_NET_ADMIN));
        var admin = Has(Capabilities.CAP_SYS_ADMIN);
        yield return tree.MountPoint is { } point
            ? $"cgroup2 is mounted at {point}; this process is in {own}"
            : "cgroup2 is not mounted";
        yield return $"CAP_BPF: {bpf}, CAP_NET_ADMIN: {netAdmin}: for run and attach";
        yield return $"CAP_SYS_ADMIN: {admin}: stands for both; for ps, detach, gc, and to replace rules";
        if (CgroupProbe.WhyNot() is { } reason)
        {
            if (reason != engine.Reason)
            {
                yield return $"also: {reason}";
            }
        }
        else if (!engine.Usable && tree.MountPoint is not null)
        {
            yield return "attach and drop-in work all the same: they make no cgroup";
        }
    }

    private static IEnumerable<string> PreloadNotes(EngineSupport engine)
    {
        if (engine.Usable)
        {
            yield return "it reaches programs that use a shared C library: `fairlead plan --engine preload RULES -- PROGRAM` says "
                + "whether one does";
        }
        if (engine.Usable && !PreloadLibrary.IsForAllUsers())
        {
            yield return "other users cannot read it: what the program starts as another user runs without rules";
        }
    }

    private static string Has(int capability) => Capabilities.Has(capability) ? "yes" : "no";

    private static IEnumerable<string> SeccompNotes()
    {
        if (KernelVersion.Current < new Version(5, 19))
        {
            yield return "before Linux 5.19 a signal can interrupt a stopped call; such a call is recognized and repeated";
        }
        if (Engines.Seccomp.SeccompHost.NeedsNoNewPrivs)
        {
            yield return "without CAP_SYS_ADMIN the program gets no_new_privs: setuid programs below it stay unprivileged";
        }
        if (HostProbe.PtraceScope() == 1)
        {
            yield return "kernel.yama.ptrace_scope 1 allows the program and what it starts, not --same-pid";
        }
    }
}
