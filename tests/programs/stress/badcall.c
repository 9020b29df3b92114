// Makes one call with one mistake and prints the errno: badcall bind|connect|sendto MISTAKE
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static long call(const char *name, int fd, const void *address, socklen_t length)
{
    if (!strcmp(name, "bind"))
        return bind(fd, address, length);
    if (!strcmp(name, "connect"))
        return connect(fd, address, length);
    return sendto(fd, "x", 1, 0, address, length);
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    const char *name = argv[1], *mistake = argv[2];
    int fd = socket(AF_INET, strcmp(name, "sendto") ? SOCK_STREAM : SOCK_DGRAM, 0);
    struct sockaddr_storage room = {0};
    struct sockaddr_in *address = (struct sockaddr_in *)&room;
    address->sin_family = AF_INET;
    address->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address->sin_port = htons(9);
    const void *where = &room;
    socklen_t length = sizeof *address;

    if (!strcmp(mistake, "null"))
        where = NULL, length = 0;
    else if (!strcmp(mistake, "null16"))
        where = NULL;
    else if (!strcmp(mistake, "wild"))
        where = (void *)0x10;
    else if (!strcmp(mistake, "short"))
        length = 2;
    else if (!strcmp(mistake, "long"))
        length = sizeof room + 1;
    else if (!strcmp(mistake, "negative"))
        length = (socklen_t)-1;
    else if (!strcmp(mistake, "family"))
        address->sin_family = AF_UNIX;
    else if (!strcmp(mistake, "closed"))
        close(fd);
    else if (!strcmp(mistake, "file"))
        fd = STDIN_FILENO;
    else if (!strcmp(mistake, "twice"))
        address->sin_port = 0, bind(fd, where, length);
    puts(call(name, fd, where, length) < 0 ? strerrorname_np(errno) : "ok");
    return 0;
}
