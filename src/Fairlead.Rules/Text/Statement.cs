namespace Fairlead.Rules.Text;

/// <summary>One line of rule text that says something.</summary>
/// <param name="Source">The place it was written at.</param>
public abstract record Statement(SourceLine Source);
