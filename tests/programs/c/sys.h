/* The socket calls under test, in three ways:
 *
 *     as libc makes them;
 *     with -DSYSCALL by libc's syscall(2), as runtimes do that have numbers where libc had no function once;
 *     with -DRAW by the instruction itself, as a program does that has no libc.
 *
 * glibc for i386 goes through socketcall(2), -DSYSCALL through the direct numbers of Linux 4.3: between them they take both
 * doors, and -DRAW is left to x86-64.
 */
#pragma once

#define _GNU_SOURCE
#include <errno.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifdef RAW
static inline long direct(long number, long a, long b, long c, long d, long e, long f)
{
    register long fourth __asm__("r10") = d;
    register long fifth __asm__("r8") = e;
    register long sixth __asm__("r9") = f;
    long result;

    __asm__ volatile("syscall"
        : "=a"(result)
        : "a"(number), "D"(a), "S"(b), "d"(c), "r"(fourth), "r"(fifth), "r"(sixth)
        : "rcx", "r11", "memory");
    if (result >= 0)
        return result;
    errno = (int)-result;
    return -1;
}
#define direct_call(number, a, b, c, d, e, f) \
    direct(number, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))
#else
#define direct_call(number, a, b, c, d, e, f) syscall(number, a, b, c, d, e, f)
#endif

#if defined(RAW) || defined(SYSCALL)
#define sys_socket(domain, type, protocol) ((int)direct_call(SYS_socket, domain, type, protocol, 0, 0, 0))
#define sys_bind(fd, address, length) ((int)direct_call(SYS_bind, fd, address, length, 0, 0, 0))
#define sys_connect(fd, address, length) ((int)direct_call(SYS_connect, fd, address, length, 0, 0, 0))
#define sys_listen(fd, backlog) ((int)direct_call(SYS_listen, fd, backlog, 0, 0, 0, 0))
#define sys_accept(fd, address, length) ((int)direct_call(SYS_accept4, fd, address, length, 0, 0, 0))
#define sys_getsockname(fd, address, length) ((int)direct_call(SYS_getsockname, fd, address, length, 0, 0, 0))
#define sys_getpeername(fd, address, length) ((int)direct_call(SYS_getpeername, fd, address, length, 0, 0, 0))
#define sys_sendto(fd, data, size, address, length) direct_call(SYS_sendto, fd, data, size, 0, address, length)
#define sys_fast_open(fd, data, size, address, length) direct_call(SYS_sendto, fd, data, size, MSG_FASTOPEN, address, length)
#define sys_recvfrom(fd, data, size, address, length) direct_call(SYS_recvfrom, fd, data, size, 0, address, length)
#define sys_sendmsg(fd, message) direct_call(SYS_sendmsg, fd, message, 0, 0, 0, 0)
#define sys_sendmmsg(fd, messages, count) ((int)direct_call(SYS_sendmmsg, fd, messages, count, 0, 0, 0))
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
#define sys_recvfrom(fd, data, size, address, length) recvfrom(fd, data, size, 0, address, length)
#define sys_sendmsg(fd, message) sendmsg(fd, message, 0)
#define sys_sendmmsg(fd, messages, count) sendmmsg(fd, messages, count, 0)
#endif
