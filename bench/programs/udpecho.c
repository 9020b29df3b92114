/* udpecho ADDRESS PORT [gro]: a UDP server that sends back what it gets, many datagrams to a call.
 *
 * On 0.0.0.0 it answers from the address that was asked. With `gro` it takes what the kernel has put together, and sends
 * it back in one piece. */
#define _GNU_SOURCE
#include "segments.h"
#include <arpa/inet.h>
#include <err.h>
#include <stdlib.h>

enum { BATCH = 64, BUFFER = 4 << 20 };

/* Room for the segment's size and for the address. */
struct slot {
    char control[SEGMENT_SPACE + CMSG_SPACE(sizeof(struct in_pktinfo))];
    struct sockaddr_in peer;
    struct iovec data;
};

static struct slot slots[BATCH];
static struct mmsghdr messages[BATCH];

static void enable(int fd, int level, int option, int value)
{
    if (setsockopt(fd, level, option, &value, sizeof(value)) < 0) {
        err(1, "setsockopt %d %d", level, option);
    }
}

static int open_server(struct sockaddr_in *address, int gro)
{
    int fd = socket(AF_INET, SOCK_DGRAM, 0);

    enable(fd, SOL_SOCKET, SO_RCVBUF, BUFFER);
    enable(fd, SOL_SOCKET, SO_SNDBUF, BUFFER);
    if (gro) {
        enable(fd, SOL_UDP, UDP_GRO, 1);
    }
    if (address->sin_addr.s_addr == htonl(INADDR_ANY)) {
        enable(fd, SOL_IP, IP_PKTINFO, 1);
    }
    if (bind(fd, (struct sockaddr *)address, sizeof(*address)) < 0) {
        err(1, "bind");
    }
    return fd;
}

static void prepare(struct slot *slot, struct msghdr *message)
{
    slot->data.iov_len = WHOLE;
    *message = (struct msghdr) {
        .msg_name = &slot->peer, .msg_namelen = sizeof(slot->peer), .msg_iov = &slot->data, .msg_iovlen = 1,
        .msg_control = slot->control, .msg_controllen = sizeof(slot->control),
    };
}

/* What came as the local address goes back as the source; the route alone says by which interface. */
static void turn(struct mmsghdr *received)
{
    struct msghdr *message = &received->msg_hdr;
    int segment = received_segment(message);

    message->msg_iov->iov_len = received->msg_len;
    if (segment != 0) {
        set_segment(message, message->msg_control, segment);
        return;
    }
    for (struct cmsghdr *header = CMSG_FIRSTHDR(message); header != NULL; header = CMSG_NXTHDR(message, header)) {
        if (header->cmsg_level == SOL_IP && header->cmsg_type == IP_PKTINFO) {
            ((struct in_pktinfo *)CMSG_DATA(header))->ipi_ifindex = 0;
        }
    }
}

static void send_all(int fd, int count)
{
    for (int sent = 0; sent < count;) {
        int more = sendmmsg(fd, messages + sent, count - sent, 0);

        sent += more > 0 ? more : 1;
    }
}

int main(int argc, char **argv)
{
    struct sockaddr_in address = { .sin_family = AF_INET };
    int gro = argc == 4 && strcmp(argv[3], "gro") == 0;

    if (argc < 3 || argc > 4 || (argc == 4 && !gro) || inet_pton(AF_INET, argv[1], &address.sin_addr) != 1) {
        errx(2, "usage: udpecho ADDRESS PORT [gro]");
    }
    if (gro && address.sin_addr.s_addr == htonl(INADDR_ANY)) {
        errx(2, "gro needs an address");
    }
    address.sin_port = htons(atoi(argv[2]));
    int fd = open_server(&address, gro);

    for (int i = 0; i < BATCH; i++) {
        slots[i].data.iov_base = malloc(WHOLE);
    }
    for (;;) {
        for (int i = 0; i < BATCH; i++) {
            prepare(&slots[i], &messages[i].msg_hdr);
        }
        int count = recvmmsg(fd, messages, BATCH, MSG_WAITFORONE, NULL);

        for (int i = 0; i < count; i++) {
            turn(&messages[i]);
        }
        send_all(fd, count);
    }
}
