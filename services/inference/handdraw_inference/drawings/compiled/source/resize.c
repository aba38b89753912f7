/* Scales a crop as OpenCV's resize does, to the same bits: INTER_AREA where it shrinks, INTER_NEAREST up to twice its
 * size, INTER_LINEAR beyond. */

#include "kernel.h"

#include <math.h>
#include <string.h>

enum { KEPT_SHARP = 2, COEFFICIENT = 2048, MOST_SHARES = MOST_SIDE + 2 * FINE };

/* How much of a place of the crop, from, a place of the result, to, takes */
typedef struct {
    int from, to;
    float share;
} Share;

/* OpenCV 4 and 5, computeResizeAreaTab */
static int divide(int length, int places, Share *shares)
{
    double scale = 1 / ((double)places / length);
    int count = 0;
    for (int to = 0; to < places; to++) {
        double begin = to * scale, end = begin + scale, width = fmin(scale, length - begin);
        int last = least((int)floor(end), length - 1), first = least((int)ceil(begin), last);
        if (first - begin > 1e-3)
            shares[count++] = (Share){first - 1, to, (float)((first - begin) / width)};
        for (int from = first; from < last; from++)
            shares[count++] = (Share){from, to, (float)(1 / width)};
        if (end - last > 1e-3)
            shares[count++] = (Share){last, to, (float)(fmin(fmin(end - last, 1), width) / width)};
    }
    return count;
}

/* The shares of a row's places, and by place where its own begin */
typedef struct {
    Share shares[MOST_SHARES];
    int begins[MOST_SIDE + 1];
} Division;

static void divide_row(int length, int places, Division *division)
{
    int count = divide(length, places, division->shares);
    for (int at = 0, place = 0; place <= length; place++) {
        while (at < count && division->shares[at].from < place)
            at++;
        division->begins[place] = at;
    }
}

static void add_row(const uint8_t *row, Stretch inked, const Division *across, float *sums)
{
    const Share *share = across->shares + across->begins[inked.from], *end = across->shares + across->begins[inked.to];
    while (share < end) {
        int to = share->to;
        float sum = 0;
        for (; share < end && share->to == to; share++)
            sum += row[share->from] * share->share;
        sums[to] = sum;
    }
}

static void take_means(Grey crop, const Stretch *inked, uint8_t *to, int width, int height)
{
    Division across;
    Share down[MOST_SHARES];
    int rows = divide(crop.height, height, down);
    divide_row(crop.width, width, &across);
    float row[FINE] = {0}, sums[FINE] = {0};
    for (int at = 0, from = -1; at < rows; at++) {
        if (down[at].from != from) {
            from = down[at].from;
            memset(row, 0, sizeof row);
            add_row(crop.levels + from * crop.stride, inked[from], &across, row);
        }
        for (int x = 0; x < width; x++)
            sums[x] += row[x] * down[at].share;
        if (at + 1 == rows || down[at + 1].to != down[at].to) {
            for (int x = 0; x < width; x++)
                to[down[at].to * width + x] = (uint8_t)lrintf(sums[x]);
            memset(sums, 0, sizeof sums);
        }
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
        take_means(crop, inked, to, width, height);
}
