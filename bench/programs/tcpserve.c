/* tcpserve answer|sink|stall PORT...: a TCP server, a thread for each connection.
 *
 * answer  does what the first byte says: `u` reads to the end; `d` sends until the client has enough; any other is sent
 *         back, and so is what follows
 * sink    reads to the end; prints `first` when the first byte of all comes, and at a connection's end how many bytes it
 *         brought, where they were more than a MiB
 * stall   reads nothing
 *
 * Prints `listens` before all. */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BLOCK = 256 << 10, MOST_PORTS = 8, TOLD = 1 << 20 };

static atomic_flag is_told = ATOMIC_FLAG_INIT;

static long read_to_end(int fd, char *block)
{
    long count = 0;
    ssize_t size;

    while ((size = read(fd, block, BLOCK)) > 0) {
        count += size;
    }
    return count;
}

static void send_on(int fd, char *block)
{
    while (write(fd, block, BLOCK) > 0) {
    }
}

static void send_back(int fd, char *block, ssize_t size)
{
    while (size > 0 && write(fd, block, size) == size) {
        size = read(fd, block, BLOCK);
    }
}

static void *answer(void *argument)
{
    int fd = (intptr_t)argument;
    char *block = calloc(1, BLOCK);
    ssize_t size = read(fd, block, BLOCK);

    if (size > 0 && block[0] == 'u') {
        read_to_end(fd, block);
    } else if (size > 0 && block[0] == 'd') {
        send_on(fd, block);
    } else {
        send_back(fd, block, size);
    }
    close(fd);
    free(block);
    return NULL;
}

static void *sink(void *argument)
{
    int fd = (intptr_t)argument;
    char *block = malloc(BLOCK);
    long count = read(fd, block, BLOCK);

    if (count > 0 && !atomic_flag_test_and_set(&is_told)) {
        puts("first");
    }
    count += read_to_end(fd, block);
    if (count > TOLD) {
        printf("%ld\n", count);
    }
    close(fd);
    free(block);
    return NULL;
}

static int open_listener(const char *port)
{
    struct sockaddr_in any = { .sin_family = AF_INET, .sin_port = htons(atoi(port)) };
    int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;

    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    if (bind(fd, (struct sockaddr *)&any, sizeof(any)) < 0 || listen(fd, 1024) < 0) {
        err(1, "port %s", port);
    }
    return fd;
}

static void serve(int listener, void *(*how)(void *))
{
    pthread_t thread;
    int fd = accept(listener, NULL, NULL), on = 1;

    if (fd < 0 || how == NULL) {
        return;
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    if ((errno = pthread_create(&thread, NULL, how, (void *)(intptr_t)fd)) != 0) {
        err(1, "thread");
    }
    pthread_detach(thread);
}

int main(int argc, char **argv)
{
    struct pollfd listeners[MOST_PORTS];
    int count = argc - 2;

    if (count < 1 || count > MOST_PORTS) {
        errx(2, "usage: tcpserve answer|sink|stall PORT...");
    }
    signal(SIGPIPE, SIG_IGN);
    setlinebuf(stdout);
    for (int i = 0; i < count; i++) {
        listeners[i] = (struct pollfd){ .fd = open_listener(argv[i + 2]), .events = POLLIN };
    }
    puts("listens");
    while (poll(listeners, count, -1) > 0) {
        for (int i = 0; i < count; i++) {
            if (listeners[i].revents != 0) {
                serve(listeners[i].fd, argv[1][0] == 'a' ? answer : argv[1][1] == 'i' ? sink : NULL);
            }
        }
    }
}
