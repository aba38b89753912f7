/* Turns a crop of ink into 28x28 the way MNIST was made. Where a rounding may come out otherwise than NumPy's sums have
 * it, there is no glyph, and glyphs.py makes it. */

#include "kernel.h"

#include <math.h>
#include <string.h>

enum { LEVELS = 256, FULL_CONTRAST = 250, VISIBLE = 4, PAGE = SIDE * FINER };
static const double INK_SHARE = 0.25, STROKE = 4.6, THIN = 1.4, MIDDLE = 14.5;
static const double SURE_OF_STROKE = 1e-5, SURE_OF_PLACE = 2e-4; /* of it; places: what float sums may be wrong by */

typedef struct {
    int rows, columns;
    uint8_t at[FINE * FINE];
} Levels;

/* The distances from the top and from the left */
typedef struct {
    double down, right;
} Place;

static int scaled(int length, double scale) { return most(1, (int)rint(length * scale)); }

static void fit(const Canvas *canvas, const Box *box, int longer, Levels *levels)
{
    int width = box->right - box->left, height = box->bottom - box->top;
    double scale = (double)longer / most(width, height);
    levels->rows = scaled(height, scale);
    levels->columns = scaled(width, scale);
    resize(canvas, box, levels->at, levels->columns, levels->rows);
}

static void look_up(const Levels *levels, const float values[LEVELS], Fine *fine)
{
    fine->rows = levels->rows;
    fine->columns = levels->columns;
    for (int at = 0; at < fine->rows * fine->columns; at++)
        fine->at[at] = values[levels->at[at]];
}

static int count_above(const int counts[LEVELS], const float values[LEVELS], float limit)
{
    int count = 0;
    for (int level = 0; level < LEVELS; level++)
        count += values[level] > limit ? counts[level] : 0;
    return count;
}

/* The level of the stroke: the upper quartile of what is inked; 0 where there is too little to be seen */
static int find_stroke(const Levels *levels, const float values[LEVELS])
{
    int counts[LEVELS] = {0}, highest = 0;
    for (int at = 0; at < levels->rows * levels->columns; at++) {
        counts[levels->at[at]]++;
        highest = most(highest, levels->at[at]);
    }
    int inked = count_above(counts, values, values[highest] * (float)INK_SHARE);
    int level = 255;
    for (int above = counts[255]; above < inked - inked * 3 / 4; above += counts[level])
        level--;
    return highest > 0 && count_above(counts, values, values[level] / 2) >= VISIBLE ? level : 0;
}

static Place centre_of_mass(const Fine *fine)
{
    double mass = 0, down = 0, right = 0;
    for (int row = 0; row < fine->rows; row++)
        for (int column = 0; column < fine->columns; column++) {
            double ink = fine->at[row * fine->columns + column];
            mass += ink;
            down += ink * (row + 0.5);
            right += ink * (column + 0.5);
        }
    return (Place){down / mass, right / mass};
}

static Box box_of_all(Grey ink)
{
    Box box = {ink.width, ink.height, 0, 0};
    for (int y = 0; y < ink.height; y++)
        for (int x = 0; x < ink.width; x++)
            if (ink.levels[y * ink.stride + x])
                box = (Box){least(box.left, x), least(box.top, y), most(box.right, x + 1), y + 1};
    return box;
}

/* Whether it has MNIST's form already, but for a stroke that may be too thin */
bool may_be_glyph(const Canvas *canvas)
{
    Grey ink = canvas->ink;
    if (ink.width != SIDE || ink.height != SIDE || canvas->contrast < FULL_CONTRAST)
        return false;
    Box box = box_of_all(ink);
    int longer = most(box.right - box.left, box.bottom - box.top);
    if (longer < BOX - 1 || longer > BOX + 1)
        return false;
    Fine fine = {SIDE, SIDE, {0}};
    for (int at = 0; at < SIDE * SIDE; at++)
        fine.at[at] = ink.levels[at];
    Place centre = centre_of_mass(&fine);
    return fabs(centre.down - MIDDLE) <= 1 && fabs(centre.right - MIDDLE) <= 1;
}

static inline float at_most_one(float ink) { return ink < 1 ? ink : 1; }

static int thickening(double stroke, int longer)
{
    double hundredths = rint(stroke * 100) / 100;
    return least(2, most(0, (int)rint((STROKE - hundredths * FINE / longer) / 2)));
}

static inline void raise(float *restrict to, const float *restrict from, int count)
{
    for (int at = 0; at < count; at++)
        to[at] = from[at] > to[at] ? from[at] : to[at];
}

