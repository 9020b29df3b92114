using System.Runtime.CompilerServices;
using Fairlead.Layer.Calls;
using Fairlead.Layer.Plan;
using Fairlead.Linux;
using Fairlead.Rules;

namespace Fairlead.Layer.Log;

/// <summary>One line of the log, made on the stack and written by one write(2), so that lines of processes do not mix.</summary>
internal unsafe struct LogLine
{
    private const int Most = 800;

    private fixed byte _text[Most];
    private int _length;

    public bool IsJson;

    /// <summary>Begins the line with the call.</summary>
    public void Begin(ReadOnlySpan<byte> call)
    {
        Add(IsJson ? "{\"event\":\""u8 : "fairlead: "u8);
        Add(call);
        if (IsJson)
            Add((byte)'"');
    }

    /// <summary>A word, which JSON names.</summary>
    public void Member(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        Open(name, " "u8);
        Add(value);
        Close();
    }

    /// <summary>An address with its port, after these words.</summary>
    public void Endpoint(ReadOnlySpan<byte> name, ReadOnlySpan<byte> words, Address address, ushort port)
    {
        Open(name, words);
        if (!address.IsV4)
            Add((byte)'[');
        Add(address);
        if (!address.IsV4)
            Add((byte)']');
        Add((byte)':');
        Add(port);
        Close();
    }

    /// <summary>What else happened.</summary>
    public void Outcome(ReadOnlySpan<byte> words, byte* rest)
    {
        Open("outcome"u8, " "u8);
        Add(words);
        if (rest != null)
            Add(rest);
        Close();
    }

    public void Error(Errno errno)
    {
        Open("errno"u8, ": "u8);
        Add(ErrnoNames.Of((int)errno));
        Close();
    }

    /// <summary>The rule that decided; 0: none.</summary>
    public void Rule(int number)
    {
        if (number <= 0)
        {
            if (!IsJson)
                Add(number == DropIn.RuleNumber ? " (BIND_ADDR)"u8 : " (no rule)"u8);
            return;
        }
        Add(IsJson ? ",\"rule\":"u8 : " (rule "u8);
        Add((uint)number);
        if (!IsJson)
            Add((byte)')');
    }

    /// <summary>Ends the line.</summary>
    public void End(bool isRefused)
    {
        if (!IsJson)
            return;
        Add(",\"tid\":"u8);
        Add((uint)Next.syscall(SystemCall.SYS_gettid));
        if (isRefused)
            Add(",\"refused\":true"u8);
        Add((byte)'}');
    }

    public void Add(ReadOnlySpan<byte> text)
    {
        for (var i = 0; i < text.Length; i++)
            Add(text[i]);
    }

    /// <summary>Adds a text, or its first part where it is long.</summary>
    public void AddStart(byte* text)
    {
        for (var i = 0; text[i] != 0; i++)
        {
            if (i == 40)
            {
                Add("..."u8);
                break;
            }
            Add(text[i] < (byte)' ' ? (byte)'?' : text[i]);
        }
    }

    /// <summary>Writes the line to a descriptor.</summary>
    public void WriteTo(int descriptor)
    {
        _text[_length++] = (byte)'\n';
        OwnFile.Write(descriptor, Unsafe.AsPointer(ref _text[0]), _length);
    }

    private void Open(ReadOnlySpan<byte> name, ReadOnlySpan<byte> words)
    {
        if (!IsJson)
        {
            Add(words);
            return;
        }
        Add(",\""u8);
        Add(name);
        Add("\":\""u8);
    }

    private void Close()
    {
        if (IsJson)
            Add((byte)'"');
    }

    private void Add(byte c)
    {
        if (_length < Most - 1)
            _text[_length++] = c;
    }

    // What stands in the text comes from the user: a path with a quote must not break the line of JSON.
    private void Add(byte* text)
    {
        for (; *text != 0; text++)
        {
            if (IsJson && (*text is (byte)'"' or (byte)'\\'))
                Add((byte)'\\');
            Add(*text < (byte)' ' ? (byte)'?' : *text);
        }
    }

    private void Add(uint number)
    {
        if (number >= 10)
            Add(number / 10);
        Add((byte)('0' + (number % 10)));
    }

    private void Add(Address address)
    {
        var text = stackalloc byte[AddressText.Most];
        AddressText.Write(address, text);
        Add(text);
    }
}
