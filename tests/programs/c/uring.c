/* Words that make a call through io_uring, where no filter of system calls sees it: ring-bind, ring-connect and their like.
 *
 * A ring of one entry is made for each call, by hand: no library is needed.
 */
#include "probe.h"
#include <linux/io_uring.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

/* Of linux/io_uring.h since 6.11. */
#define OP_BIND 56

struct ring {
    int fd;
    struct io_uring_params parameters;
    char *submissions, *completions;
    struct io_uring_sqe *entry;
};

static void *map(const struct ring *r, size_t size, off_t what)
{
    return mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, r->fd, what);
}

static struct ring make_ring(void)
{
    struct ring r = { 0 };
    struct io_uring_params *p = &r.parameters;

    r.fd = (int)direct_call(SYS_io_uring_setup, 1, p, 0, 0, 0, 0);
    if (r.fd < 0)
        return r;
    r.submissions = map(&r, p->sq_off.array + p->sq_entries * sizeof(unsigned), IORING_OFF_SQ_RING);
    r.completions = map(&r, p->cq_off.cqes + p->cq_entries * sizeof(struct io_uring_cqe), IORING_OFF_CQ_RING);
    r.entry = map(&r, p->sq_entries * sizeof *r.entry, IORING_OFF_SQES);
    return r;
}

/* Hands the entry in and waits for its end: the call's result, or a negative errno. */
static long submit(const struct ring *r)
{
    unsigned *tail = (unsigned *)(r->submissions + r->parameters.sq_off.tail);
    const struct io_uring_cqe *done = (const struct io_uring_cqe *)(r->completions + r->parameters.cq_off.cqes);

    ((unsigned *)(r->submissions + r->parameters.sq_off.array))[0] = 0;
    __atomic_store_n(tail, 1, __ATOMIC_RELEASE);
    if (direct_call(SYS_io_uring_enter, r->fd, 1, 1, IORING_ENTER_GETEVENTS, NULL, 0) < 0)
        return -errno;
    return done->res;
}

static long call(struct io_uring_sqe entry)
{
    struct ring r = make_ring();
    long result;

    if (r.fd < 0)
        return -errno;
    *r.entry = entry;
    result = submit(&r);
    close(r.fd);
    return result;
}

long ring_send(int fd, const struct msghdr *message)
{
    return call((struct io_uring_sqe){ .opcode = IORING_OP_SENDMSG, .fd = fd, .addr = (uintptr_t)message, .len = 1 });
}

static void print_ring_result(struct probe *p, const char *name, const char *word, long result)
{
    errno = (int)-result;
    print_result(p, name, word, result);
}

/* Calls that take an address have it in the same places. */
static void call_with_address(struct probe *p, const char *name, const char *word, unsigned char opcode)
{
    struct address a = address_parse(word);
    struct io_uring_sqe entry = { .opcode = opcode, .fd = p->fd, .addr = (uintptr_t)&a.storage, .off = a.length };

    print_ring_result(p, name, word, call(entry));
}

static void ring_bind(struct probe *p, char **w)
{
    call_with_address(p, "ring-bind", w[0], OP_BIND);
}

static void ring_connect(struct probe *p, char **w)
{
    call_with_address(p, "ring-connect", w[0], IORING_OP_CONNECT);
}

static void ring_sendmsg(struct probe *p, char **w)
{
    struct address a = address_parse(w[0]);
    struct iovec text = { w[1], strlen(w[1]) };
    struct msghdr m = { .msg_name = &a.storage, .msg_namelen = a.length, .msg_iov = &text, .msg_iovlen = 1 };

    print_ring_result(p, "ring-sendmsg", w[0], ring_send(p->fd, &m));
}

const struct operation uring_operations[] = {
    { "ring-bind", 1, ring_bind },
    { "ring-connect", 1, ring_connect },
    { "ring-sendmsg", 2, ring_sendmsg },
    { 0 },
};
