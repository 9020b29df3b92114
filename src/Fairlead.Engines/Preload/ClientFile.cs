using System.Globalization;
using System.Security.Cryptography;
using Fairlead.Layer.Feeding;
using Fairlead.Linux;

namespace Fairlead.Engines.Preload;

/// <summary>The file behind the names of clients: in memory, under a name that the program's processes open it by.</summary>
/// <remarks>
/// <para>Every process of the program maps it before main, whatever user it runs as by then, and keeps no descriptor. All of its memory is taken
/// at once, as a program that reads what the host has no memory for would die of it.</para>
/// <para>Limits. It is /dev/shm/fairlead-clients.PID.NUMBER, which every user may read, as /proc/net/tcp; it goes with
/// <see cref="Dispose"/>, and what a run that was killed has left goes with the next one.</para>
/// </remarks>
internal sealed unsafe class ClientFile : IDisposable
{
    private const string Folder = "/dev/shm", Prefix = "fairlead-clients.";

    // Open and locked as long as it is in use.
    private readonly FileStream _file;

    private ClientFile(FileStream file, byte* table)
    {
        _file = file;
        Table = table;
    }

    /// <summary>Its path.</summary>
    public string Path => _file.Name;

    /// <summary>Its memory, which stays mapped: the feeder may write to it at any time.</summary>
    public byte* Table { get; }

    /// <summary>Makes the file.</summary>
    public static ClientFile Create()
    {
        RemoveStale();
        var number = RandomNumberGenerator.GetHexString(8, lowercase: true);
        var path = $"{Folder}/{Prefix}{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}.{number}";
        try
        {
            var file = Open(path);
            file.SetLength(ClientTable.Length);
            return new ClientFile(file, Map(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Remove(path);
            throw new LinuxException($"names of clients, {path}", Errno.ENOSPC, $"{e.Message} They need {ClientTable.Length >> 20} MiB of "
                + $"shared memory in {Folder} (docker run --shm-size, mount -o size=); or use another engine");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Remove(Path);
        _file.Dispose();
    }

    private static FileStream Open(string path)
    {
        const UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            PreallocationSize = ClientTable.Length,
            UnixCreateMode = mode,
        });
        File.SetUnixFileMode(file.SafeFileHandle, mode);
        return file;
    }

    private static byte* Map(FileStream file)
    {
        const int protection = MmanConstants.PROT_READ | MmanConstants.PROT_WRITE;
        var errno = Libc.mmap(
            ClientTable.Length, protection, MmanConstants.MAP_SHARED, (int)file.SafeFileHandle.DangerousGetHandle(), 0, out var table);
        LinuxException.ThrowIf(errno, $"mmap of {file.Name}");
        *(ulong*)table = ClientTable.Magic;
        return table;
    }

    // Its process is gone, and nobody holds its lock.
    private static void RemoveStale()
    {
        foreach (var path in Directory.Exists(Folder) ? Directory.GetFiles(Folder, Prefix + "*") : [])
        {
            if (!Directory.Exists($"/proc/{path[(Folder.Length + 1 + Prefix.Length)..].Split('.')[0]}"))
            {
                RemoveUnused(path);
            }
        }
    }

    private static void RemoveUnused(string path)
    {
        try
        {
            using var unused = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another user's, or one of another container that shares the folder.
        }
    }

    private static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The folder is gone.
        }
    }
}
