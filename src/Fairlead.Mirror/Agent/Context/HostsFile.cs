using System.Text;
using Fairlead.Rules;

namespace Fairlead.Mirror.Agent.Context;

/// <summary>What /etc/hosts says: hosts(5).</summary>
internal sealed class HostsFile
{
    private static readonly char[] s_blanks = [' ', '\t', '\r'];
    private readonly Dictionary<string, List<Address>> _addresses = [];
    private readonly Dictionary<Address, string> _names = [];

    /// <summary>Reads it; lines that are none are passed over, as by everybody.</summary>
    public static HostsFile Parse(ReadOnlySpan<byte> text)
    {
        var file = new HostsFile();
        foreach (var line in Encoding.Latin1.GetString(text).Split('\n'))
        {
            var words = line.Split('#')[0].Split(s_blanks, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > 1 && Address.TryParse(words[0], out var address))
            {
                file.Add(address.Unmap(), words.AsSpan(1));
            }
        }
        return file;
    }

    /// <summary>The addresses of a name in lower case; null: it does not stand there.</summary>
    public IReadOnlyList<Address>? AddressesOf(string name) => _addresses.GetValueOrDefault(name);

    /// <summary>The name of an address; null: it does not stand there.</summary>
    public string? NameOf(Address address) => _names.GetValueOrDefault(address);

    private void Add(Address address, ReadOnlySpan<string> names)
    {
        foreach (var word in names)
        {
            var name = word.TrimEnd('.').ToLowerInvariant();
            if (!_addresses.TryGetValue(name, out var list))
            {
                _addresses[name] = list = [];
            }
            if (!list.Contains(address))
            {
                list.Add(address);
            }
            _names.TryAdd(address, name);
        }
    }
}
