using System.Diagnostics;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Fairlead.Linux;
using Fairlead.Mirror.Targets;

namespace Fairlead.Mirror.Tests.Targets;

/// <summary>A shell script in place of the agent, in a folder as src/Fairlead.Agent/build makes it, and of its own hash.</summary>
internal sealed class FakeAgent : IDisposable
{
    private static readonly string[] s_bases = ["/tmp", "/dev/shm", "/var/tmp", "/run"];

    private readonly string _hash;

    public FakeAgent(int megabytes = 0)
    {
        var sums = Write("fairlead-agent", $"#!/bin/sh\necho \"$$ $PWD $*\"\nexec cat # {Guid.NewGuid()}\n", megabytes)
            + Write("ld.so", "none", 0);
        File.WriteAllText(Path.Combine(Folder, "sums"), sums);
        _hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sums)))[..16];
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("fairlead-test-").FullName;

    public List<string> Said { get; } = [];

    /// <summary>The folders that it has in the "target".</summary>
    public string[] Left => [.. s_bases.SelectMany(folder => Directory.GetDirectories(folder, $"fairlead-agent.{_hash}*"))];

    /// <summary>The name under which a kept one is looked for.</summary>
    public string KeptName => $"fairlead-agent.{_hash}";

    public TargetSettings Settings => new() { AgentFolder = Folder, Privilege = AgentPrivilege.None, Say = Say };

    /// <summary>Starts it by a shell that a command gives.</summary>
    public FakeSession Start(string command, TargetSettings? settings = null) =>
        FakeSession.Of(AgentStart.Start(Target.Parse($"shell:{command}"), settings ?? Settings));

    /// <summary>Why it does not start.</summary>
    public string Refusal(string command, TargetSettings? settings = null) =>
        Assert.Throws<TargetException>(() => Start(command, settings)).Message;

    /// <summary>Waits until nothing of it is left in the "target".</summary>
    public void AssertGone()
    {
        var watch = Stopwatch.StartNew();
        while (Left.Length > 0 && watch.Elapsed < TimeSpan.FromSeconds(5))
        {
            Thread.Sleep(10);
        }
        Assert.Empty(Left);
    }

    public void Dispose()
    {
        foreach (var folder in (string[])[Folder, .. Left])
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private void Say(string line)
    {
        lock (Said)
        {
            Said.Add(line);
        }
    }

    private string Write(string name, string text, int megabytes)
    {
        var bytes = new byte[text.Length + (megabytes << 20)];
        RandomNumberGenerator.Fill(bytes);
        Encoding.UTF8.GetBytes(text, bytes);
        using (var file = new GZipStream(File.Create(Path.Combine(Folder, $"{name}.gz")), CompressionLevel.Fastest))
        {
            file.Write(bytes);
        }
        return $"{Convert.ToHexStringLower(SHA256.HashData(bytes))}  {name}\n";
    }
}

/// <summary>A session with a fake agent, which has told its process id, folder and arguments.</summary>
internal sealed record FakeSession(AgentProcess Process, LineStream Stream, int Pid, string Folder, string Arguments) : IDisposable
{
    public static FakeSession Of(AgentProcess process)
    {
        var stream = new LineStream(process.Input, process.Output);
        var words = ReadLine(stream).Split(' ', 3);
        return new FakeSession(process, stream, int.Parse(words[0]), words[1], words[2]);
    }

    public string Echo(string text)
    {
        Stream.Send($"{text}\n");
        return ReadLine(Stream);
    }

    public void Dispose()
    {
        _ = Libc.close(Process.Input);
        _ = Libc.close(Process.Output);
        Process.End(TimeSpan.FromSeconds(5));
    }

    private static string ReadLine(LineStream stream) => stream.Read(Environment.TickCount64 + 5000) ?? "(no line)";
}
