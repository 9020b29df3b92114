/* What a wildcard socket receives, field by field: control FAMILY OPTIONS
 *
 * FAMILY is 4, 6, or 46 (IPv4 datagrams on an IPv6 socket). OPTIONS are letters: t TTL, s TOS, p PKTINFO, o original destination,
 * m timestamps, d count of dropped datagrams. Each datagram is received with a control buffer of another size, and printed with
 * all that the kernel wrote and all that it left alone.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#define IPV6_ORIGDSTADDR_ 74

static const char *family, *options;
static bool v6;
static int server, client;

static void set(int level, int name)
{
    int one = 1;

    if (setsockopt(server, level, name, &one, sizeof one) != 0)
        printf("setsockopt %d %d: %s\n", level, name, strerrorname_np(errno));
}

static void set_options(void)
{
    for (const char *o = options; *o; o++) {
        switch (*o) {
        case 't': set(IPPROTO_IP, IP_RECVTTL); if (v6) set(IPPROTO_IPV6, IPV6_RECVHOPLIMIT); break;
        case 's': set(IPPROTO_IP, IP_RECVTOS); if (v6) set(IPPROTO_IPV6, IPV6_RECVTCLASS); break;
        case 'p': set(IPPROTO_IP, IP_PKTINFO); if (v6) set(IPPROTO_IPV6, IPV6_RECVPKTINFO); break;
        case 'o': set(IPPROTO_IP, IP_ORIGDSTADDR); if (v6) set(IPPROTO_IPV6, IPV6_ORIGDSTADDR_); break;
        case 'm': set(SOL_SOCKET, SO_TIMESTAMP); break;
        case 'd': set(SOL_SOCKET, SO_RXQ_OVFL); break;
        }
    }
}

static struct sockaddr_storage address(bool as6, const char *last, int port, socklen_t *length)
{
    struct sockaddr_storage storage = { 0 };

    if (as6) {
        struct sockaddr_in6 *a = (struct sockaddr_in6 *)&storage;
        *length = sizeof *a;
        a->sin6_family = AF_INET6;
        a->sin6_port = htons(port);
        if (*last)
            a->sin6_addr = in6addr_loopback;
    } else {
        struct sockaddr_in *a = (struct sockaddr_in *)&storage;
        *length = sizeof *a;
        a->sin_family = AF_INET;
        a->sin_port = htons(port);
        a->sin_addr.s_addr = *last ? htonl(0x7f000000 + atoi(last)) : 0;
    }
    return storage;
}

static void open_sockets(void)
{
    socklen_t length;
    struct sockaddr_storage here = address(v6, "", 9000, &length), there;
    int small = 2048;

    server = socket(v6 ? AF_INET6 : AF_INET, SOCK_DGRAM, 0);
    setsockopt(server, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    if (bind(server, (struct sockaddr *)&here, length) != 0)
        exit(1);
    bool client6 = strcmp(family, "6") == 0;
    client = socket(client6 ? AF_INET6 : AF_INET, SOCK_DGRAM, 0);
    there = address(client6, "1", 7000, &length);
    if (bind(client, (struct sockaddr *)&there, length) != 0)
        exit(1);
    there = address(client6, "5", 9000, &length);
    if (connect(client, (struct sockaddr *)&there, length) != 0)
        exit(1);
}

static void print_bytes(const unsigned char *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        printf("%02x", bytes[i]);
}

/* Times and counts differ from run to run. */
static bool is_fixed(int level, int type)
{
    return level != SOL_SOCKET || (type != SCM_TIMESTAMP && type != SO_RXQ_OVFL);
}

static void print_control(const unsigned char *buffer, size_t size, size_t used)
{
    size_t at = 0;

    while (at + sizeof(struct cmsghdr) <= used) {
        const struct cmsghdr *c = (const struct cmsghdr *)(buffer + at);
        printf("   %d/%d length %zu ", c->cmsg_level, c->cmsg_type, (size_t)c->cmsg_len);
        if (is_fixed(c->cmsg_level, c->cmsg_type))
            print_bytes((const unsigned char *)(c + 1), c->cmsg_len - sizeof *c);
        printf("\n");
        at += (c->cmsg_len + 7) & ~7u;
    }
    for (at = used; at < size && buffer[at] == 0xaa; at++)
        ;
    printf("   used %zu of %zu, %s behind\n", used, size, at == size ? "nothing" : "something");
}

