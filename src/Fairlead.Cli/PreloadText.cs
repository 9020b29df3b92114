using System.Text;
using Fairlead.Rules;
using Fairlead.Rules.Planning;

namespace Fairlead.Cli;

/// <summary>What a plan for the preload engine does, as people read it.</summary>
internal static class PreloadText
{
    /// <summary>Adds what is hooked, what stays, and what is not reached.</summary>
    public static void Append(StringBuilder text, Plan plan)
    {
        text.Append($"hooks: {PlanText.Calls(plan.Traps)}\n");
        if (Array.Exists(plan.Rules, rule => rule.Rule.Verb == Verb.Reply))
        {
            text.Append("  and for `reply`, the functions that receive and send datagrams\n");
        }
        text.Append($"refuses: {PlanText.Refused(plan.Traps)}\n");
        text.Append("stays: nothing; what the program starts inherits the library and the rules with the environment\n");
        text.Append("reaches: what calls the functions of a shared C library\n");
        text.Append("not: static programs, Go, direct system calls, io_uring, setuid programs, programs that get another environment\n");
    }
}
