/* Marks: the connected patches of ink on a grid, found by its runs (rows' stretches of ink). */

#include "kernel.h"

#include <math.h>
#include <string.h>

enum { MOST_RUNS = MOST_GRID / 2 + MOST_SIDE };
static const double FRAME_SHARE = 0.65, INSIDE_SHARE = 0.1, RIM = 1.0 / 16;

typedef struct {
    int y, left, right; /* right lies outside */
    int parent;         /* an earlier run of the same mark, or itself */
} Run;

static Run runs[MOST_RUNS];
static int run_count;

static int find_root(int run)
{
    while (runs[run].parent != run) {
        runs[run].parent = runs[runs[run].parent].parent;
        run = runs[run].parent;
    }
    return run;
}

static void join(int one, int other)
{
    int first = find_root(one), second = find_root(other);
    runs[most(first, second)].parent = least(first, second);
}

/* Join the run to those of the row above that it touches, by a side or a corner; return the first that may touch the
 * next run, too */
static int join_above(int run, int above, int above_end)
{
    while (above < above_end && runs[above].right < runs[run].left)
        above++;
    for (int other = above; other < above_end && runs[other].left <= runs[run].right; other++)
        join(run, other);
    return above;
}

static int find_runs(const uint8_t *row, int width, int y, int above)
{
    int first = run_count;
    for (int x = 0; x < width;) {
        uint64_t eight = 1;
        if (x + 8 <= width)
            memcpy(&eight, row + x, 8);
        if (eight == 0 || row[x] <= above) {
            x += eight == 0 ? 8 : 1;
            continue;
        }
        int left = x;
        while (x < width && row[x] > above)
            x++;
        runs[run_count] = (Run){y, left, x, run_count};
        run_count++;
    }
    return first;
}

static void extend(Mark *mark, const Run *run)
{
    int right = most(mark->left + mark->width, run->right);
    mark->left = least(mark->left, run->left);
    mark->width = right - mark->left;
    mark->height = run->y + 1 - mark->top;
    mark->area += run->right - run->left;
}

int find_marks(Grey grid, int above, Mark found[MANY])
{
    run_count = 0;
    for (int y = 0, upper = 0; y < grid.height; y++) {
        int first = find_runs(grid.levels + y * grid.stride, grid.width, y, above);
        for (int run = first, touching = upper; run < run_count; run++)
            touching = join_above(run, touching, first);
        upper = first;
    }
    int count = 0;
    for (int run = 0; run < run_count; run++) {
        int root = find_root(run), at = 0;
        while (at < least(count, MANY) && found[at].label != root)
            at++;
        if (at == MANY)
            return MANY + 1;
        if (at == count)
            found[count++] = (Mark){runs[run].left, runs[run].y, 0, 0, 0, root};
        extend(&found[at], &runs[run]);
    }
    return count;
}

static int count_inside(const Mark *mark, int rim)
{
    int left = mark->left + rim, right = mark->left + mark->width - rim, count = 0;
    for (int run = 0; run < run_count; run++) {
        bool inside = runs[run].y >= mark->top + rim && runs[run].y < mark->top + mark->height - rim;
        if (inside && find_root(run) == mark->label)
            count += most(0, least(right, runs[run].right) - most(left, runs[run].left));
    }
    return count;
}

static int count_set(const uint8_t *places, int count)
{
    int set = 0;
    for (int at = 0; at < count; at++)
        set += places[at];
    return set;
}

/* Whether there is ink within the rim along most of each of the four edges */
static bool is_along_edges(const Mark *mark, int rim)
{
    uint8_t top[MOST_SIDE] = {0}, bottom[MOST_SIDE] = {0}, left[MOST_SIDE] = {0}, right[MOST_SIDE] = {0};
    for (int run = 0; run < run_count; run++) {
        if (find_root(run) != mark->label)
            continue;
        int y = runs[run].y - mark->top, x = runs[run].left - mark->left, end = runs[run].right - mark->left;
        if (y < rim)
            memset(top + x, 1, (size_t)(end - x));
        if (y >= mark->height - rim)
            memset(bottom + x, 1, (size_t)(end - x));
        left[y] |= x < rim;
        right[y] |= end > mark->width - rim;
    }
    return count_set(top, mark->width) >= FRAME_SHARE * mark->width &&
           count_set(bottom, mark->width) >= FRAME_SHARE * mark->width &&
           count_set(left, mark->height) >= FRAME_SHARE * mark->height &&
           count_set(right, mark->height) >= FRAME_SHARE * mark->height;
}

bool is_frame(const Mark *mark)
{
    int rim = most(2, (int)rint(most(mark->width, mark->height) * RIM));
    if (least(mark->width, mark->height) <= 4 * rim)
        return false;
    return count_inside(mark, rim) < INSIDE_SHARE * mark->area || is_along_edges(mark, rim);
}
