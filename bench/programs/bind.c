/* bind COUNT: how long bind(2) takes, each time on a new UDP socket. */
#include "samples.h"
#include <err.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    int count = argc > 1 ? atoi(argv[1]) : 20000;
    int64_t *samples = calloc(count, sizeof(*samples));
    struct sockaddr_in any = { .sin_family = AF_INET };

    for (int i = 0; i < count; i++) {
        int fd = socket(AF_INET, SOCK_DGRAM, 0);
        int64_t start = nanoseconds();

        if (bind(fd, (struct sockaddr *)&any, sizeof(any)) < 0) {
            err(1, "bind");
        }
        samples[i] = nanoseconds() - start;
        close(fd);
    }
    print_median(samples, count);
}
