using System.CommandLine;
using System.Text;
using Fairlead.Engines.Hosting;
using Fairlead.Linux;

namespace Fairlead.Cli.Commands;

/// <summary><c>fairlead doctor</c>: what this host allows, engine by engine.</summary>
internal static class DoctorCommand
{
    private const int Stdout = 1;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("doctor", "Prints what this host allows, engine by engine, and how to allow more.");
        command.SetAction(_ => Libc.write(Stdout, Encoding.UTF8.GetBytes(Render())).Ok ? 0 : 1);
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
        }
        foreach (var note in SeccompNotes())
        {
            text.Append($"  {note}\n");
        }
        return text.ToString();
    }

    private static IEnumerable<string> SeccompNotes()
    {
        if (KernelVersion.Current < new Version(5, 19))
        {
            yield return "seccomp: before Linux 5.19 a signal can interrupt a stopped call; such a call is recognized and repeated";
        }
        if (Engines.Seccomp.SeccompHost.NeedsNoNewPrivs)
        {
            yield return "seccomp: without CAP_SYS_ADMIN the program gets no_new_privs: setuid programs below it stay unprivileged";
        }
        if (HostProbe.PtraceScope() == 1)
        {
            yield return "seccomp: kernel.yama.ptrace_scope 1 allows the program and what it starts, not --same-pid";
        }
    }
}