/* Each place gets the largest value among itself and its neighbours, at its sides and, if asked, at its corners */
static void spread(const Fine *fine, bool corners, Fine *wide)
{
    *wide = *fine;
    int columns = fine->columns, below = (fine->rows - 1) * columns;
    raise(wide->at + columns, fine->at, below);
    raise(wide->at, fine->at + columns, below);
    Fine upright = *wide;
    const Fine *beside = corners ? &upright : fine;
    for (int at = 0; at < fine->rows * columns; at += columns) {
        raise(wide->at + at + 1, beside->at + at, columns - 1);
        raise(wide->at + at, beside->at + at + 1, columns - 1);
    }
}

/* Fit it smaller by so many places at each edge, and spread it over these */
static void thicken(const Canvas *canvas, const Box *box, int by, float dark, Fine *fine)
{
    Levels smaller;
    fit(canvas, box, FINE - 2 * by, &smaller);
    float darker = (float)1.25 / dark;
    Fine thin = {.rows = smaller.rows + 2 * by, .columns = smaller.columns + 2 * by};
    for (int row = 0; row < smaller.rows; row++)
        for (int column = 0; column < smaller.columns; column++)
            thin.at[(row + by) * thin.columns + column + by] =
                at_most_one(smaller.at[row * smaller.columns + column] * darker);
    spread(&thin, false, fine);
    if (by == 2) {
        thin = *fine;
        spread(&thin, true, fine);
    }
}

/* Where it begins on the page; -1 where that is not certain */
static int find_start(double centre, int length)
{
    if (!isfinite(centre))
        return -1;
    double wanted = MIDDLE * FINER - centre;
    int start = least(most((int)rint(wanted - SURE_OF_PLACE), 0), PAGE - length);
    int other = least(most((int)rint(wanted + SURE_OF_PLACE), 0), PAGE - length);
    return start == other ? start : -1;
}

static bool centre(const Fine *fine, uint8_t *pixels)
{
    Place middle = centre_of_mass(fine);
    int top = find_start(middle.down, fine->rows), left = find_start(middle.right, fine->columns);
    if (top < 0 || left < 0)
        return false;
    float page[PAGE][PAGE] = {{0}};
    for (int row = 0; row < fine->rows; row++)
        memcpy(&page[top + row][left], &fine->at[row * fine->columns], (size_t)fine->columns * sizeof(float));
    for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE; x++) {
            const float *upper = &page[2 * y][2 * x], *lower = &page[2 * y + 1][2 * x];
            pixels[y * SIDE + x] = (uint8_t)((upper[0] + lower[0] + upper[1] + lower[1]) * 63.75f + 0.5f);
        }
    return true;
}

static bool place(const Canvas *canvas, const Box *box, const Fine *fine, float peak, Reading *reading)
{
    double stroke = 2 * reading->area / reading->outline;
    int longer = most(box->right - box->left, box->bottom - box->top);
    int by = thickening(stroke * (1 - SURE_OF_STROKE), longer);
    if (by != thickening(stroke * (1 + SURE_OF_STROKE), longer))
        return false;
    Fine thick;
    if (by > 0)
        thicken(canvas, box, by, peak * (float)canvas->contrast, &thick);
    else {
        thick = *fine;
        for (int at = 0; at < fine->rows * fine->columns; at++)
            thick.at[at] = at_most_one(fine->at[at] / peak);
    }
    return centre(&thick, reading->pixels);
}

bool make_glyph(const Canvas *canvas, const Box *box, Reading *reading)
{
    Levels levels;
    float values[LEVELS];
    bool marks[FINE * FINE];
    fit(canvas, box, FINE, &levels);
    for (int level = 0; level < LEVELS; level++)
        values[level] = (float)level / (float)canvas->contrast;
    int level = find_stroke(&levels, values);
    if (level == 0)
        return false;
    Fine fine;
    float peak = values[level];
    look_up(&levels, values, &fine);
    for (int at = 0; at < fine.rows * fine.columns; at++)
        marks[at] = fine.at[at] > peak * (float)INK_SHARE;
    measure(&fine, peak, box, reading);
    reading->warnings = find_warnings(marks, fine.rows, fine.columns, box, canvas);
    if (!may_be_glyph(canvas))
        return place(canvas, box, &fine, peak, reading);
    double stroke = 2 * reading->area / reading->outline, thin = THIN - 0.005;
    if (fabs(stroke - thin) <= thin * SURE_OF_STROKE)
        return false;
    if (stroke < thin)
        return place(canvas, box, &fine, peak, reading);
    memcpy(reading->pixels, canvas->ink.levels, SIDE * SIDE);
    return true;
}
