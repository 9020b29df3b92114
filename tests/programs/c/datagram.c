/* Words that send and receive. */
#include "probe.h"
#include <poll.h>
#include <stdio.h>
#include <string.h>

static void send_text(struct probe *p, char **w)
{
    print_result(p, "send", w[0], sys_sendto(p->fd, w[0], strlen(w[0]), NULL, 0));
}

static void send_to(struct probe *p, char **w)
{
    struct address a = address_parse(w[0]);
    struct passed passed = pass_address(p, &a);

    print_result(p, "sendto", w[0], sys_sendto(p->fd, w[1], strlen(w[1]), passed.bytes, passed.length));
}

/* The first bytes go with the SYN: a connect that is none. */
static void fast_open(struct probe *p, char **w)
{
    struct address a = address_parse(w[0]);

    print_result(p, "fast-open", w[0], sys_fast_open(p->fd, "hello", 5, &a.storage, a.length));
}

static struct msghdr message(const struct passed *to, struct iovec *text)
{
    return (struct msghdr){
        .msg_name = (void *)to->bytes, .msg_namelen = to->length, .msg_iov = text, .msg_iovlen = 1,
    };
}

static void send_msg(struct probe *p, char **w)
{
    struct address a = address_parse(w[0]);
    struct passed passed = pass_address(p, &a);
    struct iovec text = { w[1], strlen(w[1]) };
    struct msghdr m = message(&passed, &text);

    print_result(p, "sendmsg", w[0], sys_sendmsg(p->fd, &m));
}

/* Two messages in one call, to two addresses. */
static void send_mmsg(struct probe *p, char **w)
{
    struct address first = address_parse(w[0]), second = address_parse(w[1]);
    struct passed to_first = pass_address(p, &first), to_second = pass_address(p, &second);
    struct iovec text = { w[2], strlen(w[2]) };
    struct mmsghdr both[2] = { { message(&to_first, &text), 0 }, { message(&to_second, &text), 0 } };

    print_result(p, "sendmmsg", w[0], sys_sendmmsg(p->fd, both, 2));
}

/* Waits a moment: no answer is an answer too. */
static void receive(struct probe *p, char **w)
{
    struct pollfd poll_fd = { .fd = p->fd, .events = POLLIN };
    struct address from = { .length = sizeof from.storage };
    char data[512], text[ADDRESS_TEXT];
    ssize_t size = -1;

    (void)w;
    if (poll(&poll_fd, 1, 1500) == 0) {
        printf("receive: nothing\n");
        return;
    }
    size = recvfrom(p->fd, data, sizeof data, 0, (struct sockaddr *)&from.storage, &from.length);
    if (size > 0 && data[size - 1] == '\n')
        size--;
    if (size < 0)
        print_result(p, "receive", "", -1);
    else
        printf("receive %.*s%s%s\n", (int)size, data, from.length ? " from " : "",
            from.length ? address_text(&from, text) : "");
}

const struct operation datagram_operations[] = {
    { "send", 1, send_text },
    { "sendto", 2, send_to },
    { "fast-open", 1, fast_open },
    { "sendmsg", 2, send_msg },
    { "sendmmsg", 3, send_mmsg },
    { "receive", 0, receive },
    { 0 },
};
