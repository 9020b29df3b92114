/* Words that say who does what comes after them: a thread, a child, a daemon; and what happens meanwhile. */
#include "probe.h"
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/time.h>
#include <sys/wait.h>

/* The child goes on; the parent waits and ends as the child did. */
static void fork_child(struct probe *p, char **w)
{
    int status = 0;
    pid_t child = fork();

    (void)p;
    (void)w;
    if (child == 0)
        return;
    waitpid(child, &status, 0);
    exit(WIFEXITED(status) ? WEXITSTATUS(status) : 1);
}

/* The parent goes on when the child, which has the same sockets, has closed the current one and ended. */
static void fork_close(struct probe *p, char **w)
{
    pid_t child = fork();

    (void)w;
    if (child == 0) {
        close(p->fd);
        _exit(0);
    }
    waitpid(child, NULL, 0);
}

/* As daemon(3) does it: a grandchild of which nobody is the parent goes on. */
static void become_daemon(struct probe *p, char **w)
{
    (void)p;
    (void)w;
    if (fork() != 0)
        _exit(0);
    setsid();
    if (fork() != 0)
        _exit(0);
}

/* What is left is a command; it inherits the current socket. */
static void exec_command(struct probe *p, char **w)
{
    (void)w;
    execvp(*p->next, p->next);
    perror(*p->next);
    exit(127);
}

static void *go_on(void *argument)
{
    struct probe p = *(struct probe *)argument;

    probe_run(&p);
    return NULL;
}

/* So many threads do what is left, each with a state of its own; then the program ends. */
static void threads(struct probe *p, char **w)
{
    pthread_t all[64];
    int n = atoi(w[0]);

    for (int i = 0; i < n; i++)
        pthread_create(&all[i], NULL, go_on, p);
    for (int i = 0; i < n; i++)
        pthread_join(all[i], NULL);
    exit(0);
}

/* So many children do what is left; the parent ends after them. */
static void forks(struct probe *p, char **w)
{
    (void)p;
    for (int i = atoi(w[0]); i > 0; i--)
        if (fork() == 0)
            return;
    while (wait(NULL) > 0)
        ;
    exit(0);
}

static void repeat(struct probe *p, char **w)
{
    for (int i = atoi(w[0]); i > 1; i--) {
        struct probe once = *p;

        probe_run(&once);
    }
}

static void become(struct probe *p, char **w)
{
    (void)p;
    prctl(PR_SET_NAME, w[0]);
}

static void on_signal(int number)
{
    (void)number;
}

static void alarms(int ms, int again_ms, int flags)
{
    struct sigaction action = { .sa_handler = on_signal, .sa_flags = flags };
    struct itimerval timer = {
        .it_value = { ms / 1000, ms % 1000 * 1000 },
        .it_interval = { again_ms / 1000, again_ms % 1000 * 1000 },
    };

    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &timer, NULL);
}

/* One signal, after so many milliseconds, that interrupts what waits. */
static void interrupt(struct probe *p, char **w)
{
    (void)p;
    alarms(atoi(w[0]), 0, 0);
}

/* One every so many milliseconds, after which the kernel restarts what it interrupted. */
static void signals(struct probe *p, char **w)
{
    (void)p;
    alarms(atoi(w[0]), atoi(w[0]), SA_RESTART);
}

static void pause_for(struct probe *p, char **w)
{
    (void)p;
    usleep((useconds_t)atoi(w[0]) * 1000);
}

static void say(struct probe *p, char **w)
{
    (void)p;
    printf("%s\n", w[0]);
}

static void epoll_add(struct probe *p, char **w)
{
    struct epoll_event event = { .events = EPOLLIN };

    (void)w;
    p->epoll = epoll_create1(0);
    epoll_ctl(p->epoll, EPOLL_CTL_ADD, p->fd, &event);
}

/* What was added to epoll before bind must still be told of what comes after it. */
static void wait_ready(struct probe *p, char **w)
{
    struct epoll_event event = { 0 };

    (void)w;
    print_result(p, "epoll", "", epoll_wait(p->epoll, &event, 1, 3000));
}

/* struct io_uring_params is 120 bytes on every architecture. */
static void io_uring(struct probe *p, char **w)
{
    char parameters[120] = { 0 };
    long fd = direct_call(425, 4, parameters, 0, 0, 0, 0);

    (void)w;
    print_result(p, "io_uring_setup", "", fd > 0 ? 0 : fd);
}

const struct operation process_operations[] = {
    { "fork", 0, fork_child },
    { "fork-close", 0, fork_close },
    { "daemon", 0, become_daemon },
    { "exec", 0, exec_command },
    { "threads", 1, threads },
    { "forks", 1, forks },
    { "repeat", 1, repeat },
    { "become", 1, become },
    { "interrupt", 1, interrupt },
    { "signals", 1, signals },
    { "pause", 1, pause_for },
    { "say", 1, say },
    { "epoll-add", 0, epoll_add },
    { "epoll-wait", 0, wait_ready },
    { "io-uring", 0, io_uring },
    { 0 },
};
