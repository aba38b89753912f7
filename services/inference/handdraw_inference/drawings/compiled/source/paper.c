/* Tells ink from even paper; a layer with holes is left to paper.py. */

#include "kernel.h"

#include <string.h>

enum { SAMPLES = 35, UNEVEN = 24, SEEN = 8, BLANK_CONTRAST = 24 };
static const double SHEET_SHARE = 0.6;

typedef struct {
    int counts[256], border[256];
    int total, along_border;
} Samples;

void begin_layout(Layout *layout, int width, int height, int bands)
{
    static uint8_t planes[MOST_BANDS][MOST_PIXELS];
    *layout = (Layout){.width = width, .height = height, .bands = bands, .grey = true};
    for (int band = 0; band < MOST_BANDS; band++)
        layout->planes[band] = planes[band];
}

static uint64_t load(const uint8_t *from)
{
    uint64_t word;
    memcpy(&word, from, sizeof word);
    return word;
}

/* Whether red, green and blue are the same: each byte but the third of a pixel is like the next. Eight pixels at once */
static bool is_grey(const uint8_t *pixels, int width)
{
    uint64_t other = 0;
    int x = 0;
    for (const uint8_t *eight = pixels; x + 8 < width; x += 8, eight += 24) {
        other |= (load(eight) ^ load(eight + 1)) & 0xFFFF00FFFF00FFFF;
        other |= (load(eight + 8) ^ load(eight + 9)) & 0xFF00FFFF00FFFF00;
        other |= (load(eight + 16) ^ load(eight + 17)) & 0x00FFFF00FFFF00FF;
    }
    for (; x < width; x++)
        other |= (uint64_t)((pixels[3 * x] ^ pixels[3 * x + 1]) | (pixels[3 * x] ^ pixels[3 * x + 2]));
    return other == 0;
}

static void split_band(uint8_t *restrict to, const uint8_t *restrict pixels, int width, int bands)
{
    if (bands == 3)
        for (int x = 0; x < width; x++)
            to[x] = pixels[3 * x];
    else
        for (int x = 0; x < width; x++)
            to[x] = pixels[4 * x];
}

/* Split the first band, and tell whether it says all: the pixels are grey and opaque */
static bool split_grey(uint8_t *restrict to, const uint8_t *restrict pixels, int width, int bands)
{
    if (bands == 3) {
        split_band(to, pixels, width, bands);
        return is_grey(pixels, width);
    }
    uint32_t other = 0;
    for (int x = 0; x < width; x++) {
        uint32_t pixel;
        memcpy(&pixel, pixels + 4 * x, 4);
        other |= ((pixel ^ pixel >> 8) & 0xFFFF) | (~pixel & 0xFF000000);
        to[x] = (uint8_t)pixel;
    }
    return other == 0;
}

/* The first row of another kind: those before were told by one band */
static void part_bands(Layout *layout)
{
    size_t done = (size_t)layout->rows * (size_t)layout->width;
    memcpy(layout->planes[1], layout->planes[0], done);
    memcpy(layout->planes[2], layout->planes[0], done);
    memset(layout->planes[3], 255, done);
    layout->grey = false;
}

void lay_out_row(Layout *layout, const uint8_t *pixels)
{
    int width = layout->width, bands = layout->bands, at = layout->rows * width;
    if (bands == 1)
        memcpy(layout->planes[0] + at, pixels, (size_t)width);
    else if (layout->grey && !split_grey(layout->planes[0] + at, pixels, width, bands))
        part_bands(layout);
    if (!layout->grey)
        for (int band = 0; band < bands; band++)
            split_band(layout->planes[band] + at, pixels + band, width, bands);
    layout->rows++;
}

/* One more like the last */
void repeat_row(Layout *layout)
{
    size_t width = (size_t)layout->width;
    for (int band = 0; band < (layout->grey ? 1 : layout->bands); band++) {
        uint8_t *row = layout->planes[band] + layout->rows * layout->width;
        memcpy(row, row - width, width);
    }
    layout->rows++;
}

static void count_row(const uint8_t *row, int width, int step, int counts[256])
{
    for (int x = 0; x < width; x += step)
        counts[row[x]]++;
}

static void sample(const uint8_t *plane, int width, int height, Samples *samples)
{
    *samples = (Samples){0};
    int down = most(1, height / SAMPLES), across = most(1, width / SAMPLES);
    int rows = (height + down - 1) / down, columns = (width + across - 1) / across;
    samples->total = rows * columns;
    for (int y = 0; y < height; y += down)
        count_row(plane + y * width, width, across, samples->counts);
    if (least(rows, columns) < SAMPLES)
        return;
    samples->along_border = 2 * (rows + columns);
    count_row(plane, width, across, samples->border);
    count_row(plane + (rows - 1) * down * width, width, across, samples->border);
    count_row(plane, height * width, down * width, samples->border);
    count_row(plane + (columns - 1) * across, height * width - (columns - 1) * across, down * width, samples->border);
}

