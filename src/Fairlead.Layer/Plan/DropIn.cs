namespace Fairlead.Layer.Plan;

/// <summary>The variables of the well-known bind.so shims.</summary>
internal static unsafe class DropIn
{
    public static void Read()
    {
    }
}
