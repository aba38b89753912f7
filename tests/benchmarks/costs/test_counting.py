import sys
from collections import Counter
from collections.abc import Callable

import pytest

from benchmarks.costs.counting import PYTHON, Ledger, place


@pytest.fixture
def ledger() -> Ledger:
    return Ledger(of=())  # nobody's calls but those that a test hands it


def work(times: int) -> int:
    return sum(number for number in range(times))


def run(ledger: Ledger, call: Callable[[int], int], argument: int) -> tuple[int, int]:
    """Return the bytecodes and the calls into C; coverage or a debugger may trace, too."""
    before = sys.gettrace(), sys.getprofile()
    with ledger.counting():
        sys.settrace(ledger.trace)
        sys.setprofile(ledger.profile)
        call(argument)
        sys.setprofile(before[1])
        sys.settrace(before[0])
    return ledger.bytecodes.total(), ledger.c_calls


def test_more_work_is_more_bytecodes_and_the_same_work_as_many(ledger: Ledger) -> None:
    little, again, much = (run(ledger, work, times)[0] for times in (10, 10, 100))

    assert (little == again, much > 5 * little) == (True, True)


def test_each_call_into_c_counts(ledger: Ledger) -> None:
    def call(times: int) -> int:
        for _ in range(times):
            abs(-1)
        return times

    few, many = (run(ledger, call, times)[1] for times in (1, 21))

    assert many - few == 20


def test_nothing_counts_while_it_is_closed(ledger: Ledger) -> None:
    frame = sys._getframe()

    assert (ledger.trace(frame, "call", None), ledger.bytecodes) == (None, Counter())


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("/srv/handdraw_inference/drawings/ink.py", "handdraw_inference.drawings"),
        ("/srv/handdraw_inference/routes.py", "handdraw_inference.routes"),
        (f"/usr/lib/{PYTHON}/asyncio/events.py", "asyncio"),
        (f"/usr/lib/{PYTHON}/typing.py", "typing"),
        (f"/venv/lib/{PYTHON}/site-packages/fastapi/routing.py", "fastapi"),
        ("<string>", "made at run time"),
        ("/srv/benchmarks/in_process.py", "this benchmark"),
    ],
)
def test_a_file_has_its_place(file: str, expected: str) -> None:
    assert place(file) == expected
