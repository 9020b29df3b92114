namespace Fairlead.E2E.Harness;

/// <summary>The words that make a command run as an ordinary user without any privilege.</summary>
internal static class Nobody
{
    public const string Setpriv =
        "setpriv --reuid=65534 --regid=65534 --clear-groups --bounding-set=-all --inh-caps=-all";
}
