using System.Text;
using Fairlead.Rules.Planning;

namespace Fairlead.Cli;

/// <summary>What a plan for the preload engine does, as people read it.</summary>
internal static class PreloadText
{
    /// <summary>Adds what is hooked, what stays, and what is not reached.</summary>
    public static void Append(StringBuilder text, Plan plan)
    {
        text.Append($"hooks: {Functions(plan)}, of the C library\n");
        text.Append("stays: nothing; what the program starts has the library and the rules in its environment\n");
        text.Append("reaches: what calls the C library; not static programs, Go, direct system calls, io_uring, setuid programs, and "
            + "what is started with another environment\n");
    }

    private static string Functions(Plan plan)
    {
        var names = new List<string>();
        foreach (var trap in Enum.GetValues<Traps>())
        {
            if (trap is not (Traps.None or Traps.FastOpen) && plan.Traps.HasFlag(trap))
            {
                names.Add(trap == Traps.Send ? "sendto, sendmsg, sendmmsg" : trap.ToString().ToLowerInvariant());
            }
        }
        if (Array.Exists(plan.Rules, rule => rule.Rule.Verb == Rules.Verb.Reply))
        {
            names.Add("the functions that receive and send datagrams");
        }
        return names.Count == 0 ? "none" : string.Join(", ", names);
    }
}
