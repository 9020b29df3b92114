namespace Fairlead.Mirror.Frames;

/// <summary>The other side does not keep to the protocol. The session ends.</summary>
internal sealed class ProtocolException(string message) : Exception(message);
