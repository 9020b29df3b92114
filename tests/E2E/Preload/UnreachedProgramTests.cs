using Fairlead.E2E.Harness;

namespace Fairlead.E2E.Preload;

/// <summary>A program that the library cannot reach is not started: rules that do nothing are worse than none.</summary>
public sealed class UnreachedProgramTests
{
    private const string Run = "fairlead run --engine preload --bind 127.0.0.7 --";

    private const string Words = """
        compile() { echo 'int main(void) { return 42; }' >c.c && "$@" c.c -o program; }
        build() { echo 'package main; import "net"; func main() { net.LookupHost("localhost") }' >go.go && GOCACHE=/mnt/.cache go build "$@" -o program go.go; }
        script() { printf '%s\n' "$@" >program && chmod +x program; }

        """;

    [Theory]
    [InlineData("compile gcc -static", "preload: ./program: it is static: no loader runs that would load the library")]
    [InlineData("compile gcc -static-pie", "preload: ./program: it is static")]
    [InlineData("compile gcc -m32", "preload: ./program: it is for i386, and the library for x86-64")]
    [InlineData("build", "preload: ./program: it is a Go program, which makes its system calls itself, past the C library")]
    [InlineData("build '-ldflags=-s -w -buildid='", "preload: ./program: it is a Go program")]
    [InlineData("compile gcc -static; mv program inner; script '#!/mnt/inner'", "preload: /mnt/inner: it is static")]
    [InlineData("compile gcc -static; mv program inner; script '#!/usr/bin/env inner'", "preload: /mnt/inner: it is static")]
    [InlineData("script '#!/usr/bin/env -S -i sh'", "preload: ./program: its first line clears the environment, and with it the library")]
    [InlineData(@"printf 'MZ\0\0' >program; chmod +x program", "preload: ./program: it is not an ELF file")]
    public async Task Program_is_refused_with_the_reason_and_what_can(string make, string reason)
    {
        var run = await Sandbox.Run($"{Words}{make} || exit 98\nPATH=$PATH:/mnt {Run} ./program");
        Assert.Equal((125, ""), (run.Status, run.Output));
        Assert.Contains(reason, run.Error);
        Assert.Contains("seccomp can: leave out --engine", run.Error);
    }

    [Fact]
    public async Task Plan_says_the_same_words()
    {
        var run = await Sandbox.Run($$"""
            {{Words}}compile gcc -static
            fairlead run --engine preload --bind 127.0.0.7 -- ./program 2>run
            fairlead plan --engine preload --bind 127.0.0.7 -- ./program 2>plan
            echo $? && cmp run plan && echo same
            fairlead plan --bind 127.0.0.7 -- ./program | grep -E '^  not preload|^program'
            """);
        Assert.Equal("""
            125
            same
              not preload: ./program: it is static: no loader runs that would load the library
            program: ./program: ELF x86-64, static

            """, run.Output);
    }

    [Fact]
    public async Task Other_engines_run_it()
    {
        var run = await Sandbox.Run($"{Words}compile gcc -static; fairlead run --engine seccomp --bind 127.0.0.7 -- ./program");
        Assert.Equal(42, run.Status);
    }

    [Fact]
    public async Task Program_that_may_be_run_and_not_read_is_refused()
    {
        Requires.Root();
        var run = await Sandbox.Run($"{Words}compile gcc; chmod 711 program; {Nobody.Setpriv} {Run} ./program");
        Assert.Equal(125, run.Status);
        Assert.Contains("preload: ./program: it cannot be read (EACCES)", run.Error);
    }

    [Fact]
    public async Task Rule_that_user_space_cannot_carry_is_refused()
    {
        var run = await Sandbox.Run("fairlead run --engine preload -r 'bind udp any to unix:/x' -- true");
        Assert.Equal(125, run.Status);
        Assert.Contains("preload: cannot carry rule 1 (bind udp any to unix:/x)", run.Error);
    }

    [Fact]
    public async Task More_rules_than_an_environment_variable_holds_are_refused()
    {
        var run = await Sandbox.Run("""
            for i in {1..700}; do echo "bind tcp any:$i to :8080"; done >rules
            fairlead run --engine preload --rules rules -- true
            """);
        Assert.Equal(125, run.Status);
        Assert.Contains("one environment variable, for which the kernel takes 128 KiB", run.Error);
    }
}
