/* Socket addresses as text: 127.0.0.1:80, [::1]:80, unix:PATH, unix:@NAME. */
#pragma once

#include "sys.h"
#include <stddef.h>

#define ADDRESS_TEXT 160

struct address {
    struct sockaddr_storage storage;
    socklen_t length;
};

/* Ends the program with status 2 where the text is no address. */
struct address address_parse(const char *text);

/* The text of an address; "-" where the kernel gave none. Returns into. */
const char *address_text(const struct address *address, char into[ADDRESS_TEXT]);

/* The same without the port, which is the kernel's choice for a client. */
const char *address_host(const struct address *address, char into[ADDRESS_TEXT]);
