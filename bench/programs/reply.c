/* reply COUNT wildcard|both CLIENT 4|6: the round trip of a UDP echo, client and server in turn in one thread.
 *
 * The server is bound to 0.0.0.0, or to [::] for `both` families. CLIENT is the descriptor of a UDP socket that was
 * opened elsewhere: a socket keeps the rules of the place where it was opened, so the client has none and the server alone
 * pays. One thread, so that no wake-up is measured. */
#include "samples.h"
#include <err.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

static in_port_t open_server(int family, int *fd)
{
    struct sockaddr_in6 any = { .sin6_family = family };
    socklen_t length = family == AF_INET6 ? sizeof(any) : sizeof(struct sockaddr_in);

    *fd = socket(family, SOCK_DGRAM, 0);
    if (bind(*fd, (struct sockaddr *)&any, length) < 0 || getsockname(*fd, (struct sockaddr *)&any, &length) < 0) {
        err(1, "server");
    }
    return any.sin6_port;
}

static void connect_client(int fd, int is_v6, in_port_t port)
{
    struct sockaddr_in v4 = { .sin_family = AF_INET, .sin_port = port, .sin_addr = { htonl(INADDR_LOOPBACK) } };
    struct sockaddr_in6 v6 = { .sin6_family = AF_INET6, .sin6_port = port, .sin6_addr = IN6ADDR_LOOPBACK_INIT };

    if (connect(fd, is_v6 ? (void *)&v6 : (void *)&v4, is_v6 ? sizeof(v6) : sizeof(v4)) < 0) {
        err(1, "client");
    }
}

int main(int argc, char **argv)
{
    if (argc != 5) {
        errx(2, "usage: reply COUNT wildcard|both CLIENT 4|6");
    }
    int count = atoi(argv[1]), client = atoi(argv[3]), server;
    int64_t *samples = calloc(count, sizeof(*samples));

    connect_client(client, argv[4][0] == '6', open_server(strcmp(argv[2], "both") == 0 ? AF_INET6 : AF_INET, &server));
    for (int i = 0; i < count; i++) {
        char text[64] = "datagram";
        struct sockaddr_in6 peer;
        socklen_t length = sizeof(peer);
        int64_t start = nanoseconds();

        if (send(client, text, sizeof(text), 0) < 0
            || recvfrom(server, text, sizeof(text), 0, (struct sockaddr *)&peer, &length) < 0
            || sendto(server, text, sizeof(text), 0, (struct sockaddr *)&peer, length) < 0
            || recv(client, text, sizeof(text), 0) < 0) {
            err(1, "round trip");
        }
        samples[i] = nanoseconds() - start;
    }
    print_median(samples, count);
}
