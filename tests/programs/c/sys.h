/* The socket calls under test, as libc makes them or, with -DRAW, as a program makes them that has no libc.
 *
 * glibc for i386 goes through socketcall(2), the raw build through the direct numbers of Linux 4.3: between them
 * they take both doors.
 */
#pragma once

#define _GNU_SOURCE
#include <errno.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifdef RAW
#define sys_socket(domain, type, protocol) ((int)syscall(SYS_socket, domain, type, protocol))
#define sys_bind(fd, address, length) ((int)syscall(SYS_bind, fd, address, length))
#define sys_connect(fd, address, length) ((int)syscall(SYS_connect, fd, address, length))
#define sys_listen(fd, backlog) ((int)syscall(SYS_listen, fd, backlog))
#define sys_accept(fd, address, length) ((int)syscall(SYS_accept4, fd, address, length, 0))
#define sys_getsockname(fd, address, length) ((int)syscall(SYS_getsockname, fd, address, length))
#define sys_getpeername(fd, address, length) ((int)syscall(SYS_getpeername, fd, address, length))
#define sys_sendto(fd, data, size, address, length) syscall(SYS_sendto, fd, data, size, 0, address, length)
#define sys_fast_open(fd, data, size, address, length) \
    syscall(SYS_sendto, fd, data, size, MSG_FASTOPEN, address, length)
#define sys_sendmsg(fd, message) syscall(SYS_sendmsg, fd, message, 0)
#define sys_sendmmsg(fd, messages, count) ((int)syscall(SYS_sendmmsg, fd, messages, count, 0))
#else
#define sys_socket socket
#define sys_bind bind
#define sys_connect connect
#define sys_listen listen
#define sys_accept accept
#define sys_getsockname getsockname
#define sys_getpeername getpeername
#define sys_sendto(fd, data, size, address, length) sendto(fd, data, size, 0, address, length)
#define sys_fast_open(fd, data, size, address, length) \
    sendto(fd, data, size, MSG_FASTOPEN, (const struct sockaddr *)(address), length)
#define sys_sendmsg(fd, message) sendmsg(fd, message, 0)
#define sys_sendmmsg(fd, messages, count) sendmmsg(fd, messages, count, 0)
#endif
