/* A wildcard server and its clients in one process: answers WAY
 *
 * Prints for each question which address was asked, and from which the answer came. The clients are bound to one address and so
 * nothing is done to their calls.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* What recvfrom becomes with _FORTIFY_SOURCE where the compiler does not know enough. */
ssize_t __recvfrom_chk(int fd, void *data, size_t size, size_t room, int flags, struct sockaddr *name, socklen_t *length);

static const char *way;

static int udp(const char *address, int port)
{
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(port) };
    struct timeval patience = { .tv_sec = 10 };
    int fd = socket(AF_INET, SOCK_DGRAM, 0);

    inet_pton(AF_INET, address, &a.sin_addr);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (bind(fd, (struct sockaddr *)&a, sizeof a) != 0)
        perror("bind"), exit(1);
    return fd;
}

static void ask(int client, unsigned address, int port)
{
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(address) };

    if (sendto(client, "question", 8, 0, (struct sockaddr *)&a, sizeof a) != 8)
        perror("ask"), exit(1);
}

/* The address that the answer came from. */
static unsigned answered_from(int client)
{
    struct sockaddr_in a = { 0 };
    socklen_t length = sizeof a;
    char data[16];

    if (recvfrom(client, data, sizeof data, 0, (struct sockaddr *)&a, &length) < 0)
        perror("no answer"), exit(1);
    return ntohl(a.sin_addr.s_addr);
}

static void print_address(unsigned address)
{
    printf("%u.%u.%u.%u", address >> 24, address >> 16 & 255, address >> 8 & 255, address & 255);
}

static void answer(int server)
{
    struct sockaddr_in a = { 0 };
    char data[16];
    struct iovec text = { data, sizeof data };
    struct mmsghdr m = { .msg_hdr = { .msg_name = &a, .msg_namelen = sizeof a, .msg_iov = &text, .msg_iovlen = 1 } };
    socklen_t length = sizeof a;
    struct sockaddr *name = (struct sockaddr *)&a;

    if (!strcmp(way, "recvmsg")) {
        text.iov_len = recvmsg(server, &m.msg_hdr, 0);
        sendmsg(server, &m.msg_hdr, 0);
    } else if (!strcmp(way, "recvmmsg")) {
        recvmmsg(server, &m, 1, MSG_WAITFORONE, NULL);
        sendmmsg(server, &m, 1, 0);
    } else if (!strcmp(way, "fortified")) {
        __recvfrom_chk(server, data, 8, sizeof data, 0, name, &length);
        sendto(server, data, 8, 0, name, length);
    } else if (!strcmp(way, "syscall")) {
        syscall(SYS_recvfrom, server, data, sizeof data, 0, name, &length);
        syscall(SYS_sendto, server, data, 8, 0, name, length);
    } else {
        if (recvfrom(server, data, sizeof data, 0, name, &length) < 0)
            return;
        sendto(server, data, 8, 0, name, length);
    }
}

static void ask_and_print(const char *what, int server, int port)
{
    int client = udp("127.0.0.1", 0);

    for (unsigned address = 0x7f000005; address < 0x7f000008; address++) {
        ask(client, address, port);
        answer(server);
        printf("%s: asked ", what);
        print_address(address);
        printf(", answered from ");
        print_address(answered_from(client));
        printf("\n");
    }
    close(client);
}

/* Numbers that end and begin: what was known of one must not be taken for the other. */
static void descriptors(void)
{
    int server = udp("0.0.0.0", 9000), other, plain;

    ask_and_print("socket", server, 9000);
    other = dup(server);
    ask_and_print("dup", other, 9000);
    close(other);
    plain = udp("127.0.0.5", 9001);
    dup2(server, plain);
    ask_and_print("dup2 over another", plain, 9000);
    dup3(udp("0.0.0.0", 9002), plain, O_CLOEXEC);
    ask_and_print("dup3 over another", plain, 9002);
    other = fcntl(server, F_DUPFD_CLOEXEC, 100);
    ask_and_print("F_DUPFD_CLOEXEC", other, 9000);
    close_range(other, other, 0);
    FILE *file = fdopen(dup(server), "r");
    other = fileno(file);
    ask_and_print("fdopen", other, 9000);
    fclose(file);
    plain = udp("0.0.0.0", 9003);
    printf("%s number\n", plain == other ? "the same" : "another");
    ask_and_print("after fclose", plain, 9003);
    if (dup2(server, 2000) == 2000)
        ask_and_print("a high number", 2000, 9000);
}

