using Fairlead.Linux;
using static Fairlead.Linux.BpfConstants;

namespace Fairlead.Engines.Cgroup.Kernel;

/// <summary>A program as the kernel describes it.</summary>
/// <param name="Id">The number under which the kernel keeps it.</param>
/// <param name="Name">Its name, as bpftool(8) shows it.</param>
/// <param name="Tag">A hash of its instructions, in hexadecimal digits.</param>
/// <param name="LoadTime">When it was loaded, counted from the boot (CLOCK_BOOTTIME).</param>
/// <param name="User">Who loaded it.</param>
/// <param name="MapIds">The maps that it uses, and those bound to it.</param>
public sealed unsafe record AttachedProgram(
    uint Id, string Name, string Tag, TimeSpan LoadTime, uint User, uint[] MapIds)
{
    private const int NanosecondsPerTick = 100;

    /// <summary>Opens a program by its number; the kernel demands CAP_SYS_ADMIN. ENOENT: it is gone.</summary>
    public static SysResult Open(uint id)
    {
        bpf_attr attr = default;
        attr.prog_id = id;
        return Libc.bpf(BPF_PROG_GET_FD_BY_ID, &attr);
    }

    /// <summary>Describes a program by its number; null if it is gone.</summary>
    public static AttachedProgram? Find(uint id)
    {
        var opened = Open(id);
        if (opened.Errno == Errno.ENOENT) return null;
        int descriptor = BpfCall.Check(opened, "BPF_PROG_GET_FD_BY_ID", $"program {id}", BpfCall.OpenAdvice(opened.Errno));
        try
        {
            return Read(descriptor);
        }
        finally
        {
            _ = Libc.close(descriptor);
        }
    }

    /// <summary>Describes the program of a descriptor.</summary>
    public static AttachedProgram Read(int descriptor)
    {
        bpf_prog_info info = default;
        Fill(descriptor, &info);
        var maps = new uint[info.nr_map_ids];
        fixed (uint* ids = maps)
        {
            info = new bpf_prog_info { map_ids = ids, nr_map_ids = (uint)maps.Length };
            Fill(descriptor, &info);
        }
        var tag = Convert.ToHexStringLower(new ReadOnlySpan<byte>(info.tag, BPF_TAG_SIZE));
        var loaded = TimeSpan.FromTicks((long)info.load_time / NanosecondsPerTick);
        return new AttachedProgram(info.id, BpfCall.ReadName(info.name), tag, loaded, info.created_by_uid, maps);
    }

    private static void Fill(int descriptor, bpf_prog_info* info)
    {
        var filled = BpfCall.Info(descriptor, info, sizeof(bpf_prog_info));
        BpfCall.Check(filled, "BPF_OBJ_GET_INFO_BY_FD", $"program of descriptor {descriptor}");
    }
}
