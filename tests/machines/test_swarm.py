"""Three machines as a Swarm: each dies or is cut off in turn under drawings, and the log has every answer once.

`make test-machines MACHINES=/path/of/a/program`; ROUNDS=5 is the long form.
"""

import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import pytest

from ..processes import eventually
from .swarm import NUMBERS, PATIENCE_S, Swarm, address, namespace, three_machines, why_not
from .swarm_callers import Caller, drawing

ROUNDS = int(os.environ.get("HANDDRAW_ROUNDS", "1"))
AWAY_S = 20
WITHOUT_ANSWER_S = 1.0
pytestmark = pytest.mark.skipif(bool(reason := why_not()), reason=reason)


@pytest.fixture(scope="module")
def swarm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Swarm]:
    with three_machines(tmp_path_factory.mktemp("swarm")) as made:
        yield made


@pytest.fixture
def png(sample: Callable[[int], bytes]) -> bytes:
    return sample(7)


class Proof:
    """``roaming``: know three addresses."""

    def __init__(self, swarm: Swarm, png: bytes) -> None:
        self.swarm = swarm
        self._png = png
        self.roaming = [self._caller(*(NUMBERS[turn:] + NUMBERS[:turn])) for turn in range(len(NUMBERS))]
        swarm.callers += self.roaming

    def _caller(self, *numbers: int, beside: bool = False) -> Caller:
        urls = [f"http://{address(number)}:8000" for number in numbers]
        return Caller(urls, self.swarm.key, self._png, namespace(numbers[0]) if beside else None)

    def round(self) -> None:
        with self.phase("all is well"):
            time.sleep(5)
        dead = self.swarm.primary()
        with self.phase(f"machine {dead}, which has the primary, is dead"):
            self.swarm.call("kill", str(dead))
            time.sleep(AWAY_S)
        with self.phase("it is back"):
            self.swarm.call("revive", str(dead))
            self.wait_until_whole()
        cut = self.swarm.primary()
        beside = self._caller(cut, beside=True)
        self.swarm.callers.append(beside)
        with drawing([beside]), self.phase(f"machine {cut}, which has the primary, is cut off", [beside]):
            self.swarm.call("cut", str(cut))
            time.sleep(AWAY_S)
        with self.phase("it is joined again"):
            self.swarm.call("heal", str(cut))
            self.wait_until_whole()
        with self.phase("two loggers are killed"):
            for number in NUMBERS[:2]:
                self.swarm.docker(number, "kill", *self.swarm.containers(number, "logger"))
            self.wait_until_whole()

    def wait_until_whole(self) -> None:
        say(f"  last was not well: {self.swarm.wait_until_whole()}")

    @contextmanager
    def phase(self, name: str, others: Sequence[Caller] = ()) -> Iterator[None]:
        """Print what callers met in the block."""
        began = time.monotonic()
        yield
        told = [
            _tell("knowing three addresses", self.roaming, began),
            *(_tell("beside", [one], began) for one in others),
        ]
        say(f"{name}, {time.monotonic() - began:.0f} s: {'; '.join(told)}")


def check(swarm: Swarm) -> None:
    """Compare what was answered since the machines were made with the log."""
    answered = Counter(one.id for caller in swarm.callers for one in caller.answers)
    eventually(lambda: swarm.count() >= len(answered), "what was answered is in the log", PATIENCE_S, 1)
    logged = Counter(swarm.logged())
    longest = max(caller.longest(0)[1] for caller in swarm.callers if caller.knows_all)
    say(f"{len(answered)} answers, {len(logged)} in the log; the longest time without an answer {longest:.2f} s\n")

    assert [answered - logged, logged - answered] == [Counter(), Counter()]
    assert [one for caller in swarm.callers for one in caller.wrong] == []
    assert longest < WITHOUT_ANSWER_S


def say(line: str) -> None:
    sys.stdout.write(f"\n{line}")
    sys.stdout.flush()


def _tell(who: str, callers: Sequence[Caller], since: float) -> str:
    met = [caller.longest(since) for caller in callers]
    return f"{who} {sum(count for count, _ in met)} answers, the longest wait {max(wait for _, wait in met):.2f} s"


def test_whatever_machine_dies_or_is_cut_off_each_answer_is_in_the_log_once(swarm: Swarm, png: bytes) -> None:
    proof = Proof(swarm, png)
    with drawing(proof.roaming):
        for _ in range(ROUNDS):
            proof.round()
    check(swarm)


@pytest.mark.parametrize("number", NUMBERS)
def test_reports_of_all_machines_cover_each_event_once(swarm: Swarm, number: int) -> None:
    windows = swarm.windows(number)
    say(f"{len(windows)} windows were reported about, as machine {number} says\n")

    assert [after for after, _ in windows] == [None, *(upto for _, upto in windows[:-1])]
    assert len(windows) > 1


def test_a_change_of_all_gateways_refuses_nobody(swarm: Swarm, png: bytes) -> None:
    proof = Proof(swarm, png)
    with drawing(proof.roaming), proof.phase("all gateways are replaced, one by one"):
        swarm.deploy(INFERENCE_LOW_CONFIDENCE="0.55")
        proof.wait_until_whole()

    check(swarm)


def test_a_change_that_cannot_live_is_taken_back_and_refuses_nobody(swarm: Swarm, png: bytes) -> None:
    proof = Proof(swarm, png)
    with drawing(proof.roaming), proof.phase("a change that cannot live is taken back"):
        said = swarm.try_to_deploy(INFERENCE_LOW_CONFIDENCE="nonsense")
        proof.wait_until_whole()

    assert "inference did not change (rollback_completed)" in said
    check(swarm)


def test_the_primary_whose_volume_is_lost_empties_nobody(swarm: Swarm, png: bytes) -> None:
    proof = Proof(swarm, png)
    lost = swarm.primary()
    with drawing(proof.roaming), proof.phase(f"machine {lost}, which has the primary, has lost its volume"):
        (container,) = swarm.containers(lost, "redis")
        swarm.docker(lost, "exec", container, "rm", "-r", "/data/appendonlydir")
        swarm.docker(lost, "kill", container)
        proof.wait_until_whole()

    check(swarm)


def test_a_gateway_that_is_stopped_for_good_empties_its_outbox(swarm: Swarm, png: bytes) -> None:
    proof = Proof(swarm, png)
    with drawing(proof.roaming), proof.phase("machine 3 answers no more, and its outbox is emptied"):
        swarm.docker(1, "node", "update", "--label-add", "handdraw.gateway=drain", "machine3")
        eventually(lambda: "Complete" in swarm.tasks("drain"), "its outbox is empty", PATIENCE_S, 0.5)

    check(swarm)
