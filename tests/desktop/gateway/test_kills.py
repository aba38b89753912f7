"""kill -9 between every two steps: what was asked for is sent, once, in its order."""

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import UUID

import pytest

from handdraw_desktop.gateway.queue import Queue

from ...children import child
from ...processes import eventually
from .servers import PATIENCE_S, FakeGateway, running

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")

STEPS = """
    import os, signal, sqlite3, sys
    from pathlib import Path
    from uuid import UUID
    from handdraw_desktop.gateway.calls import Classify, Tell
    from handdraw_desktop.gateway.queue import Queue
    from handdraw_desktop.gateway.queue_file import waiting

    def connected(*arguments, **options):
        opened = connect(*arguments, **options)
        opened.set_trace_callback(step)
        return opened

    def step(_):
        global left
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

    def work(folder):
        queue = Queue(folder)
        queue.claim()
        orders = []
        with (folder.parent / f"{folder.name}.log").open("a") as log:
            for number in range(4):
                for order in (Classify(UUID(int=number), bytes(3000)), Tell(UUID(int=number), number)):
                    orders.append(waiting(order))
                    print("put", number, type(order).__name__, file=log, flush=True)
                    queue.put(orders[-1])
                    print("kept", number, type(order).__name__, file=log, flush=True)
                if number % 2:
                    print("drop", *(f"{one.order.drawing.int} {type(one.order).__name__}" for one in orders[:2]),
                        file=log, flush=True)
                    queue.remove(*(one.key for one in orders[:2]))
                    print("dropped", file=log, flush=True)
                    del orders[:2]
        queue.close()

    connect, sqlite3.connect = sqlite3.connect, connected
    for left in range(1, 10_000):
        folder = Path(sys.argv[1]) / str(left)
        if not os.fork():
            work(folder)
            os._exit(0)
        if os.wait()[1] == 0:
            break
"""


def left_behind(folder: Path) -> list[str]:
    with closing(Queue(folder)) as queue:
        orders = [waits.order for waits in queue.claim()[0]]
    return [f"{order.drawing.int} {type(order).__name__}" for order in orders]


def possible(log: list[str]) -> list[list[str]]:
    """Return what may lie in the file: a step that was cut off has happened, or has not."""
    kept: list[str] = []
    doubtful: list[list[str]] = []
    for line in log:
        verb, _, rest = line.partition(" ")
        match verb:
            case "put":
                doubtful = [kept, [*kept, rest]]
            case "kept":
                kept, doubtful = [*kept, rest], []
            case "drop":
                doubtful = [kept, kept[2:]]
            case "dropped":
                kept, doubtful = kept[2:], []
    return doubtful or [kept]


def test_after_every_statement_of_the_database(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", textwrap.dedent(STEPS), str(tmp_path)], check=True, timeout=300)
    logs = [path for path in tmp_path.glob("*.log") if path.read_text()]
    wrong = {
        log.stem: (left_behind(tmp_path / log.stem), allowed)
        for log in logs
        if left_behind(tmp_path / log.stem) not in (allowed := possible(log.read_text().splitlines()))
    }

    assert (wrong, len(logs) > 15) == ({}, True)


WINDOW = """
    import sys, time
    from uuid import UUID
    from handdraw_desktop.gateway.calls import Classify, Tell
    from handdraw_desktop.gateway.worker import Gateway
    from handdraw_desktop.settings import Settings

    gateway = Gateway(Settings(), lambda: None)
    for number in range(int(sys.argv[1])):
        gateway.ask(Classify(UUID(int=number), b"png"))
        gateway.ask(Tell(UUID(int=number), number))
    print("asked", flush=True)
    while True:
        time.sleep(60)
"""
ASKED = [line for number in range(2) for line in (f"{UUID(int=number)} png", f"{UUID(int=number)} is {number}")]


@pytest.fixture
def fake() -> Iterator[FakeGateway]:
    with running() as fake:
        yield fake


@contextmanager
def window(fake: FakeGateway, folder: Path, orders: int) -> Iterator["subprocess.Popen[bytes]"]:
    environment = os.environ | {"DESKTOP_GATEWAY_URL": fake.url, "DESKTOP_DATA_DIR": str(folder)}
    command = [sys.executable, "-c", textwrap.dedent(WINDOW), str(orders)]
    with child(command, stdout=subprocess.PIPE, env=environment) as process:
        yield process


@pytest.mark.parametrize("late", [False, True], ids=["before the answer", "after it"])
@pytest.mark.parametrize("nth", range(1, 5))
def test_at_every_order_that_reaches_the_gateway(fake: FakeGateway, tmp_path: Path, nth: int, late: bool) -> None:
    fake.orders_held.clear()
    with window(fake, tmp_path, 2) as killed:
        assert killed.stdout is not None
        assert killed.stdout.readline() == b"asked\n"
        hook = {
            "after" if late else "before": lambda: (
                os.kill(killed.pid, signal.SIGKILL) if len(fake.asked) == nth else None
            )
        }
        vars(fake).update(hook)
        fake.orders_held.set()
        killed.wait(PATIENCE_S)
    vars(fake).update(before=lambda: None, after=lambda: None)
    with window(fake, tmp_path, 0) as next_window:
        assert next_window.stdout is not None
        assert next_window.stdout.readline() == b"asked\n"
        eventually(lambda: fake.asked[-1] == ASKED[-1], f"all is sent: {fake.asked}", PATIENCE_S)

    once = list(dict.fromkeys(fake.asked))
    assert (once, len(fake.asked) - len(once) <= 1) == (ASKED, True)
