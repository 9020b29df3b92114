/* A flow of udpload: a connected socket, so that an answer from a wrong source never arrives and counts as lost. */
#ifndef FLOW_H
#define FLOW_H

#include "histogram.h"
#include "samples.h"
#include "segments.h"
#include <arpa/inet.h>
#include <err.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { BATCH = 64, MOST_SOURCES = 64, FIRST_PORT = 20000, PORTS = 40000 };

struct settings {
    struct sockaddr_in server;
    struct in_addr sources[MOST_SOURCES];
    int source_count;
    int size;
    int segments;
    int burst;
    int chunk;
    int fresh;
    uint32_t run;
    int epoll;
};

struct flow {
    int fd;
    uint32_t generation;
    int in_flight;
    int due;
    int64_t sent_at;
};

/* What each datagram begins with, and the answer, too. */
struct stamp {
    uint32_t run;
    uint32_t flow;
    uint32_t generation;
    uint32_t unused;
    int64_t sent_at;
};

static char outgoing[WHOLE];
static char incoming[BATCH][WHOLE + 1088];

/* The n-th flow has the same port in every run, so the forwarder finds its session again; a fresh one has a new port. */
static struct sockaddr_in source_of(const struct settings *load, int index)
{
    struct sockaddr_in source = { .sin_family = AF_INET };

    if (load->source_count > 0) {
        source.sin_addr = load->sources[index / PORTS % load->source_count];
    }
    if (!load->fresh) {
        source.sin_port = htons(FIRST_PORT + index % PORTS);
    }
    return source;
}

static void open_flow(const struct settings *load, struct flow *flow, int index)
{
    struct sockaddr_in source = source_of(load, index);
    struct epoll_event event = { .events = EPOLLIN, .data.u32 = index };
    int buffer = 1 << 20, on = 1;

    flow->fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    if (flow->fd < 0) {
        err(1, "socket of flow %d", index);
    }
    setsockopt(flow->fd, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof(buffer));
    setsockopt(flow->fd, SOL_SOCKET, SO_SNDBUF, &buffer, sizeof(buffer));
    if (load->segments > 1) {
        setsockopt(flow->fd, SOL_UDP, UDP_GRO, &on, sizeof(on));
    }
    if (bind(flow->fd, (struct sockaddr *)&source, sizeof(source)) < 0
        || connect(flow->fd, (struct sockaddr *)&load->server, sizeof(load->server)) < 0
        || epoll_ctl(load->epoll, EPOLL_CTL_ADD, flow->fd, &event) < 0) {
        err(1, "flow %d", index);
    }
}

/* Sends datagrams that are all alike: a batch is one buffer. */
static void send_batch(struct flow *flow, int size, int count)
{
    struct iovec data = { outgoing, size };
    struct mmsghdr messages[BATCH] = { 0 };

    for (int i = 0; i < count; i++) {
        messages[i].msg_hdr = (struct msghdr) { .msg_iov = &data, .msg_iovlen = 1 };
    }
    for (int sent = 0; sent < count;) {
        int more = sendmmsg(flow->fd, messages + sent, count - sent, 0);

        sent += more > 0 ? more : 1;
    }
}

static void send_segments(struct flow *flow, int size, int count)
{
    char control[SEGMENT_SPACE] = { 0 };
    struct iovec data = { outgoing, (size_t)size * count };
    struct msghdr message = { .msg_iov = &data, .msg_iovlen = 1 };

    set_segment(&message, control, size);
    sendmsg(flow->fd, &message, 0);
}

/* Sends what is due in whole chunks, and gives how many. What cannot be sent gets no answer, and so is lost. */
static int send_due(const struct settings *load, struct flow *flow, int index)
{
    struct stamp stamp = { load->run, index, flow->generation, 0, nanoseconds() };
    int is_one_call = load->segments > 1 && load->chunk > 1, total = 0;

    for (int i = 0; i < load->chunk; i++) {
        memcpy(outgoing + i * load->size, &stamp, sizeof(stamp));
    }
    flow->sent_at = stamp.sent_at;
    while (flow->due >= load->chunk) {
        int most = is_one_call ? load->chunk : BATCH, count = flow->due < most ? flow->due : most;

        (is_one_call ? send_segments : send_batch)(flow, load->size, count);
        flow->due -= count;
        total += count;
    }
    flow->in_flight += total;
    return total;
}

/* Takes the answers out of what was received; gives how many of them are expected ones. */
static int take(struct flow *flow, int index, const struct settings *load, struct mmsghdr *received,
    struct histogram *latency, int64_t now)
{
    const char *data = received->msg_hdr.msg_iov->iov_base;
    int segment = received_segment(&received->msg_hdr), taken = 0;

    for (unsigned at = 0; at < received->msg_len; at += segment != 0 ? segment : WHOLE) {
        struct stamp stamp;

        memcpy(&stamp, data + at, sizeof(stamp));
        if (stamp.run == load->run && stamp.flow == (uint32_t)index && stamp.generation == flow->generation) {
            histogram_add(latency, now - stamp.sent_at);
            taken++;
        }
    }
    return taken;
}

static int receive(const struct settings *load, struct flow *flow, int index, struct histogram *latency)
{
    static char controls[BATCH][SEGMENT_SPACE];
    static struct iovec data[BATCH];
    static struct mmsghdr messages[BATCH];
    int taken = 0;

    for (int i = 0; i < BATCH; i++) {
        data[i] = (struct iovec) { incoming[i], WHOLE };
        messages[i].msg_hdr = (struct msghdr) {
            .msg_iov = &data[i], .msg_iovlen = 1,
            .msg_control = controls[i], .msg_controllen = load->segments > 1 ? SEGMENT_SPACE : 0,
        };
    }
    int count = recvmmsg(flow->fd, messages, BATCH, 0, NULL);
    int64_t now = nanoseconds();

    for (int i = 0; i < count; i++) {
        taken += take(flow, index, load, &messages[i], latency, now);
    }
    flow->in_flight -= taken;
    return taken;
}

#endif
