"""Out of file descriptors or memory: who is served goes on, who is not hears it, and all is well once it is over."""

import resource
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from handdraw_chassis.accepting import WORDS

from ..processes import Program
from .forms import only_long
from .small_stack import SmallStack, run_small_stack

FILES = 72
MIB = 1 << 20


def with_few_files(program: Program) -> Program:
    """Begin it with a limit that it cannot raise."""
    limited = ["sh", "-c", f'ulimit -n {FILES} && exec "$@"', "sh", *program.command]
    return replace(program, command=limited)


@contextmanager
def many_connections(url: str) -> Iterator[int]:
    """Hold as many connections as one may have files, and more; yield how many there are."""
    parts = urlsplit(url)
    with ExitStack() as held:
        for _ in range(2 * FILES):
            held.enter_context(socket.create_connection((str(parts.hostname), parts.port or 0), timeout=30))
        yield 2 * FILES


@contextmanager
def little_memory(pid: int, mib: int) -> Iterator[None]:
    """Let a process have so much more than it has now, and no more."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[0])
    before = resource.prlimit(pid, resource.RLIMIT_AS)
    resource.prlimit(pid, resource.RLIMIT_AS, (pages * resource.getpagesize() + mib * MIB, before[1]))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_AS, before)


def large_picture() -> bytes:
    """A PNG of 4,000 by 4,000, which takes 16 MB of memory as greys alone, and is white but for a stroke."""
    from io import BytesIO  # noqa: PLC0415

    from PIL import Image, ImageDraw  # noqa: PLC0415

    picture = Image.new("RGB", (4000, 4000), "white")
    ImageDraw.Draw(picture).line([(1500, 800), (2600, 800), (1900, 3200)], fill="black", width=300)
    picture.save(out := BytesIO(), "PNG")
    return out.getvalue()


def pid_of(stack: SmallStack, name: str) -> int:
    process = stack.parts[name].process
    assert process
    return process.pid


@pytest.mark.parametrize("name", ["gateway", "logger", pytest.param("reporter", marks=only_long)])
def test_who_ran_out_of_file_descriptors_serves_again_once_it_has_some(tmp_path: Path, name: str) -> None:
    with run_small_stack(tmp_path, changed={name: with_few_files}) as stack:
        before = stack.answered()
        process = stack.parts[name].process
        with many_connections(stack.urls[name]) as held:
            meanwhile = [] if name == "gateway" else [stack.answered(digit) for digit in range(3)]
        after = stack.answered()
        ids = sorted([before, *meanwhile, after])
        stack.until(lambda: sorted(stack.logged()) == ids, "all events are in the log, each once")
        stack.until_well(name)

    said = (tmp_path / "logs" / f"{name}.log").read_text().count(WORDS)
    assert (held, stack.parts[name].process is process, said) == (2 * FILES, True, 1 if name == "gateway" else 0)


def test_a_gateway_that_ran_out_of_memory_reads_the_next_drawing(tmp_path: Path) -> None:
    picture = large_picture()
    with run_small_stack(tmp_path, ("reporter", "worker")) as stack:
        before = stack.answered()
        with little_memory(pid_of(stack, "gateway"), 4), suppress(httpx.HTTPError):
            stack.http.post(
                f"{stack.urls['gateway']}/v1/classify", content=picture, headers={"Content-Type": "image/png"}
            )
        stack.until_well("gateway")
        after = stack.answered()
        stack.until(lambda: {before, after} <= set(stack.logged()), "both events are in the log")


def test_a_logger_out_of_memory_leaves_the_events_in_the_outbox_until_it_has_some(tmp_path: Path) -> None:
    with run_small_stack(tmp_path, ("reporter", "worker")) as stack:
        before = stack.answered()
        with little_memory(pid_of(stack, "logger"), 0):
            meanwhile = [stack.answered(digit) for digit in range(10)]
        ids = sorted([before, *meanwhile])
        stack.until(lambda: sorted(stack.logged()) == ids, "all events are in the log, each once")
        stack.until_well("logger")
