/* A shim for BIND_ADDR as one would write it in C, to compare libfairlead.so with: the same decisions, by the same system
 * calls.
 *
 * What binds to the wildcard address is bound to ours, and so is a TCP socket that listens without an address. Connections
 * and datagrams leave from ours, but those to loopback, and those of sockets that the program has bound. Where ours has
 * not the family that is needed, the call fails. Calls that both libraries hook and that need nothing here pass. */
#include "ours.h"

static int bind_to_ours(const char *call, int fd, union address *a)
{
    bool is_inet6 = a->any.sa_family == AF_INET6;
    bool takes_v4 = has_v4 && !(is_inet6 && option_of(fd, IPPROTO_IPV6, IPV6_V6ONLY));

    if (has_v6 && is_inet6 && !(takes_v4 && is_v4(a))) {
        a->v6.sin6_addr = our_v6;
    } else if (takes_v4) {
        put_our_v4(a);
    } else {
        return refuse(call, "BIND_ADDR has no address of the socket's family");
    }
    int result = NEXT(bind)(fd, &a->any, length_of(a));

    return result < 0 && errno == EADDRNOTAVAIL ? refuse(call, "the address is not on this machine") : result;
}

int bind(int fd, const struct sockaddr *address, socklen_t length)
{
    union address asked = { 0 };

    if (!in_force || address == NULL || length > sizeof(asked)) {
        return NEXT(bind)(fd, address, length);
    }
    memcpy(&asked, address, length);
    if (asked.any.sa_family == AF_UNSPEC && asked.v4.sin_addr.s_addr == INADDR_ANY
        && option_of(fd, SOL_SOCKET, SO_DOMAIN) == AF_INET) {
        asked.any.sa_family = AF_INET;
    }
    return is_inet(&asked, length) && is_wildcard(&asked) ? bind_to_ours("bind", fd, &asked) : NEXT(bind)(fd, address, length);
}

int listen(int fd, int backlog)
{
    union address local = { 0 };

    if (in_force && local_of(fd, &local) && port_of(&local) == 0 && kind_of(fd) != UDP && is_wildcard(&local)
        && bind_to_ours("listen", fd, &local) < 0) {
        return -1;
    }
    return NEXT(listen)(fd, backlog);
}

static int bind_without_port(int fd, const union address *source)
{
    int on = 1, off = 0;

    if (NEXT(setsockopt)(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof(on)) < 0) {
        return -1;
    }
    int result = NEXT(bind)(fd, &source->any, length_of(source));
    int error = errno;

    NEXT(setsockopt)(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &off, sizeof(off));
    errno = error;
    return result < 0 ? refuse("connect", "the source cannot be set") : 0;
}

static int set_source(int fd, int domain, bool to_v4)
{
    union address local, source = { .any.sa_family = domain };

    if (!put_source(&source, to_v4)) {
        return refuse("connect", "BIND_ADDR has no address of the destination's family");
    }
    if (!local_of(fd, &local)) {
        errno = EINVAL;
        return -1;
    }
    if (!is_wildcard(&local)) {
        return 0;
    }
    if (port_of(&local) == 0) {
        return bind_without_port(fd, &source);
    }
    return kind_of(fd) == TCP && has_peer(fd) ? 0 : refuse("connect", "the program has bound the socket itself");
}

int connect(int fd, const struct sockaddr *address, socklen_t length)
{
    union address asked = { 0 };

    if (!in_force || address == NULL || length > sizeof(asked)) {
        return NEXT(connect)(fd, address, length);
    }
    memcpy(&asked, address, length);
    if (is_inet(&asked, length)) {
        int domain = option_of(fd, SOL_SOCKET, SO_DOMAIN), family = asked.any.sa_family;
        bool takes = family == domain || (domain == AF_INET6 && family == AF_INET && kind_of(fd) != TCP);

        if (takes && !is_here(&asked) && set_source(fd, domain, is_v4(&asked)) < 0) {
            return -1;
        }
    }
    return NEXT(connect)(fd, address, length);
}

int __connect(int fd, const struct sockaddr *address, socklen_t length)
{
    return connect(fd, address, length);
}

static ssize_t send_from_ours(int fd, int domain, struct msghdr *message, int flags)
{
    union address local, source = { .any.sa_family = domain };
    char control[CMSG_SPACE(sizeof(struct in6_pktinfo))] = { 0 };

    if (!put_source(&source, is_v4(message->msg_name))) {
        return refuse("send", "BIND_ADDR has no address of the destination's family");
    }
    if (!local_of(fd, &local) || is_wildcard(&local)) {
        message->msg_control = control;
        message->msg_controllen = write_source((struct cmsghdr *)control, &source);
    }
    return NEXT(sendmsg)(fd, message, flags);
}

ssize_t sendto(int fd, const void *text, size_t size, int flags, const struct sockaddr *address, socklen_t length)
{
    union address asked = { 0 };

    if (in_force && (flags & MSG_FASTOPEN) != 0 && kind_of(fd) == TCP) {
        errno = EOPNOTSUPP;
        return -1;
    }
    if (!in_force || address == NULL || length > sizeof(asked)) {
        return NEXT(sendto)(fd, text, size, flags, address, length);
    }
    memcpy(&asked, address, length);
    if (asked.any.sa_family == AF_UNSPEC && option_of(fd, SOL_SOCKET, SO_DOMAIN) == AF_INET) {
        asked.any.sa_family = AF_INET;
    }
    if (is_inet(&asked, length) && !is_here(&asked)) {
        int domain = option_of(fd, SOL_SOCKET, SO_DOMAIN);

        if ((domain == AF_INET6 || (domain == AF_INET && asked.any.sa_family == AF_INET)) && kind_of(fd) != TCP) {
            struct iovec vector = { (void *)text, size };
            struct msghdr message = { .msg_name = &asked, .msg_namelen = length, .msg_iov = &vector, .msg_iovlen = 1 };

            return send_from_ours(fd, domain, &message, flags);
        }
    }
    return NEXT(sendto)(fd, text, size, flags, address, length);
}

int getsockname(int fd, struct sockaddr *restrict address, socklen_t *restrict length)
{
    return NEXT(getsockname)(fd, address, length);
}

ssize_t recvfrom(
    int fd, void *restrict text, size_t size, int flags, struct sockaddr *restrict address, socklen_t *restrict length)
{
    return NEXT(recvfrom)(fd, text, size, flags, address, length);
}

int close(int fd)
{
    return NEXT(close)(fd);
}
