using Fairlead.Linux;

namespace Fairlead.Engines.Seccomp;

/// <summary>A call that waits until a socket is ready, or until a deadline, and is then judged again.</summary>
/// <param name="Notif">The notification, to be taken up again.</param>
/// <param name="Socket">What it waits for: our copy of the socket, or of what says that an attempt has ended.</param>
/// <param name="Events">The events of poll(2).</param>
/// <param name="Deadline">Until when, in milliseconds of the monotonic clock.</param>
internal sealed record WaitingCall(seccomp_notif Notif, int Socket, short Events, long Deadline);
