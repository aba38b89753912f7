"""Letters and signs, which are no digits: what the network learns to be unsure of.

They are printed by hand (HANDPRINT) or set in Hershey's single-line fonts. Letters that could be a digit in somebody's
hand (O o I l i Z z S s B b G g q) are left out: nobody can tell them apart.
"""

from functools import cache

import numpy as np
from HersheyFonts import HersheyFonts

from handdraw_training.pen.deformation import to_unit_box
from handdraw_training.pen.skeletons import parse_forms
from handdraw_training.pen.strokes import Strokes

FONTS = ("futural", "rowmans", "scripts", "cursive")
ALIKE = {("scripts", "Q"), ("cursive", "Q")}  # written as a 2
LETTERS = "ACDEFHJKLMNPQRTUVWXYacdefhjkmnprtuvwxy"
SIGNS = "+?#$%&@*=<>~{}[]"

HANDPRINT = """
A  0,10 5,0 10,10 | 2,6 8,6
A  0,10 0,3 5,0 10,3 10,10 | 0,6 10,6
A  ~0,10 4,1 6,1 10,10 | 2,6 9,6
C  ~9,2 6,0 2,2 0,5 2,9 6,10 9,8
C  ~8,1 3,0 0,5 3,10 9,9
D  1,0 1,10 | ~1,0 7,1 10,5 7,9 1,10
D  ~2,10 1,0 7,0 10,4 8,9 1,10
E  9,0 1,0 1,10 9,10 | 1,5 7,5
E  ~8,1 3,0 2,3 6,5 2,6 1,9 5,10 9,8
E  1,0 1,10 | 1,0 9,0 | 1,5 7,5 | 1,10 9,10
F  9,0 1,0 1,10 | 1,5 7,5
F  1,0 1,10 | 1,0 9,0 | 1,4 6,4
H  0,0 0,10 | 10,0 10,10 | 0,5 10,5
H  0,0 1,10 | 9,0 10,10 | 0,6 10,5
J  8,0 8,7 | ~8,7 7,10 3,10 1,8
J  2,0 10,0 | ~7,0 7,7 5,10 2,9 1,7
K  1,0 1,10 | 9,0 1,6 9,10
K  1,0 1,10 | ~9,0 5,4 1,5 5,6 9,10
L  1,0 1,10 9,10
L  ~3,0 2,6 1,10 5,10 9,9
M  0,10 1,0 5,7 9,0 10,10
M  0,10 0,0 5,5 10,0 10,10
N  0,10 0,0 9,10 9,0
N  ~0,10 1,0 2,1 8,9 9,9 10,0
P  1,0 1,10 | ~1,0 7,0 9,3 7,6 1,6
P  ~1,10 1,1 7,0 9,3 6,6 1,5
Q  ~5,0 1,2 0,5 2,9 5,10 9,8 10,4 8,1 5,0 | 6,6 10,11
R  1,0 1,10 | ~1,0 7,0 8,3 6,5 1,5 | 4,5 9,10
R  ~1,10 1,0 7,0 8,3 2,5 5,7 9,10
T  0,0 10,0 | 5,0 5,10
T  ~0,1 3,0 7,0 10,0 | ~5,0 5,6 4,10
U  ~0,0 0,6 3,10 7,10 10,6 10,0
U  ~0,0 0,7 4,10 8,8 9,0 | 9,0 9,10
V  0,0 5,10 10,0
V  ~0,0 4,9 5,9 10,0
W  0,0 2,10 5,3 8,10 10,0
W  ~0,0 1,9 4,9 5,3 6,9 9,9 10,0
X  0,0 10,10 | 10,0 0,10
X  ~0,1 3,1 7,9 10,9 | 10,0 0,10
Y  0,0 5,5 10,0 | 5,5 5,10
Y  ~0,0 1,4 5,5 9,0 | ~9,0 8,6 5,10 1,9
Y  0,0 5,5 | 10,0 3,10
a  ~8,3 4,2 0,5 2,9 6,8 8,4 | ~8,2 8,8 10,10
a  ~1,3 5,1 8,3 8,10 | ~8,5 3,5 1,8 4,10 8,8
a  ~9,3 4,2 1,6 3,10 7,9 9,4 9,8 11,10
c  ~9,3 5,1 1,5 5,10 9,8
d  ~8,5 4,4 0,7 3,10 7,9 8,6 | 8,0 8,10
d  ~9,0 8,6 4,4 1,7 4,10 8,8 9,0 8,8 10,10
e  ~1,6 9,5 6,1 2,2 1,6 3,10 9,9
e  ~0,7 5,6 8,3 5,1 2,4 2,8 5,10 10,8
f  ~8,1 5,0 4,3 4,10 | 1,4 8,4
f  ~9,1 6,0 5,4 4,10 1,11 | 1,5 8,5
h  1,0 1,10 | ~1,6 5,4 8,6 8,10
h  ~3,0 1,10 3,5 7,5 7,9 9,10
j  ~6,3 6,10 4,12 1,11 | 6,0 6,0.4
j  ~7,2 6,9 3,12 1,10 | 7,-1 7.3,-0.7
k  1,0 1,10 | 7,3 1,7 8,10
k  1,0 1,10 | ~1,6 6,3 6,5 1,6 | 3,6 8,10
m  1,2 1,10 | ~1,4 3,2 5,4 5,10 | ~5,4 8,2 10,4 10,10
m  ~0,3 1,10 2,4 4,4 5,10 6,4 8,4 9,10
n  1,2 1,10 | ~1,4 5,2 8,4 8,10
n  ~0,3 1,3 1,10 2,5 6,3 8,6 8,10
p  1,2 1,14 | ~1,4 5,2 9,5 6,9 1,8
p  ~1,3 1,14 1,4 6,2 8,6 5,9 1,8
r  1,2 1,10 | ~1,5 4,2 8,3
r  ~0,4 2,2 4,3 5,3 5,8 7,10
t  ~5,0 5,8 7,10 9,9 | 1,3 9,3
t  5,0 5,10 | 1,4 9,4
u  ~1,2 1,8 4,10 8,7 | 8,2 8,10
u  ~0,3 1,9 5,9 7,3 7,8 10,10
v  1,2 5,10 9,2
v  ~0,3 2,3 4,10 6,8 8,2 10,3
w  0,2 3,10 5,4 7,10 10,2
w  ~0,3 1,9 4,9 5,4 6,9 8,9 9,3 10,3
x  1,2 9,10 | 9,2 1,10
x  ~0,3 3,3 6,9 9,9 | 9,2 1,10
y  1,2 5,8 | 9,2 2,14
y  ~1,2 2,7 6,8 8,2 | ~8,2 8,10 5,14 1,12
"""


def letter(rng: np.random.Generator) -> tuple[str, Strokes]:
    """Return a random letter or sign and its strokes, in the unit box."""
    if rng.random() < 0.6:
        return _handprinted_letter(rng)
    characters = SIGNS if rng.random() < 0.15 else LETTERS
    character = characters[rng.integers(len(characters))]
    font = FONTS[rng.integers(len(FONTS))]
    return letter(rng) if (font, character) in ALIKE else (character, _printed_character(font, character))


def _handprinted_letter(rng: np.random.Generator) -> tuple[str, Strokes]:
    character = LETTERS[rng.integers(len(LETTERS))]
    known = _handprint()[character]
    return character, known[rng.integers(len(known))]


@cache
def _handprint() -> dict[str, list[Strokes]]:
    return parse_forms(HANDPRINT)


@cache
def _printed_character(font: str, character: str) -> Strokes:
    return to_unit_box(
        tuple(np.array(stroke, np.float64) for stroke in _font(font).strokes_for_text(character) if stroke)
    )


@cache
def _font(name: str) -> HersheyFonts:
    font = HersheyFonts()
    font.load_default_font(name)
    return font
