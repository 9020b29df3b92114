/* answer COUNT plain|aware CLIENT ASKED SOURCE: a UDP echo at the wildcard address, which a client asks at the address ASKED
 * and that must answer from the address SOURCE; prints the round trip, and the server's part of it.
 *
 * The plain server calls recvfrom and sendto; the aware one is what `reply` saves its author: recvmsg and sendmsg with
 * IP_PKTINFO.
 *
 * Client and server take turns in one thread, so that no wake-up is measured. Only the server is under rules: CLIENT is the
 * descriptor of a bound UDP socket that was opened elsewhere, and it is used by system calls that no library sees. */
#define _GNU_SOURCE
#include "raw.h"
#include "samples.h"
#include <arpa/inet.h>
#include <err.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>

static bool is_aware;

static int open_server(struct sockaddr_in *asked)
{
    struct sockaddr_in any = { .sin_family = AF_INET };
    socklen_t length = sizeof(any);
    int fd = socket(AF_INET, SOCK_DGRAM, 0), on = 1;

    if (bind(fd, (struct sockaddr *)&any, length) < 0 || getsockname(fd, (struct sockaddr *)&any, &length) < 0) {
        err(1, "server");
    }
    if (is_aware && setsockopt(fd, IPPROTO_IP, IP_PKTINFO, &on, sizeof(on)) < 0) {
        err(1, "IP_PKTINFO");
    }
    asked->sin_port = any.sin_port;
    return fd;
}

static struct sockaddr_in address_of(const char *text)
{
    struct sockaddr_in address = { .sin_family = AF_INET };

    if (inet_pton(AF_INET, text, &address.sin_addr) != 1) {
        errx(2, "%s: no address of IPv4", text);
    }
    return address;
}

static void serve(int server)
{
    char text[64];
    struct sockaddr_in peer;
    socklen_t length = sizeof(peer);
    ssize_t size = recvfrom(server, text, sizeof(text), 0, (struct sockaddr *)&peer, &length);

    if (size < 0 || sendto(server, text, size, 0, (struct sockaddr *)&peer, length) < 0) {
        err(1, "server");
    }
}

/* The control message that came goes back: as a source, ipi_spec_dst counts. */
static void serve_aware(int server)
{
    char text[64], control[CMSG_SPACE(sizeof(struct in_pktinfo))];
    struct sockaddr_in peer;
    struct iovec vector = { text, sizeof(text) };
    struct msghdr message = { &peer, sizeof(peer), &vector, 1, control, sizeof(control), 0 };
    ssize_t size = recvmsg(server, &message, 0);

    if (size >= 0) {
        vector.iov_len = size;
        ((struct in_pktinfo *)CMSG_DATA(CMSG_FIRSTHDR(&message)))->ipi_ifindex = 0;
    }
    if (size < 0 || sendmsg(server, &message, 0) < 0) {
        err(1, "server");
    }
}

static void ask(int client, const struct sockaddr_in *asked)
{
    if (raw(SYS_sendto, client, "datagram", 8, 0, asked, (void *)sizeof(*asked)) != 8) {
        errx(1, "client: nothing sent");
    }
}

static void await_answer(int client, const struct sockaddr_in *source)
{
    char text[64];
    struct sockaddr_in from;
    socklen_t length = sizeof(from);

    if (raw(SYS_recvfrom, client, text, sizeof(text), 0, &from, &length) != 8) {
        errx(1, "client: no answer");
    }
    if (from.sin_addr.s_addr != source->sin_addr.s_addr) {
        errx(1, "the answer came from %s", inet_ntoa(from.sin_addr));
    }
}

int main(int argc, char **argv)
{
    if (argc != 6) {
        errx(2, "usage: answer COUNT plain|aware CLIENT ASKED SOURCE");
    }
    is_aware = strcmp(argv[2], "aware") == 0;
    struct sockaddr_in asked = address_of(argv[4]), source = address_of(argv[5]);
    int count = atoi(argv[1]), client = atoi(argv[3]), server = open_server(&asked);
    int64_t *trips = calloc(count, sizeof(*trips)), *parts = calloc(count, sizeof(*parts));

    for (int i = 0; i < count; i++) {
        int64_t start = nanoseconds();

        ask(client, &asked);
        int64_t received = nanoseconds();

        is_aware ? serve_aware(server) : serve(server);
        parts[i] = nanoseconds() - received;
        await_answer(client, &source);
        trips[i] = nanoseconds() - start;
    }
    print_median(trips, count);
    print_median(parts, count);
}
