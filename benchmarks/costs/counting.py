"""Counts what a request makes the interpreter do: bytecodes, calls into C, and the memory that it takes at its peak.

``python -m benchmarks.costs.counting`` prints the Costs of each case as JSON. All are the same on every machine and
under any load, to about a thousandth, as long as Python and the packages are the same.
"""

import asyncio
import gc
import json
import sys
import tempfile
import threading
import tracemalloc
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any

from benchmarks.costs.cases import CASES, Case
from benchmarks.in_process import Application, open_application

WARM_UP = 5
REPEATS = 15
OURS = "handdraw_inference"
PYTHON = f"python{sys.version_info.major}.{sys.version_info.minor}"
Trace = Callable[[FrameType, str, Any], Any]


@dataclass(frozen=True, slots=True)
class Costs:
    """Of one request. ``where``: the bytecodes of each package, of the gateway's own each wing or module."""

    bytecodes: int
    c_calls: int
    peak_bytes: int
    where: Mapping[str, int]


class Ledger:
    """Counts in this thread and all that start after it, while it is open, and starts anew each time."""

    def __init__(self, of: Sequence[ModuleType] = (threading, sys)) -> None:
        self.bytecodes = Counter[str]()
        self.c_calls = 0
        self._open = False
        for module in of:
            module.settrace(self.trace)
            module.setprofile(self.profile)

    @contextmanager
    def counting(self) -> Iterator[None]:
        self.bytecodes.clear()
        self.c_calls, self._open = 0, True
        yield
        self._open = False

    def trace(self, frame: FrameType, event: str, _: object) -> Trace | None:
        if event == "opcode":
            self.bytecodes[frame.f_code.co_filename] += 1
        elif not self._open:
            return None
        else:
            frame.f_trace_opcodes, frame.f_trace_lines = True, False
        return self.trace

    def profile(self, _: FrameType, event: str, __: object) -> None:
        self.c_calls += self._open and event == "c_call"


def place(file: str) -> str:
    """Return the package that a module's file belongs to, or of the gateway the wing or module."""
    parts = Path(file).with_suffix("").parts
    if OURS in parts:
        return ".".join(parts[parts.index(OURS) :][:2])
    for library in ("site-packages", PYTHON):
        if library in parts:
            return parts[parts.index(library) + 1]
    return "made at run time" if file.startswith("<") else "this benchmark"


async def count(application: Application, ledger: Ledger, case: Case) -> Costs:
    """Return what the cheapest of some calls took: threads that meet by chance make others dearer.

    Raises SystemExit if one is not answered 200.
    """
    counted = []
    for _ in range(WARM_UP + REPEATS):
        with ledger.counting():
            await call(application, case)
        counted.append((ledger.bytecodes.copy(), ledger.c_calls))
    least, c_calls = min(counted[WARM_UP:], key=lambda one: one[0].total())
    where = Counter[str]()
    for file, times in least.items():
        where[place(file)] += times
    each = {name: round(times / case.at_once) for name, times in where.most_common()}
    peak_bytes = await find_peak(application, case)
    return Costs(sum(each.values()), round(c_calls / case.at_once), peak_bytes, each)


async def find_peak(application: Application, case: Case) -> int:
    """Return the bytes that a request adds to what was allocated before, those at once together divided."""
    peaks = []
    tracemalloc.start()
    for _ in range(REPEATS):
        before = tracemalloc.get_traced_memory()[0]
        tracemalloc.reset_peak()
        await call(application, case)
        peaks.append(tracemalloc.get_traced_memory()[1] - before)
    tracemalloc.stop()
    return round(min(peaks) / case.at_once)


async def call(application: Application, case: Case) -> None:
    statuses = await asyncio.gather(*(application.call(case.post) for _ in range(case.at_once)))
    if set(statuses) != {200}:
        raise SystemExit(f"{case.name} is answered {set(statuses)}")


async def count_all() -> dict[str, Costs]:
    ledger, counted = Ledger(), dict[str, Costs]()
    for key in dict.fromkeys(case.post.key for case in CASES):
        with tempfile.TemporaryDirectory() as folder:
            async with open_application(Path(folder), key) as application:
                for case in (one for one in CASES if one.post.key == key):
                    counted[case.name] = await count(application, ledger, case)
    return counted


def main() -> None:
    gc.disable()
    print(json.dumps({name: asdict(costs) for name, costs in asyncio.run(count_all()).items()}))


if __name__ == "__main__":
    main()
