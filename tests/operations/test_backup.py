"""A backup that is made while people draw, and what becomes of it elsewhere."""

import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from ..processes import ROOT, eventually
from .runs import Run, running

SMALL = {"LOGGER_HOT_EVENTS": "20", "LOGGER_SEGMENT_EVENTS": "10", "REPORTER_PERIOD_S": "4"}


def make(verb: str, run: Path, **names: object) -> str:
    """Say `make backup` or `make restore`, and return what is answered."""
    words = ["make", "--silent", verb, f"LOCAL_RUN_DIR={run}", *(f"{name}={value}" for name, value in names.items())]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


@contextmanager
def people(run: Run, answered: list[str]) -> Iterator[None]:
    """Have drawings answered and labelled all the time; ``answered`` takes the ids."""
    stopped = threading.Event()

    def draw_on() -> None:
        while not stopped.is_set():
            with suppress(httpx.HTTPError):
                answer = run.classify(len(answered) % 10)
                answered.append(answer["id"])
                run.label(answer["id"], answer["digit"])

    thread = threading.Thread(target=draw_on)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join()


@dataclass(frozen=True)
class Saved:
    """``answered`` and ``logged``: ids of before the backup; ``places``: the log with its cursors at the very end."""

    run: Path
    backup: Path
    answered: list[str]
    logged: list[str]
    places: list[tuple[str, str]]
    reports: set[str]


def places(run: Run) -> list[tuple[str, str]]:
    return [(one["cursor"], one["event"]["id"]) for one in run.events()]


def windows(run: Run) -> list[tuple[str | None, str | None]]:
    """Return the windows of the scheduled reports, oldest first."""
    reports = [one["window"] for one in reversed(run.reports()) if one["scheduled"]]
    return [(window["after"], window["upto"]) for window in reports]


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Saved:
    folder = tmp_path_factory.mktemp("saved")
    answered: list[str] = []
    with running(folder / "run", **SMALL) as run, people(run, answered):
        eventually(lambda: len(windows(run)) > 1 and len(run.ids()) > 100, "there is something to lose", pause_s=0.2)
        before, logged, reports = list(answered), run.ids(), {one["id"] for one in run.reports()}
        said = make("backup", folder / "run", INTO=folder / "backup")
        assert said.endswith(f"files are in {folder}/backup\n"), said
        reached = len(windows(run)) + 1
        eventually(lambda: len(windows(run)) >= reached, "people draw on, and it is reported", pause_s=0.2)
        at_last = places(run)
    return Saved(folder / "run", folder / "backup", before, logged, at_last, reports)


@pytest.fixture(scope="module")
def restored(saved: Saved, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    folder = tmp_path_factory.mktemp("restored")
    said = make("restore", folder / "run", FROM=saved.backup)
    assert said.endswith(f"files are in {folder}/run\n"), said
    with running(folder / "run", **SMALL) as run:
        eventually(lambda: set(saved.answered) <= set(run.ids()), "what waited is in the log", pause_s=0.2)
        yield run


def test_every_event_of_before_is_there_once_and_where_it_was(saved: Saved, restored: Run) -> None:
    found = places(restored)
    cursors = {event: cursor for cursor, event in found}
    same = [(cursor, event) for cursor, event in saved.places if event in set(saved.logged)]

    assert (same, len(found)) == ([(cursors[event], event) for _, event in same], len(cursors))


def test_each_is_found_by_its_id(saved: Saved, restored: Run) -> None:
    statuses = {restored.logger.get(f"/v1/events/{one}").status_code for one in saved.answered}

    assert statuses == {200}


def test_reports_of_before_are_listed_and_read(saved: Saved, restored: Run) -> None:
    listed = {one["id"] for one in restored.reports()}
    statuses = {restored.reporter.get(f"/v1/reports/{one}.html").status_code for one in saved.reports}

    assert (saved.reports - listed, statuses) == (set(), {200})


def test_every_event_falls_into_exactly_one_window_as_ever(restored: Run) -> None:
    more = len(windows(restored))
    restored.classify(3)
    eventually(lambda: len(windows(restored)) > more, "the next window is reported", pause_s=0.2)
    found = windows(restored)

    assert [None, *(upto for _, upto in found[:-1])] == [after for after, _ in found]


def test_nothing_is_degraded_and_drawings_are_recorded(restored: Run) -> None:
    answer = restored.classify(7)["id"]
    eventually(lambda: answer in restored.ids(), "it is in the log", pause_s=0.2)

    assert restored.degraded() == []


def test_a_redis_older_than_what_was_acknowledged_is_named_until_it_is_accepted(saved: Saved) -> None:
    shutil.rmtree(saved.run / "redis")
    shutil.copytree(saved.backup / "redis", saved.run / "redis")
    with running(saved.run, **SMALL) as run:
        eventually(lambda: bool(run.degraded()), "the loss is named", pause_s=0.2)
        named = [one["reason"].partition(" up to ")[0] for one in run.degraded()]
        (saved.run / "archive" / "loss.json").unlink()
        eventually(lambda: run.degraded() == [], "it is accepted", pause_s=0.2)
        fresh = run.classify(5)["id"]
        eventually(lambda: fresh in run.ids(), "drawings are recorded", pause_s=0.2)
        eventually(lambda: windows(run)[-1][1] == places(run)[-1][0], "and reported", pause_s=0.2)
        found = windows(run)

    assert (named, [None, *(upto for _, upto in found[:-1])]) == (["events"], [after for after, _ in found])
