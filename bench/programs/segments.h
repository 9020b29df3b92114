/* UDP_SEGMENT and UDP_GRO: one call, many datagrams of one size. See udp(7). */
#ifndef SEGMENTS_H
#define SEGMENTS_H

#include <netinet/in.h>
#include <netinet/udp.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

/* The kernel sends no more than this many datagrams by one call. */
enum { MOST_SEGMENTS = 64, WHOLE = 65536 };

#define SEGMENT_SPACE CMSG_SPACE(sizeof(int))

/* Makes the kernel cut what is sent into datagrams of this size. */
static inline void set_segment(struct msghdr *message, void *control, uint16_t size)
{
    message->msg_control = control;
    message->msg_controllen = CMSG_SPACE(sizeof(size));
    struct cmsghdr *header = CMSG_FIRSTHDR(message);

    header->cmsg_level = SOL_UDP;
    header->cmsg_type = UDP_SEGMENT;
    header->cmsg_len = CMSG_LEN(sizeof(size));
    memcpy(CMSG_DATA(header), &size, sizeof(size));
}

/* The size of the datagrams in what was received, or 0 where it is a single one. */
static inline int received_segment(struct msghdr *message)
{
    for (struct cmsghdr *header = CMSG_FIRSTHDR(message); header != NULL; header = CMSG_NXTHDR(message, header)) {
        if (header->cmsg_level == SOL_UDP && header->cmsg_type == UDP_GRO) {
            int size;

            memcpy(&size, CMSG_DATA(header), sizeof(size));
            return size;
        }
    }
    return 0;
}

#endif
