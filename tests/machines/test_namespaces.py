"""Three machines without Docker: one dies, one is cut off, loggers die; what was answered is in the log, once."""

import json
import os
import re
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from ..faults.checker import Entry, judge
from ..namespaces import OUTSIDE, cut, heal
from ..processes import eventually
from .machine import ALL, ARCHIVE, GATEWAY, LOGGER, LOOK_S, NAME, SENTINEL, Machine, Machines, three_machines
from .users import Users, drawing_users
from .windows import NDJSON, windows_taken

ROUNDS = int(os.environ.get("HANDDRAW_ROUNDS", "1"))
ANSWERS_WHILE_CUT = 400 if ROUNDS > 1 else 200  # of three users, who draw some 20 times a second
SILENCE_S = 1.0
SEGMENTS = 3  # at least, of 50 events: they are made all the while


def read_log(machine: Machine) -> list[Entry]:
    answer = machine.get(LOGGER, "/v1/events", NDJSON, patience_s=30)
    assert answer is not None
    return [Entry.read(json.loads(line)) for line in answer.raise_for_status().text.splitlines()]


def tells(machine: Machine, path: str, status: int, words: str) -> bool:
    answer = machine.get(LOGGER, path)
    return answer is not None and answer.status_code == status and words in answer.text


def count_waiting(machine: Machine) -> int | None:
    """Count the events in its gateway's outbox; None if that does not say."""
    answer = machine.get(GATEWAY, "/metrics")
    found = re.search(r"^handdraw_outbox_events (\d+)", answer.text, re.MULTILINE) if answer is not None else None
    return int(found[1]) if found else None


def await_forwarded(machines: Machines) -> None:
    for machine in machines:
        eventually(partial(has_forwarded_all, machine), f"outbox {machine.number} is empty", pause_s=LOOK_S)


def has_forwarded_all(machine: Machine) -> bool:
    return count_waiting(machine) == 0


def others(machine: Machine) -> list[int]:
    return [number for number in ALL if number != machine.number]


def await_failover(machines: Machines, gone: Machine) -> None:
    eventually(lambda: machines.primary(others(gone)) is not gone, "the others have another primary", pause_s=LOOK_S)


def change_the_primary(machines: Machines, users: Users) -> None:
    """Let another be the primary while all live, as for maintenance, or as Sentinels do where one was slow.

    It is asked for until it is done: a replica that came back seconds ago is not known, or soon taken back.
    """
    living = machines.primary()

    def changed() -> bool:
        if machines.primary() is not living:
            return True
        living.ask_redis(SENTINEL, lambda client: bool(client.execute_command("SENTINEL", "FAILOVER", NAME)))  # type: ignore[no-untyped-call]
        return False

    eventually(changed, "another is the primary", pause_s=LOOK_S)
    users.go_on(OUTSIDE)
    machines.wait_until_whole()


def kill_the_primarys_machine(machines: Machines, users: Users) -> None:
    dead = machines.primary()
    dead.lose_power()
    await_failover(machines, dead)
    users.go_on(OUTSIDE)
    machines.revive(dead.number)
    machines.wait_until_whole()


def cut_the_primary_off(machines: Machines, users: Users) -> int | None:
    """Cut it off twice, and return what its logger answers to whoever asks whether it is ready, there.

    In the moment between, its Sentinel sees the new primary, and mostly hears from no other that it is.
    """
    parted = machines.primary()
    cut(parted.number)
    await_failover(machines, parted)
    users.go_on(parted.number)
    heal(parted.number)
    eventually(parted.sees_another_primary, "it sees that there are two", pause_s=0)
    cut(parted.number)
    users.go_on(OUTSIDE, ANSWERS_WHILE_CUT)
    told = parted.get(LOGGER, "/readyz")
    heal(parted.number)
    machines.wait_until_whole()
    return told.status_code if told is not None else None


def kill_the_loggers_of_two(machines: Machines, users: Users) -> None:
    for machine in (machines[1], machines[2]):
        machine.kill("logger")
    users.go_on(OUTSIDE)
    for machine in (machines[1], machines[2]):
        machine.start("logger")
    machines.wait_until_whole()


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    """Whole after the first test, and not after the last."""
    with three_machines(tmp_path_factory.mktemp("machines")) as machines:
        yield machines


def test_what_was_answered_is_in_the_log_once_whatever_machine_dies_or_is_cut_off(
    machines: Machines, sample: Callable[[int], bytes]
) -> None:
    beside = [(number, [number]) for number in ALL]
    outside = [(OUTSIDE, [*ALL[number:], *ALL[:number]]) for number in range(len(ALL))]
    told = []
    with windows_taken(machines) as windows, drawing_users(sample(3), [*beside, *outside]) as users:
        users.go_on(OUTSIDE)
        for _ in range(ROUNDS):
            change_the_primary(machines, users)
            kill_the_primarys_machine(machines, users)
            told.append(cut_the_primary_off(machines, users))
            kill_the_loggers_of_two(machines, users)
    await_forwarded(machines)
    windows.take(machines[1])
    logs = [read_log(machine) for machine in machines]
    found = judge(users.diary, logs[0], windows.taken)

    silence_s, segments = users.longest_silence_s(OUTSIDE), machines.bucket.open(ARCHIVE).list()
    figures = f"{found}, {silence_s:.2f} s without an answer, {len(segments)} segments"
    assert (found.faults, told, logs[1:]) == ((), [503] * ROUNDS, logs[:1] * 2), figures
    assert (silence_s < SILENCE_S, len(segments) >= SEGMENTS) == (True, True), figures


def test_at_last_one_machine_alone_answers_and_acknowledges_nothing(
    machines: Machines, sample: Callable[[int], bytes]
) -> None:
    alone = machines.primary()
    before = len(read_log(alone))
    for number in others(alone):
        machines[number].lose_power()
    with drawing_users(sample(7), [(alone.number, [alone.number])]) as users:
        users.go_on(alone.number)
    for path in ("/v1/events", "/readyz"):
        eventually(partial(tells, alone, path, 503, "Redis: 0 of "), f"{path} says that it has no replica")
    waiting = count_waiting(alone)
    machines.revive(others(alone)[0])
    eventually(partial(has_forwarded_all, alone), "with a replica all is forwarded", pause_s=LOOK_S)
    logged = sorted(entry.event_id for entry in read_log(alone)[before:])

    answered = sorted(users.diary.answers)
    assert (waiting, logged) == (len(answered), answered)
