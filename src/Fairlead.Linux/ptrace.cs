using System.Runtime.InteropServices;

namespace Fairlead.Linux;

/// <summary>linux/ptrace.h: ptrace(2).</summary>
public static class PtraceConstants
{
    public const int PTRACE_CONT = 7;
    public const int PTRACE_SYSCALL = 24;
    public const int PTRACE_GETEVENTMSG = 0x4201;
    public const int PTRACE_SEIZE = 0x4206;
    public const int PTRACE_LISTEN = 0x4208;
    public const int PTRACE_GET_SYSCALL_INFO = 0x420e;

    public const int PTRACE_O_TRACESYSGOOD = 0x1;
    public const int PTRACE_O_TRACEFORK = 0x2;
    public const int PTRACE_O_TRACEVFORK = 0x4;
    public const int PTRACE_O_TRACECLONE = 0x8;
    public const int PTRACE_O_TRACEEXEC = 0x10;
    public const int PTRACE_O_TRACESECCOMP = 0x80;
    public const int PTRACE_O_EXITKILL = 0x100000;

    public const int PTRACE_EVENT_FORK = 1;
    public const int PTRACE_EVENT_VFORK = 2;
    public const int PTRACE_EVENT_CLONE = 3;
    public const int PTRACE_EVENT_EXEC = 4;
    public const int PTRACE_EVENT_SECCOMP = 7;
    public const int PTRACE_EVENT_STOP = 128;

    public const byte PTRACE_SYSCALL_INFO_EXIT = 2;
    public const byte PTRACE_SYSCALL_INFO_SECCOMP = 3;
}

/// <summary>struct ptrace_syscall_info: what a system call that a tracee is stopped at asks for, or gave.</summary>
[StructLayout(LayoutKind.Explicit, Size = 88)]
public unsafe struct ptrace_syscall_info
{
    /// <summary>Which of the following is filled in: PTRACE_SYSCALL_INFO_ constants.</summary>
    [FieldOffset(0)] public byte op;

    /// <summary>The ABI of the call, as seccomp has it: AUDIT_ARCH_ constants.</summary>
    [FieldOffset(4)] public uint arch;

    [FieldOffset(8)] public ulong instruction_pointer;
    [FieldOffset(16)] public ulong stack_pointer;

    /// <summary>At a seccomp stop.</summary>
    [FieldOffset(24)] public ulong nr;

    /// <summary>At a seccomp stop.</summary>
    [FieldOffset(32)] public fixed ulong args[6];

    /// <summary>At the end of a call: what it gave, an error as its negated errno.</summary>
    [FieldOffset(24)] public long rval;

    /// <summary>At the end of a call.</summary>
    [FieldOffset(32)] public byte is_error;
}

/// <content>Calls of sys/ptrace.h. All for one tracee are made by the thread that seized it.</content>
public static unsafe partial class Libc
{
    /// <summary>PTRACE_SEIZE: becomes the tracer of a thread, which is not stopped by it.</summary>
    public static Errno ptrace_seize(int tid, int options) =>
        Error(ptrace_(PtraceConstants.PTRACE_SEIZE, tid, 0, options));

    /// <summary>PTRACE_CONT, PTRACE_SYSCALL or PTRACE_LISTEN: lets a tracee go on, with a signal or 0.</summary>
    public static Errno ptrace_resume(int request, int tid, int signal) => Error(ptrace_(request, tid, 0, signal));

    /// <summary>PTRACE_GETEVENTMSG: the number that belongs to the event that the tracee is stopped at.</summary>
    public static Errno ptrace_geteventmsg(int tid, out ulong message)
    {
        ulong got = 0;
        var errno = Error(ptrace_(PtraceConstants.PTRACE_GETEVENTMSG, tid, 0, (nint)(&got)));
        message = got;
        return errno;
    }

    /// <summary>PTRACE_GET_SYSCALL_INFO (Linux 5.3): the call that the tracee is stopped at.</summary>
    public static Errno ptrace_get_syscall_info(int tid, out ptrace_syscall_info info)
    {
        ptrace_syscall_info got = default;
        const int request = PtraceConstants.PTRACE_GET_SYSCALL_INFO;
        var errno = Error(ptrace_(request, tid, sizeof(ptrace_syscall_info), (nint)(&got)));
        info = got;
        return errno;
    }

    [LibraryImport(Name, EntryPoint = "ptrace", SetLastError = true)]
    private static partial nint ptrace_(nint request, nint pid, nint addr, nint data);
}
