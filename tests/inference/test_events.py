from datetime import UTC, datetime, timedelta
from uuid import UUID

import numpy as np
import pytest

from handdraw_chassis.trace_context import TraceContext
from handdraw_contracts.classifications import Classification, ModelReference, TimingMs
from handdraw_contracts.events import SOURCE, ClassificationData, Ink, LabelData
from handdraw_inference import errors
from handdraw_inference.drawings.glyphs import Glyph
from handdraw_inference.events import Origin, classified_event, failure_event, label_event

KEY = "0198b3c4-0000-7000-8000-000000000001"
ORIGIN = Origin("host:1", KEY, "script/1")
INK = Ink(width_px=90, height_px=140, share=0.1, stroke_px=14, offset_px=2.5)
GLYPH = Glyph(np.full((28, 28), 7, np.uint8), INK, ("faint_ink",))
ANSWER = Classification(
    id=UUID(int=3),
    digit=3,
    confidence=0.55,
    probabilities=(0.05,) * 3 + (0.55,) + (0.05,) * 6,
    warnings=("faint_ink", "low_confidence"),
    model=ModelReference(name="digits", version="2", engine="embedded"),
    glyph=None,
    timing_ms=TimingMs(normalise=1, wait=2, predict=3, total=7),
)


def test_a_classification_is_recorded_with_all_that_was_answered_and_its_glyph_even_if_that_was_left_out() -> None:
    event = classified_event(ANSWER, GLYPH, ORIGIN)

    assert event.data == ClassificationData(
        outcome="classified",
        status=200,
        idempotency_key=KEY,
        digit=3,
        confidence=0.55,
        probabilities=ANSWER.probabilities,
        model=ANSWER.model,
        warnings=("faint_ink", "low_confidence"),
        ink=INK,
        timing_ms=ANSWER.timing_ms,
        glyph=GLYPH.base64(),
        client="script/1",
    )


def test_a_classification_has_the_id_of_its_answer_and_names_the_process() -> None:
    event = classified_event(ANSWER, GLYPH, ORIGIN)

    assert event.model_dump(exclude_none=True, exclude={"time", "data"}) == {
        "specversion": "1.0",
        "id": ANSWER.id,
        "source": SOURCE,
        "datacontenttype": "application/json",
        "instance": "host:1",
        "type": "handdraw.classification.v1",
    }


@pytest.mark.parametrize(
    ("error", "outcome", "status"),
    [
        (errors.BlankDrawing(), "refused", 422),
        (errors.UnsupportedMedia(), "refused", 415),
        (errors.EngineTimeout(), "failed", 504),
        (errors.EngineMisbehaved(), "failed", 503),
        (errors.Bug(), "failed", 500),
    ],
)
def test_a_try_without_an_answer_is_recorded_with_its_code_and_the_status_that_was_answered(
    error: errors.InferenceError, outcome: str, status: int
) -> None:
    event = failure_event(error, 12.5, ORIGIN)

    assert event.data.model_dump(exclude_defaults=True) == {
        "outcome": outcome,
        "status": status,
        "code": error.code,
        "idempotency_key": KEY,
        "timing_ms": {"total": 12.5},
        "client": "script/1",
    }


def test_each_failed_try_under_one_key_has_an_id_of_its_own() -> None:
    ids = {failure_event(errors.BlankDrawing(), 0, ORIGIN).id for _ in range(3)}

    assert (len(ids), KEY in ids, {one.version for one in ids}) == (3, False, {7})


def test_a_label_names_what_it_is_of_and_the_process() -> None:
    event = label_event(ANSWER.id, 8, Origin("host:1"))

    assert event.data == LabelData(classification_id=ANSWER.id, digit=8)
    assert event.model_dump(exclude_none=True, exclude={"time", "data", "id"}) == {
        "specversion": "1.0",
        "source": SOURCE,
        "datacontenttype": "application/json",
        "instance": "host:1",
        "type": "handdraw.label.v1",
    }


def test_an_event_has_the_time_of_its_recording_in_utc() -> None:
    before = datetime.now(UTC)
    event = label_event(ANSWER.id, 8, Origin("host:1"))

    assert (before <= event.time <= datetime.now(UTC), event.time.utcoffset()) == (True, timedelta(0))


def test_an_event_says_the_trace_of_its_call_and_what_its_caller_named_it() -> None:
    trace = TraceContext("mine", f"00-{'a' * 32}-{'b' * 16}-01", "c=1", "mine")
    events = [
        failure_event(errors.BlankDrawing(), 0, Origin("host:1", trace=trace)),
        label_event(ANSWER.id, 8, Origin("host:1", trace=TraceContext("ours", trace.traceparent))),
    ]

    assert [(one.traceparent, one.tracestate, one.requestid) for one in events] == [
        (trace.traceparent, "c=1", "mine"),
        (trace.traceparent, None, None),
    ]
