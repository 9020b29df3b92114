using Fairlead.Engines;
using Fairlead.Linux;
using Fairlead.Rules;
using Fairlead.Rules.Evaluation;

namespace Fairlead.Layer.Plan;

/// <summary>Why a rule that matches cannot be carried out.</summary>
internal enum Refusal : byte
{
    None,
    NoAddress,
    PortTooHigh,
    OptionNotSet,
    NotOnThisMachine,
    BoundByProgram,
    NoSource,
    NotTcp,
    PassedIsClosed,
    PassedIsOther,
}

/// <summary>What is to be done with a call, and by which rule: the evaluator's Decision, without a heap.</summary>
internal unsafe struct Decision
{
    public DecisionKind Kind;
    public Refusal Refusal;
    public bool HasFrom;
    public ushort ToPort;
    public ushort FromPort;

    /// <summary>The error, where the call fails.</summary>
    public Errno Errno;

    /// <summary>The rule that matched; null: none.</summary>
    public BlobRule* Rule;

    /// <summary>The address to use; the asked one where it is not changed.</summary>
    public Address To;

    /// <summary>The source address, with <see cref="HasFrom"/>.</summary>
    public Address From;

    /// <summary>Whether the call is left as the program made it.</summary>
    public readonly bool Passes => Kind is DecisionKind.Untouched or DecisionKind.Allow;

    public readonly PassReason PassReason => Kind == DecisionKind.Allow ? PassReason.AllowRule : PassReason.NoRule;

    /// <summary>Whether the call fails.</summary>
    public readonly bool Fails => Kind is DecisionKind.Deny or DecisionKind.Refuse;
}
