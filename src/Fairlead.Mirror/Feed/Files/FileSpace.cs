using System.Globalization;
using System.Runtime.InteropServices;
using Fairlead.Linux;
using Fairlead.Mirror.Agent.Files;
using static Fairlead.Linux.FcntlConstants;
using static Fairlead.Linux.MountConstants;
using static Fairlead.Linux.SchedConstants;
using static Fairlead.Linux.SyscallNumbers;

namespace Fairlead.Mirror.Feed.Files;

/// <summary>The mount namespace of the program, in which our file systems are mounted. Nobody else sees them.</summary>
/// <remarks>
/// <para>Order of events. A process is forked, and leaves our mount namespace; where we are not allowed to mount, it makes a user
/// namespace, in which it is, and in which our user and group have the numbers that they have here - for each mount
/// point it opens /dev/fuse and mounts - we fetch the descriptors, and serve - it mounts what is this machine's own over what we show
/// of it - the namespaces are opened, the process ends: the program is put into them when it starts, and they go with it.</para>
/// <para><c>/..</c> before each path: where a file system stands on <c>/</c>, the process itself still has the old root, and only
/// this way leads into the new one. In every other case it is the same as <c>/</c>.</para>
/// </remarks>
internal sealed unsafe class FileSpace : IDisposable
{
    private const int RoomForStat = 256;
    private const ulong CapSysAdmin = 1UL << 21;
    private const string Advice = "mounting needs CAP_SYS_ADMIN, or a user namespace: run as root, or allow it (sysctl "
        + "user.max_user_namespaces, kernel.unprivileged_userns_clone, kernel.apparmor_restrict_unprivileged_userns)";

    private readonly List<SpaceCall> _calls = [];
    private readonly List<string> _names = [];
    private readonly List<nint> _memory = [];
    private readonly List<int> _reserved = [];

    /// <summary>The namespaces that the program enters, in order.</summary>
    public int[] Spaces { get; private set; } = [];

    /// <summary>Makes it.</summary>
    /// <param name="points">Where, those above others first.</param>
    /// <param name="serve">Takes the descriptor of each mount point: it must be served from then on.</param>
    /// <exception cref="LinuxException">It cannot be made, and says why not.</exception>
    public static FileSpace Make(List<MountPoint> points, Action<MountPoint, int> serve)
    {
        var space = new FileSpace();
        var inUserSpace = !MayMount();
        space.Write(points, inUserSpace);
        var calls = CollectionsMarshal.AsSpan(space._calls);
        fixed (SpaceCall* first = calls)
        {
            using var process = ForkedSpace.Start(first, calls.Length);
            try
            {
                space.Follow(process, points, serve, inUserSpace);
            }
            finally
            {
                space.FreeMemory();
            }
        }
        return space;
    }

    /// <summary>Whether this process may mount; if not, it needs a user namespace, in which there is one user.</summary>
    public static bool MayMount()
    {
        var status = ProcText.Read("/proc/self/status\0"u8);
        return (ProcText.Hex(ProcText.Field(status, "CapEff:"u8)) & CapSysAdmin) != 0;
    }

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(Spaces, space => _ = Libc.close(space));

    private void Write(List<MountPoint> points, bool inUserSpace)
    {
        Add("unshare", SYS_unshare, CLONE_NEWNS | (inUserSpace ? CLONE_NEWUSER : 0));
        Pause();
        Add("mount --make-rslave /", SYS_mount, 0, Text("/"), 0, MS_REC | MS_SLAVE);
        foreach (var point in points)
        {
            var own = point.OwnEntries();
            Mount(point);
            Pause();

            // The kernel takes root for the owner until it has asked, and nobody writes what is root's in a user namespace.
            Add($"stat of {FilePath.ForPeople(point.Path)}", SYS_newfstatat, AT_FDCWD, Text("/.." + point.Path), Allocate(RoomForStat));
            foreach (var name in own)
            {
                Add($"mount --rbind of {FilePath.ForPeople(FilePath.Join(point.Path, name))}", SYS_mount, Text(name),
                    Text("/.." + FilePath.Join(point.Path, name)), 0, MS_BIND | MS_REC);
            }
        }
    }

