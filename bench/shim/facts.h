/* What the shim asks of addresses and sockets. */
#ifndef FACTS_H
#define FACTS_H

#include "next.h"
#include <netinet/in.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>

union address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
    struct sockaddr_storage storage;
};

/* sockaddr_in6 without the scope id: the shortest that the kernel takes. */
enum { SHORTEST_V6 = 24 };

static inline bool is_inet(const union address *a, socklen_t length)
{
    return (a->any.sa_family == AF_INET && length >= sizeof(a->v4))
        || (a->any.sa_family == AF_INET6 && length >= SHORTEST_V6);
}

/* Whether it is of IPv4, plain or mapped. */
static inline bool is_v4(const union address *a)
{
    return a->any.sa_family == AF_INET || IN6_IS_ADDR_V4MAPPED(&a->v6.sin6_addr);
}

static inline in_addr_t v4_of(const union address *a)
{
    return a->any.sa_family == AF_INET ? a->v4.sin_addr.s_addr : a->v6.sin6_addr.s6_addr32[3];
}

static inline bool is_wildcard(const union address *a)
{
    return is_v4(a) ? v4_of(a) == INADDR_ANY : IN6_IS_ADDR_UNSPECIFIED(&a->v6.sin6_addr);
}

static inline bool is_loopback(const union address *a)
{
    return is_v4(a) ? ntohl(v4_of(a)) >> 24 == IN_LOOPBACKNET : IN6_IS_ADDR_LOOPBACK(&a->v6.sin6_addr);
}

static inline in_port_t port_of(const union address *a)
{
    return a->any.sa_family == AF_INET ? a->v4.sin_port : a->v6.sin6_port;
}

static inline socklen_t length_of(const union address *a)
{
    return a->any.sa_family == AF_INET ? sizeof(a->v4) : sizeof(a->v6);
}

/* As a destination, the wildcard address is this host (ip(7)). */
static inline bool is_here(const union address *a)
{
    return is_loopback(a) || is_wildcard(a);
}

/* Writes the control message that is the source of a datagram; gives its length. */
static inline size_t write_source(struct cmsghdr *control, const union address *source)
{
    if (source->any.sa_family == AF_INET) {
        control->cmsg_len = CMSG_LEN(sizeof(struct in_pktinfo));
        control->cmsg_level = IPPROTO_IP;
        control->cmsg_type = IP_PKTINFO;
        ((struct in_pktinfo *)CMSG_DATA(control))->ipi_spec_dst = source->v4.sin_addr;
        return CMSG_SPACE(sizeof(struct in_pktinfo));
    }
    control->cmsg_len = CMSG_LEN(sizeof(struct in6_pktinfo));
    control->cmsg_level = IPPROTO_IPV6;
    control->cmsg_type = IPV6_PKTINFO;
    ((struct in6_pktinfo *)CMSG_DATA(control))->ipi6_addr = source->v6.sin6_addr;
    return CMSG_SPACE(sizeof(struct in6_pktinfo));
}

static inline int option_of(int fd, int level, int name)
{
    int value = 0;
    socklen_t length = sizeof(value);

    NEXT(getsockopt)(fd, level, name, &value, &length);
    return value;
}

static inline bool local_of(int fd, union address *local)
{
    socklen_t length = sizeof(*local);

    return NEXT(getsockname)(fd, &local->any, &length) == 0 && is_inet(local, length);
}

static inline bool has_peer(int fd)
{
    union address peer;
    socklen_t length = sizeof(peer);

    return NEXT(getpeername)(fd, &peer.any, &length) == 0;
}

enum kind { OTHER, TCP, UDP };

static inline enum kind kind_of(int fd)
{
    int type = option_of(fd, SOL_SOCKET, SO_TYPE), protocol = option_of(fd, SOL_SOCKET, SO_PROTOCOL);

    if (type == SOCK_RAW) {
        return OTHER;
    }
    switch (protocol) {
    case IPPROTO_TCP:
    case IPPROTO_MPTCP:
        return TCP;
    case IPPROTO_UDP:
    case IPPROTO_UDPLITE:
        return UDP;
    default:
        return OTHER;
    }
}

#endif
