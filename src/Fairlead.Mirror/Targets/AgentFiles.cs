using System.IO.Compression;
using System.Security.Cryptography;

namespace Fairlead.Mirror.Targets;

/// <summary>The agent as it is uploaded: the files that src/Fairlead.Agent/build has made.</summary>
internal sealed class AgentFiles
{
    /// <summary>The list of the others, in the form of sha256sum(1).</summary>
    public const string List = "sums";

    private readonly string _folder;

    private AgentFiles(string folder, string hash, string[] names) => (_folder, Hash, Names) = (folder, hash, names);

    /// <summary>SHA-256 of the list, and so of all.</summary>
    public string Hash { get; }

    /// <summary>The files, but for the list.</summary>
    public string[] Names { get; }

    /// <summary>What they need in the target, in kilobytes.</summary>
    public long Kilobytes => (Names.Sum(name => Length(name, packed: false)) / 1024) + 64;

    /// <summary>Finds them.</summary>
    /// <exception cref="TargetException">There are none.</exception>
    public static AgentFiles Open(string folder)
    {
        var list = Path.Combine(folder, List);
        if (!File.Exists(list))
        {
            throw new TargetException($"there is no agent to upload in {folder}: src/Fairlead.Agent/build {folder} makes it");
        }
        var hash = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(list)));
        return new AgentFiles(folder, hash, [.. File.ReadLines(list).Select(line => line[(line.IndexOf(' ') + 2)..])]);
    }

    /// <summary>The bytes to send of a file, packed by gzip or not.</summary>
    public Stream Read(string name, bool packed)
    {
        var file = File.OpenRead(PathOf(name));
        return packed || name == List ? file : new GZipStream(file, CompressionMode.Decompress);
    }

    /// <summary>How many bytes that are.</summary>
    public long Length(string name, bool packed) =>
        packed || name == List ? new FileInfo(PathOf(name)).Length : UnpackedLength(PathOf(name));

    private string PathOf(string name) => Path.Combine(_folder, name == List ? name : $"{name}.gz");

    // The last four bytes of a gzip file.
    private static long UnpackedLength(string path)
    {
        using var file = File.OpenRead(path);
        file.Seek(-sizeof(uint), SeekOrigin.End);
        Span<byte> length = stackalloc byte[sizeof(uint)];
        file.ReadExactly(length);
        return BitConverter.ToUInt32(length);
    }
}
