"""The window's colours: paper and ink by day, the same by night.

A colour never says something alone: a sign or a word goes with it.

==================  =============================  ===========================================
what                colour                         and
==================  =============================  ===========================================
digit that was read ``accent`` bar                 the longest bar, its number in semi-bold
digit that was said ``good`` number                a tick before its name
lamp                ``good``/``problem``/``muted``  a disc, one with a bar across it, a ring; its words
status line         tone                           the sentence itself
state of an answer  tinted pill                    the word in it
digit read wrongly  ``problem`` number             crossed out, beside the one that was said
warning             ``warning``                    a triangle before its words
button that is off  ``disabled``, no outline       its face lies flat
eraser, heat map on ``chosen`` face                a bar below its sign
focus               ``focus`` ring                 two pixels of distance, nothing else has a ring
opened drawing      ``accent`` frame               twice as thick, and a notch
heat                ``heat``                       stronger where there is more; "much" and "little"
==================  =============================  ===========================================
"""

from dataclasses import dataclass

from handdraw_desktop.theme import Theme

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Palette:
    """Texts: ``ink``, ``muted``, ``disabled``, the tones, ``on_accent``. ``edge`` alone carries no meaning."""

    ground: Colour  # of the window
    card: Colour  # panels, buttons, the status line
    edge: Colour  # round a card, for the eye
    outline: Colour  # round what can be pressed
    ink: Colour
    muted: Colour
    disabled: Colour  # text of what cannot be pressed now, on `flat`
    flat: Colour
    hover: Colour
    pressed: Colour
    chosen: Colour  # the face of what is switched on
    accent: Colour
    accent_hover: Colour
    accent_pressed: Colour
    on_accent: Colour
    focus: Colour
    track: Colour  # of a bar
    bar: Colour  # of a digit that was not read
    good: Colour
    warning: Colour
    problem: Colour
    quiet_ground: Colour  # of pills
    good_ground: Colour
    warning_ground: Colour
    problem_ground: Colour
    paper: Colour  # of the canvas: 255 of the drawing
    pen: Colour  # 0 of the drawing
    hint: Colour  # text on empty paper
    heat: Colour  # over the black and white of the 28x28


LIGHT = Palette(
    ground=(241, 239, 234),
    card=(252, 251, 249),
    edge=(221, 217, 208),
    outline=(136, 132, 123),
    ink=(32, 33, 39),
    muted=(95, 92, 86),
    disabled=(103, 100, 93),
    flat=(233, 230, 223),
    hover=(244, 241, 235),
    pressed=(229, 225, 216),
    chosen=(214, 228, 235),
    accent=(38, 94, 121),
    accent_hover=(48, 112, 143),
    accent_pressed=(27, 72, 94),
    on_accent=(255, 255, 255),
    focus=(178, 84, 20),
    track=(233, 230, 223),
    bar=(110, 133, 145),
    good=(34, 103, 73),
    warning=(134, 78, 8),
    problem=(166, 44, 44),
    quiet_ground=(236, 234, 227),
    good_ground=(222, 238, 229),
    warning_ground=(248, 234, 212),
    problem_ground=(248, 226, 222),
    paper=(255, 255, 255),
    pen=(0, 0, 0),
    hint=(117, 114, 107),
    heat=(214, 64, 32),
)
DARK = Palette(
    ground=(27, 28, 31),
    card=(37, 38, 42),
    edge=(58, 59, 64),
    outline=(128, 129, 134),
    ink=(236, 234, 228),
    muted=(180, 177, 169),
    disabled=(155, 153, 147),
    flat=(46, 47, 51),
    hover=(48, 49, 54),
    pressed=(58, 60, 66),
    chosen=(38, 66, 82),
    accent=(134, 190, 216),
    accent_hover=(156, 206, 229),
    accent_pressed=(110, 168, 196),
    on_accent=(18, 30, 38),
    focus=(246, 176, 98),
    track=(56, 57, 62),
    bar=(139, 153, 161),
    good=(131, 204, 166),
    warning=(232, 180, 104),
    problem=(240, 143, 136),
    quiet_ground=(58, 59, 64),
    good_ground=(31, 62, 47),
    warning_ground=(68, 51, 22),
    problem_ground=(77, 38, 37),
    paper=(228, 225, 218),
    pen=(16, 17, 20),
    hint=(98, 96, 90),
    heat=(214, 64, 32),
)
PALETTES = {Theme.LIGHT: LIGHT, Theme.DARK: DARK}
