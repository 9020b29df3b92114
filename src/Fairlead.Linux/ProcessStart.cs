using System.Runtime.InteropServices;

namespace Fairlead.Linux;

/// <summary>Everything that a process needs between fork(2) and execve(2), in unmanaged memory.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct ProcessStart
{
    /// <summary>The file to execute, and the arguments and environment as execve(2) takes them.</summary>
    public byte* path;
    public byte** argv;
    public byte** envp;

    /// <summary>What is executed where <see cref="path"/> is a script with no #! line (ENOEXEC); null: nothing.</summary>
    public byte** shell_argv;

    /// <summary>Namespaces that the program enters, in this order, as files of /proc/PID/ns.</summary>
    public int* spaces;
    public int space_count;

    /// <summary>The working directory, which entering a mount namespace loses; null: it stays.</summary>
    public byte* directory;

    /// <summary>Whether this process itself becomes the program (no fork).</summary>
    public bool same_pid;

    /// <summary>
    /// Whether the program gets a session of its own, no parent (a second fork), and none but the kept descriptors.
    /// </summary>
    public bool detached;

    /// <summary>Whether the program gets SIGKILL when the thread that starts it ends.</summary>
    public bool dies_with_parent;

    /// <summary>Whether no_new_privs is set before the filter.</summary>
    public bool no_new_privs;

    /// <summary>The signals that the program starts with blocked; bit 0 is signal 1.</summary>
    public ulong blocked;

    /// <summary>The signals that the program starts with ignored; all others are at their default.</summary>
    public ulong ignored;

    /// <summary>The soft limit of open files; 0: left as it is.</summary>
    public ulong nofile;

    /// <summary>The seccomp filter to install; null: none.</summary>
    public sock_fprog* filter;
    public uint filter_flags;

    /// <summary>
    /// The pipe's end to which the child writes an int: the number of its listener (0 where it has none) when it is
    /// ready for execve(2), and then, if execve(2) fails, the negated errno. -1: no talk.
    /// </summary>
    public int to_parent;

    /// <summary>The pipe's end at which the child waits for one byte before execve(2). -1: no wait.</summary>
    public int from_parent;

    /// <summary>Descriptors that stay open across execve(2).</summary>
    public int* kept;
    public int kept_count;

    /// <summary>The descriptor that takes the place of 0 and 1, and of 2 as well unless that is kept; -1: they stay.</summary>
    public int stdio;
    public bool keeps_stderr;

    /// <summary>Where the decimal process id is written before execve(2), up to 10 digits and a zero; null: nowhere.</summary>
    public byte* listen_pid;
    public byte* watchdog_pid;
}
