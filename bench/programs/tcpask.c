/* tcpask upload|paced|download|exchange|connect|poll ADDRESS PORT MILLISECONDS: what a client of tcpserve sees of it.
 *
 * upload    sends on one connection, until the server has read it all; prints bytes and seconds
 * paced     the same, as a network of 1 Gbit/s would let it
 * download  the other way round; prints bytes and seconds
 * exchange  one byte to the server and back, on one connection; prints median and 99th percentile in us
 * connect   connect, one byte to the server and back, close, at most 1000 times; prints the same
 * poll      does what connect does every few milliseconds; prints nothing */
#define _GNU_SOURCE
#include "samples.h"
#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BLOCK = 256 << 10, MOST_SAMPLES = 1 << 20, MOST_CONNECTIONS = 1000, WARM_UP = 200, PAUSE_US = 3000 };

static const unsigned GIGABIT = 125000000, UNLIMITED = ~0U;
static const double SECOND = 1e9, MICROSECOND = 1e3;

static struct sockaddr_in server = { .sin_family = AF_INET };
static char block[BLOCK];
static int64_t samples[MOST_SAMPLES];
static int64_t start, end;

static int dial(void)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;

    if (connect(fd, (struct sockaddr *)&server, sizeof(server)) < 0) {
        err(1, "connect");
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    return fd;
}

static void send_all(int fd, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t sent = write(fd, bytes, size);

        if (sent < 0) {
            err(1, "write");
        }
        bytes += sent;
        size -= sent;
    }
}

static ssize_t take(int fd)
{
    ssize_t size = read(fd, block, BLOCK);

    if (size < 0) {
        err(1, "read");
    }
    return size;
}

static void print_rate(long bytes)
{
    printf("%ld %.6f\n", bytes, (nanoseconds() - start) / SECOND);
}

static void upload(unsigned bytes_a_second)
{
    int fd = dial();
    long bytes = 0;

    if (setsockopt(fd, SOL_SOCKET, SO_MAX_PACING_RATE, &bytes_a_second, sizeof(bytes_a_second)) < 0) {
        err(1, "SO_MAX_PACING_RATE");
    }

    memset(block, 'u', BLOCK);
    for (; nanoseconds() < end; bytes += BLOCK) {
        send_all(fd, block, BLOCK);
    }
    shutdown(fd, SHUT_WR);
    if (take(fd) != 0) {
        errx(1, "the server answers an upload");
    }
    print_rate(bytes);
}

static void upload_at_once(void)
{
    upload(UNLIMITED);
}

static void upload_paced(void)
{
    upload(GIGABIT);
}

static void download(void)
{
    int fd = dial();
    long bytes = 0;

    send_all(fd, "d", 1);
    while (nanoseconds() < end) {
        bytes += take(fd);
    }
    print_rate(bytes);
}

static void there_and_back(int fd)
{
    send_all(fd, "e", 1);
    if (take(fd) != 1) {
        errx(1, "the server has ended");
    }
}

static void dial_once(void)
{
    int fd = dial();

    there_and_back(fd);
    close(fd);
}

static void print_samples(int count)
{
    if (count == 0) {
        errx(1, "no time for a single sample");
    }
    qsort(samples, count, sizeof(*samples), compare_samples);
    printf("%.3f %.3f\n", samples[count / 2] / MICROSECOND, samples[count * 99L / 100] / MICROSECOND);
}

static void exchange(void)
{
    int fd = dial(), count = 0;

    for (int i = 0; i < WARM_UP; i++) {
        there_and_back(fd);
    }
    end += nanoseconds() - start;
    for (; count < MOST_SAMPLES && nanoseconds() < end; count++) {
        int64_t before = nanoseconds();

        there_and_back(fd);
        samples[count] = nanoseconds() - before;
    }
    print_samples(count);
}

static void connections(void)
{
    int count = 0;

    for (; count < MOST_CONNECTIONS && nanoseconds() < end; count++) {
        int64_t before = nanoseconds();

        dial_once();
        samples[count] = nanoseconds() - before;
    }
    print_samples(count);
}

static void poll_on(void)
{
    for (; nanoseconds() < end; usleep(PAUSE_US)) {
        dial_once();
    }
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*run)(void);
    } modes[] = { { "upload", upload_at_once }, { "paced", upload_paced }, { "download", download },
                  { "exchange", exchange }, { "connect", connections }, { "poll", poll_on } };

    if (argc != 5 || inet_pton(AF_INET, argv[2], &server.sin_addr) != 1) {
        errx(2, "usage: tcpask upload|paced|download|exchange|connect|poll ADDRESS PORT MILLISECONDS");
    }
    server.sin_port = htons(atoi(argv[3]));
    start = nanoseconds();
    end = start + atol(argv[4]) * 1000000;
    for (size_t i = 0; i < sizeof(modes) / sizeof(*modes); i++) {
        if (strcmp(argv[1], modes[i].name) == 0) {
            modes[i].run();
            return 0;
        }
    }
    errx(2, "%s: no such mode", argv[1]);
}
