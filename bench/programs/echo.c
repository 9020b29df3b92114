/* echo ADDRESS PORT: a UDP server that sends back what it gets. */
#include <arpa/inet.h>
#include <err.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>

int main(int argc, char **argv)
{
    struct sockaddr_in address = { .sin_family = AF_INET };
    int fd = socket(AF_INET, SOCK_DGRAM, 0);

    if (argc != 3 || inet_pton(AF_INET, argv[1], &address.sin_addr) != 1) {
        errx(2, "usage: echo ADDRESS PORT");
    }
    address.sin_port = htons(atoi(argv[2]));
    if (bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0) {
        err(1, "bind");
    }
    for (;;) {
        char text[2048];
        struct sockaddr_in peer;
        socklen_t length = sizeof(peer);
        ssize_t size = recvfrom(fd, text, sizeof(text), 0, (struct sockaddr *)&peer, &length);

        if (size >= 0) {
            sendto(fd, text, size, 0, (struct sockaddr *)&peer, length);
        }
    }
}
