namespace Fairlead.Rules.Text;

/// <summary>The options of a forward statement, in the order in which they are printed.</summary>
internal enum ForwardOptionKind
{
    Idle,
    Sessions,
    Evict,
    Transparent,
    ProxyV2,
    AcceptProxyV2,
    From,
    Resolve,
    Dev,
    Mark,
    RcvBuf,
    SndBuf,
    FreeBind,
}
