/* A program that does to a socket what its arguments say, and prints one line for each result. See probe.c. */
#pragma once

#include "address.h"
#include <stdbool.h>

/* Milliseconds that an answer to a datagram may take. No answer is an answer too, and the suite waits for many. */
#define DATAGRAM_PATIENCE 700

struct probe {
    int fd;          /* the current socket */
    int epoll;
    char **next;     /* the words that are left */
    char how[32];    /* how the next call is given its address: "", or what the as- words said */
    bool null_address;
    bool const_address;
    bool bad_address;
    socklen_t length; /* of the next address, where as-length said one; else -1 */
    const char *by;  /* the call that answers datagrams, where "by" said one; else sendto */
};

struct operation {
    const char *name;
    int words;       /* that it takes */
    void (*run)(struct probe *p, char **words);
};

extern const struct operation socket_operations[];
extern const struct operation address_operations[];
extern const struct operation datagram_operations[];
extern const struct operation option_operations[];
extern const struct operation process_operations[];
extern const struct operation server_operations[];
extern const struct operation uring_operations[];

/* Does what the words say, to the end. */
void probe_run(struct probe *p);

/* Prints "CALL WORD = RESULT", where the result is the number, or the name of errno if it is negative. */
void print_result(struct probe *p, const char *call, const char *word, long result);

/* ECONNREFUSED and its like. */
const char *errno_name(int error);

/* Answers a datagram, with the call that p->by says. */
void send_answer(const struct probe *p, const char *text, struct address *to);

/* sendmsg(2) through io_uring: the size, or a negative errno. */
long ring_send(int fd, const struct msghdr *message);

/* An address as the as- words before asked for it: the bytes to pass and their length. Forgets what they said. */
struct passed {
    const void *bytes;
    socklen_t length;
};
struct passed pass_address(struct probe *p, const struct address *address);
