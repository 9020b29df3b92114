/* Words that serve and ask: HTTP over a stream, one datagram for another.
 *
 * "serve" answers hello; "witness" answers which address the asker came from and which one it reached.
 */
#include "probe.h"
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int socket_type(int fd)
{
    int type = 0;
    socklen_t length = sizeof type;

    getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &length);
    return type;
}

static void answer_text(bool witness, const struct address *from, int fd, char *into, size_t size)
{
    struct address to = { .length = sizeof to.storage };
    char from_text[ADDRESS_TEXT], to_text[ADDRESS_TEXT];

    if (!witness) {
        snprintf(into, size, "hello\n");
        return;
    }
    sys_getsockname(fd, (struct sockaddr *)&to.storage, &to.length);
    snprintf(into, size, "from %s to %s\n", address_host(from, from_text), address_text(&to, to_text));
}

static void answer_stream(int listener, bool witness)
{
    struct address from = { .length = sizeof from.storage };
    int fd = sys_accept(listener, (struct sockaddr *)&from.storage, &from.length);
    char request[4096], body[512], answer[1024];
    int size;

    if (fd < 0)
        return;
    answer_text(witness, &from, fd, body, sizeof body);
    size = snprintf(answer, sizeof answer, "HTTP/1.0 200 OK\r\nContent-Length: %zu\r\n\r\n%s", strlen(body), body);
    if (read(fd, request, sizeof request) > 0)
        write(fd, answer, (size_t)size);
    close(fd);
}

static void answer_datagram(const struct probe *p, bool witness)
{
    struct address from = { .length = sizeof from.storage };
    char request[2048], body[512];
    ssize_t size = sys_recvfrom(p->fd, request, sizeof request, (struct sockaddr *)&from.storage, &from.length);

    if (size < 0)
        return;
    answer_text(witness, &from, p->fd, body, sizeof body);
    send_answer(p, body, &from);
}

static void answer_forever(struct probe *p, bool witness)
{
    struct address here = { .length = sizeof here.storage };
    char text[ADDRESS_TEXT];
    bool stream = socket_type(p->fd) == SOCK_STREAM;

    signal(SIGPIPE, SIG_IGN);
    sys_getsockname(p->fd, (struct sockaddr *)&here.storage, &here.length);
    printf("serving %s\n", address_text(&here, text));
    for (;;)
        stream ? answer_stream(p->fd, witness) : answer_datagram(p, witness);
}

static void serve(struct probe *p, char **w)
{
    (void)w;
    answer_forever(p, false);
}

static void witness(struct probe *p, char **w)
{
    (void)w;
    answer_forever(p, true);
}

static void print_answer(int fd, bool stream)
{
    struct pollfd poll_fd = { .fd = fd, .events = POLLIN };
    char answer[4096];
    size_t used = 0;
    ssize_t size = 1;

    while (size > 0 && used < sizeof answer - 1 && poll(&poll_fd, 1, stream ? 10000 : DATAGRAM_PATIENCE) > 0) {
        size = read(fd, answer + used, sizeof answer - 1 - used);
        if (size < 0 && used == 0) {
            printf("ask = %s\n", errno_name(errno));
            return;
        }
        used += size > 0 ? (size_t)size : 0;
        if (!stream)
            break;
    }
    answer[used] = '\0';
    char *body = stream ? strstr(answer, "\r\n\r\n") : answer;
    printf("%s", body && used ? body + (stream ? 4 : 0) : "no answer\n");
}

/* Asks on the connected socket and prints the answer. */
static void ask(struct probe *p, char **w)
{
    static const char request[] = "GET / HTTP/1.0\r\n\r\n";

    (void)w;
    if (sys_sendto(p->fd, request, sizeof request - 1, NULL, 0) < 0)
        print_result(p, "ask", "", -1);
    else
        print_answer(p->fd, socket_type(p->fd) == SOCK_STREAM);
}

/* Prints the answer to what was sent with the connection itself. */
static void answer(struct probe *p, char **w)
{
    (void)w;
    print_answer(p->fd, socket_type(p->fd) == SOCK_STREAM);
}

const struct operation server_operations[] = {
    { "serve", 0, serve },
    { "witness", 0, witness },
    { "ask", 0, ask },
    { "answer", 0, answer },
    { 0 },
};
