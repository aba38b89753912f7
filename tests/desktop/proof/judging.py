"""Whether a log holds what a diary says, event by event and label by label."""

from base64 import b64decode
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from handdraw_contracts.events import ClassificationEvent, LabelEvent
from handdraw_contracts.log import LoggedEvent

from .diary import Diary

Glyph = NDArray[np.float64]
LEAST_ALIKE = 0.8
"""correlation; two renderings of one drawing have 0.94 and more, but so may two drawings of one digit"""


@dataclass(frozen=True)
class Verdict:
    """``other_pictures``: places of recorded drawings whose event has another's picture."""

    lost: int = 0
    twice: int = 0
    unasked: int = 0
    labels_lost: int = 0
    labels_twice: int = 0
    wrong_labels: tuple[tuple[int, int], ...] = ()
    other_pictures: tuple[int, ...] = ()
    out_of_force: tuple[int, ...] = ()
    disordered: int = 0


def judge(diary: Diary, log: Sequence[LoggedEvent], drawn: Sequence[Glyph]) -> Verdict:
    """``drawn``: what the network would see of each recorded sheet, drawn by somebody else."""
    read = [one for one in log if isinstance(one.event, ClassificationEvent)]
    events = [one.event for one in read if isinstance(one.event, ClassificationEvent)]
    ids = list(dict.fromkeys(event.id for event in events if event.data.outcome == "classified"))
    places = {own: place for place, own in enumerate(ids)}
    said = [
        (places.get(one.event.data.classification_id, -1), one.event.data.digit)
        for one in log
        if isinstance(one.event, LabelEvent)
    ]
    too_many = len(ids) - len(diary.recorded)
    return Verdict(
        lost=max(-too_many, 0),
        twice=len(events) - len(ids),
        unasked=max(too_many, 0),
        labels_lost=(Counter(diary.said) - Counter(said)).total(),
        labels_twice=len(said) - len(without_repeats(said)),
        wrong_labels=tuple((Counter(said) - Counter(diary.said)).keys() - set(diary.said)),
        other_pictures=_others([_glyph(event) for event in _firsts(events, ids)], drawn),
        out_of_force=_out_of_force(diary, read, places),
        disordered=_disordered(said, diary.said),
    )


def without_repeats(said: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Without those that say of a drawing what was said of it last."""
    last: dict[int, int] = {}
    kept = []
    for place, digit in said:
        if last.get(place) != digit:
            kept.append((place, digit))
        last[place] = digit
    return kept


def _disordered(said: Sequence[tuple[int, int]], wanted: Sequence[tuple[int, int]]) -> int:
    """How many drawings have just their labels, but in another order."""
    return sum(
        sorted(own) == sorted(due) and own != due
        for place in dict(wanted)
        for own, due in [([d for p, d in said if p == place], [d for p, d in wanted if p == place])]
    )


def _out_of_force(diary: Diary, read: Sequence[LoggedEvent], places: dict[UUID, int]) -> tuple[int, ...]:
    """Drawings whose label in force is not what was said last."""
    last = dict(diary.said)
    in_force = {places[one.event.id]: one.label.digit for one in read if one.label and one.event.id in places}
    return tuple(sorted(place for place in last.keys() | in_force.keys() if last.get(place) != in_force.get(place)))


def _firsts(events: Sequence[ClassificationEvent], ids: Sequence[UUID]) -> list[ClassificationEvent]:
    by_id = {event.id: event for event in reversed(events)}
    return [by_id[own] for own in ids]


def _glyph(event: ClassificationEvent) -> Glyph:
    return grey(event.data.glyph or "")


def grey(glyph: str) -> Glyph:
    """From base64, [784]."""
    return np.frombuffer(b64decode(glyph), np.uint8).astype(float)


def _others(logged: Sequence[Glyph], drawn: Sequence[Glyph]) -> tuple[int, ...]:
    pairs = enumerate(zip(logged, drawn, strict=False))
    return tuple(place for place, (one, other) in pairs if np.corrcoef(one, other)[0, 1] < LEAST_ALIKE)
