using Fairlead.Engines.Hosting;
using Fairlead.Forward;

namespace Fairlead.Cli.Forwarding;

/// <summary>Gives the service manager its signs of life, for as long as every thread that forwards gives one.</summary>
/// <remarks>On a thread of its own: the main thread may wait long for a resolver, which harms no session.</remarks>
internal static class Watchdog
{
    /// <summary>Starts, if the service manager wants it.</summary>
    public static void Start(ServiceManager? manager, Forwarder forwarder)
    {
        if (manager is null || ServiceManager.Watchdog is not { } interval)
        {
            return;
        }
        new Thread(() => Run(manager, forwarder, interval / 2)) { Name = "watchdog", IsBackground = true }.Start();
    }

    private static void Run(ServiceManager manager, Forwarder forwarder, TimeSpan interval)
    {
        while (true)
        {
            if (forwarder.Answers(interval))
            {
                manager.Say("WATCHDOG=1");
            }
            Thread.Sleep(interval);
        }
    }
}
