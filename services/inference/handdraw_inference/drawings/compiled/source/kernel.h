/* The short way of normalisation, for small pictures. A file does what the Python module of its name does, to its
 * numbers; those modules are the reference, and explain. What is not certain to come out the same is left to them.
 * Whoever calls it holds the interpreter's lock: what is static is used by one at a time. */

#ifndef KERNEL_H
#define KERNEL_H

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "pixels are looked at several at once, in the order of a little-endian machine"
#endif

#include <stdbool.h>
#include <stdint.h>

enum {
    MOST_PIXELS = 300 * 300,
    MOST_SIDE = 1024,
    MOST_BANDS = 4,
    MOST_ASPECT = 256, /* decoding.py refuses longer ones */
    SIDE = 28,  /* of a glyph */
    BOX = 20,   /* of the digit in it */
    FINER = 2,
    FINE = BOX * FINER,
    MOST_GRID = 186 * 186 /* places of an overview: a picture with fewer is its own */
};

/* [height, width] levels, a row beginning every stride bytes */
typedef struct {
    const uint8_t *levels;
    int width, height, stride;
} Grey;

/* from the first place of a row that has ink to the last; to lies outside, and is from where there is none */
typedef struct {
    int from, to;
} Stretch;

/* as Pillow has them: right and bottom lie outside */
typedef struct {
    int left, top, right, bottom;
} Box;

typedef struct {
    Grey ink;              /* how far each place is from the paper */
    const Stretch *inked;  /* of each row */
    int contrast;          /* the largest ink */
    bool even;
} Canvas;

typedef struct {
    Grey grid;
    int factor;
} Overview;

/* What Python makes a Glyph of. The order of the fields is that of kernel.py. */
typedef struct {
    uint8_t pixels[SIDE * SIDE];
    int32_t box[4];                   /* of the ink: left, top, right, bottom */
    int32_t warnings;                 /* bits, in the order of the enum below */
    double area, outline;             /* pixels */
} Reading;

enum { FAINT_INK = 1, TOUCHES_EDGE = 2, SEVERAL_MARKS = 4 };

/* Values of [rows, columns] on the fine grid: 0 paper, 1 ink */
typedef struct {
    int rows, columns;
    float at[FINE * FINE];
} Fine;

/* scanlines.c */
enum { NONE, SUB, UP, AVERAGE, PAETH };
bool undo_filter(int filter, uint8_t *to, const uint8_t *sent, const uint8_t *above, int count, int bands);

/* paper.c */
typedef struct {
    int width, height, bands, rows; /* rows: how many have been laid out */
    bool grey;                      /* whether all of those are opaque, and one band tells them */
    uint8_t *planes[MOST_BANDS];
} Layout;
void begin_layout(Layout *layout, int width, int height, int bands);
void lay_out_row(Layout *layout, const uint8_t *pixels);
void repeat_row(Layout *layout);
bool finish_layout(const Layout *layout, Canvas *canvas);

/* overview.c */
void look_at(const Canvas *canvas, Overview *overview);
bool is_plain(const Overview *overview, bool *certain);
bool find_ink(const Canvas *canvas, const Overview *overview, Box *box); /* false: there is none to be seen */

/* marks.c: of one grid at a time */
enum { MANY = 8 };
typedef struct {
    int left, top, width, height, area, label;
} Mark;
int find_marks(Grey grid, int above, Mark found[MANY]); /* how many there are; beyond MANY, MANY + 1 */
bool is_frame(const Mark *mark);                        /* one that was found last */

/* resize.c */
void resize(const Canvas *canvas, const Box *box, uint8_t *to, int width, int height);

/* ink.c */
void measure(const Fine *fine, float peak, const Box *box, Reading *reading);
int find_warnings(const bool *marks, int rows, int columns, const Box *box, const Canvas *canvas);

/* glyphs.c: centres of mass are of ink; without any, there is none */
bool may_be_glyph(const Canvas *canvas);
bool make_glyph(const Canvas *canvas, const Box *box, Reading *reading);

static inline int least(int one, int other) { return one < other ? one : other; }
static inline int most(int one, int other) { return one > other ? one : other; }

#endif
