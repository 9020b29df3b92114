using Fairlead.E2E.Harness;

namespace Fairlead.E2E.Processes;

/// <summary>What a program asks wrongly gets the kernel's own answer.</summary>
public sealed class BadCallTests
{
    [Theory]
    [InlineData("bind", "null", "EINVAL")]
    [InlineData("bind", "null16", "EFAULT")]
    [InlineData("bind", "wild", "EFAULT")]
    [InlineData("bind", "short", "EINVAL")]
    [InlineData("bind", "long", "EINVAL")]
    [InlineData("bind", "negative", "EINVAL")]
    [InlineData("bind", "family", "EAFNOSUPPORT")]
    [InlineData("bind", "closed", "EBADF")]
    [InlineData("bind", "file", "ENOTSOCK")]
    [InlineData("bind", "twice", "EINVAL")]
    [InlineData("connect", "null", "EINVAL")]
    [InlineData("connect", "null16", "EFAULT")]
    [InlineData("connect", "wild", "EFAULT")]
    [InlineData("connect", "short", "EINVAL")]
    [InlineData("connect", "long", "EINVAL")]
    [InlineData("connect", "negative", "EINVAL")]
    [InlineData("connect", "family", "EAFNOSUPPORT")]
    [InlineData("connect", "closed", "EBADF")]
    [InlineData("connect", "file", "ENOTSOCK")]
    [InlineData("connect", "refused", "ECONNREFUSED")]
    [InlineData("sendto", "null", "EDESTADDRREQ")]
    [InlineData("sendto", "null16", "EDESTADDRREQ")]
    [InlineData("sendto", "wild", "EFAULT")]
    [InlineData("sendto", "short", "EINVAL")]
    [InlineData("sendto", "closed", "EBADF")]
    [InlineData("sendto", "file", "ENOTSOCK")]
    public async Task Bad_call_gets_the_errno_of_the_kernel(string call, string mistake, string errno)
    {
        var script = $"$UNDER $PROGRAMS/badcall {call} {mistake}";
        var bare = await Sandbox.Run(script, ("UNDER", ""));
        var under = await Sandbox.Run(script, ("UNDER", "fairlead run --engine seccomp --bind 127.0.0.7 --from 127.0.0.7 --"));
        Assert.Equal($"{errno}\n", bare.Output);
        Assert.Equal(bare, under);
    }
}
