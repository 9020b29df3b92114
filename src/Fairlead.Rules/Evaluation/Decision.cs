using Fairlead.Linux;
using Fairlead.Rules.Resolution;

namespace Fairlead.Rules.Evaluation;

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
