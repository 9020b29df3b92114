using Fairlead.Engines.Hosting;
using Fairlead.Linux;
using Fairlead.Rules;
using Fairlead.Rules.Resolution;

namespace Fairlead.Cli;

/// <summary>Answers for rules of programs that run: host names as here, interfaces and addresses as they see them.</summary>
/// <param name="process">A process of the network namespace to ask; null: this one's.</param>
internal sealed class AttachNames(int? process) : INames
{
    private readonly HostNames _names = new();
    private readonly string? _namespace = process is { } pid && IsElsewhere(pid) ? NamespaceOf($"{pid}") : null;

    /// <inheritdoc/>
    public Address[]? Host(string name) => _names.Host(name);

    /// <inheritdoc/>
    public Address[]? Interface(string name) => There(() => _names.Interface(name));

    /// <inheritdoc/>
    public bool IsLocal(Address address) => There(() => _names.IsLocal(address));

    /// <inheritdoc/>
    /// <remarks>Whatever it is, the engine cannot carry it, and the planner says so better than a failed search.</remarks>
    public ActivatedSocket? Activated(string name) => new(name, -1, IsUnix: false);

    // A thread that ends right after it goes there in our place.
    private T There<T>(Func<T> ask)
    {
        if (_namespace is null)
        {
            return ask();
        }
        T answer = default!;
        var errno = Errno.None;
        var thread = new Thread(() =>
        {
            errno = Enter(_namespace);
            answer = errno == Errno.None ? ask() : answer;
        });
        thread.Start();
        thread.Join();
        LinuxException.ThrowIf(errno, $"setns to {_namespace}", errno == Errno.EPERM
            ? "addresses and interfaces of rules are looked up there: run as root"
            : null);
        return answer;
    }

    private static Errno Enter(string path)
    {
        var opened = Libc.open(Libc.CString(path), FcntlConstants.O_RDONLY | FcntlConstants.O_CLOEXEC);
        if (!opened.Ok)
        {
            return opened.Errno;
        }
        var errno = Libc.setns(opened.Int, SchedConstants.CLONE_NEWNET);
        _ = Libc.close(opened.Int);
        return errno;
    }

    private static string NamespaceOf(string process) => $"/proc/{process}/ns/net";

    // Where it may not be read, and where the process has ended, the rules are judged as seen from here.
    private static bool IsElsewhere(int pid)
    {
        try
        {
            return File.ResolveLinkTarget(NamespaceOf($"{pid}"), returnFinalTarget: false)?.Name
                != File.ResolveLinkTarget(NamespaceOf("thread-self"), returnFinalTarget: false)?.Name;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
