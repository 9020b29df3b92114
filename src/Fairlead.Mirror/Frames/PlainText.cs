namespace Fairlead.Mirror.Frames;

/// <summary>Words of others, as a terminal may show them.</summary>
internal static class PlainText
{
    /// <summary>The text without what moves a cursor or changes a title.</summary>
    public static string Of(string text) => string.Create(text.Length, text, (to, from) =>
    {
        for (var i = 0; i < to.Length; i++)
        {
            to[i] = char.IsControl(from[i]) && from[i] != '\n' ? '?' : from[i];
        }
    });
}
