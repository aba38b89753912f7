"""A log that is not what the person did is noticed, whatever is wrong with it."""

from base64 import b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import numpy as np
import pytest

from handdraw_contracts.classifications import ModelReference, TimingMs
from handdraw_contracts.events import ClassificationData, ClassificationEvent, LabelData, LabelEvent
from handdraw_contracts.log import LabelInForce, LoggedEvent

from .diary import Diary
from .judging import Glyph, Verdict, judge

NOW = datetime(2026, 11, 26, tzinfo=UTC)
ONE, OTHER = ((100.0, 40.0), (100.0, 240.0)), ((40.0, 100.0), (240.0, 100.0))


def glyph(place: int) -> Glyph:
    return np.random.default_rng(place).integers(0, 255, 784).astype(float)


def read(place: int, force: int | None, picture: int | None = None) -> LoggedEvent:
    data = ClassificationData(
        outcome="classified",
        status=200,
        digit=1,
        confidence=0.9,
        probabilities=(0.0, 1.0, *[0.0] * 8),
        model=ModelReference(name="digits", version="1", engine="embedded"),
        timing_ms=TimingMs(total=1),
        glyph=b64encode(glyph(place if picture is None else picture).astype(np.uint8).tobytes()).decode(),
    )
    event = ClassificationEvent(
        specversion="1.0",
        id=UUID(int=place),
        source="/handdraw/inference",
        time=NOW,
        type="handdraw.classification.v1",
        data=data,
    )
    label = None if force is None else LabelInForce(event_id=UUID(int=9), digit=force)
    return LoggedEvent(cursor="1-0", recorded_at=NOW, event=event, label=label)


def said(place: int, digit: int) -> LoggedEvent:
    event = LabelEvent(
        specversion="1.0",
        id=UUID(int=100),
        source="/handdraw/inference",
        time=NOW,
        type="handdraw.label.v1",
        data=LabelData(classification_id=UUID(int=place), digit=digit),
    )
    return LoggedEvent(cursor="1-0", recorded_at=NOW, event=event)


@pytest.fixture
def diary() -> Diary:
    """Two drawings, the second of which is corrected."""
    diary = Diary()
    diary.draws(ONE)
    diary.says(1)
    diary.draws(OTHER)
    diary.says(3)
    diary.says(2)
    return diary


@dataclass(frozen=True)
class Logs:
    right: tuple[LoggedEvent, ...] = (read(0, 1), said(0, 1), read(1, 2), said(1, 3), said(1, 2))


@pytest.mark.parametrize(
    ("log", "expected"),
    [
        pytest.param(Logs().right, Verdict(), id="as it was"),
        pytest.param(
            Logs().right[:2], Verdict(lost=1, labels_lost=2, out_of_force=(1,)), id="a drawing and its labels are lost"
        ),
        pytest.param((*Logs().right, read(1, 2)), Verdict(twice=1), id="a drawing twice"),
        pytest.param((*Logs().right, said(1, 2)), Verdict(labels_twice=1), id="a label twice"),
        pytest.param((*Logs().right, read(2, None)), Verdict(unasked=1), id="a drawing that nobody recorded"),
        pytest.param(Logs().right[:-1], Verdict(labels_lost=1), id="a label is lost"),
        pytest.param(
            (read(0, 1), said(0, 1), read(1, 2), said(1, 3), said(0, 2)),
            Verdict(labels_lost=1, wrong_labels=((0, 2),)),
            id="a label of another drawing",
        ),
        pytest.param(
            (*Logs().right[:2], read(1, 3), *Logs().right[3:]), Verdict(out_of_force=(1,)), id="the first label holds"
        ),
        pytest.param(
            (read(0, 1, picture=1), *Logs().right[1:]), Verdict(other_pictures=(0,)), id="another drawing's picture"
        ),
        pytest.param((*Logs().right[:3], said(1, 2), said(1, 3)), Verdict(disordered=1), id="labels in another order"),
    ],
)
def test_what_differs_is_told(diary: Diary, log: tuple[LoggedEvent, ...], expected: Verdict) -> None:
    verdict = judge(diary, log, [glyph(0), glyph(1)])

    assert verdict == expected
