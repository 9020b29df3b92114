namespace Fairlead.Layer.Plan;

/// <summary>The library reads its rules at the first decision; here <see cref="Tests.Blob"/> has put them in force.</summary>
internal static class Start
{
    public static void Read()
    {
    }
}