/* The level at a place of all levels in order */
static int level_at(const int counts[256], int place)
{
    int level = 0;
    for (int passed = counts[0]; passed <= place; passed += counts[level])
        level++;
    return level;
}

static bool is_even(const Samples *samples)
{
    int count = samples->along_border, cut = count / 20;
    return count == 0 ||
           level_at(samples->border, count - 1 - cut) - level_at(samples->border, cut) <= UNEVEN;
}

static void find_extrema(const uint8_t *plane, int count, int *lowest, int *highest)
{
    uint8_t low = 255, high = 0;
    for (int at = 0; at < count; at++) {
        low = plane[at] < low ? plane[at] : low;
        high = plane[at] > high ? plane[at] : high;
    }
    *lowest = low;
    *highest = high;
}

/* max(a, b) - b is a difference or 0 */
static inline uint8_t off_paper(uint8_t level, uint8_t paper, bool darker)
{
    return (uint8_t)((level > paper ? level : paper) - (darker ? level : paper));
}

/* How far a band is from its paper; of several, that which is further */
static inline void find_off(uint8_t *restrict ink, const uint8_t *restrict band, int count, uint8_t paper, bool darker,
                            bool first)
{
    for (int at = 0; at < count; at++) {
        uint8_t off = off_paper(band[at], paper, darker);
        ink[at] = first || off > ink[at] ? off : ink[at];
    }
}

static void add_ink(uint8_t *ink, const uint8_t *band, int count, uint8_t paper, bool darker, bool first)
{
    if (darker && first) /* each a loop of its own, without a question in it */
        find_off(ink, band, count, paper, true, true);
    else if (darker)
        find_off(ink, band, count, paper, true, false);
    else if (first)
        find_off(ink, band, count, paper, false, true);
    else
        find_off(ink, band, count, paper, false, false);
}

static void lay_on_paper(const Layout *layout, int bands, uint8_t *ink, Canvas *canvas)
{
    int count = layout->width * layout->height, papers[3] = {0}, darker = 0, lighter = 0;
    canvas->even = true;
    for (int band = 0; band < bands; band++) {
        Samples samples;
        sample(layout->planes[band], layout->width, layout->height, &samples);
        canvas->even = canvas->even && is_even(&samples);
        papers[band] = level_at(samples.counts, samples.total / 2);
        int lowest, highest;
        find_extrema(layout->planes[band], count, &lowest, &highest);
        darker = most(darker, papers[band] - lowest);
        lighter = most(lighter, highest - papers[band]);
    }
    for (int band = 0; band < bands; band++)
        add_ink(ink, layout->planes[band], count, (uint8_t)papers[band], darker >= lighter, band == 0);
    canvas->contrast = most(darker, lighter);
}

/* Lay a layer out: true if it is ink alone, and otherwise whether its colours tell all, as in *on_paper */
static bool is_layer(const uint8_t *alpha, int count, int *highest, bool *on_paper)
{
    int lowest, visible = 0;
    find_extrema(alpha, count, &lowest, highest);
    *on_paper = lowest == 255 || *highest < SEEN;
    for (int at = 0; at < count; at++)
        visible += alpha[at] >= 128;
    return !*on_paper && visible < SHEET_SHARE * count;
}

static Stretch find_stretch(const uint8_t *row, int width)
{
    int from = 0, to = width;
    while (from + 8 <= to && load(row + from) == 0)
        from += 8;
    while (from < to && row[from] == 0)
        from++;
    while (to - 8 >= from && load(row + to - 8) == 0)
        to -= 8;
    while (to > from && row[to - 1] == 0)
        to--;
    return (Stretch){from, to};
}

static bool is_one_band(const Layout *layout, int count)
{
    return layout->grey || (memcmp(layout->planes[0], layout->planes[1], (size_t)count) == 0 &&
                            memcmp(layout->planes[0], layout->planes[2], (size_t)count) == 0);
}

/* Whether the paper was found, and there is ink on it */
bool finish_layout(const Layout *layout, Canvas *canvas)
{
    static uint8_t ink[MOST_PIXELS + 8]; /* eight are looked at together, from any on */
    static Stretch inked[MOST_SIDE];
    int width = layout->width, height = layout->height, count = width * height;
    canvas->ink = (Grey){ink, width, height, width};
    canvas->inked = inked;
    bool on_paper = true;
    if (layout->bands == 4 && !layout->grey &&
        is_layer(layout->planes[3], count, &canvas->contrast, &on_paper)) {
        memcpy(ink, layout->planes[3], (size_t)count);
        canvas->even = true;
    } else if (on_paper) {
        lay_on_paper(layout, is_one_band(layout, count) ? 1 : 3, ink, canvas);
    } else {
        return false;
    }
    for (int y = 0; y < height; y++)
        inked[y] = find_stretch(ink + y * width, width);
    return canvas->contrast >= BLANK_CONTRAST;
}
