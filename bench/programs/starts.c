/* starts ROUNDS PROGRAM -- [NAME=VALUE ...] [-- [NAME=VALUE ...]] ...: starts the program once a round with each of the
 * environments in turn, which are this one and those variables; prints a line a round: CPU and wall nanoseconds of each.
 *
 * Each round begins with another one, so that none always comes after the same neighbour. */
#include "samples.h"
#include <err.h>
#include <spawn.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>

enum { MOST = 16 };

extern char **environ;

static char **environment_with(char **variables, int count)
{
    int own = 0;

    while (environ[own] != NULL) {
        own++;
    }
    char **all = calloc(own + count + 1, sizeof(*all));

    memcpy(all, variables, count * sizeof(*all));
    memcpy(all + count, environ, own * sizeof(*all));
    return all;
}

static int64_t nanoseconds_of(struct timeval time)
{
    return (time.tv_sec * 1000000LL + time.tv_usec) * 1000;
}

static void start(const char *program, char **environment, int64_t *cpu, int64_t *wall)
{
    char *arguments[] = { (char *)program, NULL };
    struct rusage usage;
    int64_t begin = nanoseconds();
    int status, pid, error = posix_spawn(&pid, program, NULL, NULL, arguments, environment);

    if (error != 0 || wait4(pid, &status, 0, &usage) < 0 || status != 0) {
        errx(1, "%s: it did not run, or failed", program);
    }
    *wall = nanoseconds() - begin;
    *cpu = nanoseconds_of(usage.ru_utime) + nanoseconds_of(usage.ru_stime);
}

int main(int argc, char **argv)
{
    char **environments[MOST];
    int64_t cpu[MOST], wall[MOST];
    int count = 0;

    for (int i = 3; i < argc && count < MOST; count++) {
        int first = ++i;

        while (i < argc && strcmp(argv[i], "--") != 0) {
            i++;
        }
        environments[count] = environment_with(argv + first, i - first);
    }
    if (count == 0) {
        errx(2, "usage: starts ROUNDS PROGRAM -- [NAME=VALUE ...] [-- ...] ...");
    }
    for (int round = 0; round < atoi(argv[1]); round++) {
        for (int i = 0; i < count; i++) {
            int which = (round + i) % count;

            start(argv[2], environments[which], &cpu[which], &wall[which]);
        }
        for (int i = 0; i < count; i++) {
            printf("%lld %lld%c", (long long)cpu[i], (long long)wall[i], i == count - 1 ? '\n' : ' ');
        }
    }
}
