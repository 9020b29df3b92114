/* Times of single calls, told as their median. */
#ifndef SAMPLES_H
#define SAMPLES_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static inline int64_t nanoseconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static inline int compare_samples(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

/* Prints the median in nanoseconds. A caller that was preempted has a few long samples, and the same median. */
static inline void print_median(int64_t *samples, int count)
{
    qsort(samples, count, sizeof(*samples), compare_samples);
    printf("%lld\n", (long long)samples[count / 2]);
}

#endif
