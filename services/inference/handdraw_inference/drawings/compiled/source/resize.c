/* Scales a crop as OpenCV's resize does, to the same bits: INTER_AREA where it shrinks, INTER_NEAREST up to twice its
 * size, INTER_LINEAR beyond. */

#include "kernel.h"

#include <math.h>
#include <string.h>

enum { KEPT_SHARP = 2, COEFFICIENT = 2048, MOST_SHARES = MOST_SIDE + 2 * FINE };

/* What a place of the result covers: so many places of the crop, and how much of it each of them takes. */
typedef struct {
    int from, count;
    const float *shares;
} Cover;

typedef struct {
    int length, places;
    Cover covers[FINE];
    float shares[MOST_SHARES];
} Division;

/* OpenCV 4 and 5, computeResizeAreaTab */
static void divide(int length, int places, Division *division)
{
    division->length = length;
    division->places = places;
    double scale = 1 / ((double)places / length);
    float *share = division->shares;
    for (int at = 0; at < places; at++) {
        double begin = at * scale, end = begin + scale, left = length - begin, width = scale < left ? scale : left;
        int last = least((int)end, length - 1), whole = (int)begin, first = least(whole + (begin > whole), last);
        bool before = first - begin > 1e-3;
        division->covers[at] = (Cover){.from = first - before, .shares = share};
        if (before)
            *share++ = (float)((first - begin) / width);
        for (int from = first; from < last; from++)
            *share++ = (float)(1 / width);
        double beyond = end - last < 1 ? end - last : 1;
        if (end - last > 1e-3)
            *share++ = (float)((beyond < width ? beyond : width) / width);
        division->covers[at].count = (int)(share - division->covers[at].shares);
    }
}

static float sum_up(const uint8_t *levels, const Cover *cover)
{
    float sum = 0;
    for (int at = 0; at < cover->count; at++)
        sum += levels[at] * cover->shares[at];
    return sum;
}

/* What the places of a row come to if all of their places have the level */
static void fill(const Division *across, uint8_t level, float full[FINE])
{
    uint8_t levels[MOST_SIDE];
    memset(levels, level, sizeof levels);
    for (int at = 0; at < across->places; at++)
        full[at] = sum_up(levels, &across->covers[at]);
}

/* Of most places all that they cover is paper, or all is ink: these need no sum */
static void sum_row(const uint8_t *row, Stretch inked, const Division *across, uint8_t level, const float full[FINE],
                    float sums[FINE])
{
    int first = most(0, inked.from * across->places / across->length - 1);
    int end = least(across->places, inked.to * across->places / across->length + 2);
    memset(sums, 0, FINE * sizeof(float));
    for (int at = first; at < end; at++) {
        const Cover *cover = &across->covers[at];
        const uint8_t *levels = row + cover->from;
        uint64_t mask = cover->count < 8 ? ~(~UINT64_C(0) << 8 * cover->count) : ~UINT64_C(0), eight;
        memcpy(&eight, levels, sizeof eight);
        if (cover->count <= 8 && (eight & mask) == (mask & UINT64_C(0x0101010101010101) * level))
            sums[at] = full[at];
        else if (cover->count > 8 || (eight & mask) != 0)
            sums[at] = sum_up(levels, cover);
    }
}

static void take_means(Grey crop, const Stretch *inked, uint8_t level, uint8_t *to, int width, int height)
{
    Division across, down;
    float full[FINE], row[FINE];
    divide(crop.width, width, &across);
    divide(crop.height, height, &down);
    fill(&across, level, full);
    for (int y = 0, summed = -1; y < height; y++) {
        float sums[FINE] = {0};
        const Cover *cover = &down.covers[y];
        for (int at = 0; at < cover->count; at++) {
            int from = cover->from + at;
            if (inked[from].from == inked[from].to)
                continue;
            if (from != summed)
                sum_row(crop.levels + from * crop.stride, inked[from], &across, level, full, row);
            summed = from;
            for (int x = 0; x < FINE; x++)
                sums[x] += row[x] * cover->shares[at];
        }
        for (int x = 0; x < width; x++)
            to[y * width + x] = (uint8_t)lrintf(sums[x]);
    }
}

static void take_square_means(Grey crop, uint8_t *to, int width, int height)
{
    int across = crop.width / width, down = crop.height / height;
    float share = 1.f / (float)(across * down);
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++) {
            int sum = 0;
            for (int row = y * down; row < (y + 1) * down; row++)
                for (int column = x * across; column < (x + 1) * across; column++)
                    sum += crop.levels[row * crop.stride + column];
            bool quarters = across == 2 && down == 2;
            to[y * width + x] = (uint8_t)(quarters ? (sum + 2) >> 2 : lrintf((float)sum * share));
        }
}

static void take_nearest(Grey crop, uint8_t *to, int width, int height)
{
    double across = 1 / ((double)width / crop.width), down = 1 / ((double)height / crop.height);
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++) {
            int from_y = least((int)floor(y * down), crop.height - 1);
            int from_x = least((int)floor(x * across), crop.width - 1);
            to[y * width + x] = crop.levels[from_y * crop.stride + from_x];
        }
}

/* A place between two of the crop's */
typedef struct {
    int from, next;
    int weight, next_weight; /* of COEFFICIENT */
} Between;

static void find_places(int length, int places, Between *between)
{
    double scale = 1 / ((double)places / length);
    for (int at = 0; at < places; at++) {
        float place = (float)((at + 0.5) * scale - 0.5), beyond = place - floorf(place);
        int from = (int)floorf(place);
        between[at] = (Between){most(from, 0), least(from + 1, length - 1), (int)lrintf((1 - beyond) * COEFFICIENT),
                                (int)lrintf(beyond * COEFFICIENT)};
    }
}

static int interpolate(const uint8_t *row, const Between *at)
{
    return row[at->from] * at->weight + row[at->next] * at->next_weight;
}

static void take_between(Grey crop, uint8_t *to, int width, int height)
{
    Between across[FINE], down[FINE];
    find_places(crop.width, width, across);
    find_places(crop.height, height, down);
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++) {
            int upper = interpolate(crop.levels + down[y].from * crop.stride, &across[x]) >> 4;
            int lower = interpolate(crop.levels + down[y].next * crop.stride, &across[x]) >> 4;
            int sum = (upper * down[y].weight >> 16) + (lower * down[y].next_weight >> 16);
            to[y * width + x] = (uint8_t)((sum + 2) >> 2);
        }
}

static Stretch within(Stretch row, const Box *box)
{
    int from = most(row.from, box->left) - box->left, to = least(row.to, box->right) - box->left;
    return from < to ? (Stretch){from, to} : (Stretch){0, 0};
}

/* to: [height, width] */
void resize(const Canvas *canvas, const Box *box, uint8_t *to, int width, int height)
{
    Grey ink = canvas->ink, crop = {ink.levels + box->top * ink.stride + box->left, box->right - box->left,
                                    box->bottom - box->top, ink.stride};
    double scale = (double)most(width, height) / most(crop.width, crop.height);
    Stretch inked[MOST_SIDE];
    for (int row = 0; row < crop.height; row++)
        inked[row] = within(canvas->inked[box->top + row], box);
    if (scale > KEPT_SHARP)
        take_between(crop, to, width, height);
    else if (scale > 1)
        take_nearest(crop, to, width, height);
    else if (crop.width % width == 0 && crop.height % height == 0)
        take_square_means(crop, to, width, height);
    else
        take_means(crop, inked, (uint8_t)canvas->contrast, to, width, height);
}
