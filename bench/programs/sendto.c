/* sendto COUNT: how long sendto(2) takes from one unconnected UDP socket to a socket that nobody reads. */
#include "samples.h"
#include <arpa/inet.h>
#include <err.h>
#include <netinet/in.h>
#include <sys/socket.h>

static struct sockaddr_in open_sink(void)
{
    struct sockaddr_in sink = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
    socklen_t length = sizeof(sink);
    int fd = socket(AF_INET, SOCK_DGRAM, 0);

    if (bind(fd, (struct sockaddr *)&sink, length) < 0 || getsockname(fd, (struct sockaddr *)&sink, &length) < 0) {
        err(1, "sink");
    }
    return sink;
}

int main(int argc, char **argv)
{
    int count = argc > 1 ? atoi(argv[1]) : 20000;
    int64_t *samples = calloc(count, sizeof(*samples));
    struct sockaddr_in sink = open_sink();
    int fd = socket(AF_INET, SOCK_DGRAM, 0);

    for (int i = 0; i < count; i++) {
        int64_t start = nanoseconds();

        if (sendto(fd, "datagram", 8, 0, (struct sockaddr *)&sink, sizeof(sink)) != 8) {
            err(1, "sendto");
        }
        samples[i] = nanoseconds() - start;
    }
    print_median(samples, count);
}
