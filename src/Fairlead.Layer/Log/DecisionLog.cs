using System.Runtime.CompilerServices;
using Fairlead.Layer.Plan;
using Fairlead.Layer.Sockets;
using Fairlead.Linux;
using Fairlead.Rules;
using Fairlead.Rules.Evaluation;

namespace Fairlead.Layer.Log;

/// <summary>What was decided on a call, in the words of every engine: <c>bind udp 0.0.0.0:26900 -> 10.17.24.14:26900 (rule 1)</c></summary>
internal static unsafe class DecisionLog
{
    /// <summary>Says it: a refusal unless quiet, any other decision where the user asked for them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Report(
        ReadOnlySpan<byte> call, ref SocketFacts socket, in Address asked, ushort port, ref Decision decision, Errno errno,
        byte* target = null)
    {
        var isRefused = decision.Kind == DecisionKind.Refuse || (errno != Errno.None && decision.Refusal != Refusal.None);
        if (isRefused ? !LogTarget.IsQuiet : LogTarget.IsVerbose)
            Say(call, ref socket, asked, port, ref decision, errno, target, isRefused);
    }

    // Not inlined: the line is cleared when this is entered, and most decisions are not said.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Say(
        ReadOnlySpan<byte> call, ref SocketFacts socket, in Address asked, ushort port, ref Decision decision, Errno errno,
        byte* target, bool isRefused)
    {
        LogLine line = default;
        line.IsJson = LogTarget.IsJson;
        line.Begin(call);
        line.Member("protocol"u8, Words.Protocol(socket.Protocol, line.IsJson));
        line.Endpoint("asked"u8, " "u8, asked, port);
        if (decision.Kind == DecisionKind.Steer && (decision.To != asked || decision.ToPort != port))
            line.Endpoint("used"u8, " -> "u8, decision.To, decision.ToPort);
        if (decision.HasFrom)
            line.Endpoint("from"u8, " from "u8, decision.From, decision.FromPort);
        AddOutcome(ref line, ref decision, target);
        if (errno != Errno.None)
            line.Error(errno);
        line.Rule(decision.Rule == null ? 0 : decision.Rule->Number);
        line.End(isRefused);
        LogTarget.Write(ref line);
    }

    private static void AddOutcome(ref LogLine line, ref Decision decision, byte* target)
    {
        if (decision.Refusal != Refusal.None)
            line.Outcome(Words.Of(decision.Refusal), null);
        else if (target != null)
            line.Outcome(decision.Kind == DecisionKind.Unix ? "-> unix:"u8 : "-> activated:"u8, target);
        else if (Words.Of(decision.Kind) is { Length: > 0 } words)
            line.Outcome(words, null);
    }
}
