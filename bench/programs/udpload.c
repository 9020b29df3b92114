/* udpload [-f FLOWS] [-w WINDOW] [-s SIZE] [-t MILLISECONDS] [-g SEGMENTS | -c BURST] [-r RATE] [-o] [-b SOURCE]...
 *         ADDRESS PORT
 *
 * Asks an echo server, and counts answers. Closed loop: WINDOW datagrams are in flight, and an answer makes room for the
 * next one. It belongs to the same flow; where there are more flows than the window has room for, to the next in turn.
 * With -r an open loop instead: RATE datagrams in a second, whatever comes back. -g sends SEGMENTS datagrams by one call,
 * and takes them so; -c sends no fewer than BURST at once, each for itself. With -o each datagram is of a flow of its own,
 * from a new port. Flows are spread over the sources.
 *
 * In order: all flows ask once, 128 at a time; a short run to warm up; `ready` is printed, and a line on stdin awaited;
 * the run. Between them everything is answered or lost, so what a forwarder does in the run is for the run's datagrams.
 * Prints: answers, seconds, lost, median and 99th percentile of the time of a round trip in us, seconds of the first
 * asking, lost in it and in the warm-up. What is not answered in half a second is lost. */
#define _GNU_SOURCE
#include "flow.h"
#include <sys/prctl.h>
#include <sys/random.h>

enum { OPENING = 128, WARM_UP_MS = 200, SCAN_MS = 50, EVENTS = 128 };

static const int64_t PATIENCE = 500000000, MILLISECOND = 1000000, SECOND = 1000000000;

static struct settings load = { .size = 64, .segments = 1, .burst = 1 };
static struct flow *flows;
static int flow_count = 1, turn;
/* The flows that have a chunk to send. */
static int *ready, ready_count;

struct run {
    int window;
    int rate;
    int64_t start;
    int64_t end;
    long limit;
    long asked;
    long answers;
    long lost;
    int in_flight;
    struct histogram latency;
};

/* The flow has one more to send, once all answers at hand are read. */
static void add_due(struct run *run, int index)
{
    if (run->asked < run->limit && nanoseconds() < run->end) {
        run->asked++;
        if (++flows[index].due == load.chunk) {
            ready[ready_count++] = index;
        }
    }
}

static void flush(struct run *run)
{
    while (ready_count > 0) {
        int index = ready[--ready_count];

        run->in_flight += send_due(&load, &flows[index], index);
    }
}

static void lose(struct run *run, struct flow *flow)
{
    run->lost += flow->in_flight;
    run->in_flight -= flow->in_flight;
    flow->in_flight = 0;
    flow->generation++;
}

static int is_in_turn(const struct run *run)
{
    return run->rate != 0 || run->window < flow_count;
}

static int next_flow(struct run *run)
{
    int index = turn;

    turn = (turn + 1) % flow_count;
    if (load.fresh) {
        lose(run, &flows[index]);
        close(flows[index].fd);
        open_flow(&load, &flows[index], index);
    }
    return index;
}

/* An answer, or a loss, makes room. */
static void make_room(struct run *run, int index, int count)
{
    for (int i = 0; i < count && run->rate == 0; i++) {
        add_due(run, is_in_turn(run) ? next_flow(run) : index);
    }
}

static void scan(struct run *run, int64_t now)
{
    for (int i = 0; i < flow_count; i++) {
        int lost = flows[i].in_flight;

        if (lost > 0 && now - flows[i].sent_at > PATIENCE) {
            lose(run, &flows[i]);
            make_room(run, i, lost);
        }
    }
}

static void begin(struct run *run, int64_t duration)
{
    for (int i = 0; i < flow_count; i++) {
        flows[i].due = 0;
    }
    run->start = nanoseconds();
    run->end = run->start + duration;
    for (int i = 0; i < run->window && run->rate == 0; i++) {
        add_due(run, is_in_turn(run) ? next_flow(run) : i % flow_count);
    }
    flush(run);
}

/* Sends what the clock asks for; gives how long to wait for answers. */
static int64_t pace(struct run *run, int64_t now)
{
    if (run->rate == 0 || now >= run->end) {
        return SCAN_MS * MILLISECOND;
    }
    for (long due = (now - run->start) * run->rate / SECOND; run->asked <= due && nanoseconds() < run->end;) {
        add_due(run, next_flow(run));
        flush(run);
    }
    int64_t wait = run->start + run->asked * SECOND / run->rate - nanoseconds();

    return wait > 0 ? wait : 0;
}

