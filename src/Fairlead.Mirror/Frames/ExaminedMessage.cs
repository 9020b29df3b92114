namespace Fairlead.Mirror.Frames;

/// <summary>What the target allows.</summary>
/// <param name="Items">One by one.</param>
/// <param name="Listens">Which ports are listened to there, for people.</param>
internal sealed record ExaminedMessage(ExaminedItem[] Items, string Listens);

/// <summary>Something that a session may want.</summary>
/// <param name="What">The statements that it is about.</param>
/// <param name="Allowed">Whether it works there.</param>
/// <param name="Why">Why not, and what is missing.</param>
internal sealed record ExaminedItem(string What, bool Allowed, string Why);
