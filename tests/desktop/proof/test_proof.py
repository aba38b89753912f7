"""A real window, real people's strokes, the real services, and whatever may happen to them: every label is true.

`make prove-client DRAWINGS=300 SEED=2` draws more of them.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from itertools import cycle, islice
from pathlib import Path

import pytest

from handdraw_desktop.view.palette import LIGHT

from ...processes import eventually
from .address import Address
from .diary import Diary
from .hand import MISSING, Desk, Sitting, desk
from .judging import Verdict, grey, judge
from .story import Story
from .strokes import read_digits, source

pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"a real window under a window manager needs {MISSING}")

SITTINGS = (
    Sitting(None, 96, ("us", "de")),
    Sitting((500, 560), 96, ("fr", "gr")),
    Sitting(None, 192, ("ru", "kr")),
)
CLOSINGS = ("Escape", "alt+F4", "kill")
DRAWINGS = 24  # where nobody says how many: enough for each fault


@pytest.fixture
def address(tmp_path: Path) -> Iterator[Address]:
    with ExitStack() as parts:
        yield Address(tmp_path, parts)


def test_the_log_holds_what_the_person_did_and_nothing_else(
    address: Address, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """After each drawing for which all is well, one in a fault; windows are closed and killed in the midst of one."""
    count = int(os.environ.get("HANDDRAW_DRAWINGS") or DRAWINGS)
    diary, story = Diary(), Story(int(os.environ.get("HANDDRAW_SEED") or 1))
    with desk(tmp_path, address.port, diary) as place:
        live(place, address, story, diary, count)
        with place.window(SITTINGS[0]) as hand:
            wanted = len(diary.recorded) + len(diary.said)
            with suppress(AssertionError):  # what is missing then is told below
                eventually(lambda: len(address.log()) >= wanted, f"{wanted} events", pause_s=0.5)
            ended = hand.closes()
    (tmp_path / "diary.txt").write_text("\n".join(diary.acts))
    log = address.log()
    drawn = [grey(address.read(sheet.png()).glyph or "") for sheet in diary.recorded]
    with capsys.disabled():
        sys.stdout.write(
            f"\n{count} drawings by {source()}: {len(diary.recorded)} events and {len(diary.said)} labels were due, "
            f"{len(log)} came. "
        )

    assert (judge(diary, log, drawn), ended, len(log)) == (Verdict(), 0, wanted)


def live(place: Desk, address: Address, story: Story, diary: Diary, count: int) -> None:
    address.open()
    faults, sittings, closings = cycle(address.faults().items()), cycle(SITTINGS), cycle(CLOSINGS)
    digits = read_digits(story.chance, count)
    while digits:
        sitting, closing = next(sittings), next(closings)
        with ExitStack() as trouble, place.window(sitting) as hand:  # trouble outlasts the window
            for keyboard in islice(cycle(sitting.keyboards), max(count // 12, 1)):
                trouble.close()
                hand.uses(keyboard)
                story.draws_and_says(hand, *digits.pop())
                if not digits:
                    break
                what, fault = next(faults)
                diary.notes(what)
                trouble.enter_context(fault())
                story.draws_and_says(hand, *digits.pop())
                hand.awaits_colour(LIGHT.problem)
                if not digits:
                    break
            if closing == "kill":
                hand.is_killed()
            else:
                hand.closes(closing)


def test_a_label_that_the_gateway_hung_over_is_one_event(address: Address, tmp_path: Path) -> None:
    diary = Diary()
    address.open()
    with desk(tmp_path, address.port, diary) as place, place.window(SITTINGS[0]) as hand:
        hand.draws([(100, 40), (100, 240)])
        hand.records()
        eventually(lambda: len(address.log()) == 1, "the drawing is in the log")
        with address.hung():
            hand.says(1)
            hand.awaits_colour(LIGHT.problem)
        eventually(lambda: len(address.log()) > 1, "the label is in the log")
        hand.says(7)
        eventually(lambda: len(address.log()) > 2, "its correction, too")
        hand.closes()

    verdict = judge(diary, address.log(), [grey(address.read(sheet.png()).glyph or "") for sheet in diary.recorded])
    assert verdict == Verdict()
