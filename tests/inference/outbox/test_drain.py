import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from handdraw_chassis.locks import try_hold
from handdraw_contracts.events import ClassificationEvent
from handdraw_inference.outbox.drain import main
from handdraw_inference.outbox.forwarder import lock_file_of
from handdraw_inference.outbox.queue import Entry, Outbox

from ...http_servers import Handler, serve
from ...processes import free_port

AMPLE = 10_000_000
EVENTS = 1_500


class Logger(Handler):
    """Takes whatever comes, but for the ids that it rejects."""

    accepted: list[str]
    rejects: tuple[str, ...]

    def do_POST(self) -> None:
        ids = [event["id"] for event in json.loads(self.rfile.read(int(self.headers["Content-Length"])))]
        taken = [one for one in ids if one not in self.rejects]
        self.accepted += taken
        rejected = [{"id": one, "code": "malformed_event"} for one in ids if one in self.rejects]
        self.answer(json.dumps({"accepted": len(taken), "duplicates": 0, "rejected": rejected}).encode(), 202)


@pytest.fixture
def waiting(tmp_path: Path, make_event: Callable[[int], ClassificationEvent]) -> list[str]:
    """Ids of events that wait in an outbox whose gateway is gone."""
    entries = [Entry.from_event(make_event(number)) for number in range(EVENTS)]
    with closing(Outbox(tmp_path / "outbox.db", AMPLE)) as outbox:
        outbox.append(entries)
    return [entry.event_id for entry in entries]


def left_in(folder: Path) -> int:
    with closing(Outbox(folder / "outbox.db", AMPLE)) as outbox:
        return outbox.backlog().events


def drain(monkeypatch: pytest.MonkeyPatch, folder: Path, logger_url: str, *arguments: str) -> int:
    monkeypatch.setenv("INFERENCE_OUTBOX_FILE", str(folder / "outbox.db"))
    monkeypatch.setenv("INFERENCE_LOGGER_URL", logger_url)
    return main(arguments)


def nowhere() -> str:
    return f"http://127.0.0.1:{free_port()}"


def logger(rejects: tuple[str, ...] = ()) -> type[Logger]:
    return type("OneLogger", (Logger,), {"accepted": [], "rejects": rejects})


def test_all_that_waits_is_delivered(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, waiting: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    one = logger()
    with serve(one) as url:
        code = drain(monkeypatch, tmp_path, url)

    said = capsys.readouterr().err.splitlines()
    assert (code, one.accepted, left_in(tmp_path)) == (0, waiting, 0)
    assert (said[0], said[-1]) == (f"{EVENTS} events wait", "Nothing waits any more")


def test_what_the_logger_rejects_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, waiting: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with serve(logger(rejects=(waiting[7],))) as url:
        code = drain(monkeypatch, tmp_path, url)

    assert (code, "1 events lie in the quarantine" in capsys.readouterr().err, left_in(tmp_path)) == (1, True, 0)


@pytest.mark.usefixtures("waiting")
def test_while_the_logger_is_away_everything_stays_and_is_counted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = drain(monkeypatch, tmp_path, nowhere(), "--patience", "0.5")

    assert (code, capsys.readouterr().err.splitlines()[-1]) == (1, f"{EVENTS} events still wait")
    assert left_in(tmp_path) == EVENTS


@pytest.mark.usefixtures("waiting")
def test_a_gateway_that_still_works_on_it_is_to_be_stopped_first(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with try_hold(lock_file_of(tmp_path / "outbox.db")):
        code = drain(monkeypatch, tmp_path, nowhere())

    assert (code, "stop it first" in capsys.readouterr().err, left_in(tmp_path)) == (1, True, EVENTS)


def test_where_there_is_no_outbox_nothing_waits_and_none_is_made(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert (drain(monkeypatch, tmp_path, nowhere()), list(tmp_path.iterdir())) == (0, [])


def test_it_explains_itself_and_refuses_what_makes_no_sense() -> None:
    command = [sys.executable, "-m", "handdraw_inference.outbox.drain"]
    said = subprocess.run([*command, "--help"], capture_output=True, text=True, check=True)
    wrong = subprocess.run([*command, "--patience", "-1"], capture_output=True, check=False, env=os.environ)

    assert (said.stdout.startswith("usage: python -m handdraw_inference.outbox.drain"), wrong.returncode) == (True, 2)
