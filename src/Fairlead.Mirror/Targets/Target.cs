namespace Fairlead.Mirror.Targets;

/// <summary>Where the remote program lives, as a person wrote it.</summary>
/// <param name="Text">The text.</param>
public abstract record Target(string Text)
{
    /// <summary>Reads a target.</summary>
    /// <exception cref="TargetException">It is none: what was found, what was expected.</exception>
    public static Target Parse(string text) => TargetSyntax.Parse(text);

    /// <inheritdoc/>
    public sealed override string ToString() => Text;
}

/// <summary><c>pid:N</c>: the network namespace and the files of a process of this host.</summary>
public sealed record PidTarget(string Text, int Pid) : Target(Text);

/// <summary><c>netns:NAME</c>: a network namespace of ip-netns(8), or a path.</summary>
public sealed record NetnsTarget(string Text, string Path) : Target(Text);

/// <summary><c>ssh:HOST[/pid:N]</c>: another host, or a process of it.</summary>
public sealed record SshTarget(string Text, string Host, int? Pid) : Target(Text);

/// <summary><c>podman:NAME</c>, <c>docker:NAME</c>: a container.</summary>
/// <param name="Text">The text.</param>
/// <param name="Program">podman or docker.</param>
/// <param name="Name">The container.</param>
public sealed record ContainerTarget(string Text, string Program, string Name) : Target(Text);

/// <summary><c>k8s:[NAMESPACE/]pod/NAME[/CONTAINER]</c>, <c>k8s:[NAMESPACE/]deployment/NAME[/CONTAINER]</c>.</summary>
/// <param name="Text">The text.</param>
/// <param name="Namespace">The namespace; null: the one that kubectl has.</param>
/// <param name="Kind">pod or deployment.</param>
/// <param name="Name">The object.</param>
/// <param name="Container">The container; null: the first.</param>
public sealed record KubernetesTarget(string Text, string? Namespace, string Kind, string Name, string? Container) : Target(Text);

/// <summary><c>exec:COMMAND</c>: a command of the shell that is an agent itself.</summary>
public sealed record ExecTarget(string Text, string Command) : Target(Text);

/// <summary><c>shell:COMMAND</c>: a command of the shell that is a POSIX shell in the target.</summary>
public sealed record ShellTarget(string Text, string Command) : Target(Text);
