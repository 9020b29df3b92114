using System.Runtime.InteropServices;

namespace Fairlead.Linux;

/// <summary>The addresses of the calls; a call through them enters nothing of the runtime.</summary>
internal unsafe struct RawCalls
{
    public delegate* unmanaged[SuppressGCTransition]<int> fork, setsid, getpid, getppid;
    public delegate* unmanaged[SuppressGCTransition]<int, void> exit;
    public delegate* unmanaged[SuppressGCTransition]<int, nint, nint, nint, nint, int> prctl;
    public delegate* unmanaged[SuppressGCTransition]<int, sigaction_t*, sigaction_t*, int> sigaction;
    public delegate* unmanaged[SuppressGCTransition]<int, int, nint, int> fcntl;
    public delegate* unmanaged[SuppressGCTransition]<int, int, int> dup2;
    public delegate* unmanaged[SuppressGCTransition]<int, rlimit*, int> getrlimit, setrlimit;
    public delegate* unmanaged[SuppressGCTransition]<nint, nint, nint, nint, nint> syscall;
    public delegate* unmanaged[SuppressGCTransition]<nint, nint, nint, nint, nint, nint, nint> syscall5;
    public delegate* unmanaged[SuppressGCTransition]<int*> errno;
    public delegate* unmanaged[SuppressGCTransition]<int, void*, nuint, nint> read, write;
    public delegate* unmanaged[SuppressGCTransition]<int, sigset_t*, sigset_t*, int> sigprocmask;
    public delegate* unmanaged[SuppressGCTransition]<byte*, byte**, byte**, int> execve;
    public delegate* unmanaged[SuppressGCTransition]<pollfd*, nuint, int, int> poll;
    public delegate* unmanaged[SuppressGCTransition]<int, nuint, void*, int> ioctl;
    public delegate* unmanaged[SuppressGCTransition]<int, int, int> kill;

    public static RawCalls Load()
    {
        var libc = NativeLibrary.Load(Libc.Name);
        return new RawCalls
        {
            fork = (delegate* unmanaged[SuppressGCTransition]<int>)Find("fork"),
            setsid = (delegate* unmanaged[SuppressGCTransition]<int>)Find("setsid"),
            getpid = (delegate* unmanaged[SuppressGCTransition]<int>)Find("getpid"),
            getppid = (delegate* unmanaged[SuppressGCTransition]<int>)Find("getppid"),
            exit = (delegate* unmanaged[SuppressGCTransition]<int, void>)Find("_exit"),
            prctl = (delegate* unmanaged[SuppressGCTransition]<int, nint, nint, nint, nint, int>)Find("prctl"),
            sigaction = (delegate* unmanaged[SuppressGCTransition]<int, sigaction_t*, sigaction_t*, int>)Find("sigaction"),
            fcntl = (delegate* unmanaged[SuppressGCTransition]<int, int, nint, int>)Find("fcntl"),
            dup2 = (delegate* unmanaged[SuppressGCTransition]<int, int, int>)Find("dup2"),
            getrlimit = (delegate* unmanaged[SuppressGCTransition]<int, rlimit*, int>)Find("getrlimit"),
            setrlimit = (delegate* unmanaged[SuppressGCTransition]<int, rlimit*, int>)Find("setrlimit"),
            syscall = (delegate* unmanaged[SuppressGCTransition]<nint, nint, nint, nint, nint>)Find("syscall"),
            syscall5 = (delegate* unmanaged[SuppressGCTransition]<nint, nint, nint, nint, nint, nint, nint>)Find("syscall"),
            errno = (delegate* unmanaged[SuppressGCTransition]<int*>)Find("__errno_location"),
            read = (delegate* unmanaged[SuppressGCTransition]<int, void*, nuint, nint>)Find("read"),
            write = (delegate* unmanaged[SuppressGCTransition]<int, void*, nuint, nint>)Find("write"),
            sigprocmask = (delegate* unmanaged[SuppressGCTransition]<int, sigset_t*, sigset_t*, int>)Find("pthread_sigmask"),
            execve = (delegate* unmanaged[SuppressGCTransition]<byte*, byte**, byte**, int>)Find("execve"),
            poll = (delegate* unmanaged[SuppressGCTransition]<pollfd*, nuint, int, int>)Find("poll"),
            ioctl = (delegate* unmanaged[SuppressGCTransition]<int, nuint, void*, int>)Find("ioctl"),
            kill = (delegate* unmanaged[SuppressGCTransition]<int, int, int>)Find("kill"),
        };

        nint Find(string name) => NativeLibrary.GetExport(libc, name);
    }
}
