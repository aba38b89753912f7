"""What the window may be found in: each scene a session and where the person is, with fixed answers."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

import numpy as np

from handdraw_contracts.classifications import Classification, ModelReference, TimingMs
from handdraw_desktop.drawing.raster import rasterise
from handdraw_desktop.drawing.recorded import read_strokes
from handdraw_desktop.drawing.strokes import Drawing, Stroke
from handdraw_desktop.gateway.calls import Away, Ended, Present, Reason, Tell
from handdraw_desktop.keys import Action
from handdraw_desktop.layout import Look, Pick, Say
from handdraw_desktop.pages import Cover, Page
from handdraw_desktop.session.codes import Code
from handdraw_desktop.session.history import Entry, Reading
from handdraw_desktop.session.state import Session
from handdraw_desktop.view.picture import Hands

from ...processes import ROOT

STROKES = ROOT / "examples" / "drawings" / "strokes.txt"
ALL = Hands(frozenset(Action))
HOME = Present("0.9.0")


def drawn(digit: int, number: int = 0) -> Drawing:
    strokes = (Stroke(stroke, 16) for stroke in read_strokes(STROKES, digit))
    return Drawing(UUID(int=100 * number + digit + 1), tuple(strokes))


def answer(drawing: Drawing, digit: int, confidence: float, second: int, *warnings: str) -> Classification:
    """Nearly all of the rest is the second's."""
    rest = 1 - confidence
    shares = {digit: confidence, second: 0.9 * rest}
    return Classification(
        id=drawing.id,
        digit=digit,
        confidence=confidence,
        probabilities=tuple(shares.get(one, 0.1 * rest / 8) for one in range(10)),
        warnings=warnings,
        model=ModelReference(name="digits", version="3", engine="embedded"),
        glyph=b64encode((255 - rasterise(drawing, 28)).tobytes()).decode(),
        saliency=_saliency(drawing),
        timing_ms=TimingMs(total=2.4),
    )


def _saliency(drawing: Drawing) -> tuple[float, ...]:
    """It looked at the ink about the upper right."""
    rows, columns = np.mgrid[0:28, 0:28]
    near = np.exp(-((rows - 9) ** 2 + (columns - 17) ** 2) / 30)
    ink = (255 - rasterise(drawing, 28)) / 255
    return tuple((0.42 * near * (0.3 + 0.7 * ink)).ravel().round(3).tolist())


SEVEN, THREE = drawn(7), drawn(3)
READ = answer(SEVEN, 7, 0.962, 1)
UNSURE = answer(THREE, 3, 0.437, 5, "low_confidence", "several_marks")
EMPTY = Session(Drawing(UUID(int=999)), link=HOME)
BEFORE = tuple(
    Entry(one, answer(one, read, 0.93, (read + 1) % 10), said, taken=said is not None)
    for digit, read, said in [(2, 2, 2), (4, 4, None), (9, 4, 9), (0, 0, 0), (8, 8, 8)]
    for one in [drawn(digit, 1)]
)
PREVIEW = replace(EMPTY, drawing=SEVEN, reading=Reading(SEVEN.id, READ), history=BEFORE)
RECORDED = replace(PREVIEW, reading=None, history=(*BEFORE, Entry(SEVEN, READ)))
LABELLED = replace(RECORDED, history=(*BEFORE, Entry(SEVEN, READ, 7, taken=True)))
CORRECTED = replace(RECORDED, history=(*BEFORE, Entry(SEVEN, READ, 1, taken=True)))
WARNED = replace(EMPTY, drawing=THREE, history=(*BEFORE, Entry(THREE, UNSURE)))
FILES = (("drawing-20261126-144500.png", SEVEN), ("그림 3.png", THREE), ("holiday.png", None))
AWAY = Away(Reason.NOBODY_ANSWERS)

SCENES: Mapping[str, tuple[Session, Hands]] = {
    "empty": (EMPTY, Hands(frozenset({Action.ERASER, Action.EXPLAIN, Action.LANGUAGE, Action.THEME, Action.HELP}))),
    "drawing": (replace(EMPTY, drawing=SEVEN, history=BEFORE[:2]), ALL),
    "preview": (PREVIEW, ALL),
    "recorded": (RECORDED, ALL),
    "labelled": (LABELLED, ALL),
    "corrected": (CORRECTED, ALL),
    "warned": (WARNED, ALL),
    "waiting": (
        replace(EMPTY, drawing=SEVEN, history=(*BEFORE[:3], Entry(SEVEN, None, 7)), link=AWAY, waiting=4),
        ALL,
    ),
    "out of date": (replace(PREVIEW, drawing=drawn(7, 3), link=AWAY), ALL),
    "foreign": (replace(EMPTY, link=Away(Reason.NOT_THE_GATEWAY), waiting=1), ALL),
    "refused": (replace(LABELLED, ended=Ended(Tell(SEVEN.id, 7), "key_reused")), ALL),
    "opened": (replace(EMPTY, drawing=BEFORE[2].drawing, history=BEFORE), replace(ALL, hovered=Look(0))),
    "explained": (replace(PREVIEW, explains=True, previewed=(SEVEN.id, True)), ALL),
    "hovered": (PREVIEW, replace(ALL, hovered=Say(7))),
    "pressed": (PREVIEW, replace(ALL, hovered=Action.CLASSIFY, pressed=Action.CLASSIFY)),
    "focused": (PREVIEW, replace(ALL, focused=Say(3), erases=True)),
    "focused on a sign": (PREVIEW, replace(ALL, focused=Action.ERASER)),
    "saved": (LABELLED.noting(Code.SAVED, "/home/mina/drawings/drawing-20261126-144500.png"), ALL),
    "helped": (LABELLED, replace(ALL, cover=Cover(Page.HELP))),
    "score": (LABELLED, replace(ALL, cover=Cover(Page.SCORE))),
    "history": (LABELLED, replace(ALL, cover=Cover(Page.HISTORY), hovered=Look(2))),
    "files": (EMPTY, replace(ALL, cover=Cover(Page.FILES, FILES), focused=Pick(1))),
    "no files": (EMPTY, replace(ALL, cover=Cover(Page.FILES))),
    "explained small": (
        replace(PREVIEW, explains=True, previewed=(SEVEN.id, True)),
        replace(ALL, cover=Cover(Page.EXPLAIN)),
    ),
}
