using System.Runtime.InteropServices;
using System.Text;
using Fairlead.Engines.Hosting;
using Fairlead.Engines.Logging;
using Fairlead.Engines.Seccomp;
using Fairlead.Linux;
using Fairlead.Rules;
using Fairlead.Rules.Resolution;
using Fairlead.Rules.Text;

namespace Fairlead.Engines.Tests.Seccomp;

public class SupervisorStateTests
{
    private static readonly string[] s_rules =
    [
        "bind program \"Web Content\" tcp any:80-90,443 to 127.0.0.1:+1000 hide",
        "bind tcp any:80 to unix:\"/run/a b.sock\" mode 0660",
        "bind udp any to activated:\"my socket\"",
        "connect any not 10.0.0.0/8 deny ENETUNREACH",
        "connect any localhost from dev lo",
        "connect any any dev lo mark 7",
    ];

    private static readonly Log s_log = new(2, json: true, Verbosity.Verbose);

    [Fact]
    public void Rules_names_and_log_are_the_same_after_a_handover()
    {
        var names = new NameRecord(new Host());
        var rules = Resolve(names);
        var state = SupervisorState.Read(SupervisorState.Write(rules, names, s_log, dispatch: null, supervisor: null));
        var restored = state.Resolve();
        Assert.Equal(rules.Select(r => r.Rule), restored.Select(r => r.Rule));
        Assert.Equal(rules.Select(r => r.Number), restored.Select(r => r.Number));
        Assert.Equal(rules.Select(r => (r.To, r.From, r.Activated)), restored.Select(r => (r.To, r.From, r.Activated)));
        Assert.Equal(rules.Select(r => r.Addresses.Networks), restored.Select(r => r.Addresses.Networks));
        Assert.Equal(s_log.Describe(), state.Log.Describe());
    }

    [Fact]
    public void What_sockets_show_is_the_same_after_a_handover()
    {
        using var before = new CallDispatch([], s_log);
        before.Steering.LocalNames.Set(ulong.MaxValue, Name("10.0.0.1", 1));
        before.Steering.PeerNames.Set(2, Name("::ffff:10.0.0.2", 0));
        before.Steering.ListenerNames.Set((Address.LoopbackV6, 80), Name("::", 8080));
        before.Replacement.Files.Add("/run/with space.sock");
        using var after = new CallDispatch([], s_log);
        SupervisorState.Read(SupervisorState.Write([], new NameRecord(null), s_log, before, supervisor: null)).Restore(after, supervisor: null!);
        Assert.Equal(before.Steering.LocalNames.All, after.Steering.LocalNames.All);
        Assert.Equal(before.Steering.PeerNames.All, after.Steering.PeerNames.All);
        Assert.Equal(before.Steering.ListenerNames.All, after.Steering.ListenerNames.All);
        Assert.Equal(before.Replacement.Files, after.Replacement.Files);
    }

    [Fact]
    public void Call_that_waits_is_written_whole()
    {
        seccomp_notif notif = new() { id = 0x1122334455667788, pid = 99, data = new seccomp_data { nr = 43 } };
        using var dispatch = new CallDispatch([], s_log);
        using var supervisor = new Supervisor(listener: -1, dispatch, guard: null!, s_log);
        supervisor.Waiting.Add(new WaitingCall(notif, Socket: -1, pollfd.POLLIN, Deadline: long.MaxValue));
        var file = SupervisorState.Write([], new NameRecord(null), s_log, dispatch, supervisor);
        var line = Assert.Single(Text(file).Split('\n'), l => l.StartsWith("waiting ", StringComparison.Ordinal)).Split(' ');
        Assert.Equal(notif, MemoryMarshal.Read<seccomp_notif>(Convert.FromHexString(line[1])));
        Assert.Equal(long.MaxValue, long.Parse(line[2]));
    }

    private static ResolvedRule[] Resolve(INames names)
    {
        var statements = RuleParser.Parse("-r", string.Join('\n', s_rules)).Statements;
        var (rules, errors) = new Resolver(names).Resolve([.. statements.Cast<WrittenRule>()]);
        Assert.Empty(errors);
        return rules;
    }

    private static HiddenName Name(string address, ushort port) =>
        Address.TryParse(address, out var parsed) ? new HiddenName(parsed, port) : throw new ArgumentException(address);

    private static string Text(int file)
    {
        Assert.True(Libc.lseek(file, 0, 0).Ok);
        var bytes = new byte[4096];
        var count = Libc.read(file, bytes);
        _ = Libc.close(file);
        return Encoding.UTF8.GetString(bytes, 0, count.Int);
    }

    /// <summary>/etc/hosts and a service manager, in memory.</summary>
    private sealed class Host : INames
    {
        Address[]? INames.Host(string name) => name == "localhost" ? [Address.LoopbackV4, Address.LoopbackV6] : null;

        Address[]? INames.Interface(string name) => name == "lo" ? [Address.LoopbackV4] : null;

        bool INames.IsLocal(Address address) => true;

        ActivatedSocket? INames.Activated(string name) => new(name, 3, IsUnix: false);
    }
}
