"""A log in which 5 drawings were misread and 45 labelled wrong: which labels does a report doubt?"""

from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest

from handdraw_reporter.drawings.choosing import SURE, Selection
from handdraw_reporter.drawings.curator import Curator
from handdraw_reporter.drawings.fetching import Fetcher
from handdraw_reporter.drawings.gallery import Gallery
from handdraw_reporter.wording import load_wording

from ..fake_logger import FakeLogger
from ..log_events import Json, classification, cursor, event_id, label, parse_events
from .people import MNIST, STROKES, Reading, read_mnist, read_strokes

MISREAD, WRONG, RIGHT = 5, 45, 150
SEEDS = range(8)
PLAIN = "A" * 1046 + "=="


class Log(NamedTuple):
    """``wrong``: drawings with a wrong label although the reading was sure; ``misread``: those with a right one."""

    events: list[Json]
    wrong: set[str]
    misread: set[str]


def make_log(readings: Sequence[Reading], seed: int) -> Log:
    """Label the surest misreadings right, 45 others wrong by chance, and more of them right."""
    chance = Random(seed)
    misread = sorted((one for one in readings if not one.right), key=lambda one: -one.confidence)[:MISREAD]
    others = chance.sample([one for one in readings if one.right], WRONG + RIGHT)
    said = [(one, one.digit) for one in (*misread, *others[WRONG:])]
    said += [(one, (one.digit + chance.randrange(1, 10)) % 10) for one in others[:WRONG]]
    chance.shuffle(said)
    log = Log([], set(), set())
    for number, (one, digit) in enumerate(said, 1):
        labelled = label(1000 + number, number, digit, one.data["digit"])
        labelled["read"]["confidence"] = one.confidence
        log.events.extend([one.event(number), labelled])
        if one.right and digit != one.digit and one.confidence > SURE:
            log.wrong.add(event_id(number))
        elif not one.right:
            log.misread.add(event_id(number))
    log.events.sort(key=lambda event: str(event["cursor"]))
    return log


def hang(log: Log) -> Gallery:
    selection = Selection(cursor(2000))
    for event in parse_events(log.events):
        selection.add(event)
    return Curator(selection, Fetcher(FakeLogger(log.events).client()), load_wording("en"), "http://logger").hang()


def assert_labels_are_doubted(readings: Sequence[Reading]) -> None:
    for seed in SEEDS:
        log = make_log(readings, seed)
        [row] = [row for row in hang(log).rows if row.name == "contradicted"]
        found = {str(one.id) for one in row.drawings}

        assert (len(log.misread), len(log.wrong) > 35, found & log.misread) == (MISREAD, True, set())
        assert (len(found & log.wrong) >= 0.95 * len(log.wrong), row.count) == (True, len(found))


@pytest.mark.skipif(not MNIST.is_file(), reason="HANDDRAW_MNIST names no file with MNIST")
def test_of_real_scans_wrong_labels_are_doubted_and_misreadings_are_not(models_dir: Path) -> None:
    """None of these images was looked at when the conditions in doubt.py were chosen; 3 of the 5 are read above .99."""
    assert_labels_are_doubted(list(read_mnist(models_dir, 46_000, 8_000)))


@pytest.mark.skipif(not STROKES.is_file(), reason="HANDDRAW_STROKES names no file of recorded pen strokes")
def test_of_real_pen_strokes_wrong_labels_are_doubted_and_misreadings_are_not(models_dir: Path) -> None:
    assert_labels_are_doubted(list(read_strokes(models_dir, every=3)))


def test_of_made_up_readings_wrong_labels_are_doubted_and_misreadings_are_not() -> None:
    assert_labels_are_doubted([_make_up(number, Random(number)) for number in range(400)])


def _make_up(number: int, chance: Random) -> Reading:
    """Make up a reading: 1 in 40 is wrong, and then the network puts the right digit next."""
    digit, right = number % 10, number % 40 > 0
    read = digit if right else (digit + 3) % 10
    confidence = 1 - chance.choice((1e-6, 1e-4, 0.002)) if right else chance.choice((0.4, 0.9, 0.992, 0.996))
    shares = [chance.random() * (0.1 if place != (digit + 1) % 10 else 1) for place in range(10)]
    if not right:
        shares[digit] = 2
    rest = sum(share for place, share in enumerate(shares) if place != read)
    probabilities = [(1 - confidence) * share / rest for share in shares]
    probabilities[read] = confidence
    data: Json = {"digit": read, "confidence": confidence, "probabilities": probabilities, "glyph": PLAIN}
    return Reading(
        digit, {name: value for name, value in classification(1, **data)["event"]["data"].items() if name in data}
    )
