"""A real window, real people's strokes, the real services, and whatever may happen to them: every label is true.

`make prove-client DRAWINGS=300 SEED=2` draws more of them.
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack, nullcontext
from itertools import cycle
from pathlib import Path

import pytest

from handdraw_desktop.view.palette import LIGHT

from ...processes import eventually
from .address import Address
from .diary import Diary
from .hand import MISSING, Sitting, desk
from .judging import Verdict, grey, judge
from .story import Story
from .strokes import read_digits

pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"a real window under a window manager needs {MISSING}")

SITTINGS = (
    Sitting(None, 96, ("us", "de")),
    Sitting((500, 560), 96, ("fr", "gr")),
    Sitting(None, 192, ("ru", "kr")),
)
CLOSINGS = ("Escape", "alt+F4", "kill")
PATIENCE_S = 20
DRAWINGS = 24  # where nobody says how many: enough for each fault


@pytest.fixture
def address(tmp_path: Path) -> Iterator[Address]:
    with ExitStack() as parts:
        yield Address(tmp_path, parts)


def test_the_log_holds_what_the_person_did_and_nothing_else(address: Address, tmp_path: Path) -> None:
    """Each fault lasts for a drawing, then all is well for one; in between windows are closed, killed, opened again."""
    seed = int(os.environ.get("HANDDRAW_SEED") or 1)
    count = int(os.environ.get("HANDDRAW_DRAWINGS") or DRAWINGS)
    diary, story = Diary(), Story(seed)
    digits = iter(read_digits(story.chance, count))
    address.open()
    faults, sittings, closings = cycle(address.faults().items()), cycle(SITTINGS), cycle(CLOSINGS)
    quiet = ("all is well", nullcontext)
    at_once = max(count // 6, 1)
    with desk(tmp_path, address.port, diary) as place:
        for begun in range(0, count, at_once):
            sitting, closing = next(sittings), next(closings)
            with place.window(sitting) as hand:
                for number, keyboard in zip(range(begun, min(begun + at_once, count)), cycle(sitting.keyboards)):
                    hand.uses(keyboard)
                    what, fault = quiet if number % 2 else next(faults)
                    diary.notes(what)
                    with fault():
                        story.draws_and_says(hand, *next(digits))
                        hand.sees()
                        if fault is not nullcontext:
                            hand.awaits_colour(LIGHT.problem)
                if closing == "kill":
                    hand.is_killed()
                else:
                    hand.closes(closing)
        with place.window(SITTINGS[0]) as hand:
            wanted = len(diary.recorded) + len(diary.said)
            eventually(lambda: len(address.log()) >= wanted, f"{wanted} events", pause_s=0.5)
            ended = hand.closes()
    log = address.log()
    (tmp_path / "diary.txt").write_text("\n".join(diary.acts))
    drawn = [grey(address.read(sheet.png()).glyph or "") for sheet in diary.recorded]

    assert (judge(diary, log, drawn), ended, len(log)) == (Verdict(), 0, wanted)
