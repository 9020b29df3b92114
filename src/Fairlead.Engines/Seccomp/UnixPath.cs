using System.Globalization;
using System.Text;
using Fairlead.Rules;

namespace Fairlead.Engines.Seccomp;

/// <summary>The path of a <c>unix:</c> target: %p and %a become port and address.</summary>
internal static class UnixPath
{
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
}
