import asyncio
from pathlib import Path

import pytest

from benchmarks.in_process import open_application
from benchmarks.requests import Post
from benchmarks.sizes.__main__ import cost, measure, parse, print_table
from benchmarks.sizes.posts import ORDINARY, Sized, make_all


def test_each_is_measured_in_each_round(tmp_path: Path) -> None:
    arguments = parse(["--rounds", "1", "--drawings", "1", "--at-once", "1"])

    found = asyncio.run(measure(tmp_path, arguments))

    assert {name: len(costs) for name, costs in found.items()} == {one.name: 1 for one in make_all(1)}


def test_what_is_not_answered_ends_the_benchmark(tmp_path: Path) -> None:
    async def send_nothing() -> float:
        async with open_application(tmp_path) as application:
            return await cost(application, Sized("nothing", Post("/v1/classify", "image/png", b""), 1), 1)

    with pytest.raises(SystemExit, match="nothing is answered 422"):
        asyncio.run(send_nothing())


def test_a_ratio_is_the_median_of_the_rounds_own(capsys: pytest.CaptureFixture[str]) -> None:
    print_table({ORDINARY: [100, 200, 400], "large": [200, 600, 400]})

    assert [line.split()[-2:] for line in capsys.readouterr().out.splitlines()] == [
        ["us", "ratio"],
        ["200", "1.00"],
        ["400", "2.00"],
    ]