static void await_answers(struct run *run, int64_t wait)
{
    struct epoll_event events[EVENTS];
    struct timespec patience = { 0, wait < SECOND ? wait : SECOND - 1 };
    int count = epoll_pwait2(load.epoll, events, EVENTS, &patience, NULL);

    for (int i = 0; i < count; i++) {
        int index = events[i].data.u32, taken = receive(&load, &flows[index], index, &run->latency);

        run->answers += taken;
        run->in_flight -= taken;
        make_room(run, index, taken);
    }
}

static void go(struct run *run, int64_t duration)
{
    int64_t now, scanned = 0;

    begin(run, duration);
    while (now = nanoseconds(), run->in_flight > 0 || (run->asked < run->limit && now < run->end)) {
        await_answers(run, pace(run, now));
        if (now - scanned > SCAN_MS * MILLISECOND) {
            scan(run, now);
            scanned = now;
        }
        flush(run);
    }
}

/* Every flow asks once: the forwarder has a session for each. */
static struct run open_all(void)
{
    struct run opening = { .window = flow_count < OPENING ? flow_count : OPENING, .limit = load.fresh ? 0 : flow_count };

    load.epoll = epoll_create1(0);
    flows = calloc(flow_count, sizeof(*flows));
    ready = calloc(flow_count, sizeof(*ready));
    for (int i = 0; i < flow_count; i++) {
        open_flow(&load, &flows[i], i);
    }
    load.chunk = 1;
    go(&opening, 60 * SECOND);
    load.chunk = load.segments > 1 ? load.segments : load.burst;
    opening.end = nanoseconds();
    return opening;
}

static void parse(int argc, char **argv, struct run *run, int *milliseconds)
{
    for (int option; (option = getopt(argc, argv, "f:w:s:t:g:c:r:ob:")) != -1;) {
        switch (option) {
        case 'f': flow_count = atoi(optarg); break;
        case 'w': run->window = atoi(optarg); break;
        case 's': load.size = atoi(optarg); break;
        case 't': *milliseconds = atoi(optarg); break;
        case 'g': load.segments = atoi(optarg); break;
        case 'c': load.burst = atoi(optarg); break;
        case 'r': run->rate = atoi(optarg); break;
        case 'o': load.fresh = 1; break;
        case 'b': inet_pton(AF_INET, optarg, &load.sources[load.source_count++ % MOST_SOURCES]); break;
        default: exit(2);
        }
    }
    load.server.sin_family = AF_INET;
    if (argc - optind != 2 || inet_pton(AF_INET, argv[optind], &load.server.sin_addr) != 1
        || load.size < (int)sizeof(struct stamp) || load.segments > MOST_SEGMENTS || load.burst > BATCH
        || load.size * load.segments > WHOLE || load.size * load.burst > WHOLE
        || flow_count < 1 || load.source_count > MOST_SOURCES) {
        errx(2, "see the head of udpload.c");
    }
    load.server.sin_port = htons(atoi(argv[optind + 1]));
}

int main(int argc, char **argv)
{
    static struct run warm_up, run;
    int milliseconds = 1000;

    parse(argc, argv, &run, &milliseconds);
    prctl(PR_SET_TIMERSLACK, 1);
    getrandom(&load.run, sizeof(load.run), 0);
    struct run opening = open_all();

    run.limit = warm_up.limit = __LONG_MAX__;
    warm_up.window = run.window;
    warm_up.rate = run.rate;
    go(&warm_up, WARM_UP_MS * MILLISECOND);
    puts("ready");
    fflush(stdout);
    getchar();
    go(&run, milliseconds * MILLISECOND);
    printf("%ld %.6f %ld %.1f %.1f %.3f %ld\n", run.answers, milliseconds / 1e3, run.lost,
        histogram_percentile(&run.latency, 0.5) / 1e3, histogram_percentile(&run.latency, 0.99) / 1e3,
        (opening.end - opening.start) / 1e9, opening.lost + warm_up.lost);
}
