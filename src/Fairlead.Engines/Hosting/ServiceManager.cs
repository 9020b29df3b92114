using System.Diagnostics;
using System.Globalization;
using System.Text;
using Fairlead.Linux;
using static Fairlead.Linux.SocketConstants;

namespace Fairlead.Engines.Hosting;

/// <summary>Tells the service manager how this process is doing: sd_notify(3).</summary>
public sealed unsafe partial class ServiceManager
{
    private readonly sockaddr_un _address;
    private readonly uint _length;
    private readonly int _socket;

    private ServiceManager(sockaddr_un address, uint length)
    {
        (_address, _length) = (address, length);
        _socket = LinuxException.Check(Libc.socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0), "socket");
    }

    /// <summary>The service manager that started this process; null: none wants to be told.</summary>
    /// <remarks>An address that is not of AF_UNIX (vsock) is no service manager of this host.</remarks>
    public static ServiceManager? Find() =>
        Environment.GetEnvironmentVariable("NOTIFY_SOCKET") is { Length: > 1 } path && path[0] is '/' or '@'
        && UnixAddress.TryWrite(path, out var address, out var length)
            ? new ServiceManager(address, length)
            : null;

    /// <summary>How often it wants a sign of life: WATCHDOG_USEC; null: never.</summary>
    public static TimeSpan? Watchdog
    {
        get
        {
            var process = Environment.GetEnvironmentVariable("WATCHDOG_PID");
            var isOurs = process is null || process == $"{Environment.ProcessId}";
            return isOurs && long.TryParse(
                Environment.GetEnvironmentVariable("WATCHDOG_USEC"), NumberStyles.None, CultureInfo.InvariantCulture, out var time)
                && time > 0
                ? TimeSpan.FromMicroseconds(time)
                : null;
        }
    }

    /// <summary>What begins a reload: Type=notify-reload wants to know when, too, by CLOCK_MONOTONIC.</summary>
    public static string Reloading => string.Create(
        CultureInfo.InvariantCulture,
        $"RELOADING=1\nMONOTONIC_USEC={Stopwatch.GetTimestamp() / (Stopwatch.Frequency / 1_000_000)}");

    /// <summary>Says something: lines of NAME=VALUE. From any thread.</summary>
    public void Say(string lines) => Send(lines);

    private void Send(string lines, params ReadOnlySpan<int> descriptors)
    {
        fixed (sockaddr_un* address = &_address)
        {
            _ = DescriptorMessage.Send(_socket, Encoding.UTF8.GetBytes(lines), descriptors, address, _length);
        }
    }
}
