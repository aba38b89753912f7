from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.accounts import Group
from benchmarks.recorded import Recorded
from benchmarks.requests import Post
from benchmarks.serving.contenders import Serving
from benchmarks.serving.measuring import Plan, measure_round

from ..test_closed_loop import POST, serving


@dataclass(slots=True)
class Watched(Serving):
    said: list[str] = field(default_factory=list)

    def settle(self) -> None:
        self.said.append("settled")

    def check(self, answered: Sequence[str]) -> Recorded:
        self.said.append("checked")
        return Recorded(len(answered), lost=1)


@dataclass(frozen=True, slots=True)
class Fake:
    watched: list[Watched] = field(default_factory=list)
    name: str = "fake"
    records: bool = True
    post: Post = POST

    @contextmanager
    def run(self, _: Path) -> Iterator[Serving]:
        with serving([200]) as port:
            self.watched.append(Watched(port, Group.new("fake")))
            yield self.watched[-1]


def test_a_round_is_a_start_a_warm_up_and_a_window_for_each_number_of_connections(tmp_path: Path) -> None:
    contender, told = Fake(), list[str]()

    found = measure_round(contender, Plan((1, 2), 0.05, 0.05), tmp_path, told.append)

    assert told == ["starts", "warms up", "1 at once", "2 at once"]
    assert contender.watched[0].said == ["settled", "checked"] * 3
    assert {count: window.recorded for count, window in found.windows.items()} == {
        count: Recorded(found.windows[count].tally.answers, lost=1) for count in (1, 2)
    }
