/* System calls that no library sees, preloaded or not. */
#ifndef RAW_H
#define RAW_H

#include <sys/syscall.h>

static inline long raw(long number, long a, const void *b, long c, long d, const void *e, const void *f)
{
#if defined(__x86_64__)
    register long r10 __asm__("r10") = d;
    register const void *r8 __asm__("r8") = e;
    register const void *r9 __asm__("r9") = f;
    long result;

    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                     : "rcx", "r11", "memory");
    return result;
#elif defined(__aarch64__)
    register long x8 __asm__("x8") = number;
    register long x0 __asm__("x0") = a;
    register const void *x1 __asm__("x1") = b;
    register long x2 __asm__("x2") = c;
    register long x3 __asm__("x3") = d;
    register const void *x4 __asm__("x4") = e;
    register const void *x5 __asm__("x5") = f;

    __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5) : "memory");
    return x0;
#else
#error "how are system calls made on this machine?"
#endif
}

#endif
