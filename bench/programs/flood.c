/* flood ADDRESS PORT MILLISECONDS: keeps datagrams in flight to an echo server; prints the answers per second. */
#include "samples.h"
#include <arpa/inet.h>
#include <err.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>

enum { IN_FLIGHT = 32 };

static int open_socket(const char *address, const char *port)
{
    struct sockaddr_in server = { .sin_family = AF_INET, .sin_port = htons(atoi(port)) };
    struct timeval patience = { .tv_usec = 100000 };
    int fd = socket(AF_INET, SOCK_DGRAM, 0);

    inet_pton(AF_INET, address, &server.sin_addr);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    if (connect(fd, (struct sockaddr *)&server, sizeof(server)) < 0) {
        err(1, "connect");
    }
    return fd;
}

int main(int argc, char **argv)
{
    char text[64] = "datagram";
    long answers = 0;

    if (argc != 4) {
        errx(2, "usage: flood ADDRESS PORT MILLISECONDS");
    }
    int fd = open_socket(argv[1], argv[2]);
    int64_t start = nanoseconds(), end = start + atoll(argv[3]) * 1000000;

    for (int i = 0; i < IN_FLIGHT; i++) {
        send(fd, text, sizeof(text), 0);
    }
    while (nanoseconds() < end) {
        answers += recv(fd, text, sizeof(text), 0) > 0;
        send(fd, text, sizeof(text), 0);
    }
    printf("%.0f\n", answers * 1e9 / (nanoseconds() - start));
}
