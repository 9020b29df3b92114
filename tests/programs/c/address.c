#include "address.h"
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>

static void refuse(const char *text)
{
    fprintf(stderr, "probe: not an address: %s\n", text);
    exit(2);
}

static struct address parse_unix(const char *path)
{
    struct address a = { 0 };
    struct sockaddr_un *un = (struct sockaddr_un *)&a.storage;
    size_t length = strlen(path);

    if (length >= sizeof un->sun_path)
        refuse(path);
    un->sun_family = AF_UNIX;
    memcpy(un->sun_path, path, length);
    if (path[0] == '@')
        un->sun_path[0] = '\0';
    a.length = offsetof(struct sockaddr_un, sun_path) + length + (path[0] != '@');
    return a;
}

static struct address parse_inet(const char *host, unsigned short port)
{
    struct address a = { 0 };
    struct sockaddr_in *in = (struct sockaddr_in *)&a.storage;
    struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)&a.storage;

    if (inet_pton(AF_INET, host, &in->sin_addr) == 1) {
        in->sin_family = AF_INET;
        in->sin_port = htons(port);
        a.length = sizeof *in;
    } else if (inet_pton(AF_INET6, host, &in6->sin6_addr) == 1) {
        in6->sin6_family = AF_INET6;
        in6->sin6_port = htons(port);
        a.length = sizeof *in6;
    } else {
        refuse(host);
    }
    return a;
}

struct address address_parse(const char *text)
{
    char host[INET6_ADDRSTRLEN + 2];
    const char *colon = strrchr(text, ':');
    const char *start = text[0] == '[' ? text + 1 : text;
    const char *end = text[0] == '[' && colon ? colon - 1 : colon;

    if (strncmp(text, "unix:", 5) == 0)
        return parse_unix(text + 5);
    if (!colon || end <= start || (size_t)(end - start) >= sizeof host)
        refuse(text);
    snprintf(host, sizeof host, "%.*s", (int)(end - start), start);
    return parse_inet(host, (unsigned short)atoi(colon + 1));
}

static void unix_text(const struct address *a, char into[ADDRESS_TEXT])
{
    const struct sockaddr_un *un = (const struct sockaddr_un *)&a->storage;
    int length = (int)(a->length - offsetof(struct sockaddr_un, sun_path));

    if (length <= 0)
        snprintf(into, ADDRESS_TEXT, "unix:");
    else if (un->sun_path[0] == '\0')
        snprintf(into, ADDRESS_TEXT, "unix:@%.*s", length - 1, un->sun_path + 1);
    else
        snprintf(into, ADDRESS_TEXT, "unix:%.*s", length, un->sun_path);
}

static unsigned short inet_host(const struct address *a, char into[ADDRESS_TEXT])
{
    const struct sockaddr_in *in = (const struct sockaddr_in *)&a->storage;
    const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)&a->storage;
    char host[INET6_ADDRSTRLEN];

    if (a->storage.ss_family == AF_INET) {
        inet_ntop(AF_INET, &in->sin_addr, into, ADDRESS_TEXT);
        return ntohs(in->sin_port);
    }
    inet_ntop(AF_INET6, &in6->sin6_addr, host, sizeof host);
    snprintf(into, ADDRESS_TEXT, "[%s]", host);
    return ntohs(in6->sin6_port);
}

const char *address_host(const struct address *a, char into[ADDRESS_TEXT])
{
    if (a->length == 0)
        snprintf(into, ADDRESS_TEXT, "-");
    else if (a->storage.ss_family == AF_UNIX)
        unix_text(a, into);
    else if (a->storage.ss_family == AF_INET || a->storage.ss_family == AF_INET6)
        inet_host(a, into);
    else
        snprintf(into, ADDRESS_TEXT, "family %d", a->storage.ss_family);
    return into;
}

const char *address_text(const struct address *a, char into[ADDRESS_TEXT])
{
    size_t used;

    if (a->length == 0 || (a->storage.ss_family != AF_INET && a->storage.ss_family != AF_INET6))
        return address_host(a, into);
    unsigned short port = inet_host(a, into);
    used = strlen(into);
    snprintf(into + used, ADDRESS_TEXT - used, ":%u", port);
    return into;
}
