using System.Runtime.InteropServices;

namespace Fairlead.Linux;

/// <summary>spawn.h: posix_spawn(3).</summary>
public static class SpawnConstants
{
    public const short POSIX_SPAWN_SETPGROUP = 2;
    public const short POSIX_SPAWN_SETSIGDEF = 4;
    public const short POSIX_SPAWN_SETSIGMASK = 8;
}

/// <summary>posix_spawn_file_actions_t of the C library; its fields are its own.</summary>
[StructLayout(LayoutKind.Sequential, Size = 80)]
public struct posix_spawn_file_actions_t;

/// <summary>posix_spawnattr_t of the C library; its fields are its own.</summary>
[StructLayout(LayoutKind.Sequential, Size = 336)]
public struct posix_spawnattr_t;

/// <content>Calls of spawn.h, which give their error, not errno.</content>
public static unsafe partial class Libc
{
    public static Errno posix_spawn(
        int* pid, byte* path, posix_spawn_file_actions_t* actions, posix_spawnattr_t* attributes, byte** argv, byte** envp) =>
        (Errno)posix_spawn_(pid, path, actions, attributes, argv, envp);

    public static Errno posix_spawn_file_actions_init(posix_spawn_file_actions_t* actions) =>
        (Errno)posix_spawn_file_actions_init_(actions);

    public static Errno posix_spawn_file_actions_adddup2(posix_spawn_file_actions_t* actions, int from, int to) =>
        (Errno)posix_spawn_file_actions_adddup2_(actions, from, to);

    public static Errno posix_spawn_file_actions_destroy(posix_spawn_file_actions_t* actions) =>
        (Errno)posix_spawn_file_actions_destroy_(actions);

    public static Errno posix_spawnattr_init(posix_spawnattr_t* attributes) => (Errno)posix_spawnattr_init_(attributes);

    public static Errno posix_spawnattr_setflags(posix_spawnattr_t* attributes, short flags) =>
        (Errno)posix_spawnattr_setflags_(attributes, flags);

    public static Errno posix_spawnattr_setsigdefault(posix_spawnattr_t* attributes, sigset_t* signals) =>
        (Errno)posix_spawnattr_setsigdefault_(attributes, signals);

    public static Errno posix_spawnattr_setsigmask(posix_spawnattr_t* attributes, sigset_t* signals) =>
        (Errno)posix_spawnattr_setsigmask_(attributes, signals);

    public static Errno posix_spawnattr_destroy(posix_spawnattr_t* attributes) => (Errno)posix_spawnattr_destroy_(attributes);

    [LibraryImport(Name, EntryPoint = "posix_spawn")]
    private static partial int posix_spawn_(
        int* pid, byte* path, posix_spawn_file_actions_t* actions, posix_spawnattr_t* attributes, byte** argv, byte** envp);

    [LibraryImport(Name, EntryPoint = "posix_spawn_file_actions_init")]
    private static partial int posix_spawn_file_actions_init_(posix_spawn_file_actions_t* actions);

    [LibraryImport(Name, EntryPoint = "posix_spawn_file_actions_adddup2")]
    private static partial int posix_spawn_file_actions_adddup2_(posix_spawn_file_actions_t* actions, int from, int to);

    [LibraryImport(Name, EntryPoint = "posix_spawn_file_actions_destroy")]
    private static partial int posix_spawn_file_actions_destroy_(posix_spawn_file_actions_t* actions);

    [LibraryImport(Name, EntryPoint = "posix_spawnattr_init")]
    private static partial int posix_spawnattr_init_(posix_spawnattr_t* attributes);

    [LibraryImport(Name, EntryPoint = "posix_spawnattr_setflags")]
    private static partial int posix_spawnattr_setflags_(posix_spawnattr_t* attributes, short flags);

    [LibraryImport(Name, EntryPoint = "posix_spawnattr_setsigdefault")]
    private static partial int posix_spawnattr_setsigdefault_(posix_spawnattr_t* attributes, sigset_t* signals);

    [LibraryImport(Name, EntryPoint = "posix_spawnattr_setsigmask")]
    private static partial int posix_spawnattr_setsigmask_(posix_spawnattr_t* attributes, sigset_t* signals);

    [LibraryImport(Name, EntryPoint = "posix_spawnattr_destroy")]
    private static partial int posix_spawnattr_destroy_(posix_spawnattr_t* attributes);
}
