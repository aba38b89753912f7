/* What Python calls: small pictures, read the short way or not at all. Whatever a function returns as 0 is left to
 * normalisation.py: it is not plain, blank, or not certain to come out the same here. */

#include "kernel.h"

#include <string.h>

const char digest[] = DIGEST; /* of the sources that this was made of: Python loads no other */

static bool is_small(int width, int height, int bands)
{
    bool known = bands == 1 || bands == 3 || bands == 4;
    return known && width > 0 && height > 0 && width <= MOST_SIDE && height <= MOST_SIDE &&
           width * height <= MOST_PIXELS && most(width, height) <= MOST_ASPECT * least(width, height);
}

static bool read_canvas(const Layout *layout, Reading *reading)
{
    Canvas canvas;
    if (!finish_layout(layout, &canvas))
        return false;
    Overview overview;
    look_at(&canvas, &overview);
    bool certain = true;
    bool plain = canvas.even && (is_plain(&overview, &certain) || may_be_glyph(&canvas));
    Box box;
    return plain && certain && find_ink(&canvas, &overview, &box) && make_glyph(&canvas, &box, reading);
}

/* Rows as they are in a PNG, each after the byte of its filter: length is height * (1 + width * bands). */
int read_scanlines(const uint8_t *sent, int64_t length, int width, int height, int bands, Reading *reading)
{
    static uint8_t rows[2][MOST_SIDE * MOST_BANDS];
    static const uint8_t zeros[MOST_SIDE * MOST_BANDS];
    if (!is_small(width, height, bands) || length != (int64_t)height * (1 + width * bands))
        return false;
    Layout layout;
    begin_layout(&layout, width, height, bands);
    int count = width * bands;
    uint8_t *row = rows[0], *above = rows[1];
    memset(above, 0, (size_t)count);
    for (int y = 0; y < height; y++, sent += 1 + count) {
        if (y > 0 && sent[0] == UP && memcmp(sent + 1, zeros, (size_t)count) == 0) {
            repeat_row(&layout);
            continue;
        }
        if (!undo_filter(sent[0], row, sent + 1, above, count, bands))
            return false;
        lay_out_row(&layout, row);
        uint8_t *done = row;
        row = above;
        above = done;
    }
    return read_canvas(&layout, reading);
}

/* [height, width, bands] levels: length is height * width * bands. */
int read_pixels(const uint8_t *pixels, int64_t length, int width, int height, int bands, Reading *reading)
{
    if (!is_small(width, height, bands) || length != (int64_t)height * width * bands)
        return false;
    Layout layout;
    begin_layout(&layout, width, height, bands);
    for (int y = 0; y < height; y++, pixels += width * bands)
        lay_out_row(&layout, pixels);
    return read_canvas(&layout, reading);
}
