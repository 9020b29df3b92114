using System.Runtime.InteropServices;

namespace Fairlead.Linux;

/// <summary>signal.h and asm/signal.h: signal(7), sigaction(2).</summary>
public static class SignalConstants
{
    public const int SIGHUP = 1;
    public const int SIGINT = 2;
    public const int SIGQUIT = 3;
    public const int SIGILL = 4;
    public const int SIGTRAP = 5;
    public const int SIGABRT = 6;
    public const int SIGBUS = 7;
    public const int SIGFPE = 8;
    public const int SIGKILL = 9;
    public const int SIGUSR1 = 10;
    public const int SIGSEGV = 11;
    public const int SIGUSR2 = 12;
    public const int SIGPIPE = 13;
    public const int SIGALRM = 14;
    public const int SIGTERM = 15;
    public const int SIGCHLD = 17;
    public const int SIGCONT = 18;
    public const int SIGSTOP = 19;
    public const int SIGTSTP = 20;
    public const int SIGTTIN = 21;
    public const int SIGTTOU = 22;
    public const int SIGURG = 23;
    public const int SIGSYS = 31;

    /// <summary>The first real-time signal that the C library leaves to programs.</summary>
    public const int SIGRTMIN = 34;

    /// <summary>How many signals there are; the highest number.</summary>
    public const int NSIG = 64;

    public const int SA_SIGINFO = 4;
    public const int SA_RESTART = 0x10000000;

    public const int SIG_SETMASK = 2;

    /// <summary>si_code of a signal that the kernel made, as for Ctrl-C at a terminal.</summary>
    public const int SI_KERNEL = 0x80;
}

/// <summary>siginfo_t: the head that all signals share, in the size of the whole.</summary>
[StructLayout(LayoutKind.Explicit, Size = 128)]
public struct siginfo_t
{
    [FieldOffset(0)] public int si_signo;
    [FieldOffset(4)] public int si_errno;
    [FieldOffset(8)] public int si_code;
    [FieldOffset(16)] public int si_pid;
    [FieldOffset(20)] public uint si_uid;
    [FieldOffset(24)] public int si_status;
}

/// <summary>struct sigaction of the C library on x86-64 (not the kernel's).</summary>
[StructLayout(LayoutKind.Explicit, Size = 152)]
public unsafe struct sigaction_t
{
    public const nint SIG_DFL = 0;
    public const nint SIG_IGN = 1;

    [FieldOffset(0)] public nint sa_handler;
    [FieldOffset(8)] public ulong sa_mask;
    [FieldOffset(136)] public int sa_flags;
}

/// <summary>sigset_t of the C library: one bit a signal, in the size that its functions expect.</summary>
[StructLayout(LayoutKind.Sequential, Size = 128)]
public struct sigset_t
{
    public ulong bits;
}

/// <content>Calls of signal.h.</content>
public static unsafe partial class Libc
{
    public static Errno sigaction(int signal, sigaction_t* set, sigaction_t* old) => Error(sigaction_(signal, set, old));

    public static Errno kill(int pid, int signal) => Error(kill_(pid, signal));

    /// <summary>pthread_sigmask(3) gives its error, not errno.</summary>
    public static Errno pthread_sigmask(int how, sigset_t* set, sigset_t* old) => (Errno)pthread_sigmask_(how, set, old);

    [LibraryImport(Name, EntryPoint = "sigaction", SetLastError = true)]
    private static partial int sigaction_(int signal, sigaction_t* set, sigaction_t* old);

    [LibraryImport(Name, EntryPoint = "kill", SetLastError = true)]
    private static partial int kill_(int pid, int signal);

    [LibraryImport(Name, EntryPoint = "pthread_sigmask")]
    private static partial int pthread_sigmask_(int how, sigset_t* set, sigset_t* old);
}
