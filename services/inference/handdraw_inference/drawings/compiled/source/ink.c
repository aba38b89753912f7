/* Facts about a drawing's ink, and warnings about it. */

#include "kernel.h"

#include <math.h>
#include <string.h>

enum { FAINT_CONTRAST = 96, GAP = 3, PADDED = FINE + 2 };

static void pad(const Fine *fine, float padded[PADDED][PADDED])
{
    memset(padded, 0, sizeof(float[PADDED][PADDED]));
    for (int row = 0; row < fine->rows; row++)
        memcpy(padded[row + 1] + 1, fine->at + row * fine->columns, (size_t)fine->columns * sizeof(float));
}

/* The length of all edges between places, by their steps to the right and down */
static double measure_edges(const Fine *fine, float across, float down)
{
    float padded[PADDED][PADDED], sums[PADDED] = {0};
    pad(fine, padded);
    for (int row = 0; row <= fine->rows; row++)
        for (int column = 0; column <= fine->columns; column++) {
            float here = padded[row][column];
            float right = (padded[row][column + 1] - here) * down, below = (padded[row + 1][column] - here) * across;
            sums[column] += sqrtf(right * right + below * below);
        }
    double sum = 0;
    for (int column = 0; column <= fine->columns; column++)
        sum += sums[column];
    return sum;
}

void measure(const Fine *fine, float peak, const Box *box, Reading *reading)
{
    double across = (double)(box->right - box->left) / fine->columns;
    double down = (double)(box->bottom - box->top) / fine->rows, sum = 0;
    for (int at = 0; at < fine->rows * fine->columns; at++)
        sum += fine->at[at];
    reading->area = sum * across * down;
    reading->outline = measure_edges(fine, (float)across, (float)down) / peak;
    memcpy(reading->box, (int32_t[]){box->left, box->top, box->right, box->bottom}, sizeof reading->box);
}

/* How many of the other axis's places lie from the first to the last that has a mark between two columns; by rows and
 * columns alike, as the steps from one to the next say */
static int extent(const bool *marks, int rows, int down, int across, int first, int last)
{
    int top = rows, bottom = -1;
    for (int row = 0; row < rows; row++)
        for (int column = first; column <= last; column++)
            if (marks[row * down + column * across]) {
                top = least(top, row);
                bottom = row;
            }
    return bottom + 1 - top;
}

/* Whether a gap without ink separates two marks, each more than half as long as the crop */
static bool is_parted(const bool *marks, int rows, int columns, int down, int across)
{
    for (int column = 0, before = -1; column < columns; column++) {
        if (extent(marks, rows, down, across, column, column) <= 0)
            continue;
        if (before >= 0 && column - before > GAP && 2 * extent(marks, rows, down, across, 0, before) > rows &&
            2 * extent(marks, rows, down, across, column, columns - 1) > rows)
            return true;
        before = column;
    }
    return false;
}

/* marks: [rows, columns] of the fine grid */
int find_warnings(const bool *marks, int rows, int columns, const Box *box, const Canvas *canvas)
{
    Grey ink = canvas->ink;
    bool at_edge = box->left == 0 || box->top == 0 || box->right == ink.width || box->bottom == ink.height;
    bool parted = is_parted(marks, rows, columns, columns, 1) || is_parted(marks, columns, rows, 1, columns);
    return (canvas->contrast < FAINT_CONTRAST ? FAINT_INK : 0) | (at_edge ? TOUCHES_EDGE : 0) |
           (parted ? SEVERAL_MARKS : 0);
}
