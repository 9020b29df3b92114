namespace Fairlead.Conformance.Tests;

// A class for each program: classes run side by side, the tests of one class one after the other.

public sealed class C32RawCells : Matrix
{
    public static TheoryData<string, string, string> Cells => CellsOf("c-32-raw");

    [Theory, MemberData(nameof(Cells))]
    public Task Cell(string scenario, string program, string engine) => Run(scenario, program, engine);
}

public sealed class C32StaticCells : Matrix
{
    public static TheoryData<string, string, string> Cells => CellsOf("c-32-static");

    [Theory, MemberData(nameof(Cells))]
    public Task Cell(string scenario, string program, string engine) => Run(scenario, program, engine);
}

public sealed class C32Cells : Matrix
{
    public static TheoryData<string, string, string> Cells => CellsOf("c-32");

    [Theory, MemberData(nameof(Cells))]
    public Task Cell(string scenario, string program, string engine) => Run(scenario, program, engine);
}

public sealed class CForkCells : Matrix
{
    public static TheoryData<string, string, string> Cells => CellsOf("c-fork");

    [Theory, MemberData(nameof(Cells))]
    public Task Cell(string scenario, string program, string engine) => Run(scenario, program, engine);
}

public sealed class CMuslCells : Matrix
{
    public static TheoryData<string, string, string> Cells => CellsOf("c-musl");

    [Theory, MemberData(nameof(Cells))]
    public Task Cell(string scenario, string program, string engine) => Run(scenario, program, engine);
}

public sealed class CRawCells : Matrix
{
    public static TheoryData<string, string, string> Cells => CellsOf("c-raw");

    [Theory, MemberData(nameof(Cells))]
    public Task Cell(string scenario, string program, string engine) => Run(scenario, program, engine);
}

public sealed class CStaticCells : Matrix
{
    public static TheoryData<string, string, string> Cells => CellsOf("c-static");

    [Theory, MemberData(nameof(Cells))]
    public Task Cell(string scenario, string program, string engine) => Run(scenario, program, engine);
}

public sealed class CSyscallCells : Matrix
{
    public static TheoryData<string, string, string> Cells => CellsOf("c-syscall");

    [Theory, MemberData(nameof(Cells))]
    public Task Cell(string scenario, string program, string engine) => Run(scenario, program, engine);
}

public sealed class CThreadCells : Matrix
{
    public static TheoryData<string, string, string> Cells => CellsOf("c-thread");

    [Theory, MemberData(nameof(Cells))]
    public Task Cell(string scenario, string program, string engine) => Run(scenario, program, engine);
}

public sealed class CCells : Matrix
{
    public static TheoryData<string, string, string> Cells => CellsOf("c");

    [Theory, MemberData(nameof(Cells))]
    public Task Cell(string scenario, string program, string engine) => Run(scenario, program, engine);
}

public sealed class CurlCells : Matrix
{
    public static TheoryData<string, string, string> Cells => CellsOf("curl");

    [Theory, MemberData(nameof(Cells))]
    public Task Cell(string scenario, string program, string engine) => Run(scenario, program, engine);
}

public sealed class DotnetCells : Matrix
{
    public static TheoryData<string, string, string> Cells => CellsOf("dotnet");

    [Theory, MemberData(nameof(Cells))]
    public Task Cell(string scenario, string program, string engine) => Run(scenario, program, engine);
}

public sealed class GoCells : Matrix
{
    public static TheoryData<string, string, string> Cells => CellsOf("go");

    [Theory, MemberData(nameof(Cells))]
    public Task Cell(string scenario, string program, string engine) => Run(scenario, program, engine);
}

public sealed class JavaCells : Matrix
{
    public static TheoryData<string, string, string> Cells => CellsOf("java");

    [Theory, MemberData(nameof(Cells))]
    public Task Cell(string scenario, string program, string engine) => Run(scenario, program, engine);
}

public sealed class MonoCells : Matrix
{
    public static TheoryData<string, string, string> Cells => CellsOf("mono");

    [Theory, MemberData(nameof(Cells))]
    public Task Cell(string scenario, string program, string engine) => Run(scenario, program, engine);
}

public sealed class NginxCells : Matrix
{
    public static TheoryData<string, string, string> Cells => CellsOf("nginx");

    [Theory, MemberData(nameof(Cells))]
    public Task Cell(string scenario, string program, string engine) => Run(scenario, program, engine);
}

public sealed class NodeCells : Matrix
{
    public static TheoryData<string, string, string> Cells => CellsOf("node");

    [Theory, MemberData(nameof(Cells))]
    public Task Cell(string scenario, string program, string engine) => Run(scenario, program, engine);
}

public sealed class PostgresCells : Matrix
{
    public static TheoryData<string, string, string> Cells => CellsOf("postgres");

    [Theory, MemberData(nameof(Cells))]
    public Task Cell(string scenario, string program, string engine) => Run(scenario, program, engine);
}

public sealed class PythonCells : Matrix
{
    public static TheoryData<string, string, string> Cells => CellsOf("python");

    [Theory, MemberData(nameof(Cells))]
    public Task Cell(string scenario, string program, string engine) => Run(scenario, program, engine);
}

public sealed class RedisCells : Matrix
{
    public static TheoryData<string, string, string> Cells => CellsOf("redis");

    [Theory, MemberData(nameof(Cells))]
    public Task Cell(string scenario, string program, string engine) => Run(scenario, program, engine);
}

public sealed class ShellCells : Matrix
{
    public static TheoryData<string, string, string> Cells => CellsOf("shell");

    [Theory, MemberData(nameof(Cells))]
    public Task Cell(string scenario, string program, string engine) => Run(scenario, program, engine);
}

public sealed class SocatCells : Matrix
{
    public static TheoryData<string, string, string> Cells => CellsOf("socat");

    [Theory, MemberData(nameof(Cells))]
    public Task Cell(string scenario, string program, string engine) => Run(scenario, program, engine);
}
