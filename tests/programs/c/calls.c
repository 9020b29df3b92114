/* Words that make the calls that take or give an address: bind, connect, getsockname and their like. */
#include "probe.h"
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

static void as_null(struct probe *p, char **w)
{
    (void)w;
    p->null_address = true;
    strcat(p->how, " null");
}

static void as_const(struct probe *p, char **w)
{
    (void)w;
    p->const_address = true;
    strcat(p->how, " const");
}

static void as_bad_pointer(struct probe *p, char **w)
{
    (void)w;
    p->bad_address = true;
    strcat(p->how, " bad-pointer");
}

static void as_length(struct probe *p, char **w)
{
    size_t used = strlen(p->how);

    p->length = (socklen_t)atoi(w[0]);
    snprintf(p->how + used, sizeof p->how - used, " length %s", w[0]);
}

/* A copy in a page that nobody can write: whoever rewrites an address in place meets its end there. */
static const void *read_only(const struct address *a)
{
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    memcpy(page, &a->storage, a->length);
    mprotect(page, 4096, PROT_READ);
    return page;
}

struct passed pass_address(struct probe *p, const struct address *a)
{
    struct passed passed = { &a->storage, p->length == (socklen_t)-1 ? a->length : p->length };

    if (p->null_address)
        passed.bytes = NULL;
    else if (p->bad_address)
        passed.bytes = (const void *)16;
    else if (p->const_address)
        passed.bytes = read_only(a);
    p->null_address = p->const_address = p->bad_address = false;
    p->length = (socklen_t)-1;
    return passed;
}

static void bind_to(struct probe *p, char **w)
{
    struct address a = address_parse(w[0]);
    struct passed passed = pass_address(p, &a);

    print_result(p, "bind", w[0], sys_bind(p->fd, passed.bytes, passed.length));
}

static void connect_to(struct probe *p, char **w)
{
    struct address a = address_parse(w[0]);
    struct passed passed = pass_address(p, &a);

    print_result(p, "connect", w[0], sys_connect(p->fd, passed.bytes, passed.length));
}

static void disconnect(struct probe *p, char **w)
{
    struct sockaddr none = { .sa_family = AF_UNSPEC };

    (void)w;
    print_result(p, "disconnect", "", sys_connect(p->fd, &none, sizeof none));
}

/* Waits until a connect that went on in the background has ended, and prints how. */
static void finish(struct probe *p, char **w)
{
    struct pollfd poll_fd = { .fd = p->fd, .events = POLLOUT };
    int error = 0;
    socklen_t length = sizeof error;

    (void)w;
    poll(&poll_fd, 1, 5000);
    getsockopt(p->fd, SOL_SOCKET, SO_ERROR, &error, &length);
    printf("finish = %s\n", error ? errno_name(error) : "0");
}

static void listen_now(struct probe *p, char **w)
{
    (void)w;
    print_result(p, "listen", "", sys_listen(p->fd, 16));
}

static void accept_one(struct probe *p, char **w)
{
    struct address from = { .length = sizeof from.storage };
    char text[ADDRESS_TEXT];
    int fd = sys_accept(p->fd, (struct sockaddr *)&from.storage, &from.length);

    (void)w;
    if (fd < 0) {
        print_result(p, "accept", "", fd);
        return;
    }
    p->fd = fd;
    printf("accept from %s\n", address_host(&from, text));
}

/* The kernel says the full length even where the buffer was too short for the address. */
static void print_name(struct probe *p, const char *call, int result, const struct address *a, socklen_t room)
{
    char text[ADDRESS_TEXT];

    if (result < 0)
        print_result(p, call, "", result);
    else if (a->length > room)
        printf("%s%s = length %u family %d\n", call, p->how, a->length, room > 1 ? a->storage.ss_family : -1);
    else
        printf("%s%s %s\n", call, p->how, address_text(a, text));
    p->how[0] = '\0';
}

static void sockname(struct probe *p, char **w)
{
    struct address a = { .length = sizeof a.storage };
    struct passed passed = pass_address(p, &a);
    socklen_t room = passed.length;

    (void)w;
    a.length = room;
    print_name(p, "sockname", sys_getsockname(p->fd, (struct sockaddr *)passed.bytes, &a.length), &a, room);
}

static void peername(struct probe *p, char **w)
{
    struct address a = { .length = sizeof a.storage };
    struct passed passed = pass_address(p, &a);
    socklen_t room = passed.length;

    (void)w;
    a.length = room;
    print_name(p, "peername", sys_getpeername(p->fd, (struct sockaddr *)passed.bytes, &a.length), &a, room);
}

/* The source address alone: its port is the kernel's choice. */
static void source(struct probe *p, char **w)
{
    struct address a = { .length = sizeof a.storage };
    char text[ADDRESS_TEXT];

    (void)w;
    if (sys_getsockname(p->fd, (struct sockaddr *)&a.storage, &a.length) < 0)
        print_result(p, "source", "", -1);
    else
        printf("source %s\n", address_host(&a, text));
}

const struct operation address_operations[] = {
    { "as-null", 0, as_null },
    { "as-const", 0, as_const },
    { "as-bad-pointer", 0, as_bad_pointer },
    { "as-length", 1, as_length },
    { "bind", 1, bind_to },
    { "connect", 1, connect_to },
    { "disconnect", 0, disconnect },
    { "finish", 0, finish },
    { "listen", 0, listen_now },
    { "accept", 0, accept_one },
    { "sockname", 0, sockname },
    { "peername", 0, peername },
    { "source", 0, source },
    { 0 },
};
