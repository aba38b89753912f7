/* Undoes the filters of a PNG's rows (PNG specification, third edition, section 9). Drawings are mostly level, so that
 * what was sent of them is mostly 0: runs of it are gone over at once. */

#include "kernel.h"

#include <stdlib.h>
#include <string.h>

enum { RUN = 24 }; /* bytes that are looked at together: whole pixels, whether they have 1, 3 or 4 */

static inline bool is_zero(const uint8_t *run)
{
    uint64_t words[3];
    memcpy(words, run, RUN);
    return (words[0] | words[1] | words[2]) == 0;
}

static inline void repeat(uint8_t *to, const uint8_t *pixel, int bands)
{
    for (int at = 0; at < RUN; at += bands)
        memcpy(to + at, pixel, (size_t)bands);
}

static inline void add_left(uint8_t *to, const uint8_t *sent, int count, int bands)
{
    uint8_t left[MOST_BANDS];
    memcpy(left, to - bands, (size_t)bands);
    for (int at = 0; at < count; at += bands)
        for (int band = 0; band < bands; band++)
            to[at + band] = left[band] = (uint8_t)(left[band] + sent[at + band]);
}

static inline void undo_sub(uint8_t *to, const uint8_t *sent, int count, int bands)
{
    memcpy(to, sent, (size_t)bands);
    int at = bands;
    for (; at + RUN <= count; at += RUN) {
        if (is_zero(sent + at))
            repeat(to + at, to + at - bands, bands);
        else
            add_left(to + at, sent + at, RUN, bands);
    }
    add_left(to + at, sent + at, count - at, bands);
}

static void undo_up(uint8_t *restrict to, const uint8_t *restrict sent, const uint8_t *restrict above, int count)
{
    for (int at = 0; at < count; at++)
        to[at] = (uint8_t)(sent[at] + above[at]);
}

static inline bool is_level(const uint8_t *above, const uint8_t *pixel, int bands)
{
    uint8_t expected[RUN];
    repeat(expected, pixel, bands);
    return memcmp(above, expected, RUN) == 0;
}

static inline uint8_t mean(int left, int up) { return (uint8_t)((left + up) >> 1); }

static inline void undo_average(uint8_t *to, const uint8_t *sent, const uint8_t *above, int count, int bands)
{
    for (int at = 0; at < bands; at++)
        to[at] = (uint8_t)(sent[at] + (above[at] >> 1));
    int at = bands;
    while (at < count) {
        if (at + RUN <= count && is_zero(sent + at) && is_level(above + at, to + at - bands, bands)) {
            memcpy(to + at, above + at, RUN); /* the mean of a level and itself */
            at += RUN;
            continue;
        }
        for (int end = least(at + RUN, count); at < end; at++)
            to[at] = (uint8_t)(sent[at] + mean(to[at - bands], above[at]));
    }
}

static inline uint8_t predict(int left, int up, int corner)
{
    int from_left = abs(up - corner), from_up = abs(left - corner), from_corner = abs(left + up - 2 * corner);
    if (from_left <= from_up && from_left <= from_corner)
        return (uint8_t)left;
    return (uint8_t)(from_up <= from_corner ? up : corner);
}

static inline void undo_paeth(uint8_t *to, const uint8_t *sent, const uint8_t *above, int count, int bands)
{
    for (int at = 0; at < bands; at++)
        to[at] = (uint8_t)(sent[at] + above[at]);
    int at = bands;
    while (at < count) {
        const uint8_t *left = to + at - bands, *corner = above + at - bands;
        if (at + RUN <= count && is_zero(sent + at) && memcmp(left, corner, (size_t)bands) == 0) {
            memcpy(to + at, above + at, RUN); /* left and corner cancel out, here and so in what follows */
            at += RUN;
            continue;
        }
        uint8_t before[MOST_BANDS];
        memcpy(before, left, (size_t)bands);
        for (int end = least(at + RUN, count); at < end; at += bands)
            for (int band = 0; band < bands; band++) {
                uint8_t predicted = predict(before[band], above[at + band], above[at + band - bands]);
                to[at + band] = before[band] = (uint8_t)(sent[at + band] + predicted);
            }
    }
}

static inline bool undo_in(int filter, uint8_t *to, const uint8_t *sent, const uint8_t *above, int count, int bands)
{
    switch (filter) {
    case NONE: memcpy(to, sent, (size_t)count); return true;
    case SUB: undo_sub(to, sent, count, bands); return true;
    case UP: undo_up(to, sent, above, count); return true;
    case AVERAGE: undo_average(to, sent, above, count, bands); return true;
    case PAETH: undo_paeth(to, sent, above, count, bands); return true;
    default: return false;
    }
}

/* Each number of bands a constant, so that loops over them are unrolled; false: there is no such filter */
bool undo_filter(int filter, uint8_t *to, const uint8_t *sent, const uint8_t *above, int count, int bands)
{
    switch (bands) {
    case 1: return undo_in(filter, to, sent, above, count, 1);
    case 3: return undo_in(filter, to, sent, above, count, 3);
    default: return undo_in(filter, to, sent, above, count, 4);
    }
}
