using System.Diagnostics;
using Fairlead.Engines.Cgroup;
using Fairlead.Engines.Cgroup.Kernel;
using Fairlead.Engines.Cgroup.Tree;
using Fairlead.Linux;

namespace Fairlead.Engines.Tests.Cgroup.Kernel;

/// <summary>A cgroup of the test's own. Whatever is attached to it goes with it.</summary>
internal sealed class TestCgroup : IDisposable
{
    private static int s_count;

    public TestCgroup(TestCgroup? parent = null)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "attaching programs needs root");
        var name = $"fairlead-test-{Environment.ProcessId}-{Interlocked.Increment(ref s_count)}";
        Path = System.IO.Path.Combine(parent?.Path ?? CgroupTree.Find().MountPoint!, name);
        Directory.CreateDirectory(Path);
        const int flags = FcntlConstants.O_RDONLY | FcntlConstants.O_DIRECTORY | FcntlConstants.O_CLOEXEC;
        Descriptor = LinuxException.Check(Libc.open(Libc.CString(Path), flags), $"open of {Path}");
    }

    public string Path { get; }

    public int Descriptor { get; private set; }

    /// <summary>Attaches as others may do it, not as Fairlead does.</summary>
    public unsafe void AttachWith(uint flags, LoadedProgram program)
    {
        bpf_attr attr = default;
        attr.target_fd = Descriptor;
        attr.attach_bpf_fd = program.Descriptor;
        attr.attach_type = program.Hook.AttachType;
        attr.attach_flags = flags;
        LinuxException.Check(Libc.bpf(BpfConstants.BPF_PROG_ATTACH, &attr), "attach");
    }

    public void Attach(LoadedProgram program) => CgroupPrograms.Attach(Descriptor, program.Hook, program.Descriptor, Path);

    public uint[] Query(Hook hook) => CgroupPrograms.Query(Descriptor, hook, Path);

    /// <summary>What bash says to connect to a port of 127.0.0.1, as a process of this cgroup.</summary>
    public string Connect(int port, int times = 1)
    {
        var script = $"echo $$ > {Path}/cgroup.procs; for i in $(seq {times}); do (exec 3<>/dev/tcp/127.0.0.1/{port}); done";
        var start = new ProcessStartInfo("bash", ["-c", script])
        {
            RedirectStandardError = true,
            Environment = { ["LC_ALL"] = "C" },
        };
        using var child = Process.Start(start)!;
        var messages = child.StandardError.ReadToEnd();
        child.WaitForExit();
        return messages;
    }

    public void Dispose()
    {
        if (Descriptor >= 0) _ = Libc.close(Descriptor);
        Descriptor = -1;
        for (var i = 0; i < 100 && Directory.Exists(Path); i++)
        {
            try
            {
                Directory.Delete(Path);
            }
            catch (IOException) when (i < 99)
            {
                Thread.Sleep(20);
            }
        }
    }
}
