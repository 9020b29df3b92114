using System.Runtime.InteropServices;
using Fairlead.Bpf.Classic;
using Fairlead.Linux;

namespace Fairlead.Engines.Tests.Seccomp;

/// <summary>Runs a filter over calls.</summary>
internal static class FilterRunner
{
    private const uint ArchArm64 = 0xC00000B7;

    public static unsafe Answer Run(Instruction[] filter, FilterInput input)
    {
        seccomp_data data = new()
        {
            nr = (int)(input.Abi == Abi.X32 ? input.Number | SeccompConstants.__X32_SYSCALL_BIT : input.Number),
            arch = input.Abi switch
            {
                Abi.I386 => SeccompConstants.AUDIT_ARCH_I386,
                Abi.Foreign => ArchArm64,
                _ => SeccompConstants.AUDIT_ARCH_X86_64,
            },
        };
        (data.args[0], data.args[1], data.args[2], data.args[3], data.args[4]) = (input.A0, input.A1, input.A2, input.A3, input.A4);
        return Read(Interpreter.Run(filter, MemoryMarshal.AsBytes(new ReadOnlySpan<seccomp_data>(in data))));
    }

    private static Answer Read(uint answer) => answer switch
    {
        SeccompConstants.SECCOMP_RET_ALLOW => Answer.Allow,
        SeccompConstants.SECCOMP_RET_USER_NOTIF => Answer.Notify,
        SeccompConstants.SECCOMP_RET_ERRNO | (uint)Errno.ENOSYS => Answer.NoSuchCall,
        SeccompConstants.SECCOMP_RET_ERRNO | (uint)Errno.EOPNOTSUPP => Answer.NotSupported,
        _ => throw new ArgumentException($"the filter answers 0x{answer:x8}"),
    };
}
