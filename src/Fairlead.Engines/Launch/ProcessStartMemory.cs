using System.Runtime.InteropServices;
using Fairlead.Bpf.Classic;
using Fairlead.Linux;

namespace Fairlead.Engines.Launch;

/// <summary>The unmanaged memory of a <see cref="ProcessStart"/>.</summary>
public sealed unsafe class ProcessStartMemory(Launch launch) : IDisposable
{
    private Block* _last;

    /// <summary>Makes the start; it is valid until this is disposed of.</summary>
    public ProcessStart Build()
    {
        var environment = new List<string>(launch.Environment.Lines);
        var start = new ProcessStart
        {
            path = String(launch.File),
            argv = Strings(launch.Arguments),
            shell_argv = ProgramFile.IsPlainScript(launch.File)
                ? Strings(["/bin/sh", launch.File, .. launch.Arguments.AsSpan(1)])
                : null,
            same_pid = launch.SamePid,
            detached = launch.Detached,
            dies_with_parent = !launch.Detached && !launch.SamePid,
            no_new_privs = launch.NoNewPrivs,
            blocked = launch.Caller.Blocked,
            ignored = launch.Caller.Ignored,
            nofile = launch.Caller.OpenFiles,
            filter_flags = launch.FilterFlags,
            kept = Numbers(launch.KeptDescriptors),
            kept_count = launch.KeptDescriptors.Length,
            spaces = Numbers(launch.Spaces),
            space_count = launch.Spaces.Length,
            directory = launch.Spaces.Length > 0 ? String(ByteText.FromPeople(Environment.CurrentDirectory)) : null,
            stdio = launch.Detached ? OpenNull() : -1,
            keeps_stderr = launch.KeepsStderr,
            to_parent = -1,
            from_parent = -1,
        };
        start.envp = Strings([.. environment]);
        start.listen_pid = Digits(launch.Environment.HasListenPid, start.envp, environment, "LISTEN_PID=");
        start.watchdog_pid = Digits(launch.Environment.HasWatchdogPid, start.envp, environment, "WATCHDOG_PID=");
        start.filter = launch.Filter is { } filter ? Program(filter) : null;
        return start;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_last != null)
        {
            var block = _last;
            _last = block->Before;
            NativeMemory.Free(block);
        }
    }

    // The child writes its own number over these digits, which only it knows.
    private byte* Digits(bool wanted, byte** environment, List<string> lines, string name)
    {
        var index = wanted ? lines.FindIndex(line => line.StartsWith(name, StringComparison.Ordinal)) : -1;
        if (index < 0)
        {
            return null;
        }
        environment[index] = String(name + "0000000000");
        return environment[index] + name.Length;
    }

    private static int OpenNull() =>
        LinuxException.Check(Libc.open("/dev/null\0"u8, FcntlConstants.O_RDWR | FcntlConstants.O_CLOEXEC), "/dev/null");

    private byte** Strings(string[] texts)
    {
        var pointers = (byte**)Allocate((texts.Length + 1) * sizeof(byte*));
        for (var i = 0; i < texts.Length; i++)
        {
            pointers[i] = String(texts[i]);
        }
        pointers[texts.Length] = null;
        return pointers;
    }

    private byte* String(string text)
    {
        var source = ByteText.CString(text);
        var bytes = (byte*)Allocate(source.Length);
        source.AsSpan().CopyTo(new Span<byte>(bytes, source.Length));
        return bytes;
    }

    // One generic method for both would be compiled at run time.
    private int* Numbers(int[] items)
    {
        var block = (int*)Allocate(items.Length * sizeof(int));
        for (var i = 0; i < items.Length; i++)
        {
            block[i] = items[i];
        }
        return block;
    }

    private sock_fprog* Program(Instruction[] items)
    {
        var program = (sock_fprog*)Allocate(sizeof(sock_fprog));
        var block = (Instruction*)Allocate(items.Length * sizeof(Instruction));
        for (var i = 0; i < items.Length; i++)
        {
            block[i] = items[i];
        }
        *program = new sock_fprog { len = (ushort)items.Length, filter = block };
        return program;
    }

    private void* Allocate(int bytes)
    {
        var block = (Block*)NativeMemory.Alloc((nuint)(sizeof(Block) + bytes));
        block->Before = _last;
        _last = block;
        return block + 1;
    }

    // The size keeps what follows aligned to 16 bytes.
    [StructLayout(LayoutKind.Sequential, Size = 16)]
    private struct Block
    {
        public Block* Before;
    }
}
