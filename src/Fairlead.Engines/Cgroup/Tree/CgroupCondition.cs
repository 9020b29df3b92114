using System.Runtime.InteropServices;
using Fairlead.Linux;

namespace Fairlead.Engines.Cgroup.Tree;

/// <summary>The filter of sock_diag(7) that lets sockets of some cgroups through: INET_DIAG_REQ_BYTECODE.</summary>
/// <remarks>
/// For each cgroup a condition and, but after the last, a jump to the end:
/// <code>
///   | COND yes 12 no 16 | id, 8 bytes | JMP yes 4 no to the end | COND ... | COND yes 12 no 16 | id |
/// </code>
/// A socket is let through when a step leads right to the end, and refused when one leads beyond it. A JMP always
/// takes its "no"; its "yes" is for the kernel's check alone, which wants to come by every step that way.
/// </remarks>
internal static class CgroupCondition
{
    /// <summary>As many as distances of 16 bits reach over; more are asked for in parts.</summary>
    public const int MostIds = 4000;

    private const int Condition = 12;
    private const int Jump = 4;

    /// <summary>The filter that lets every socket through.</summary>
    public static byte[] Everything()
    {
        var code = new byte[Jump];
        Write(code, 0, InetDiagConstants.INET_DIAG_BC_NOP, Jump, Jump);
        return code;
    }

    public static byte[] Build(ReadOnlySpan<ulong> ids)
    {
        var code = new byte[(ids.Length * (Condition + Jump)) - Jump];
        for (var i = 0; i < ids.Length; i++)
        {
            var at = i * (Condition + Jump);
            Write(code, at, InetDiagConstants.INET_DIAG_BC_CGROUP_COND, Condition, Condition + Jump);
            MemoryMarshal.Write(code.AsSpan(at + 4), ids[i]);
            if (i < ids.Length - 1)
            {
                at += Condition;
                Write(code, at, InetDiagConstants.INET_DIAG_BC_JMP, Jump, code.Length - at);
            }
        }
        return code;
    }

    private static void Write(byte[] code, int at, byte operation, byte yes, int no) =>
        MemoryMarshal.Write(code.AsSpan(at), new inet_diag_bc_op { code = operation, yes = yes, no = (ushort)no });
}
