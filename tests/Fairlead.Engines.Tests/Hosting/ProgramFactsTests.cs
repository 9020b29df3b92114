using Fairlead.Engines.Hosting;

namespace Fairlead.Engines.Tests.Hosting;

/// <summary>What the preload engine reaches is told from the file alone.</summary>
public sealed class ProgramFactsTests(SamplePrograms programs) : IClassFixture<SamplePrograms>
{
    private const string SearchPath = "/usr/local/bin:/usr/bin:/bin";

    [Theory]
    [InlineData("")]
    [InlineData("-no-pie")]
    [InlineData("-s")]
    [InlineData("-Wl,--dynamic-linker=/no/such/loader")]
    public void Dynamic_program_is_reached(string flag) =>
        Assert.Equal(("ELF x86-64, dynamic", null), Look(programs.C("gcc", flag.Length == 0 ? [] : [flag])));

    [Theory]
    [InlineData("-static")]
    [InlineData("-static-pie")]
    public void Static_program_is_not_reached(string flag)
    {
        var program = programs.C("gcc", flag);
        Assert.Equal(
            ("ELF x86-64, static", $"{program}: it is static: no loader runs that would load the library"), Look(program));
    }

    [Fact]
    public void Program_of_musl_is_reached()
    {
        Needs("/usr/bin/musl-gcc");
        Assert.Equal(("ELF x86-64, dynamic", null), Look(programs.C("musl-gcc")));
    }

    [Fact]
    public void Program_for_i386_is_not_reached()
    {
        var program = programs.C("gcc", "-m32");
        Assert.Equal(("ELF i386, dynamic", $"{program}: it is for i386, and the library for x86-64"), Look(program));
    }

    [Theory]
    [InlineData(18, 183, "arm64")]
    [InlineData(18, 243, "machine 243")]
    [InlineData(5, 2, "a big-endian machine")]
    public void Program_for_another_machine_is_not_reached(int offset, byte value, string machine)
    {
        var bytes = File.ReadAllBytes(programs.C("gcc"));
        bytes[offset] = value;
        var program = programs.Script("");
        File.WriteAllBytes(program, bytes);
        Assert.Contains($"it is for {machine}, and the library for x86-64", Look(program).WhyNot);
    }

    [Theory]
    [InlineData(true, "", "dynamic")]
    [InlineData(true, "-s -w", "dynamic")]
    [InlineData(true, "-s -w -buildid=", "dynamic")]
    [InlineData(false, "", "static")]
    public void Go_program_is_not_reached_though_it_is_dynamic(bool usesC, string linkerFlags, string linked)
    {
        Needs("/usr/bin/go");
        var program = programs.Go(usesC, linkerFlags);
        Assert.Equal(
            ($"ELF x86-64, {linked}, Go", $"{program}: it is a Go program, which makes its system calls itself, past the C library"),
            Look(program));
    }

    [Theory]
    [InlineData("#!/bin/sh\n")]
    [InlineData("#! /bin/sh -e\n")]
    [InlineData("#!/bin/sh")]
    [InlineData("#!\t/bin/sh\t\n")]
    [InlineData("echo a script for execvp(3)\n")]
    [InlineData("")]
    public void Script_is_what_executes_it(string script)
    {
        var facts = ProgramFacts.Inspect(programs.Script(script), SearchPath);
        Assert.Equal(("/bin/sh", "ELF x86-64, dynamic", null), (facts.File, facts.Kind, facts.WhyNotPreloaded));
    }

    [Theory]
    [InlineData("#!/usr/bin/env sh\n", "/usr/bin/sh")]
    [InlineData("#!/usr/bin/env -S A=1 sh -e\n", "/usr/bin/sh")]
    [InlineData("#!/usr/bin/env -vS sh\n", "/usr/bin/sh")]
    [InlineData("#!/usr/bin/env /bin/sh\n", "/bin/sh")]
    [InlineData("#!/usr/bin/env no-such-program\n", "/usr/bin/env")]
    [InlineData("#!/usr/bin/env --unset=A sh\n", "/usr/bin/env")]
    public void Program_behind_env_is_searched_for(string script, string file)
    {
        var facts = ProgramFacts.Inspect(programs.Script(script), SearchPath);
        Assert.Equal((file, null), (facts.File, facts.WhyNotPreloaded));
    }

    [Theory]
    [InlineData("-S - sh")]
    [InlineData("-iS sh")]
    [InlineData("-S -i sh")]
    public void Script_that_clears_its_environment_is_not_reached(string words) =>
        Assert.Contains("clears the environment", Look(programs.Script($"#!/usr/bin/env {words}\n")).WhyNot);

    [Fact]
    public void Script_of_a_script_of_a_static_program_is_not_reached()
    {
        var program = programs.C("gcc", "-static");
        var script = programs.Script($"#!{programs.Script($"#!{program} x\n")}\n");
        Assert.StartsWith($"{program}: it is static", Look(script).WhyNot);
    }

    [Fact]
    public void Script_of_itself_is_not_followed_forever()
    {
        var script = programs.Script("");
        File.WriteAllText(script, $"#!{script}\n");
        Assert.Contains("it is not an ELF file", Look(script).WhyNot);
    }

    [Fact]
    public void File_of_another_format_is_not_reached() =>
        Assert.Contains("it is not an ELF file", Look(programs.Script("MZ\0\0")).WhyNot);

    [Fact]
    public void File_that_is_not_there_is_left_to_execve() =>
        Assert.Null(Look(programs.Script("#!/no/such/interpreter\n")).WhyNot);

    [Fact]
    public void Damaged_file_is_looked_at_without_harm()
    {
        var bytes = File.ReadAllBytes(programs.C("gcc"));
        var random = new Random(7);
        for (var i = 0; i < 2000; i++)
        {
            var damaged = bytes.AsSpan(0, random.Next(64, 8192)).ToArray();
            for (var byteNumber = random.Next(8); byteNumber >= 0; byteNumber--)
            {
                damaged[random.Next(6, Math.Min(damaged.Length, 1000))] = (byte)random.Next(256);
            }
            var program = programs.Script("");
            File.WriteAllBytes(program, damaged);
            Assert.StartsWith("ELF", Look(program).Kind);
            File.Delete(program);
        }
    }

    [Fact]
    public void Setuid_program_is_one_whoever_owns_it()
    {
        var program = programs.Script("");
        File.Copy(programs.C("gcc"), program, overwrite: true);
        File.SetUnixFileMode(program, (UnixFileMode)Convert.ToInt32("4755", 8));
        var facts = ProgramFacts.Inspect(program, SearchPath);
        Assert.Equal((true, null), (facts.IsSetuid, facts.WhyNotPreloaded));
    }

    private static (string Kind, string? WhyNot) Look(string program)
    {
        var facts = ProgramFacts.Inspect(program, SearchPath);
        return (facts.Kind, facts.WhyNotPreloaded);
    }

    private static void Needs(string file) => Assert.SkipUnless(File.Exists(file), $"needs {file}");
}
