using System.Globalization;
using System.Text;
using Fairlead.Linux;
using Fairlead.Rules;

namespace Fairlead.Engines.Seccomp;

/// <summary>The path of a <c>unix:</c> target: %p, %a and @ become what unix(7) wants.</summary>
internal static unsafe class UnixPath
{
    private const int Header = 2;
    private const int MostBytes = 107;

    /// <summary>The path for a call. %p is the port, %a the address, %% a per cent sign.</summary>
    public static string Expand(string path, Address address, ushort port)
    {
        var text = new StringBuilder(path.Length);
        for (var i = 0; i < path.Length; i++)
        {
            if (path[i] != '%' || i + 1 == path.Length)
            {
                text.Append(path[i]);
                continue;
            }
            _ = path[++i] switch
            {
                'p' => text.Append(CultureInfo.InvariantCulture, $"{port}"),
                'a' => text.Append(CultureInfo.InvariantCulture, $"{address.Unmap()}"),
                var other => text.Append(other),
            };
        }
        return text.ToString();
    }

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
