using System.Runtime.InteropServices;
using Fairlead.Linux;
using static Fairlead.Linux.nlmsghdr;
using static Fairlead.Linux.RtnetlinkConstants;
using static Fairlead.Linux.SocketConstants;

namespace Fairlead.Udp;

/// <summary>Reads what the kernel says of addresses: netlink(7), rtnetlink(7).</summary>
internal static class AddressMessages
{
    private static readonly int Header = Marshal.SizeOf<nlmsghdr>();
    private static readonly int AddressHeader = Marshal.SizeOf<ifaddrmsg>();
    private static readonly int AttributeHeader = Marshal.SizeOf<nlattr>();

    /// <summary>Takes over the messages of a buffer.</summary>
    /// <returns>What they say of the listing that was asked for.</returns>
    public static Listing Read(ReadOnlySpan<byte> buffer, HostAddresses addresses)
    {
        var listing = Listing.GoesOn;
        while (buffer.Length >= Header)
        {
            var header = MemoryMarshal.Read<nlmsghdr>(buffer);
            var length = Math.Clamp((int)header.nlmsg_len, Header, buffer.Length);
            listing |= Read(header, buffer[Header..length], addresses);
            buffer = buffer[Math.Min(Aligned(length), buffer.Length)..];
        }
        return listing;
    }

    private static Listing Read(in nlmsghdr header, ReadOnlySpan<byte> body, HostAddresses addresses)
    {
        var interrupted = (header.nlmsg_flags & NLM_F_DUMP_INTR) != 0 ? Listing.WasInterrupted : Listing.GoesOn;
        switch (header.nlmsg_type)
        {
            case NLMSG_DONE:
                return Listing.HasEnded | interrupted;
            case NLMSG_ERROR:
                UdpFailure.ThrowIf((Errno)(-MemoryMarshal.Read<int>(body)), "netlink RTM_GETADDR");
                break;
            case RTM_NEWADDR or RTM_DELADDR when body.Length >= AddressHeader:
                Read(header.nlmsg_type == RTM_NEWADDR, body, addresses);
                break;
            default:
                break;
        }
        return interrupted;
    }

    private static void Read(bool isThere, ReadOnlySpan<byte> body, HostAddresses addresses)
    {
        var about = MemoryMarshal.Read<ifaddrmsg>(body);
        var (address, flags) = Attributes(about, body[AddressHeader..]);
        if (address.IsEmpty)
        {
            return;
        }
        // A tentative address cannot be bound; the kernel tells when it is one no longer.
        if (isThere && (flags & (IFA_F_TENTATIVE | IFA_F_DADFAILED)) == 0)
        {
            addresses.Add(address, about.ifa_index);
        }
        else
        {
            addresses.Remove(address, about.ifa_index);
        }
    }

    private static (UdpEndpoint Address, uint Flags) Attributes(in ifaddrmsg about, ReadOnlySpan<byte> rest)
    {
        UdpEndpoint address = default, local = default;
        uint flags = about.ifa_flags;
        while (rest.Length >= AttributeHeader)
        {
            var attribute = MemoryMarshal.Read<nlattr>(rest);
            var length = Math.Clamp(attribute.nla_len, AttributeHeader, rest.Length);
            var value = rest[AttributeHeader..length];
            switch (attribute.nla_type)
            {
                case IFA_ADDRESS:
                    address = Address(about, value);
                    break;
                case IFA_LOCAL:
                    local = Address(about, value);
                    break;
                case IFA_FLAGS:
                    flags = MemoryMarshal.Read<uint>(value);
                    break;
                default:
                    break;
            }
            rest = rest[Math.Min(Aligned(length), rest.Length)..];
        }
        // On a point-to-point link IFA_ADDRESS is the peer's, and IFA_LOCAL ours.
        return (local.IsEmpty ? address : local, flags);
    }

    private static UdpEndpoint Address(in ifaddrmsg about, ReadOnlySpan<byte> value) => about.ifa_family switch
    {
        AF_INET => UdpEndpoint.V4(MemoryMarshal.Read<uint>(value), 0),
        AF_INET6 => UdpEndpoint.V6(
            MemoryMarshal.Read<in6_addr>(value), 0, value[0] == 0xFE && (value[1] & 0xC0) == 0x80 ? about.ifa_index : 0),
        _ => default,
    };

    private static int Aligned(int length) => (length + 3) & ~3;
}
