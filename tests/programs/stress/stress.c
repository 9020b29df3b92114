// Many processes bind at once under mixed rules, and each checks every answer that it gets.
//
//     stress PROCESSES BINDS [restart|interrupt|kill]
//
// The rules that it expects stand in StressTests.cs. restart and interrupt: a timer's signals arrive all the time, with
// SA_RESTART or without it; without it a call may be interrupted (EINTR), and is made again on a new socket. kill: half
// of the processes are killed in mid-call; the others must not notice. Prints how many calls were made, and how many
// answers were wrong.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

enum { KINDS = 6 };

struct counts {
    atomic_long made, wrong, interrupted, ready;
};

// What is asked, and what the rules make of it: an errno, or the address that getsockname shows.
struct expectation {
    int type;
    const char *asked;
    int port;
    int error;
    const char *got;
    int got_port;
};

static struct counts *counts;

static int try_bind(const struct expectation *e, struct sockaddr_in *got)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(e->port) };
    socklen_t length = sizeof *got;
    int on = 1, result, fd = socket(AF_INET, e->type, 0);

    inet_pton(AF_INET, e->asked, &address.sin_addr);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    result = bind(fd, (struct sockaddr *)&address, sizeof address) ? errno : 0;
    getsockname(fd, (struct sockaddr *)got, &length);
    close(fd);
    return result;
}

static int is_right(const struct expectation *e, int error, const struct sockaddr_in *got)
{
    char text[INET_ADDRSTRLEN];
    if (error || e->error)
        return error == e->error;
    inet_ntop(AF_INET, &got->sin_addr, text, sizeof text);
    return !strcmp(text, e->got) && (e->got_port ? ntohs(got->sin_port) == e->got_port : got->sin_port != 0);
}

static void check(const struct expectation *e)
{
    struct sockaddr_in got;
    int error;
    while ((error = try_bind(e, &got)) == EINTR)
        counts->interrupted++;
    counts->made++;
    if (!is_right(e, error, &got)) {
        counts->wrong++;
        fprintf(stderr, "bind %s:%d: %s, %s:%d\n", e->asked, e->port, error ? strerrorname_np(error) : "ok",
                inet_ntoa(got.sin_addr), ntohs(got.sin_port));
    }
}

static void work(int index, long binds)
{
    const struct expectation expected[KINDS] = {
        { SOCK_STREAM, "0.0.0.0", 0, 0, "127.0.0.9", 0 },
        { SOCK_DGRAM, "0.0.0.0", 0, 0, "127.0.0.8", 0 },
        { SOCK_DGRAM, "127.0.0.1", 7000, EACCES, "", 0 },
        { SOCK_STREAM, "127.0.0.3", 0, 0, "127.0.0.3", 0 },
        { SOCK_STREAM, "127.0.0.1", 20000 + index, 0, "127.0.0.1", 21000 + index },
        { SOCK_STREAM, "192.0.2.1", 8080, EADDRNOTAVAIL, "", 0 },
    };
    counts->ready++;
    for (long i = 0; i < binds; i++)
        check(&expected[(i * 7 + index) % KINDS]);
}

static void nothing(int signal)
{
    (void)signal;
}

static void start_timer(int flags)
{
    struct sigaction action = { .sa_handler = nothing, .sa_flags = flags };
    struct itimerval every = { { 0, 1000 }, { 0, 1000 } };
    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &every, NULL);
}

int main(int argc, char **argv)
{
    int processes = argc > 1 ? atoi(argv[1]) : 64, status, bad_ends = 0, victims;
    long binds = argc > 2 ? atol(argv[2]) : 1000;
    const char *mode = argc > 3 ? argv[3] : "";
    pid_t *pids = calloc(processes, sizeof *pids);

    victims = strcmp(mode, "kill") ? 0 : processes / 2;
    counts = mmap(NULL, sizeof *counts, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    for (int i = 0; i < processes; i++) {
        if ((pids[i] = fork()) == 0) {
            if (!strcmp(mode, "restart") || !strcmp(mode, "interrupt"))
                start_timer(*mode == 'r' ? SA_RESTART : 0);
            work(i, i < victims ? 1L << 40 : binds);
            _exit(0);
        }
    }
    while (counts->ready < processes)
        usleep(1000);
    for (int i = 0; i < victims; i++) {
        usleep(3000);
        kill(pids[i], SIGKILL);
    }
    for (int i = 0; i < processes; i++) {
        waitpid(pids[i], &status, 0);
        bad_ends += i < victims ? !WIFSIGNALED(status) : status != 0;
    }
    if (victims == 0)
        printf("%ld made, ", (long)counts->made);
    printf("%ld wrong, %d ended badly\n", (long)counts->wrong, bad_ends);
    fprintf(stderr, "%ld made, %ld interrupted\n", (long)counts->made, (long)counts->interrupted);
    return 0;
}
