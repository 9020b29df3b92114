using Fairlead.Rules;
using Fairlead.Rules.Resolution;

namespace Fairlead.Engines.Hosting;

/// <summary>
/// Answers of the host, written down as they are given, so that rules mean the same in a second supervisor: names are
/// resolved once.
/// </summary>
/// <param name="host">Who is asked; null: nobody, what is written down is all there is.</param>
public sealed class NameRecord(INames? host) : INames
{
    private readonly Dictionary<string, Address[]> _hosts = [];
    private readonly Dictionary<string, Address[]> _interfaces = [];
    private readonly Dictionary<string, ActivatedSocket> _activated = [];

    /// <summary>The passed sockets that rules use.</summary>
    public IEnumerable<ActivatedSocket> ActivatedSockets => _activated.Values;

    /// <inheritdoc/>
    public Address[]? Host(string name) => Ask(_hosts, name, host is null ? null : host.Host);

    /// <inheritdoc/>
    public Address[]? Interface(string name) => Ask(_interfaces, name, host is null ? null : host.Interface);

    /// <inheritdoc/>
    public bool IsLocal(Address address) => host is null || host.IsLocal(address);

    /// <inheritdoc/>
    public ActivatedSocket? Activated(string name)
    {
        if (!_activated.TryGetValue(name, out var socket) && host?.Activated(name) is { } asked)
        {
            _activated[name] = socket = asked;
        }
        return socket;
    }

    /// <summary>What is written down, a line each: a kind, a name, and addresses or a descriptor.</summary>
    public IEnumerable<string> Write()
    {
        foreach (var (name, addresses) in _hosts)
        {
            yield return string.Join(' ', (string[])["host", name, .. Texts(addresses)]);
        }
        foreach (var (name, addresses) in _interfaces)
        {
            yield return string.Join(' ', (string[])["interface", name, .. Texts(addresses)]);
        }
        foreach (var socket in _activated.Values)
        {
            yield return $"activated {socket.Descriptor} {socket.IsUnix} {socket.Name}";
        }
    }

    /// <summary>Reads a line that <see cref="Write"/> made.</summary>
    public void Read(string[] words)
    {
        var (kind, name) = (words[0], words[1]);
        if (kind == "activated")
        {
            // The one name that may have spaces in it, so it stands last.
            name = string.Join(' ', words[3..]);
            _activated[name] = new ActivatedSocket(name, int.Parse(words[1]), bool.Parse(words[2]));
            return;
        }
        var addresses = Array.ConvertAll(words[2..], text => Address.TryParse(text, out var address)
            ? address
            : throw new FormatException($"not an address: {text}"));
        (kind == "host" ? _hosts : _interfaces)[name] = addresses;
    }

    // There may be none: an interface without addresses is there all the same.
    private static string[] Texts(Address[] addresses) => Array.ConvertAll(addresses, address => address.ToString());

    private static Address[]? Ask(Dictionary<string, Address[]> known, string name, Func<string, Address[]?>? ask)
    {
        if (!known.TryGetValue(name, out var addresses) && ask?.Invoke(name) is { } asked)
        {
            known[name] = addresses = asked;
        }
        return addresses;
    }
}
