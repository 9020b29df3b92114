/* Words that make sockets, move them and take them away. */
#include "probe.h"
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>

static void open_socket(struct probe *p, const char *name, int domain, int type, int protocol)
{
    int fd = sys_socket(domain, type, protocol);

    if (fd < 0) {
        print_result(p, name, "", fd);
        return;
    }
    p->fd = fd;
}

static void tcp4(struct probe *p, char **w) { (void)w; open_socket(p, "tcp4", AF_INET, SOCK_STREAM, 0); }
static void tcp6(struct probe *p, char **w) { (void)w; open_socket(p, "tcp6", AF_INET6, SOCK_STREAM, 0); }
static void udp4(struct probe *p, char **w) { (void)w; open_socket(p, "udp4", AF_INET, SOCK_DGRAM, 0); }
static void udp6(struct probe *p, char **w) { (void)w; open_socket(p, "udp6", AF_INET6, SOCK_DGRAM, 0); }
static void mptcp4(struct probe *p, char **w) { (void)w; open_socket(p, "mptcp4", AF_INET, SOCK_STREAM, IPPROTO_MPTCP); }
static void udplite4(struct probe *p, char **w) { (void)w; open_socket(p, "udplite4", AF_INET, SOCK_DGRAM, IPPROTO_UDPLITE); }
static void raw4(struct probe *p, char **w) { (void)w; open_socket(p, "raw4", AF_INET, SOCK_RAW, IPPROTO_ICMP); }
static void local(struct probe *p, char **w) { (void)w; open_socket(p, "unix", AF_UNIX, SOCK_STREAM, 0); }

static void netlink(struct probe *p, char **w) { (void)w; open_socket(p, "netlink", AF_NETLINK, SOCK_RAW, 0); }

/* A descriptor that is no socket. */
static void file(struct probe *p, char **w)
{
    p->fd = open(w[0], O_RDONLY);
}

/* A socket that whoever started the program left open. */
static void inherited(struct probe *p, char **w)
{
    p->fd = atoi(w[0]);
}

static void nonblock(struct probe *p, char **w)
{
    (void)w;
    fcntl(p->fd, F_SETFL, fcntl(p->fd, F_GETFL) | O_NONBLOCK);
}

/* Whether a call left the descriptor's flags as it found them. */
static void flags(struct probe *p, char **w)
{
    (void)w;
    printf("flags%s%s\n", fcntl(p->fd, F_GETFL) & O_NONBLOCK ? " nonblock" : "",
        fcntl(p->fd, F_GETFD) & FD_CLOEXEC ? " cloexec" : "");
}

static void close_socket(struct probe *p, char **w)
{
    (void)w;
    close(p->fd);
}

/* Closes the current socket and goes on with a duplicate of it. */
static void dup_socket(struct probe *p, char **w)
{
    int old = p->fd;

    (void)w;
    p->fd = dup(old);
    close(old);
}

/* The same, with the number as descriptor: 0 is a number like another. */
static void dup_to(struct probe *p, char **w)
{
    int old = p->fd;

    p->fd = dup2(old, atoi(w[0]));
    close(old);
}

/* The numbers of all open descriptors: nothing but the program's own may be there. */
static void descriptors(struct probe *p, char **w)
{
    (void)p;
    (void)w;
    printf("descriptors");
    for (int fd = 0; fd < 1024; fd++)
        if (fcntl(fd, F_GETFD) >= 0)
            printf(" %d", fd);
    printf("\n");
}

const struct operation socket_operations[] = {
    { "tcp4", 0, tcp4 },
    { "tcp6", 0, tcp6 },
    { "udp4", 0, udp4 },
    { "udp6", 0, udp6 },
    { "mptcp4", 0, mptcp4 },
    { "udplite4", 0, udplite4 },
    { "raw4", 0, raw4 },
    { "unix", 0, local },
    { "netlink", 0, netlink },
    { "file", 1, file },
    { "inherited", 1, inherited },
    { "nonblock", 0, nonblock },
    { "flags", 0, flags },
    { "close", 0, close_socket },
    { "dup", 0, dup_socket },
    { "dup-to", 1, dup_to },
    { "descriptors", 0, descriptors },
    { 0 },
};