static void print_message(const char *how, long result, struct msghdr *m, const unsigned char *control, size_t size)
{
    printf("%s: %ld", how, result);
    if (result < 0) {
        printf(" %s\n", strerrorname_np(errno));
        return;
    }
    printf(" flags %#x name %u ", m->msg_flags, m->msg_namelen);
    if (m->msg_name)
        print_bytes(m->msg_name, 8);
    printf(" control %zu\n", (size_t)m->msg_controllen);
    if (control)
        print_control(control, size, m->msg_controllen);
}

/* By recvmsg, or as the second of two messages of recvmmsg. */
static void receive(const char *how, bool many, int flags, ssize_t size, socklen_t name_size)
{
    static unsigned char control[4096];
    unsigned char *buffer = size < 0 ? NULL : control;
    struct sockaddr_storage name = { 0 };
    char data[64] = "";
    struct iovec text = { data, (flags & MSG_TRUNC) ? 2 : sizeof data };
    struct msghdr m = {
        .msg_name = name_size ? &name : NULL, .msg_namelen = name_size, .msg_iov = &text, .msg_iovlen = 1,
        .msg_control = buffer, .msg_controllen = size < 0 ? 64 : (size_t)size,
    };

    memset(control, 0xaa, sizeof control);
    if (many) {
        struct mmsghdr two[2] = { { m, 0 }, { m, 0 } };
        long count = recvmmsg(server, two, 2, flags | MSG_DONTWAIT, NULL);
        printf("%ld messages\n", count);
        print_message(how, count > 0 ? (long)two[0].msg_len : -1, &two[0].msg_hdr, buffer, size < 0 ? 0 : (size_t)size);
        return;
    }
    long result = recvmsg(server, &m, flags | MSG_DONTWAIT);
    print_message(how, result, &m, buffer, size < 0 ? 0 : (size_t)size);
}

static void ask(const char *text)
{
    send(client, text, strlen(text), 0);
}

static void matrix(bool many)
{
    static const int sizes[] = { -1, 0, 8, 15, 16, 17, 20, 24, 28, 31, 32, 40, 48, 56, 57, 64, 72, 80, 96, 100, 128, 256, 4096 };

    for (unsigned i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        ask("hello");
        receive("whole", many, 0, sizes[i], 128);
    }
    ask("hello");
    receive("peeked", many, MSG_PEEK, 40, 128);
    receive("cut off", many, MSG_TRUNC, 256, 128);
    receive("none", many, 0, 256, 128);
    ask("hello");
    receive("short name", many, 0, 256, 8);
    ask("hello");
    receive("no name", many, 0, 256, 0);
    ask("");
    receive("empty", many, 0, 256, 28);
}

static void receive_from(socklen_t size)
{
    struct sockaddr_storage name;
    socklen_t length = size;
    char data[8];

    memset(&name, 0xaa, sizeof name);
    ask("hello, world");
    printf("recvfrom %u: %zd", size, recvfrom(server, data, sizeof data, 0, (struct sockaddr *)&name, &length));
    printf(" name %u ", length);
    print_bytes((const unsigned char *)&name, 32);
    printf("\n");
}

/* More than fits is dropped, and the next one says how many. */
static void overflow(void)
{
    char data[64];

    for (int i = 0; i < 500; i++)
        ask("hello");
    while (recv(server, data, sizeof data, MSG_DONTWAIT) > 0)
        ;
    ask("hello");
    receive("after others were dropped", false, 0, 256, 128);
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    family = argv[1], options = argv[2];
    v6 = strcmp(family, "4") != 0;
    open_sockets();
    matrix(false);
    set_options();
    matrix(false);
    matrix(true);
    receive_from(0), receive_from(8), receive_from(16), receive_from(28), receive_from(128);
    overflow();
    return 0;
}
