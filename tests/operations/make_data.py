"""Has an older version write what it writes, and packs it: data/README.md says how.

A log in Redis and in the archive, reports of both kinds, and an outbox whose gateway was killed while the logger was
away; beside them diary.json, which says what the callers were told.
"""

import argparse
import json
import os
import signal
import socket
import subprocess
import tarfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import httpx

ROOT = Path(__file__).resolve().parents[2]
KEPT = ("archive", "outbox", "redis", "reports")  # no logs and no password
SETTINGS = {"LOGGER_HOT_EVENTS": "5", "LOGGER_SEGMENT_EVENTS": "5", "REPORTER_PERIOD_S": "5"}
PATIENCE_S = 60
NDJSON = {"Accept": "application/x-ndjson"}


@dataclass
class Diary:
    """``read``: by the answer's id, which is its call's key; ``labelled``: by the drawing's id; ``reports``: languages.

    ``logged``: the ids in the log, in its order.
    """

    read: dict[str, int] = field(default_factory=dict)
    labelled: dict[str, int] = field(default_factory=dict)
    refused: int = 0
    reports: dict[str, str] = field(default_factory=dict)
    logged: list[str] = field(default_factory=list)

    def waiting(self) -> int:
        return len(self.read) + len(self.labelled) + self.refused - len(self.logged)


class Caller:
    """Somebody who draws, and writes down what was answered."""

    def __init__(self, url: str, diary: Diary) -> None:
        self._gateway = httpx.Client(base_url=url, trust_env=False, timeout=30)
        self._diary = diary

    def draw(self, digit: int, label: int | None = None) -> None:
        key = str(uuid4())
        headers = {"Content-Type": "image/png", "Idempotency-Key": key}
        picture = (ROOT / "examples" / "drawings" / f"{digit}.png").read_bytes()
        answer = self._gateway.post("/v1/classify", content=picture, headers=headers).raise_for_status().json()
        self._diary.read[answer["id"]] = answer["digit"]
        if label is not None:
            path = f"/v1/classifications/{answer['id']}/label"
            self._gateway.put(path, json={"digit": label}).raise_for_status()
            self._diary.labelled[answer["id"]] = label

    def send_nonsense(self) -> None:
        self._gateway.post("/v1/classify", content=b"no picture", headers={"Content-Type": "image/png"})
        self._diary.refused += 1


def make(checkout: Path, packed: Path) -> None:
    with TemporaryDirectory() as temporary:
        folder = Path(temporary) / "run"
        names = ("LOCAL_REDIS_PORT", "LOGGER_PORT", "INFERENCE_PORT", "REPORTER_PORT")
        env = SETTINGS | {name: free_port() for name in names} | {"LOCAL_RUN_DIR": str(folder)}
        diary = Diary()
        with running(checkout, "local/run.py", env):
            fill(env, diary)
        alone = env | {"INFERENCE_OUTBOX_FILE": str(folder / "outbox" / "outbox.db")}
        with running(checkout, "-m handdraw_inference", alone, signal.SIGKILL):
            leave_waiting(env, diary)
        (folder / "diary.json").write_text(json.dumps(diary.__dict__, indent=1))
        with tarfile.open(packed, "w:xz") as archive:
            for name in (*KEPT, "diary.json"):
                archive.add(folder / name, name, filter=leave_out)


def leave_out(member: tarfile.TarInfo) -> tarfile.TarInfo | None:
    """Of a report's figures one is enough."""
    name = Path(member.name)
    kept = name.parent.name != "figures" or name.stem == "digits"
    return member if kept and name.name != ".probe" else None


def fill(env: Mapping[str, str], diary: Diary) -> None:
    """Draw, label and have reports written, until the log lies in Redis and in the archive."""
    gateway, logger, reporter = (
        f"http://127.0.0.1:{env[f'{name}_PORT']}" for name in ("INFERENCE", "LOGGER", "REPORTER")
    )
    for url in (gateway, logger, reporter):
        wait_until_ready(url)
    caller = Caller(gateway, diary)
    for digit in range(10):
        caller.draw(digit, label=digit if digit % 3 else None)
    caller.send_nonsense()
    expected = diary.waiting()
    wait(lambda: len(get(f"{logger}/v1/events", NDJSON).text.splitlines()) == expected)
    wait(lambda: any(one["scheduled"] for one in listed(reporter)))
    caller.draw(4, label=9)
    wait(lambda: len(get(f"{logger}/v1/events", NDJSON).text.splitlines()) == expected + 2)
    asked = {"language": "de", "after": "0-0"}
    httpx.post(f"{reporter}/v1/reports", json=asked, trust_env=False).raise_for_status()
    wait(lambda: len(listed(reporter)) > 2 and all(one["status"] == "done" for one in listed(reporter)))
    wait(lambda: metric(logger, "handdraw_archive_segments") > 1)
    diary.logged = [json.loads(line)["event"]["id"] for line in get(f"{logger}/v1/events", NDJSON).text.splitlines()]
    diary.reports = {one["id"]: one["language"] for one in listed(reporter)}


def leave_waiting(env: Mapping[str, str], diary: Diary) -> None:
    gateway = f"http://127.0.0.1:{env['INFERENCE_PORT']}"
    wait_until_ready(gateway)
    caller = Caller(gateway, diary)
    caller.draw(7, label=7)
    caller.draw(2)
    caller.send_nonsense()


@contextmanager
def running(
    checkout: Path, command: str, env: Mapping[str, str], ending: signal.Signals = signal.SIGTERM
) -> Iterator[None]:
    words = [str(checkout / ".venv" / "bin" / "python"), *command.split()]
    with subprocess.Popen(words, cwd=checkout, env=os.environ | env, start_new_session=True) as process:
        try:
            yield
        finally:
            os.killpg(process.pid, ending) if ending is signal.SIGKILL else process.send_signal(ending)
            process.wait(PATIENCE_S)


def free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def listed(reporter: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = get(f"{reporter}/v1/reports").json()["reports"]
    return found


def metric(url: str, name: str) -> float:
    lines = get(f"{url}/metrics").text.splitlines()
    return next(float(line.split()[-1]) for line in lines if line.startswith(f"{name} "))


def get(url: str, headers: Mapping[str, str] | None = None) -> httpx.Response:
    try:
        return httpx.get(url, headers=headers, trust_env=False, timeout=30)
    except httpx.TransportError:
        return httpx.Response(503)


def wait_until_ready(url: str) -> None:
    wait(lambda: get(f"{url}/readyz").is_success)


def wait(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not holds():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.2)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("version")
    parser.add_argument("checkout", type=Path, help="a folder with that version and its .venv")
    asked = parser.parse_args()
    make(asked.checkout.resolve(), Path(__file__).with_name("data") / f"{asked.version}.tar.xz")
