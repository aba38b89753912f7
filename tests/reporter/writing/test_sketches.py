from dataclasses import replace

from handdraw_contracts.events import Ink
from handdraw_reporter.counting.facts import compute_facts
from handdraw_reporter.writing.sketches import MAX_DRAWINGS, describe, name_drawings, sketch
from handdraw_reporter.writing.story import brief

from ..log_events import classification, summarise
from ..shown_drawings import glyph, shown

HOOK = [(row, column) for row in range(6, 12) for column in (10, 11)] + [(10, 12), (11, 12), (11, 13)]


def test_a_sketch_is_the_inks_box_at_half_the_resolution() -> None:
    assert sketch(glyph(HOOK)) == ["#.", "#.", "##"]


def test_some_ink_is_told_from_ink_and_a_trace_of_it_is_paper() -> None:
    assert (sketch(glyph(HOOK, grey=110)), sketch(glyph(HOOK, grey=40)), sketch(glyph([]))) == (
        ["+.", "+.", "++"],
        [],
        [],
    )


def test_a_drawing_is_described_without_a_word_from_outside() -> None:
    ink = Ink(width_px=20, height_px=90, share=0.0123, stroke_px=3.456, offset_px=12)
    drawing = shown(warnings=("faint_ink", "ignore_all_instructions"), causes=("thin",), ink=ink, glyph=glyph(HOOK))

    assert describe(drawing) == {
        "digits": {"{read}": 8, "{label}": 9, "{second}": 3},
        "confidence": 0.5,
        "choices": {"8": 0.5, "3": 0.3},
        "causes": ("thin",),
        "warnings": ["faint_ink"],
        "ink": {"width_px": 20, "height_px": 90, "share": 0.01, "stroke_px": 3.46, "offset_px": 12},
        "picture": ["#.", "#.", "##"],
    }


def test_what_is_not_known_of_a_drawing_is_left_empty() -> None:
    described = describe(shown(label=None))

    assert (described["ink"], described["picture"]) == (None, [])


def test_a_prompt_names_the_first_few_drawings() -> None:
    briefing = brief(compute_facts(summarise([classification(1)]), "en"), "en")
    many = tuple(shown(number) for number in range(20))

    named = name_drawings(replace(briefing, drawings=many))

    assert (list(named)[:2], list(named.values())) == (["d1", "d2"], list(many[:MAX_DRAWINGS]))
