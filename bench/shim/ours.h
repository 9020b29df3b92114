/* BIND_ADDR: A, or A4,A6; read once, before main. */
#ifndef OURS_H
#define OURS_H

#include "facts.h"
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

static bool in_force, has_v4, has_v6;
static struct in_addr our_v4;
static struct in6_addr our_v6;

static void read_address(const char *text)
{
    bool is_of_v4 = inet_pton(AF_INET, text, &our_v4) == 1;

    if ((!is_of_v4 && inet_pton(AF_INET6, text, &our_v6) != 1) || (is_of_v4 ? has_v4 : has_v6)) {
        dprintf(2, "shim: BIND_ADDR: found `%s`, expected an address, at most one of each family\n", text);
        _exit(125);
    }
    has_v4 |= is_of_v4;
    has_v6 |= !is_of_v4;
}

__attribute__((constructor)) static void start(void)
{
    const char *text = getenv("BIND_ADDR");
    char words[2 * INET6_ADDRSTRLEN];

    if (text == NULL) {
        return;
    }
    snprintf(words, sizeof(words), "%s", text);
    char *second = strchr(words, ',');

    if (second != NULL) {
        *second++ = '\0';
        read_address(second);
    }
    read_address(words);
    in_force = true;
}

static void put_our_v4(union address *a)
{
    if (a->any.sa_family == AF_INET) {
        a->v4.sin_addr = our_v4;
        return;
    }
    memset(&a->v6.sin6_addr, 0, sizeof(a->v6.sin6_addr));
    a->v6.sin6_addr.s6_addr32[2] = htonl(0xffff);
    a->v6.sin6_addr.s6_addr32[3] = our_v4.s_addr;
}

/* Puts ours of the destination's family in the place of the wildcard address that is there; false: there is none. */
static bool put_source(union address *source, bool to_v4)
{
    if (to_v4 && has_v4) {
        put_our_v4(source);
    } else if (!to_v4 && has_v6) {
        source->v6.sin6_addr = our_v6;
    }
    return to_v4 ? has_v4 : has_v6;
}

static int refuse(const char *call, const char *why)
{
    dprintf(2, "shim: %s: %s\n", call, why);
    errno = EADDRNOTAVAIL;
    return -1;
}

#endif
