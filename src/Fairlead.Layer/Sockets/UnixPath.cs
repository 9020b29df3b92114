using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Fairlead.Layer.Calls;
using Fairlead.Layer.Plan;
using Fairlead.Linux;
using Fairlead.Rules;

namespace Fairlead.Layer.Sockets;

/// <summary>The path of a unix: target for one call: %p is the port, %a the address, %% a per cent sign; @ begins an abstract name.</summary>
internal unsafe struct UnixPath
{
    private UnixAddress _address;
    private int _count;

    /// <summary>Whether no socket can have it: the text was cut.</summary>
    public bool IsTooLong;

    /// <summary>Whether it is a name without a file.</summary>
    public bool IsAbstract;

    /// <summary>Expands the path of a rule.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Expand(BlobRule* rule, in Address asked, ushort port)
    {
        _address.Family = SocketConstants.AF_UNIX;
        _count = 0;
        IsTooLong = false;
        for (var text = InForce.At(rule->Path); *text != 0; text++)
        {
            if (*text != '%' || text[1] == 0)
                Add(*text);
            else if (*++text == 'p')
                Add(port);
            else if (*text == 'a')
                Add(asked);
            else
                Add(*text);
        }
        _address.Path[_count] = 0;
        IsAbstract = *_address.Path == '@';
    }

    /// <summary>As the kernel takes it; valid as long as this stays where it is.</summary>
    public UnixAddress* Address(out uint length)
    {
        length = (uint)(sizeof(ushort) + _count + 1);
        if (IsAbstract)
        {
            *_address.Path = 0;
            length--;
        }
        return (UnixAddress*)Unsafe.AsPointer(ref _address);
    }

    /// <summary>As people write it.</summary>
    public byte* Text()
    {
        if (IsAbstract)
            *_address.Path = (byte)'@';
        return _address.Path;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Add(byte c)
    {
        if (_count == UnixAddress.MostPath - 1)
            IsTooLong = true;
        else
            _address.Path[_count++] = c;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Add(uint number)
    {
        if (number >= 10)
            Add(number / 10);
        Add((byte)('0' + (number % 10)));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Add(in Address address)
    {
        TextRoom room;
        var text = (byte*)&room;
        AddressText.Write(address.Unmap(), text);
        for (; *text != 0; text++)
            Add(*text);
    }

    [StructLayout(LayoutKind.Sequential, Size = AddressText.Most)]
    private struct TextRoom;
}
