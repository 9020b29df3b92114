/* Counts of times, sixteen classes to the octave: a percentile is right to 7 %, whatever its size. */
#ifndef HISTOGRAM_H
#define HISTOGRAM_H

#include <stdint.h>

enum { PER_OCTAVE = 16, CLASSES = 60 * PER_OCTAVE };

struct histogram {
    long counts[CLASSES];
    long total;
};

static inline void histogram_add(struct histogram *h, int64_t nanoseconds)
{
    uint64_t value = nanoseconds < PER_OCTAVE ? PER_OCTAVE : (uint64_t)nanoseconds;
    int octave = 63 - __builtin_clzll(value) - 4;

    h->counts[octave * PER_OCTAVE + (value >> octave) - PER_OCTAVE]++;
    h->total++;
}

/* The lower bound of the class that the share of all times is reached in; 0 where there are none. */
static inline int64_t histogram_percentile(const struct histogram *h, double share)
{
    long seen = 0;

    for (int i = 0; i < CLASSES; i++) {
        seen += h->counts[i];
        if (seen > 0 && seen >= h->total * share) {
            return (int64_t)(i % PER_OCTAVE + PER_OCTAVE) << (i / PER_OCTAVE);
        }
    }
    return 0;
}

#endif
