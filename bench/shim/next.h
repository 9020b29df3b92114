/* The functions that would be called if this library were not there, each looked up at its first use. */
#ifndef NEXT_H
#define NEXT_H

#include <dlfcn.h>
#include <stdlib.h>

static void *look_up(void **known, const char *name)
{
    *known = dlsym(RTLD_NEXT, name);
    if (*known == NULL) {
        abort();
    }
    return *known;
}

/* NEXT(bind) is the next bind, with its type. */
#define NEXT(name)                                                                                  \
    ({                                                                                              \
        static void *known_;                                                                        \
        (__typeof__(&name))(__builtin_expect(known_ != NULL, 1) ? known_ : look_up(&known_, #name)); \
    })

#endif
