"""Today's version on data that older ones wrote: see data/README.md."""

import json
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ..processes import eventually
from .runs import Json, Run, running

DATA = Path(__file__).with_name("data")
VERSIONS = ("0.1.0", "0.2.0")
WAITING = 4  # two drawings, a label and a refusal were in the outbox of the gateway that was killed


@dataclass(frozen=True)
class Upgraded:
    """``wrote``: what the older version's callers were told, and what its log held; ``log``: what today's holds."""

    wrote: dict[str, Any]
    log: list[Json]
    run: Run


@pytest.fixture(scope="module", params=VERSIONS)
def upgraded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Upgraded]:
    folder = tmp_path_factory.mktemp("upgrade") / "run"
    with tarfile.open(DATA / f"{request.param}.tar.xz") as archive:
        archive.extractall(folder, filter="data")
    wrote = json.loads((folder / "diary.json").read_text())
    with running(folder, REPORTER_PERIOD_S="1") as run:
        run.wait_until_logged(len(wrote["logged"]) + WAITING)
        yield Upgraded(wrote, run.events(), run)


def test_the_log_holds_what_it_held_in_its_order_and_then_what_waited(upgraded: Upgraded) -> None:
    logged, ids = upgraded.wrote["logged"], [one["event"]["id"] for one in upgraded.log]

    assert (logged, len(logged) + WAITING) == (ids[: len(logged)], len(ids))


def test_every_answer_is_in_the_log_as_it_was_told_with_its_label(upgraded: Upgraded) -> None:
    read = {
        one["event"]["id"]: (one["event"]["data"]["digit"], one.get("label", {}).get("digit"))
        for one in upgraded.log
        if one["event"]["data"].get("outcome") == "classified"
    }
    labelled = upgraded.wrote["labelled"]

    assert {drawing: (digit, labelled.get(drawing)) for drawing, digit in upgraded.wrote["read"].items()} == read


def test_each_event_is_found_by_its_id(upgraded: Upgraded) -> None:
    found = {one: upgraded.run.logger.get(f"/v1/events/{one}").status_code for one in upgraded.wrote["logged"]}

    assert dict.fromkeys(upgraded.wrote["logged"], 200) == found


def test_a_drawing_sent_again_under_the_key_of_then_is_no_second_event(upgraded: Upgraded) -> None:
    before = upgraded.run.ids()
    key, digit = next(iter(upgraded.wrote["read"].items()))
    answered = upgraded.run.classify(digit, key)["id"]
    marker = upgraded.run.classify(digit)["id"]  # the outbox keeps order
    eventually(lambda: marker in upgraded.run.ids(), "what was drawn after it is in the log")

    assert (answered, [*before, marker]) == (key, upgraded.run.ids())


def test_reports_of_then_are_listed_and_read_in_every_form(upgraded: Upgraded) -> None:
    reporter, expected = upgraded.run.reporter, upgraded.wrote["reports"]
    listed = {one["id"]: one["language"] for one in upgraded.run.reports() if one["id"] in expected}
    forms = (".json", ".html", ".md", "/figures/digits.svg", "/figures/digits.png")
    answers = {reporter.get(f"/v1/reports/{one}{form}").status_code for one in expected for form in forms}

    assert (expected, {200}) == (listed, answers)


def test_the_next_scheduled_window_begins_where_the_last_one_of_then_ended(upgraded: Upgraded) -> None:
    eventually(lambda: len(scheduled(upgraded.run)) > 2, "a window of today's version is reported", pause_s=0.2)
    windows = [one["window"] for one in scheduled(upgraded.run)]

    assert [None, *(window["upto"] for window in windows[:-1])] == [window["after"] for window in windows]


def scheduled(run: Run) -> list[Json]:
    """Return the scheduled reports that are written, oldest first."""
    return [one for one in reversed(run.reports()) if one["scheduled"] and one["status"] == "done"]


def test_nothing_is_degraded(upgraded: Upgraded) -> None:
    eventually(lambda: upgraded.run.degraded() == [], "nothing is degraded", pause_s=0.2)

    assert upgraded.run.degraded() == []
