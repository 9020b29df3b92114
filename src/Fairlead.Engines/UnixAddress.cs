using System.Text;
using Fairlead.Linux;

namespace Fairlead.Engines;

/// <summary>Addresses of unix(7) as people write them: a path, or @NAME for an abstract one.</summary>
internal static unsafe class UnixAddress
{
    private const int Header = 2;
    private const int MostBytes = 107;

    /// <summary>Writes the path as a sockaddr_un; false: too long.</summary>
    public static bool TryWrite(string path, out sockaddr_un to, out uint length)
    {
        to = new sockaddr_un { sun_family = SocketConstants.AF_UNIX };
        var isAbstract = path.StartsWith('@');
        var count = Encoding.UTF8.GetByteCount(path);
        length = (uint)(Header + count + (isAbstract ? 0 : 1));
        if (count > MostBytes)
        {
            return false;
        }
        fixed (byte* bytes = to.sun_path)
        {
            Encoding.UTF8.GetBytes(path, new Span<byte>(bytes, MostBytes));
            bytes[0] = isAbstract ? (byte)0 : bytes[0];
        }
        return true;
    }
}
