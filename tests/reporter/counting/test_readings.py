from collections import Counter

import pytest

from handdraw_reporter.counting.answers import Answer
from handdraw_reporter.counting.readings import InkSpreads, Readings
from handdraw_reporter.logged import ClassificationData, Ink, ModelReference, TimingMs

from ..log_events import simulate_log, summarise


def readings_of(*answers: tuple[int, float, tuple[str, ...]]) -> Readings:
    model, readings = ModelReference("digits", "1", "embedded"), Readings()
    for digit, confidence, warnings in answers:
        data = ClassificationData(
            outcome="classified",
            timing_ms=TimingMs(),
            digit=digit,
            confidence=confidence,
            probabilities=(0.1,) * 10,
            model=model,
            warnings=warnings,
        )
        readings.add_all([Answer(data, digit, confidence, model, None)])
    return readings


def test_readings_count_digits_confidence_and_drawings_with_a_warning() -> None:
    readings = readings_of(
        (3, 0.9, ()), (3, 0.5, ("faint_ink", "low_confidence")), (7, 1.0, ("mirrored", "upside_down"))
    )

    assert (readings.drawings, readings.digits, readings.confidence_sum, readings.warned, readings.warnings) == (
        3,
        Counter({3: 2, 7: 1}),
        2_400_000,
        2,
        Counter({"faint_ink": 1, "low_confidence": 1, "other": 1}),
    )


def test_readings_add_up_to_those_of_both() -> None:
    answers = [(n % 10, n / 40, ("faint_ink",) if n % 3 else ()) for n in range(40)]

    assert readings_of(*answers[:7]) + readings_of(*answers[7:]) == readings_of(*answers)


def test_what_each_version_read_adds_up_to_all_that_was_read() -> None:
    summary = summarise(simulate_log(300))

    assert (len(summary.versions.kept), summary.read.drawings, summary.read.times.total.total) == (
        2,
        summary.classified,
        summary.classified,
    )


def test_how_thick_a_stroke_is_does_not_depend_on_the_canvas() -> None:
    ink = InkSpreads()
    small = Ink(width_px=40, height_px=100, share=0.1, stroke_px=8, offset_px=0)
    ink.add_all([small, Ink(width_px=400, height_px=1000, share=0.1, stroke_px=80, offset_px=3)])

    assert [ink.thickness.quantile(0), ink.thickness.quantile(1)] == pytest.approx([0.08, 0.08], rel=0.005)
