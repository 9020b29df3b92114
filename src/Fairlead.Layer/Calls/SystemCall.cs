namespace Fairlead.Layer.Calls;

/// <summary>System calls by number: asm/unistd_64.h on x86-64, asm-generic/unistd.h on arm64.</summary>
internal static class SystemCall
{
#if LAYER_ARM64
    public const int fstat = 80;
    public const int gettid = 178;
#else
    public const int fstat = 5;
    public const int gettid = 186;
#endif
}
