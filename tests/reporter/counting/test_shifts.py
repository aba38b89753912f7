from typing import Any

import pytest

from handdraw_contracts.classifications import ModelDescription, ModelInput
from handdraw_contracts.reports import Fact
from handdraw_reporter.counting.facts import compute_facts

from ..log_events import Json, classification, simulate_log, summarise
from .test_ordinary import REFERENCE


def model(version: str = "1", reference: dict[str, Any] = REFERENCE) -> ModelDescription:
    shape = ModelInput(shape=(28, 28, 1), dtype="float32", range=(0, 1), polarity="white ink on black")
    return ModelDescription(
        name="digits",
        version=version,
        engine="embedded",
        state="available",
        input=shape,
        metrics={},
        history={},
        reference=reference,
    )


def facts(events: list[Json], described: ModelDescription | None = None, before: list[Json] = []) -> dict[str, Fact]:  # noqa: B006 - is only read
    earlier = compute_facts(summarise(before), "de")
    return {fact.id: fact for fact in compute_facts(summarise(events), "en", described, earlier)}


def alike(count: int, digit: int | None = None) -> list[Json]:
    return [classification(n, n % 10 if digit is None or n % 2 else digit, 0.05 + n % 90 / 100) for n in range(count)]


def test_only_drawings_of_the_version_are_held_against_its_reference() -> None:
    other = {"name": "digits", "version": "2", "engine": "embedded"}
    events = [*alike(150), *[classification(n, model=other) for n in range(300)]]
    known = facts(events, model())

    assert (known["psi_reference.digits"].n, "psi_reference.digits" in facts(events, model("7"))) == (150, False)


@pytest.mark.parametrize(("count", "stated"), [(99, False), (100, True)])
def test_a_hundred_drawings_are_enough(count: int, stated: bool) -> None:
    known = facts(alike(count), model(), alike(count))

    assert ("psi_reference.digits" in known, "psi_before.digits" in known) == (stated, stated)


def test_what_is_ordinarily_warned_of_is_a_fact_whose_n_is_the_references() -> None:
    fact = facts(alike(1), model())["ordinary_share.faint_ink"]

    assert (fact.value, fact.n, fact.shown, fact.window) == (0.01, 200, "1.0%", "this")


def test_the_digit_whose_share_moved_most_is_told_where_it_moved_beyond_chance() -> None:
    known = facts(alike(400, digit=4), before=alike(400))

    assert [(known[name].shown, known[name].window) for name in known if name.startswith("moved_before")] == [
        ("4", "this"),
        ("50.0%", "this"),
        ("10.0%", "before"),
    ]
    assert not [name for name in facts(alike(400), before=alike(400)) if name.startswith("moved")]


def test_each_quantity_is_held_against_the_window_before() -> None:
    known = facts(simulate_log(500), before=simulate_log(600, 3))

    assert sorted(name for name in known if name.startswith("psi_before.")) == [
        f"psi_before.{name}"
        for name in (
            "confidence",
            "digits",
            "ink_height",
            "ink_offset",
            "ink_share",
            "ink_stroke",
            "ink_thickness",
            "ink_width",
        )
    ]


@pytest.mark.parametrize("reference", [{}, {"n": -1}, {"n": 10**400}])
def test_a_reference_that_says_nothing_is_no_mistake(reference: dict[str, Any]) -> None:
    assert "psi_reference.digits" not in facts(alike(200), model(reference=reference))


def test_of_ten_digits_one_that_lies_just_outside_its_own_interval_has_not_moved() -> None:
    then = [classification(n, n % 10) for n in range(300)]
    now = [classification(n, 3 if n % 20 == 4 else n % 10) for n in range(300)]

    assert [name for name in facts(now, before=then) if name.startswith("moved")] == []
