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

    /// <summary>The call fails because its rule cannot be carried out; the decision says why.</summary>
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
