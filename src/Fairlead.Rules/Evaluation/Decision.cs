using Fairlead.Linux;
using Fairlead.Rules.Resolution;

namespace Fairlead.Rules.Evaluation;

/// <summary>What is to be done with a call.</summary>
public enum DecisionKind
{
    /// <summary>No rule matches: the call is made as it is.</summary>
    Untouched,

    /// <summary>A rule says that the call is made as it is.</summary>
    Allow,

    /// <summary>The call fails because a rule says so.</summary>
    Deny,

    /// <summary>The call fails because its rule cannot be carried out; <see cref="Decision.Reason"/> says why.</summary>
    Refuse,

    /// <summary>The socket is bound where nobody reaches it.</summary>
    Fake,

    /// <summary>The call is made with other addresses, options, or both.</summary>
    Steer,

    /// <summary>A unix socket takes the place of the program's.</summary>
    Unix,

    /// <summary>A passed socket takes the place of the program's.</summary>
    Activated,
}

/// <summary>What is to be done with a call, and by which rule.</summary>
/// <param name="Kind">What.</param>
/// <param name="Rule">The rule that matched; null: none.</param>
/// <param name="Errno">The error, where the call fails.</param>
/// <param name="Reason">Why a call is refused.</param>
/// <param name="To">The address to use, in the socket's own family; the asked one where it is not changed.</param>
/// <param name="ToPort">The port to use.</param>
/// <param name="From">The source address, in the socket's own family; null: the kernel's choice.</param>
/// <param name="FromPort">The source port; 0: the kernel's choice.</param>
public readonly record struct Decision(
    DecisionKind Kind, ResolvedRule? Rule = null, Errno Errno = Errno.None, string? Reason = null,
    Address To = default, ushort ToPort = 0, Address? From = null, ushort FromPort = 0);
