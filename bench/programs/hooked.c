/* hooked real|chained ASKED PEER: what the calls cost that preloaded libraries hook; prints a line for each, its CPU and
 * wall nanoseconds.
 *
 * Binds ask for ASKED; connections go to PEER. Sockets are opened before they are timed, and calls are timed in batches.
 * Where calls are chained to noop.c, a batch is repeated on the same sockets, as nothing happens to them. */
#include "samples.h"
#include <arpa/inet.h>
#include <err.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { BATCH = 64, MOST = 40, PORT = 26900 };

static int fds[BATCH], blocks = MOST, repeats = 1, sink_fd;
static struct sockaddr_in asked[BATCH], loopback[BATCH], peer, sink;
static struct sockaddr_un names[BATCH];

static int bind_asked(int i)
{
    return bind(fds[i], (struct sockaddr *)&asked[i], sizeof(asked[i]));
}

static int bind_loopback(int i)
{
    return bind(fds[i], (struct sockaddr *)&loopback[i], sizeof(loopback[i]));
}

static int bind_unix(int i)
{
    return bind(fds[i], (struct sockaddr *)&names[i], sizeof(names[i]));
}

static int connect_peer(int i)
{
    return connect(fds[i], (struct sockaddr *)&peer, sizeof(peer));
}

static int connect_loopback(int i)
{
    return connect(fds[i], (struct sockaddr *)&sink, sizeof(sink));
}

static int ask_name(int i)
{
    struct sockaddr_in address;
    socklen_t length = sizeof(address);

    return getsockname(fds[i], (struct sockaddr *)&address, &length);
}

static int send_to_sink(int i)
{
    return sendto(fds[i], "datagram", 8, 0, (struct sockaddr *)&sink, sizeof(sink));
}

static int feed(int i)
{
    return bind_loopback(i) < 0 ? -1 : sendto(sink_fd, "datagram", 8, 0, (struct sockaddr *)&loopback[i], sizeof(loopback[i]));
}

static int receive(int i)
{
    char text[64];
    struct sockaddr_in from;
    socklen_t length = sizeof(from);

    return recvfrom(fds[i], text, sizeof(text), 0, (struct sockaddr *)&from, &length);
}

static int close_it(int i)
{
    return close(fds[i]);
}

/* PREPARE is not timed. All ask for fresh sockets. */
static const struct call {
    int domain, type;
    int (*prepare)(int i), (*make)(int i);
} calls[] = {
    { AF_INET, SOCK_DGRAM, NULL, bind_asked },
    { AF_INET, SOCK_STREAM, NULL, bind_asked },
    { AF_INET, SOCK_DGRAM, NULL, bind_loopback },
    { AF_UNIX, SOCK_DGRAM, NULL, bind_unix },
    { AF_INET, SOCK_DGRAM, NULL, connect_peer },
    { AF_INET, SOCK_DGRAM, NULL, connect_loopback },
    { AF_INET, SOCK_DGRAM, bind_loopback, ask_name },
    { AF_INET, SOCK_DGRAM, bind_loopback, send_to_sink },
    { AF_INET, SOCK_DGRAM, feed, receive },
    { AF_INET, SOCK_DGRAM, bind_loopback, close_it },
};

static int64_t cpu_nanoseconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static void open_sockets(const struct call *call)
{
    for (int i = 0; i < BATCH; i++) {
        fds[i] = socket(call->domain, call->type, 0);
        if (fds[i] < 0 || (call->prepare != NULL && call->prepare(i) < 0)) {
            err(1, "socket");
        }
    }
}

static void close_sockets(void)
{
    for (int i = 0; i < BATCH; i++) {
        close(fds[i]);
    }
}

static void measure(const struct call *call)
{
    int64_t cpu[MOST], wall[MOST];

    for (int block = 0; block < blocks; block++) {
        open_sockets(call);
        int64_t wall_start = nanoseconds(), cpu_start = cpu_nanoseconds();

        for (int i = 0; i < BATCH * repeats; i++) {
            if (call->make(i % BATCH) < 0) {
                err(1, "call %d", (int)(call - calls));
            }
        }
        cpu[block] = (cpu_nanoseconds() - cpu_start) * 1000 / (BATCH * repeats);
        wall[block] = (nanoseconds() - wall_start) * 1000 / (BATCH * repeats);
        close_sockets();
    }
    print_median(cpu, blocks);
    print_median(wall, blocks);
}

static void set_addresses(const char *asked_address, const char *peer_address)
{
    for (int i = 0; i < BATCH; i++) {
        asked[i] = loopback[i] = (struct sockaddr_in) { AF_INET, htons(PORT + i), { htonl(INADDR_LOOPBACK) }, { 0 } };
        names[i].sun_family = AF_UNIX;
        snprintf(names[i].sun_path + 1, sizeof(names[i].sun_path) - 1, "%d", i);
        if (inet_pton(AF_INET, asked_address, &asked[i].sin_addr) != 1) {
            errx(2, "%s: no address of IPv4", asked_address);
        }
    }
    sink = peer = (struct sockaddr_in) { AF_INET, htons(PORT - 1), { htonl(INADDR_LOOPBACK) }, { 0 } };
    if (inet_pton(AF_INET, peer_address, &peer.sin_addr) != 1) {
        errx(2, "%s: no address of IPv4", peer_address);
    }
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        errx(2, "usage: hooked real|chained ASKED PEER");
    }
    if (strcmp(argv[1], "chained") == 0) {
        blocks = 9;
        repeats = 100;
    }
    set_addresses(argv[2], argv[3]);
    sink_fd = socket(AF_INET, SOCK_DGRAM, 0);
    if (bind(sink_fd, (struct sockaddr *)&sink, sizeof(sink)) < 0) {
        err(1, "sink");
    }
    for (size_t i = 0; i < sizeof(calls) / sizeof(*calls); i++) {
        measure(&calls[i]);
    }
}
