namespace Fairlead.Udp;

/// <summary>What messages say of a listing.</summary>
[Flags]
internal enum Listing
{
    /// <summary>Nothing.</summary>
    GoesOn = 0,

    /// <summary>It is complete.</summary>
    HasEnded = 1,

    /// <summary>Addresses changed while it was made (NLM_F_DUMP_INTR), so that it may lack some.</summary>
    WasInterrupted = 2,
}
