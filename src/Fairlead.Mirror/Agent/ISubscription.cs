namespace Fairlead.Mirror.Agent;

/// <summary>Ports whose traffic the feeder gets. Disposed, they are served as before.</summary>
internal interface ISubscription : IDisposable
{
    /// <summary>What the user should know.</summary>
    string[] Warnings { get; }
}
