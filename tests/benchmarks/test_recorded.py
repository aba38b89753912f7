from collections import Counter
from pathlib import Path

import pytest

from benchmarks.recorded import Recorded, compare, read_ids


@pytest.mark.parametrize(
    ("answered", "logged", "found"),
    [
        (["a", "b"], {"a": 1, "b": 1, "warm-up": 1}, Recorded(2)),
        (["a", "b"], {"a": 1}, Recorded(2, lost=1)),
        (["a", "b"], {"a": 2, "b": 1}, Recorded(2, doubled=1)),
        (["a", "a"], {"a": 1}, Recorded(2, doubled=1)),
        ([], {}, Recorded()),
    ],
)
def test_each_answer_is_in_the_log_once(answered: list[str], logged: dict[str, int], found: Recorded) -> None:
    assert compare(answered, Counter(logged)) == found


def test_windows_add_up() -> None:
    assert sum([Recorded(5, 1, 2), Recorded(3, 1, 0)], Recorded()) == Recorded(8, 2, 2)


def test_ids_stand_on_a_line_each(tmp_path: Path) -> None:
    file = tmp_path / "ids"
    file.write_bytes(b"a\nb")

    assert read_ids(file) == ["a", "b"]
