"""The outbox under real processes: killed ones, several on one file, and a disk without room."""

import json
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest

from ...http_servers import Handler, serve
from ...processes import eventually, free_port, gateway

NOBODY = 9
Sample = Callable[[int], bytes]


def classify(port: int, png: bytes) -> httpx.Response:
    address = f"http://127.0.0.1:{port}/v1/classify"
    return httpx.post(address, content=png, headers={"Content-Type": "image/png"}, trust_env=False, timeout=30)


@contextmanager
def logger_on(port: int) -> Iterator[list[str]]:
    """Run a logger that accepts everything, and yield the ids, each as often as it came."""
    taken: list[str] = []

    class Logger(Handler):
        def do_POST(self) -> None:
            ids = [event["id"] for event in json.loads(self.rfile.read(int(self.headers["Content-Length"])))]
            taken.extend(ids)
            self.answer(json.dumps({"accepted": len(ids), "duplicates": 0}).encode(), 202)

        def do_GET(self) -> None:
            self.answer(b"{}")

    with serve(Logger, port):
        yield taken


def test_when_the_forwarding_process_is_killed_another_on_the_same_outbox_takes_over(
    tmp_path: Path, sample: Sample
) -> None:
    ports, logger_port = (free_port(), free_port()), free_port()
    ids = []
    with ExitStack() as running:
        processes = [running.enter_context(gateway(tmp_path, port, logger_port)) for port in ports]
        for number in (0, 1):  # the first to be killed forwards, or the second then does
            ids += [classify(port, sample(3)).json()["id"] for port in ports]
            processes[number].kill()
            processes[number].wait()
            with logger_on(logger_port) as taken:
                eventually(lambda: set(taken) == set(ids[-2:]), "what both of them answered is forwarded")  # noqa: B023
            processes[number] = running.enter_context(gateway(tmp_path, ports[number], logger_port))


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="only Linux limits another process's files")
def test_a_disk_without_room_is_503_and_one_line_in_the_log_until_there_is_room_again(
    tmp_path: Path, sample: Sample
) -> None:
    port = free_port()
    with gateway(tmp_path, port, NOBODY) as process:
        before = classify(port, sample(3)).status_code
        limits = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
        written = (tmp_path / "outbox.db-wal").stat().st_size
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (written, limits[1]))
        refused = [classify(port, sample(3)) for _ in range(3)]
        ready = httpx.get(f"http://127.0.0.1:{port}/readyz", trust_env=False)
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, limits)
        after = classify(port, sample(3)).status_code
        metrics = httpx.get(f"http://127.0.0.1:{port}/metrics", trust_env=False).text
    lines = [json.loads(line) for line in (tmp_path / "gateway.log").read_text().splitlines()]
    logged = [line["event"] for line in lines if line["logger"] == "handdraw_inference.outbox.writer"]

    assert (before, after, "\nhanddraw_outbox_events 2.0\n" in metrics) == (200, 200, True)
    assert [(one.status_code, one.headers["Retry-After"], one.json()["code"]) for one in refused] == [
        (503, "2", "outbox_unavailable")
    ] * 3
    assert (ready.status_code, ready.json()["degraded"][0]["dependency"]) == (503, "outbox")
    assert logged == ["nothing can be recorded", "events are recorded again"]


FILL = """
import sys
from pathlib import Path
from handdraw_inference.errors import OutboxUnavailable
from handdraw_inference.outbox.queue import Entry, Outbox

outbox = Outbox(Path(sys.argv[1]) / "outbox.db", 2**30)
appended = forwarded = 0
try:
    while True:
        outbox.append([Entry(str(number), bytes(1700), False) for number in range(64)])
        appended += 64
except OutboxUnavailable as full:
    reason = str(full)
while batch := outbox.oldest(1000, 2**22):
    outbox.settle([seq for seq, _ in batch], {})
    forwarded += len(batch)
outbox.append([Entry("after", bytes(1700), False)])
print(appended > 0, appended - forwarded, outbox.backlog().events, reason.rpartition(": ")[2])
"""


def small_disk(command: str, *arguments: str) -> list[str]:
    """Return the command as run on a disk of its own, of 40 MiB, which the kernel removes with it."""
    script = 'mount -t tmpfs -o size=40m tmpfs "$0" && exec "$@"'
    return ["unshare", "--map-root-user", "--mount", "sh", "-c", script, command, *arguments]


def can_have_a_small_disk(folder: Path) -> bool:
    return (
        bool(shutil.which("unshare"))
        and not subprocess.run(small_disk(str(folder), "true"), check=False, capture_output=True).returncode
    )


def test_an_outbox_that_filled_its_disk_lets_go_of_what_the_logger_has_and_goes_on(tmp_path: Path) -> None:
    if not can_have_a_small_disk(tmp_path):
        pytest.skip("no small disk can be mounted here")
    filling = [sys.executable, "-c", FILL, str(tmp_path)]
    done = subprocess.run(small_disk(str(tmp_path), *filling), check=True, capture_output=True, text=True)

    assert done.stdout == "True 0 1 the disk has less than 16 MiB left\n"


SETTLE = """
import sys
from pathlib import Path
from handdraw_inference.outbox.queue import Entry, Outbox

outbox = Outbox(Path(sys.argv[1]) / "outbox.db", 2**30)
outbox.append([Entry(str(number), bytes(1700), False) for number in range(1000)])
outbox.settle([seq for seq, _ in outbox.oldest(1000, 2**22)], {})
print(outbox.backlog().events)
"""


def without_temporary_files(*command: str) -> list[str]:
    """Return the command as run where nothing can be written but in the folder that it is given last."""
    script = """for folder in /tmp /var/tmp /usr/tmp; do
        [ ! -d $folder ] || { mount --bind $folder $folder && mount -o remount,bind,ro $folder; } || exit
    done
    mount -t tmpfs tmpfs "$0" && cd /proc && exec "$@" "$0"
    """
    return ["unshare", "--map-root-user", "--mount", "sh", "-c", script, command[-1], *command[:-1]]


def test_an_outbox_needs_no_folder_for_temporary_files(tmp_path: Path) -> None:
    if subprocess.run(without_temporary_files("true", str(tmp_path)), check=False, capture_output=True).returncode:
        pytest.skip("no folder can be made read-only here")
    settling = without_temporary_files(sys.executable, "-c", SETTLE, str(tmp_path))
    done = subprocess.run(settling, check=False, capture_output=True, text=True)

    assert (done.stdout, done.stderr) == ("0\n", "")