    // The working directory stays below the mount point: so what is mounted over the entries can be named.
    private void Mount(MountPoint point)
    {
        var number = LinuxException.Check(Libc.open("/dev/null\0"u8, O_RDWR | O_CLOEXEC), "open of /dev/null");
        _reserved.Add(number);
        var kind = point.IsFile ? "100000" : "40000";
        var options = string.Create(
            CultureInfo.InvariantCulture,
            $"fd={number},rootmode={kind},user_id={Libc.geteuid()},group_id={Libc.getegid()},allow_other");
        Add("chdir", SYS_chdir, Text("/.." + (point.IsFile ? FilePath.Folder(point.Path) : point.Path)));
        Add("open of /dev/fuse", SYS_openat, AT_FDCWD, Text("/dev/fuse"), O_RDWR | O_CLOEXEC);
        _names.Add("dup3");
        _calls.Add(new SpaceCall { Number = SYS_dup3, TakesLast = true, B = number, C = O_CLOEXEC });
        Add($"mount of a file system over {FilePath.ForPeople(point.Path)}", SYS_mount, Text("fairlead"),
            Text("/.." + point.Path), Text("fuse"), MS_NOSUID | MS_NODEV, Text(options));
    }

    private void Follow(ForkedSpace process, List<MountPoint> points, Action<MountPoint, int> serve, bool inUserSpace)
    {
        Await(process);
        if (inUserSpace)
        {
            MapUser(process.Pid);
        }
        process.Go();
        for (var i = 0; i < points.Count; i++)
        {
            Await(process);
            serve(points[i], Fetch(process.Pid, _reserved[i]));
            process.Go();
        }
        Await(process);
        string[] kinds = inUserSpace ? ["user", "mnt"] : ["mnt"];
        Spaces = Array.ConvertAll(
            kinds, kind => LinuxException.Check(
                Libc.open(Libc.CString($"/proc/{process.Pid}/ns/{kind}"), O_RDONLY | O_CLOEXEC), "open of a namespace"));
    }

    private void Await(ForkedSpace process)
    {
        var errno = process.AwaitPause(out var at);
        if (errno == Errno.None)
        {
            return;
        }
        var name = at < _names.Count ? _names[at] : "the process";
        throw new LinuxException($"the target's files cannot be shown to the program: {name}", errno, (name, errno) switch
        {
            ("open of /dev/fuse", Errno.ENOENT or Errno.ENODEV or Errno.ENXIO) =>
                "the kernel's FUSE is not here: `modprobe fuse`; in a container, give it the device (--device /dev/fuse)",
            ("open of /dev/fuse", _) => "this user may not use it: run as root, or `chmod a+rw /dev/fuse`, as most systems have it",
            _ => Advice,
        });
    }

    private static int Fetch(int pid, int number)
    {
        var pidfd = LinuxException.Check(Libc.pidfd_open(pid, 0), "pidfd_open");
        var fetched = Libc.pidfd_getfd(pidfd, number);
        _ = Libc.close(pidfd);
        return LinuxException.Check(fetched, "pidfd_getfd");
    }

    private static void MapUser(int pid)
    {
        var (user, group) = (Libc.geteuid(), Libc.getegid());
        File.WriteAllText($"/proc/{pid}/setgroups", "deny");
        File.WriteAllText($"/proc/{pid}/uid_map", $"{user} {user} 1");
        File.WriteAllText($"/proc/{pid}/gid_map", $"{group} {group} 1");
    }

    private void Pause()
    {
        _names.Add("a pause");
        _calls.Add(new SpaceCall { Number = SpaceCall.Pause });
    }

    private void Add(string name, int number, nint a = 0, nint b = 0, nint c = 0, nint d = 0, nint e = 0)
    {
        _names.Add(name);
        _calls.Add(new SpaceCall { Number = number, A = a, B = b, C = c, D = d, E = e });
    }

    private nint Text(string text)
    {
        var bytes = FilePath.CString(text);
        var memory = Allocate(bytes.Length);
        bytes.CopyTo(new Span<byte>((void*)memory, bytes.Length));
        return memory;
    }

    private nint Allocate(int size)
    {
        var memory = (nint)NativeMemory.Alloc((nuint)size);
        _memory.Add(memory);
        return memory;
    }

    private void FreeMemory()
    {
        _memory.ForEach(memory => NativeMemory.Free((void*)memory));
        _memory.Clear();
        _reserved.ForEach(number => _ = Libc.close(number));
        _reserved.Clear();
    }
}
