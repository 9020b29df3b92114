/* bind COUNT ADDRESS PORT udp|tcp: from socket(2) to close(2), and bind(2) alone, each time on a new socket. */
#include "samples.h"
#include <arpa/inet.h>
#include <err.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    struct sockaddr_in address = { .sin_family = AF_INET };

    if (argc != 5 || inet_pton(AF_INET, argv[2], &address.sin_addr) != 1) {
        errx(2, "usage: bind COUNT ADDRESS PORT udp|tcp");
    }
    address.sin_port = htons(atoi(argv[3]));
    int type = strcmp(argv[4], "tcp") == 0 ? SOCK_STREAM : SOCK_DGRAM;
    int count = atoi(argv[1]);
    int64_t *wholes = calloc(count, sizeof(*wholes)), *calls = calloc(count, sizeof(*calls));

    for (int i = 0; i < count; i++) {
        int64_t start = nanoseconds();
        int fd = socket(AF_INET, type, 0);
        int64_t before = nanoseconds();

        if (bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0) {
            err(1, "bind");
        }
        int64_t after = nanoseconds();

        close(fd);
        wholes[i] = nanoseconds() - start;
        calls[i] = after - before;
    }
    print_median(wholes, count);
    print_median(calls, count);
}
