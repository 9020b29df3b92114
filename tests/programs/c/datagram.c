/* Words that send and receive. */
#include "probe.h"
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

static void send_text(struct probe *p, char **w)
{
    print_result(p, "send", w[0], sys_sendto(p->fd, w[0], strlen(w[0]), NULL, 0));
}

static void send_to(struct probe *p, char **w)
{
    struct address a = address_parse(w[0]);
    struct passed passed = pass_address(p, &a);

    print_result(p, "sendto", w[0], sys_sendto(p->fd, w[1], strlen(w[1]), passed.bytes, passed.length));
}

/* The first bytes go with the SYN: a connect that is none. */
static void fast_open(struct probe *p, char **w)
{
    struct address a = address_parse(w[0]);

    print_result(p, "fast-open", w[0], sys_fast_open(p->fd, "hello", 5, &a.storage, a.length));
}

/* Lengths are of 32 bits in POSIX and musl, and of 64 in Linux and glibc: beside musl's stands what its programs leave there. */
static struct msghdr message(const struct passed *to, struct iovec *text)
{
    return (struct msghdr){
        .msg_name = (void *)to->bytes, .msg_namelen = to->length, .msg_iov = text, .msg_iovlen = 1,
#ifndef __GLIBC__
        .__pad1 = -1, .__pad2 = -1,
#endif
    };
}

static void send_msg(struct probe *p, char **w)
{
    struct address a = address_parse(w[0]);
    struct passed passed = pass_address(p, &a);
    struct iovec text = { w[1], strlen(w[1]) };
    struct msghdr m = message(&passed, &text);

    print_result(p, "sendmsg", w[0], sys_sendmsg(p->fd, &m));
}

/* Two messages in one call, to two addresses. */
static void send_mmsg(struct probe *p, char **w)
{
    struct address first = address_parse(w[0]), second = address_parse(w[1]);
    struct passed to_first = pass_address(p, &first), to_second = pass_address(p, &second);
    struct iovec text = { w[2], strlen(w[2]) };
    struct mmsghdr both[2] = { { message(&to_first, &text), 0 }, { message(&to_second, &text), 0 } };

    print_result(p, "sendmmsg", w[0], sys_sendmmsg(p->fd, both, 2));
}

/* Waits a moment: no answer is an answer too. */
static void receive(struct probe *p, char **w)
{
    struct pollfd poll_fd = { .fd = p->fd, .events = POLLIN };
    struct address from = { .length = sizeof from.storage };
    char data[512], text[ADDRESS_TEXT];
    ssize_t size = -1;

    (void)w;
    if (poll(&poll_fd, 1, DATAGRAM_PATIENCE) == 0) {
        printf("receive: nothing\n");
        return;
    }
    size = sys_recvfrom(p->fd, data, sizeof data, (struct sockaddr *)&from.storage, &from.length);
    if (size > 0 && data[size - 1] == '\n')
        size--;
    if (size < 0)
        print_result(p, "receive", "", -1);
    else
        printf("receive %.*s%s%s\n", (int)size, data, from.length ? " from " : "",
            from.length ? address_text(&from, text) : "");
}

/* Answers with IP_PKTINFO or IPV6_PKTINFO: the program chooses the source itself. */
static void send_from(int fd, struct msghdr *m, const char *source)
{
    struct address a = address_parse(source);
    union { char bytes[CMSG_SPACE(sizeof(struct in6_pktinfo))]; struct cmsghdr head; } control = { 0 };
    bool v4 = a.storage.ss_family == AF_INET;
    size_t size = v4 ? sizeof(struct in_pktinfo) : sizeof(struct in6_pktinfo);

    control.head = (struct cmsghdr){
        .cmsg_len = CMSG_LEN(size), .cmsg_level = v4 ? IPPROTO_IP : IPPROTO_IPV6, .cmsg_type = v4 ? IP_PKTINFO : IPV6_PKTINFO,
#ifndef __GLIBC__
        .__pad1 = -1,
#endif
    };
    if (v4)
        ((struct in_pktinfo *)CMSG_DATA(&control.head))->ipi_spec_dst = ((struct sockaddr_in *)&a.storage)->sin_addr;
    else
        ((struct in6_pktinfo *)CMSG_DATA(&control.head))->ipi6_addr = ((struct sockaddr_in6 *)&a.storage)->sin6_addr;
    m->msg_control = control.bytes;
    m->msg_controllen = CMSG_SPACE(size);
    sys_sendmsg(fd, m);
}

/* As servers do that speak to one client at a time. */
static void send_connected(int fd, const char *text, const struct address *to)
{
    struct sockaddr none = { .sa_family = AF_UNSPEC };

    sys_connect(fd, (const struct sockaddr *)&to->storage, to->length);
    sys_sendto(fd, text, strlen(text), NULL, 0);
    sys_connect(fd, &none, sizeof none);
}

/* As servers do that have a socket for each client; both have SO_REUSEADDR. */
static void send_on_another(int fd, const char *text, const struct address *to)
{
    struct address here = { .length = sizeof here.storage };
    int one = 1, other;

    sys_getsockname(fd, (struct sockaddr *)&here.storage, &here.length);
    other = sys_socket(here.storage.ss_family, SOCK_DGRAM, 0);
    setsockopt(other, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    sys_bind(other, (const struct sockaddr *)&here.storage, here.length);
    sys_sendto(other, text, strlen(text), (const struct sockaddr *)&to->storage, to->length);
    close(other);
}

void send_answer(const struct probe *p, const char *text, struct address *to)
{
    struct passed passed = { &to->storage, to->length };
    struct iovec bytes = { (void *)text, strlen(text) };
    struct mmsghdr m = { message(&passed, &bytes), 0 };

    if (!p->by)
        sys_sendto(p->fd, text, strlen(text), (const struct sockaddr *)&to->storage, to->length);
    else if (strcmp(p->by, "sendmsg") == 0)
        sys_sendmsg(p->fd, &m.msg_hdr);
    else if (strcmp(p->by, "sendmmsg") == 0)
        sys_sendmmsg(p->fd, &m, 1);
    else if (strcmp(p->by, "io-uring") == 0)
        ring_send(p->fd, &m.msg_hdr);
    else if (strcmp(p->by, "connect") == 0)
        send_connected(p->fd, text, to);
    else if (strcmp(p->by, "another-socket") == 0)
        send_on_another(p->fd, text, to);
    else
        send_from(p->fd, &m.msg_hdr, p->by);
}

/* How "serve" answers datagrams: sendmsg, sendmmsg, io-uring, connect, another-socket; or ADDR:0, the source that the
 * program chooses. */
static void by(struct probe *p, char **w)
{
    p->by = w[0];
}

const struct operation datagram_operations[] = {
    { "by", 1, by },
    { "send", 1, send_text },
    { "sendto", 2, send_to },
    { "fast-open", 1, fast_open },
    { "sendmsg", 2, send_msg },
    { "sendmmsg", 3, send_mmsg },
    { "receive", 0, receive },
    { 0 },
};
