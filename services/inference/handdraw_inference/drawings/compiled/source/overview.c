/* Looks at a drawing from afar: whether it is one digit and nothing else, and where. */

#include "kernel.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

enum { OVERVIEW = 93, FAINT = 12, NEAREST = 2 };
static const double INK_SHARE = 0.25, SEEN_SHARE = 0.12, NEAR = 0.1, LARGE = 0.06, FILLED = 0.55;

/* Of as many rows, in squares as wide */
static Stretch join_stretches(const Stretch *rows, int factor, int width)
{
    Stretch joined = {width, 0};
    for (int row = 0; row < factor; row++)
        if (rows[row].from < rows[row].to) {
            joined.from = least(joined.from, rows[row].from / factor);
            joined.to = most(joined.to, least(width, (rows[row].to + factor - 1) / factor));
        }
    return joined;
}

/* The means of squares of factor times factor places, 2 or 3, rounded as OpenCV does */
static void reduce(const Canvas *canvas, int factor, uint8_t *to, int width, int height)
{
    uint16_t sums[MOST_SIDE];
    const uint8_t *row = canvas->ink.levels;
    int stride = canvas->ink.stride;
    for (int y = 0; y < height; y++, row += factor * stride, to += width) {
        Stretch inked = join_stretches(canvas->inked + y * factor, factor, width);
        memset(to, 0, (size_t)width);
        for (int x = inked.from * factor; x < inked.to * factor; x++)
            sums[x] = (uint16_t)(row[x] + row[stride + x] + (factor == 3 ? row[2 * stride + x] : 0));
        if (factor == 2)
            for (int x = inked.from; x < inked.to; x++)
                to[x] = (uint8_t)((sums[2 * x] + sums[2 * x + 1] + 2) >> 2);
        else
            for (int x = inked.from; x < inked.to; x++)
                to[x] = (uint8_t)((sums[3 * x] + sums[3 * x + 1] + sums[3 * x + 2] + 4) / 9);
    }
}

void look_at(const Canvas *canvas, Overview *overview)
{
    static uint8_t places[MOST_GRID];
    Grey ink = canvas->ink;
    int factor = most(1, (int)sqrt(ink.width * ink.height) / OVERVIEW); /* at most 3 */
    *overview = (Overview){ink, factor};
    if (factor > 1) {
        overview->grid = (Grey){places, ink.width / factor, ink.height / factor, ink.width / factor};
        reduce(canvas, factor, places, overview->grid.width, overview->grid.height);
    }
}

static int find_peak(Grey grey)
{
    uint8_t peak = 0;
    for (int y = 0; y < grey.height; y++)
        for (int x = 0; x < grey.width; x++)
            peak = grey.levels[y * grey.stride + x] > peak ? grey.levels[y * grey.stride + x] : peak;
    return peak;
}

static bool has_above(const uint8_t *row, int width, int level)
{
    uint8_t any = 0;
    for (int x = 0; x < width; x++)
        any |= row[x] > (uint8_t)level;
    return any;
}

/* The box of what is darker than a quarter of the darkest in a part of a plane. inked: as of a canvas, or NULL */
static bool find_box(Grey grey, const Stretch *inked, Box part, Box *box)
{
    uint8_t highest[MOST_SIDE] = {0};
    int peak = 0, above;
    for (int y = part.top; y < part.bottom; y++) {
        int from = inked ? most(part.left, inked[y].from) : part.left;
        int to = inked ? least(part.right, inked[y].to) : part.right;
        for (int x = from; x < to; x++)
            highest[x] = grey.levels[y * grey.stride + x] > highest[x] ? grey.levels[y * grey.stride + x] : highest[x];
    }
    for (int x = part.left; x < part.right; x++)
        peak = most(peak, highest[x]);
    above = (int)(peak * INK_SHARE);
    if (peak == 0)
        return false;
    *box = part;
    while (highest[box->left] <= above)
        box->left++;
    while (highest[box->right - 1] <= above)
        box->right--;
    while (!has_above(grey.levels + box->top * grey.stride + part.left, part.right - part.left, above))
        box->top++;
    while (!has_above(grey.levels + (box->bottom - 1) * grey.stride + part.left, part.right - part.left, above))
        box->bottom--;
    return true;
}

/* The ink to the pixel, without specks that the overview does not show */
bool find_ink(const Canvas *canvas, const Overview *overview, Box *box)
{
    Grey ink = canvas->ink, grid = overview->grid;
    Box around;
    if (!find_box(grid, NULL, (Box){0, 0, grid.width, grid.height}, &around))
        return false;
    if (overview->factor == 1) {
        *box = around;
        return true;
    }
    int factor = overview->factor;
    Box near = {
        .left = most(0, around.left - 1) * factor,
        .top = most(0, around.top - 1) * factor,
        .right = least(ink.width, (around.right + 1) * factor),
        .bottom = least(ink.height, (around.bottom + 1) * factor),
    };
    return find_box(ink, canvas->inked, near, box);
}

static int longer(const Mark *mark) { return most(mark->width, mark->height); }
static int shorter(const Mark *mark) { return least(mark->width, mark->height); }

static int gap(const Mark *one, const Mark *other)
{
    int across = most(one->left - other->left - other->width, other->left - one->left - one->width);
    int down = most(one->top - other->top - other->height, other->top - one->top - one->height);
    return most(0, most(across, down));
}

static bool touches_edge(const Mark *mark, Grey grid)
{
    return mark->left == 0 || mark->top == 0 || mark->left + mark->width == grid.width ||
           mark->top + mark->height == grid.height;
}

static bool is_more_than_ink(const Mark *mark, Grey grid)
{
    if (mark->width == grid.width || mark->height == grid.height)
        return true;
    int box = mark->width * mark->height;
    return (box > LARGE * grid.height * grid.width && mark->area > FILLED * box) || is_frame(mark);
}

static int compare_size(const Mark *one, const Mark *other)
{
    return shorter(one) != shorter(other) ? shorter(one) - shorter(other) : one->area - other->area;
}

/* Sets *certain to false where it depends on which of two marks of one size is the main one */
bool is_plain(const Overview *overview, bool *certain)
{
    Mark found[MANY];
    Grey grid = overview->grid;
    int count = find_marks(grid, most(FAINT, (int)(find_peak(grid) * SEEN_SHARE)), found);
    if (count == 0 || count > MANY)
        return false;
    const Mark *main = found;
    for (int at = 0; at < count; at++) {
        if (is_more_than_ink(&found[at], grid))
            return false;
        int larger = compare_size(&found[at], main);
        *certain = *certain && (larger != 0 || &found[at] == main);
        main = larger > 0 ? &found[at] : main;
    }
    double near = fmax(NEAREST, NEAR * longer(main));
    for (int at = 0; at < count; at++) {
        const Mark *mark = &found[at];
        if (mark != main && (longer(mark) > longer(main) || gap(main, mark) > near || touches_edge(mark, grid)))
            return false;
    }
    return true;
}
