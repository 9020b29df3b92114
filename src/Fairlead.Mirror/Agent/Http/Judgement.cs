namespace Fairlead.Mirror.Agent.Http;

/// <summary>What the first bytes of a connection say of its first request.</summary>
internal enum Judgement
{
    /// <summary>The head of the request is not whole.</summary>
    NeedsMore,

    /// <summary>The client has begun HTTP/2, and has asked nothing: it may wait for the server's SETTINGS.</summary>
    AwaitsServer,

    /// <summary>The request is wanted.</summary>
    Matches,

    /// <summary>It is not, or this is not HTTP.</summary>
    Differs,

    /// <summary>The client begins TLS, so its requests cannot be read.</summary>
    IsTls,
}
