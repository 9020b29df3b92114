using Fairlead.Mirror.Targets;

namespace Fairlead.Mirror.Tests.Targets;

public sealed class TargetParseTests
{
    public static TheoryData<string, Target> Readable => new()
    {
        { "pid:42", new PidTarget("pid:42", 42) },
        { "netns:blue", new NetnsTarget("netns:blue", "/run/netns/blue") },
        { "netns:/proc/7/ns/net", new NetnsTarget("netns:/proc/7/ns/net", "/proc/7/ns/net") },
        { "ssh:web", new SshTarget("ssh:web", "web", null) },
        { "ssh:me@2001:db8::1", new SshTarget("ssh:me@2001:db8::1", "me@2001:db8::1", null) },
        { "ssh:me@web/pid:7", new SshTarget("ssh:me@web/pid:7", "me@web", 7) },
        { "podman:web", new ContainerTarget("podman:web", "podman", "web") },
        { "docker:web", new ContainerTarget("docker:web", "docker", "web") },
        { "k8s:pod/web", new KubernetesTarget("k8s:pod/web", null, "pod", "web", null) },
        { "k8s:pod/web/nginx", new KubernetesTarget("k8s:pod/web/nginx", null, "pod", "web", "nginx") },
        { "k8s:shop/pod/web", new KubernetesTarget("k8s:shop/pod/web", "shop", "pod", "web", null) },
        { "k8s:pod/pod/pod", new KubernetesTarget("k8s:pod/pod/pod", null, "pod", "pod", "pod") },
        { "k8s:a/deployment/b/c", new KubernetesTarget("k8s:a/deployment/b/c", "a", "deployment", "b", "c") },
        { "exec:cat", new ExecTarget("exec:cat", "cat") },
        { "shell:docker exec -i a:b sh", new ShellTarget("shell:docker exec -i a:b sh", "docker exec -i a:b sh") },
    };

    [Theory]
    [MemberData(nameof(Readable))]
    public void A_target_is_read(string text, Target expected) => Assert.Equal(expected, Target.Parse(text));

    [Theory]
    [InlineData("", "expected pid:N, netns:NAME")]
    [InlineData("web", "expected pid:N, netns:NAME")]
    [InlineData("kubernetes:pod/web", "expected pid:N, netns:NAME")]
    [InlineData("pid:", "expected a process id after pid:; for example pid:4242")]
    [InlineData("pid:0", "expected a process id")]
    [InlineData("pid:-1", "expected a process id")]
    [InlineData("pid:99999999999", "expected a process id")]
    [InlineData("netns:", "found nothing, expected a network namespace; for example netns:blue")]
    [InlineData("netns:a/b", "expected a name of ip-netns(8), or an absolute path")]
    [InlineData("ssh:", "found nothing, expected a host; for example ssh:user@host")]
    [InlineData("ssh:/pid:1", "found nothing, expected a host")]
    [InlineData("ssh:-oProxyCommand=x", "would be an option, expected a host")]
    [InlineData("ssh:a b", "found a blank in 'a b', expected a host")]
    [InlineData("ssh:web/42", "found '42' after the host, expected pid:N; for example ssh:web/pid:4242")]
    [InlineData("ssh:web/pid:x", "expected a process id")]
    [InlineData("podman:", "found nothing, expected a container; for example podman:web")]
    [InlineData("docker:--privileged", "would be an option")]
    [InlineData("k8s:web", "expected [NAMESPACE/]pod/NAME[/CONTAINER]")]
    [InlineData("k8s:a/service/b", "expected [NAMESPACE/]pod/NAME[/CONTAINER]")]
    [InlineData("k8s:a/pod/b/c/d", "expected [NAMESPACE/]pod/NAME[/CONTAINER]")]
    [InlineData("k8s:pod/", "found nothing, expected a name between the slashes")]
    [InlineData("k8s:-n/pod/a", "would be an option")]
    [InlineData("exec:", "found no command; for example exec:'nsenter -t 42 -n fairlead agent'")]
    [InlineData("shell: ", "found no command; for example shell:'docker exec -i --privileged web sh'")]
    public void What_is_no_target_says_what_was_found_and_expected(string text, string message)
    {
        var error = Assert.Throws<TargetException>(() => Target.Parse(text));
        Assert.StartsWith($"target '{text}': ", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }
}