/* A socket that this process has inherited. */
static void inherit(char **argv)
{
    int server = udp("0.0.0.0", 9000);

    dup2(server, 50);
    execl("/proc/self/exe", argv[0], "inherited", NULL);
}

/* Forty clients ask before the server receives, by one call. */
static void batch(void)
{
    enum { COUNT = 40 };
    int server = udp("0.0.0.0", 9000), clients[COUNT], right = 0;
    struct mmsghdr m[COUNT] = { 0 };
    struct sockaddr_in a[COUNT];
    struct iovec text[COUNT];
    struct timespec timeout = { .tv_sec = 5 };
    char data[COUNT][16];

    for (int i = 0; i < COUNT; i++) {
        clients[i] = udp("127.0.0.1", 0);
        ask(clients[i], 0x7f000100 + i, 9000);
        text[i] = (struct iovec){ data[i], 16 };
        m[i].msg_hdr = (struct msghdr){ .msg_name = &a[i], .msg_namelen = sizeof a[i], .msg_iov = &text[i], .msg_iovlen = 1 };
    }
    printf("received %d\n", recvmmsg(server, m, COUNT, 0, &timeout));
    for (int i = 0; i < COUNT; i++)
        text[i].iov_len = m[i].msg_len;
    printf("sent %d\n", sendmmsg(server, m, COUNT, 0));
    for (int i = 0; i < COUNT; i++)
        right += answered_from(clients[i]) == 0x7f000100u + i && m[i].msg_len == 8;
    printf("right %d\n", right);
    int more = recvmmsg(server, m, COUNT, MSG_DONTWAIT, NULL);
    printf("more: %d %s\n", more, strerrorname_np(errno));
    ask(clients[0], 0x7f000005, 9000);
    printf("waited for one: %d\n", recvmmsg(server, m, COUNT, MSG_WAITFORONE, NULL));
    timeout = (struct timespec){ .tv_nsec = 1000000 };
    for (int i = 0; i < 20; i++)
        ask(clients[i], 0x7f000005, 9000);
    usleep(10000);
    int count = recvmmsg(server, m, 20, 0, &timeout);
    printf("by a timeout: %s, %ld s left\n", count > 0 && count <= 20 ? "some" : "none", (long)timeout.tv_sec);
}

static void *serve(void *server)
{
    for (;;)
        answer((int)(long)server);
    return NULL;
}

/* More peers than are remembered: each is answered, and the first one is forgotten in the end. */
static void many(void)
{
    int server = udp("0.0.0.0", 9000), right = 0, first = -1;
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(7000), .sin_addr.s_addr = htonl(0x7f010000) };

    for (unsigned i = 0; i < 60000; i++) {
        char address[16];
        snprintf(address, sizeof address, "127.1.%u.%u", i >> 8, i & 255);
        int client = udp(address, 7000);
        ask(client, 0x7f000005 + i % 100, 9000);
        answer(server);
        right += answered_from(client) == 0x7f000005 + i % 100;
        if (i == 0)
            first = client;
        else
            close(client);
        if (i == 100 || i == 59999) {
            sendto(server, "later", 5, 0, (struct sockaddr *)&a, sizeof a);
            print_address(answered_from(first));
            printf("\n");
        }
    }
    printf("right %d\n", right);
}

/* A thread that is cancelled while it waits in a hooked call ends there, and what it has pushed is called. */
static void ended(void *text)
{
    printf("%s\n", (char *)text);
}

