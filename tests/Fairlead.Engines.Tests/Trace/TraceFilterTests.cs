using System.Runtime.InteropServices;
using Fairlead.Bpf.Classic;
using Fairlead.Engines.Trace;
using Fairlead.Linux;
using static Fairlead.Linux.SeccompConstants;
using static Fairlead.Linux.SyscallNumbers;
using I386 = Fairlead.Linux.SyscallNumbersI386;
using SocketCall = Fairlead.Linux.SocketCallNumbers;

namespace Fairlead.Engines.Tests.Trace;

public sealed class TraceFilterTests
{
    private const ulong Pointer = 0x7fff_0000_0000;

    [Theory]
    [InlineData(AUDIT_ARCH_X86_64, SYS_socket, 0, 0, true)]
    [InlineData(AUDIT_ARCH_X86_64, SYS_bind, 0, 0, true)]
    [InlineData(AUDIT_ARCH_X86_64, SYS_accept4, 0, 0, true)]
    [InlineData(AUDIT_ARCH_X86_64, SYS_io_uring_setup, 0, 0, true)]
    [InlineData(AUDIT_ARCH_X86_64, SYS_sendto, 3, 0, false)]
    [InlineData(AUDIT_ARCH_X86_64, SYS_sendto, 3, Pointer, true)]
    [InlineData(AUDIT_ARCH_X86_64, SYS_sendto, 3, 0x1000, true)]
    [InlineData(AUDIT_ARCH_X86_64, SYS_setsockopt, 0, 0, false)]
    [InlineData(AUDIT_ARCH_X86_64, SYS_recvmsg, 0, 0, false)]
    [InlineData(AUDIT_ARCH_X86_64, 0, 0, 0, false)]
    [InlineData(AUDIT_ARCH_I386, I386.SYS_connect, 0, 0, true)]
    [InlineData(AUDIT_ARCH_I386, I386.SYS_sendto, 3, 0, false)]
    [InlineData(AUDIT_ARCH_I386, SYS_connect, 0, 0, false)]
    [InlineData(AUDIT_ARCH_I386, 0, 0, 0, false)]
    [InlineData(AUDIT_ARCH_I386, I386.SYS_socketcall, SocketCall.SYS_SOCKET, 0, true)]
    [InlineData(AUDIT_ARCH_I386, I386.SYS_socketcall, SocketCall.SYS_ACCEPT, 0, true)]
    [InlineData(AUDIT_ARCH_I386, I386.SYS_socketcall, SocketCall.SYS_RECVFROM, 0, false)]
    [InlineData(0x1234u, SYS_bind, 0, 0, false)]
    public unsafe void Stops_where_addresses_are_given(uint arch, int number, ulong first, ulong fifth, bool stops)
    {
        seccomp_data data = new() { arch = arch, nr = number };
        (data.args[0], data.args[4]) = (first, fifth);
        var bytes = MemoryMarshal.AsBytes(new ReadOnlySpan<seccomp_data>(in data));
        var verdict = Interpreter.Run(TraceFilter.Build(), bytes);
        Assert.Equal(stops ? SECCOMP_RET_TRACE : SECCOMP_RET_ALLOW, verdict);
    }
}
