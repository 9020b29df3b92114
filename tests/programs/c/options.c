/* Words that read and set socket options. */
#include "probe.h"
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

static const struct option {
    const char *name;
    int level;
    int number;
    bool text;
} options[] = {
    { "mark", SOL_SOCKET, SO_MARK, false },
    { "priority", SOL_SOCKET, SO_PRIORITY, false },
    { "broadcast", SOL_SOCKET, SO_BROADCAST, false },
    { "reuseaddr", SOL_SOCKET, SO_REUSEADDR, false },
    { "reuseport", SOL_SOCKET, SO_REUSEPORT, false },
    { "rcvbuf", SOL_SOCKET, SO_RCVBUF, false },
    { "sndbuf", SOL_SOCKET, SO_SNDBUF, false },
    { "dev", SOL_SOCKET, SO_BINDTODEVICE, true },
    { "tos", IPPROTO_IP, IP_TOS, false },
    { "freebind", IPPROTO_IP, IP_FREEBIND, false },
    { "transparent", IPPROTO_IP, IP_TRANSPARENT, false },
    { "no-port", IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, false },
    { "tclass", IPPROTO_IPV6, IPV6_TCLASS, false },
    { "v6only", IPPROTO_IPV6, IPV6_V6ONLY, false },
    { "freebind6", IPPROTO_IPV6, IPV6_FREEBIND, false },
    { "nodelay", IPPROTO_TCP, TCP_NODELAY, false },
    { "congestion", IPPROTO_TCP, TCP_CONGESTION, true },
};

static const struct option *find(const char *name)
{
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++)
        if (strcmp(options[i].name, name) == 0)
            return &options[i];
    fprintf(stderr, "probe: no such option: %s\n", name);
    exit(2);
}

static void get(struct probe *p, char **w)
{
    const struct option *o = find(w[0]);
    char text[64] = "";
    int number = 0;
    socklen_t length = o->text ? sizeof text : sizeof number;

    if (getsockopt(p->fd, o->level, o->number, o->text ? (void *)text : &number, &length) < 0)
        print_result(p, "get", w[0], -1);
    else if (o->text)
        printf("get %s = %.*s\n", w[0], (int)length, text);
    else
        printf("get %s = %d\n", w[0], number);
}

static void set(struct probe *p, char **w)
{
    const struct option *o = find(w[0]);
    int number = atoi(w[1]);
    int rc = setsockopt(p->fd, o->level, o->number, &number, sizeof number);

    if (rc < 0)
        print_result(p, "set", w[0], rc);
}

/* How long connect(2) may wait. */
static void send_timeout(struct probe *p, char **w)
{
    int ms = atoi(w[0]);
    struct timeval t = { ms / 1000, ms % 1000 * 1000 };

    setsockopt(p->fd, SOL_SOCKET, SO_SNDTIMEO, &t, sizeof t);
}

const struct operation option_operations[] = {
    { "get", 1, get },
    { "set", 2, set },
    { "send-timeout", 1, send_timeout },
    { 0 },
};