static void *wait_for_ever(void *server)
{
    pthread_cleanup_push(ended, "cleaned up");
    answer((int)(long)server);
    pthread_cleanup_pop(0);
    return NULL;
}

static void cancel(void)
{
    static const char *ways[] = { "recvfrom", "recvmsg", "recvmmsg" };
    int server = udp("0.0.0.0", 9000);

    for (int i = 0; i < 3; i++) {
        pthread_t thread;
        void *result;
        way = ways[i];
        pthread_create(&thread, NULL, wait_for_ever, (void *)(long)server);
        usleep(50000);
        pthread_cancel(thread);
        pthread_join(thread, &result);
        printf("%s %s\n", way, result == PTHREAD_CANCELED ? "cancelled" : "not cancelled");
        ask_and_print(way, server, 9000);
    }
}

static int wrong;

static void *ask_many(void *seed)
{
    unsigned state = (unsigned)(long)seed;
    int clients[64];

    for (int i = 0; i < 64; i++)
        clients[i] = udp("127.0.0.1", 0);
    for (int i = 0; i < 3000; i++) {
        int client = clients[rand_r(&state) % 64];
        unsigned address = 0x7f000000 + 1 + rand_r(&state) % 5000;
        ask(client, address, 9000);
        if (answered_from(client) != address)
            __atomic_add_fetch(&wrong, 1, __ATOMIC_RELAXED);
    }
    return NULL;
}

/* Eight threads answer on one socket, eight ask; meanwhile children are made that answer, too, on a socket of their own. */
static void threads(bool forks)
{
    pthread_t asking[8], serving;
    int server = udp("0.0.0.0", 9000);

    for (int i = 0; i < 8; i++)
        pthread_create(&serving, NULL, serve, (void *)(long)server);
    for (int i = 0; i < 8; i++)
        pthread_create(&asking[i], NULL, ask_many, (void *)(long)(i + 1));
    for (int i = 0, status; forks && i < 200; i++) {
        pid_t child = fork();
        if (child == 0) {
            int own = udp("0.0.0.0", 9100), client = udp("127.0.0.1", 0), right = 0;
            for (unsigned address = 0x7f000001; address < 0x7f000033; address++) {
                ask(client, address, 9100);
                answer(own);
                right += answered_from(client) == address;
            }
            _exit(right == 50 ? 0 : 1);
        }
        waitpid(child, &status, 0);
        if (status != 0)
            __atomic_add_fetch(&wrong, 1, __ATOMIC_RELAXED);
    }
    for (int i = 0; i < 8; i++)
        pthread_join(asking[i], NULL);
    printf("wrong %d\n", wrong);
}

/* The child answers what its parent has received, and what is new. */
static void child(void)
{
    int server = udp("0.0.0.0", 9000), client = udp("127.0.0.1", 0);
    struct sockaddr_in a;
    socklen_t length = sizeof a;
    char data[16];

    ask(client, 0x7f000009, 9000);
    recvfrom(server, data, sizeof data, 0, (struct sockaddr *)&a, &length);
    if (fork() == 0) {
        sendto(server, data, 8, 0, (struct sockaddr *)&a, length);
        ask_and_print("child", server, 9000);
        exit(0);
    }
    wait(NULL);
    print_address(answered_from(client));
    printf("\n");
}

int main(int argc, char **argv)
{
    if (argc != 2)
        return 2;
    way = argv[1];
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (!strcmp(way, "descriptors"))
        descriptors();
    else if (!strcmp(way, "inherit"))
        inherit(argv);
    else if (!strcmp(way, "inherited"))
        ask_and_print(way, 50, 9000);
    else if (!strcmp(way, "batch"))
        batch();
    else if (!strcmp(way, "many"))
        many();
    else if (!strcmp(way, "cancel"))
        cancel();
    else if (!strcmp(way, "threads") || !strcmp(way, "forks"))
        threads(!strcmp(way, "forks"));
    else if (!strcmp(way, "child"))
        child();
    else
        ask_and_print(way, udp("0.0.0.0", 9000), 9000);
    return 0;
}
