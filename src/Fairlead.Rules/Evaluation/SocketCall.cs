namespace Fairlead.Rules.Evaluation;

/// <summary>A call of a program, as rules see it.</summary>
/// <param name="Verb">Whether it gives a local or a remote address.</param>
/// <param name="Protocol">The socket's protocol; <see cref="Protocol.Any"/>: neither TCP nor UDP.</param>
/// <param name="IsInet6">Whether the socket is of AF_INET6.</param>
/// <param name="V6Only">Whether an AF_INET6 socket has IPV6_V6ONLY set.</param>
/// <param name="Address">The address that the program gave.</param>
/// <param name="Port">The port that the program gave, in host order.</param>
/// <param name="Program">The command name of the process; null where no rule asks for it.</param>
public readonly record struct SocketCall(
    Verb Verb, Protocol Protocol, bool IsInet6, bool V6Only, Address Address, ushort Port, string? Program);
