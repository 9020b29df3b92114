/* Does to sockets what its arguments say, one word after another, and prints one line for each result:
 *
 *     $ probe tcp4 bind 0.0.0.0:8080 sockname
 *     bind 0.0.0.0:8080 = 0
 *     sockname 0.0.0.0:8080
 *
 * A call that fails prints the name of its errno, and the probe goes on: what comes after a failure is of interest
 * too. Words that only prepare (tcp4, nonblock, dup) print nothing.
 */
#include "probe.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct operation *const tables[] = {
    socket_operations, address_operations, datagram_operations,
    option_operations, process_operations, server_operations, uring_operations,
};

static const struct operation *find(const char *name)
{
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
        for (const struct operation *o = tables[i]; o->name; o++)
            if (strcmp(o->name, name) == 0)
                return o;
    return NULL;
}

static int count(char **words)
{
    int n = 0;

    while (words[n])
        n++;
    return n;
}

void probe_run(struct probe *p)
{
    while (*p->next) {
        const struct operation *o = find(*p->next);
        char **words = p->next + 1;

        if (!o || count(words) < o->words) {
            fprintf(stderr, "probe: %s: %s\n", *p->next, o ? "needs more words" : "no such operation");
            exit(2);
        }
        p->next += 1 + o->words;
        o->run(p, words);
    }
}

void print_result(struct probe *p, const char *call, const char *word, long result)
{
    char head[512];
    int error = errno;

    snprintf(head, sizeof head, "%s%s%s%s", call, *word ? " " : "", word, p->how);
    if (result < 0)
        printf("%s = %s\n", head, errno_name(error));
    else
        printf("%s = %ld\n", head, result);
    p->how[0] = '\0';
}

int main(int argc, char **argv)
{
    struct probe p = { .fd = -1, .epoll = -1, .next = argv + 1, .length = (socklen_t)-1 };

    if (argc < 2) {
        fprintf(stderr, "usage: probe OPERATION...\n");
        return 2;
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    probe_run(&p);
    return 0;
}
