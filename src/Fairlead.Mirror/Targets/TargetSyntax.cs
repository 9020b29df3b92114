using System.Globalization;

namespace Fairlead.Mirror.Targets;

/// <summary>Reads the text of a target.</summary>
internal static class TargetSyntax
{
    private const string All =
        "pid:N, netns:NAME, ssh:HOST[/pid:N], podman:NAME, docker:NAME, k8s:[NAMESPACE/]pod/NAME[/CONTAINER], "
        + "k8s:[NAMESPACE/]deployment/NAME[/CONTAINER], exec:'COMMAND' or shell:'COMMAND'";

    public static Target Parse(string text)
    {
        var colon = text.IndexOf(':');
        var (kind, rest) = colon < 0 ? (text, "") : (text[..colon], text[(colon + 1)..]);
        return kind switch
        {
            "pid" => new PidTarget(text, Pid(text, rest)),
            "netns" => new NetnsTarget(text, NetnsPath(text, rest)),
            "ssh" => Ssh(text, rest),
            "podman" or "docker" => new ContainerTarget(text, kind, Name(text, rest, "a container", $"{kind}:web")),
            "k8s" => Kubernetes(text, rest),
            "exec" => new ExecTarget(text, Command(text, rest, "exec:'nsenter -t 42 -n fairlead agent'")),
            "shell" => new ShellTarget(text, Command(text, rest, "shell:'docker exec -i --privileged web sh'")),
            _ => throw Wrong(text, $"expected {All}", "pid:4242"),
        };
    }

    private static int Pid(string text, string number)
    {
        var isNumber = int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var pid);
        return isNumber && pid > 0 ? pid : throw Wrong(text, "expected a process id after pid:", "pid:4242");
    }

    private static string NetnsPath(string text, string name)
    {
        if (name.StartsWith('/'))
        {
            return name;
        }
        return name.Contains('/')
            ? throw Wrong(text, "expected a name of ip-netns(8), or an absolute path", "netns:blue")
            : $"/run/netns/{Name(text, name, "a network namespace", "netns:blue")}";
    }

    private static SshTarget Ssh(string text, string rest)
    {
        var slash = rest.IndexOf('/');
        var host = Name(text, slash < 0 ? rest : rest[..slash], "a host", "ssh:user@host");
        if (slash < 0)
        {
            return new SshTarget(text, host, null);
        }
        var process = rest[(slash + 1)..];
        return process.StartsWith("pid:", StringComparison.Ordinal)
            ? new SshTarget(text, host, Pid(text, process[4..]))
            : throw Wrong(text, $"found '{process}' after the host, expected pid:N", $"ssh:{host}/pid:4242");
    }

    private static KubernetesTarget Kubernetes(string text, string rest)
    {
        const string Example = "k8s:pod/web or k8s:shop/deployment/web/nginx";
        var words = rest.Split('/');
        var at = IsKind(words[0]) ? 0 : 1;
        if (words.Length < at + 2 || words.Length > at + 3 || !IsKind(words[at]))
        {
            throw Wrong(text, "expected [NAMESPACE/]pod/NAME[/CONTAINER] or [NAMESPACE/]deployment/NAME[/CONTAINER]", Example);
        }
        foreach (var word in words)
        {
            Name(text, word, "a name between the slashes", Example);
        }
        var container = words.Length == at + 3 ? words[at + 2] : null;
        return new KubernetesTarget(text, at == 0 ? null : words[0], words[at], words[at + 1], container);
    }

    private static bool IsKind(string word) => word is "pod" or "deployment";

    // A name that starts with - would be an option of ssh or podman.
    private static string Name(string text, string name, string what, string example)
    {
        var wrong = name.Length == 0 ? "found nothing" : name[0] == '-' ? $"found '{name}', which would be an option" : null;
        return wrong is null && !name.Any(c => char.IsWhiteSpace(c) || char.IsControl(c))
            ? name
            : throw Wrong(text, $"{wrong ?? $"found a blank in '{name}'"}, expected {what}", example);
    }

    private static string Command(string text, string command, string example) =>
        string.IsNullOrWhiteSpace(command) ? throw Wrong(text, "found no command", example) : command;

    private static TargetException Wrong(string text, string what, string example) =>
        new($"target '{text}': {what}; for example {example}");
}
