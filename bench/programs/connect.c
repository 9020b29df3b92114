/* connect COUNT ADDRESS udp|tcp [SOURCE]: from socket(2) to close(2), and connect(2) alone, each time on a new socket.
 *
 * All connections must lead to 127.0.0.1, where this program listens. To accept them and to have them reset, so that no
 * port waits for its peer, is not counted. With SOURCE, each socket is bound to that address first. */
#include "samples.h"
#include <arpa/inet.h>
#include <err.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int type;
static struct sockaddr_in server = { .sin_family = AF_INET };
static const struct sockaddr_in *source;

static int open_listener(void)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
    socklen_t length = sizeof(address);
    int fd = socket(AF_INET, type, 0);

    if (bind(fd, (struct sockaddr *)&address, length) < 0 || (type == SOCK_STREAM && listen(fd, 16) < 0)
        || getsockname(fd, (struct sockaddr *)&address, &length) < 0) {
        err(1, "listener");
    }
    server.sin_port = address.sin_port;
    return fd;
}

static int open_client(void)
{
    int fd = socket(AF_INET, type, 0), on = 1;

    if (source != NULL
        && (setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof(on)) < 0
            || bind(fd, (const struct sockaddr *)source, sizeof(*source)) < 0)) {
        err(1, "source");
    }
    return fd;
}

static int accept_and_reset(int listener, int client)
{
    struct linger at_once = { .l_onoff = 1 };
    int accepted = type == SOCK_STREAM ? accept(listener, NULL, NULL) : -1;

    if (type == SOCK_STREAM && (accepted < 0 || setsockopt(client, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once)) < 0)) {
        err(1, "accept");
    }
    return accepted;
}

int main(int argc, char **argv)
{
    struct sockaddr_in own = { .sin_family = AF_INET };

    if (argc < 4 || argc > 5 || inet_pton(AF_INET, argv[2], &server.sin_addr) != 1
        || (argc == 5 && inet_pton(AF_INET, argv[4], &own.sin_addr) != 1)) {
        errx(2, "usage: connect COUNT ADDRESS udp|tcp [SOURCE]");
    }
    type = strcmp(argv[3], "tcp") == 0 ? SOCK_STREAM : SOCK_DGRAM;
    source = argc == 5 ? &own : NULL;
    int count = atoi(argv[1]), listener = open_listener();
    int64_t *wholes = calloc(count, sizeof(*wholes)), *calls = calloc(count, sizeof(*calls));

    for (int i = 0; i < count; i++) {
        int64_t start = nanoseconds();
        int fd = open_client();
        int64_t before = nanoseconds();

        if (connect(fd, (struct sockaddr *)&server, sizeof(server)) < 0) {
            err(1, "connect");
        }
        int64_t after = nanoseconds();
        int accepted = accept_and_reset(listener, fd);
        int64_t end = nanoseconds();

        close(fd);
        wholes[i] = nanoseconds() - end + after - start;
        calls[i] = after - before;
        if (accepted >= 0) {
            close(accepted);
        }
    }
    print_median(wholes, count);
    print_median(calls, count);
}
