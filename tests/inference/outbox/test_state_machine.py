"""The promise as a model: whatever happens, each acknowledged event ends in the log or in the quarantine, once.

The machines further down break the promise on purpose, and must be found out.
"""

import asyncio
import json
import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from itertools import count
from pathlib import Path

import httpx
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from handdraw_inference.errors import OutboxFull, OutboxUnavailable
from handdraw_inference.metrics import Metrics
from handdraw_inference.outbox.forwarder import Forwarder, _NotDelivered
from handdraw_inference.outbox.opening import BUSY_S
from handdraw_inference.outbox.quarantine import Quarantine
from handdraw_inference.outbox.queue import REFUSED_SHARE, Entry, Outbox, Verdict

QUOTA_BYTES = 480_000  # of which an empty outbox and its log may take 350,000
AMPLE = 10_000_000
SETTINGS = settings(
    max_examples=40,
    stateful_step_count=40,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],  # shrinking takes minutes: what failed is printed as it was
    report_multiple_bugs=False,
    suppress_health_check=[HealthCheck.too_slow],
)
BROKEN = settings(SETTINGS, max_examples=300)

Sizes = st.integers(min_value=100, max_value=24_000)
Kinds = st.sampled_from(["good", "good", "good", "malformed", "refused"])
Answers = st.sampled_from(["202", "202", "202", "401", "404", "413", "429", "500", "no logger", "no receipt", "nobody"])


class Killed(Exception):
    """Nothing comes after it."""


class Logger:
    """Takes events once each, rejects the malformed, and answers as it is told to."""

    knows_duplicates = True

    def __init__(self) -> None:
        self.answer = "202"
        self.log: list[str] = []
        self.understands_everything = False
        self.before_it_answers: Callable[[], object] = lambda: None

    def __call__(self, request: httpx.Request) -> httpx.Response:
        events = json.loads(request.content)
        if self.answer == "nobody":
            raise httpx.ConnectError("refused")
        if self.answer == "413" and len(events) > 1:
            return httpx.Response(413)
        if self.answer == "no logger":
            return httpx.Response(202, text="welcome")
        if self.answer.isdecimal() and self.answer not in ("202", "413"):
            return httpx.Response(int(self.answer))
        receipt = self._take(events)
        self.before_it_answers()
        if self.answer == "no receipt":
            raise httpx.ReadError("cut off after it was taken")
        return httpx.Response(202, json=receipt)

    def _take(self, events: list[dict[str, str]]) -> dict[str, object]:
        rejected, duplicates = [], 0
        for event in events:
            if event["kind"] == "malformed" and not self.understands_everything:
                rejected.append({"id": event["id"], "code": "malformed_event"})
            elif self.knows_duplicates and event["id"] in self.log:
                duplicates += 1
            else:
                self.log.append(event["id"])
        accepted = len(events) - duplicates - len(rejected)
        return {"accepted": accepted, "duplicates": duplicates, "rejected": rejected}


class Recording(RuleBasedStateMachine):
    """One or two processes on one outbox, a logger, and everything that may happen to them."""

    outbox_type: type[Outbox] = Outbox
    forwarder_type: type[Forwarder] = Forwarder
    logger_type: type[Logger] = Logger

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folders = [tempfile.TemporaryDirectory()]
        self.processes = [self.outbox_type(self.file, QUOTA_BYTES)]
        self.logger = self.logger_type()
        self.numbers = count()
        self.acknowledged: dict[str, Entry] = {}

    @property
    def file(self) -> Path:
        return Path(self.folders[-1].name) / "outbox.db"

    def process(self, number: int) -> Outbox:
        return self.processes[number % len(self.processes)]

    def entry(self, kind: str, size: int) -> Entry:
        event_id = f"event-{next(self.numbers)}"
        body = json.dumps({"id": event_id, "kind": kind, "ink": "x" * size}).encode()
        return Entry(event_id, body, kind == "refused")

    # What may happen

    @rule(which=st.integers(0, 1), events=st.lists(st.tuples(Kinds, Sizes), min_size=1, max_size=5))
    def append(self, which: int, events: list[tuple[str, int]]) -> None:
        self.send(which, [self.entry(*event) for event in events])

    @precondition(lambda self: self.acknowledged)
    @rule(which=st.integers(0, 1), number=st.integers(0))
    def repeat_a_call(self, which: int, number: int) -> None:
        entry = list(self.acknowledged.values())[number % len(self.acknowledged)]
        if b'"malformed"' not in entry.body:  # those may be rejected once, and taken the next time
            self.send(which, [entry])

    @rule(which=st.integers(0, 1), answer=Answers)
    def forward(self, which: int, answer: str) -> None:
        self.logger.answer = answer
        with suppress(OutboxUnavailable, _NotDelivered):
            self.runner.run(self.forward_once(self.process(which)))

    @rule(which=st.integers(0, 1))
    def ask_whether_it_is_ready(self, which: int) -> None:
        with suppress(OutboxFull, OutboxUnavailable):
            self.process(which).check()

    @rule()
    def be_killed(self) -> None:
        self.restart_from(self.snapshot())

    @rule(answer=Answers)
    def be_killed_while_the_logger_answers(self, answer: str) -> None:
        snapshots = []
        self.logger.before_it_answers = lambda: snapshots.append(self.snapshot())
        self.forward(0, answer)
        self.logger.before_it_answers = lambda: None
        for snapshot in snapshots:
            self.restart_from(snapshot)

    @rule(size=Sizes)
    def be_killed_in_the_middle_of_a_commit(self, size: int) -> None:
        entry = self.entry("good", size)
        with suppress(Killed), self.processes[0]._db.writing() as db:
            insert = "INSERT INTO outbox (event_id, refused, body, appended_at) VALUES (?, 0, ?, 0)"
            with suppress(sqlite3.Error):
                db.execute(insert, (entry.event_id, entry.body))
            snapshot = self.snapshot()
            raise Killed
        self.restart_from(snapshot)

    @rule()
    def start_another_process(self) -> None:
        if len(self.processes) == 1:
            self.processes.append(self.outbox_type(self.file, QUOTA_BYTES))

    @rule()
    def stop_one_process(self) -> None:
        if len(self.processes) == 2:
            self.processes.pop(0).close()

    @rule(pages=st.integers(0, 3))
    def fill_the_disk(self, pages: int) -> None:
        for process in self.processes:
            with process._db.reading() as db:
                (size,) = db.execute("PRAGMA page_count").fetchone()
                db.execute(f"PRAGMA max_page_count = {size + pages}")

    @rule()
    def make_room_on_the_disk(self) -> None:
        for process in self.processes:
            with process._db.reading() as db:
                db.execute("PRAGMA max_page_count = 1000000")

    @rule()
    def requeue_what_was_rejected(self) -> None:
        with closing(Quarantine(self.file)) as quarantine:
            quarantine.requeue(list(quarantine.entries()))

    @rule()
    def repair_the_logger(self) -> None:
        self.logger.understands_everything = True

    # What must hold

    @invariant()
    def every_acknowledged_event_is_somewhere_and_nothing_else_is(self) -> None:
        assert {*self.waiting(), *self.logger.log, *self.quarantined()} == set(self.acknowledged)

    @invariant()
    def no_event_is_in_the_log_twice(self) -> None:
        assert [one for one, times in Counter(self.logger.log).items() if times > 1] == []

    @invariant()
    def only_what_is_malformed_is_in_the_quarantine(self) -> None:
        assert [one for one in self.quarantined() if b'"malformed"' not in self.acknowledged[one].body] == []

    @invariant()
    def what_it_says_that_it_holds_is_the_truth(self) -> None:
        said, truth = self.query(
            "SELECT events, bytes, refused, quarantined, quarantined_bytes FROM held UNION ALL"
            " SELECT o.n, o.bytes, o.refused, q.n, q.bytes FROM"
            " (SELECT count(*) n, coalesce(sum(length(body)), 0) bytes,"
            " coalesce(sum(refused * length(body)), 0) refused FROM outbox) o,"
            " (SELECT count(*) n, coalesce(sum(length(body)), 0) bytes FROM quarantine) q"
        )
        assert said == truth

    @invariant()
    def nobody_called_the_file_corrupt(self) -> None:
        assert self.processes[0].corrupt_files() == []

    def teardown(self) -> None:
        try:
            self.drain()
        finally:
            for process in self.processes:
                process.close()
            self.runner.close()
            for folder in self.folders:
                folder.cleanup()

    def drain(self) -> None:
        """Let everything recover: each event arrives, in the order in which it was acknowledged."""
        self.make_room_on_the_disk()
        for _ in range(2 + 2 * len(self.waiting())):
            self.forward(0, "202")
        good = [one for one, entry in self.acknowledged.items() if b'"malformed"' not in entry.body]

        assert self.waiting() == []
        assert sorted([*set(self.quarantined()), *self.logger.log]) == sorted(self.acknowledged)
        assert [one for one in self.logger.log if one in good] == good

    # How it is done

    def send(self, which: int, entries: list[Entry]) -> None:
        expected = self.expected(entries)
        try:
            answers = self.process(which).append(entries)
        except OutboxUnavailable:  # the disk is full: the callers were answered 503
            return
        self.acknowledged |= {e.event_id: e for e, full in zip(entries, answers, strict=True) if full is None}
        assert [answer is None for answer in answers] == expected

    def expected(self, entries: list[Entry]) -> list[bool]:
        """Return which of the entries the quota allows."""
        ((refused, free),) = self.query(
            "SELECT coalesce(sum(length(body)), 0), (SELECT 4096 * freelist_count FROM pragma_freelist_count)"
            " FROM outbox WHERE refused"
        )
        parts = (self.file.with_name(f"{self.file.name}{part}") for part in ("", "-wal", "-shm"))
        held = sum(part.stat().st_size for part in parts if part.exists()) - free
        fits = []
        for entry in entries:
            size = len(entry.body)
            within_share = not entry.refused or refused + size <= QUOTA_BYTES * REFUSED_SHARE
            fits.append(held + size <= QUOTA_BYTES and within_share)
            held, refused = held + size * fits[-1], refused + size * fits[-1] * entry.refused
        return fits

    async def forward_once(self, outbox: Outbox) -> None:
        transport = httpx.MockTransport(self.logger)
        async with httpx.AsyncClient(base_url="http://logger", transport=transport) as client:
            await self.forwarder_type(outbox, asyncio.Event(), client, Metrics(), 0)._forward_next()

    def snapshot(self) -> tempfile.TemporaryDirectory[str]:
        """Copy the files as a process that is killed now would leave them."""
        folder = tempfile.TemporaryDirectory()
        for name in ("outbox.db", "outbox.db-wal"):
            with suppress(FileNotFoundError):
                shutil.copy(self.file.with_name(name), folder.name)
        return folder

    def restart_from(self, snapshot: tempfile.TemporaryDirectory[str]) -> None:
        for process in self.processes:
            process.close()
        self.folders.append(snapshot)
        self.processes = [self.outbox_type(self.file, QUOTA_BYTES)]

    def query(self, sql: str) -> list[tuple[int, ...]]:
        with closing(sqlite3.connect(self.file)) as db:
            return db.execute(sql).fetchall()

    def waiting(self) -> list[str]:
        return [entry.event_id for _, entry in self.processes[0].oldest(1_000, AMPLE)]

    def quarantined(self) -> list[str]:
        with closing(Quarantine(self.file)) as quarantine:
            return [entry.event_id for entry in quarantine.entries()]


def test_no_acknowledged_event_is_lost_and_none_is_counted_twice() -> None:
    run_state_machine_as_test(Recording, settings=SETTINGS)


class DeletesBeforeTheReceipt(Forwarder):
    async def _deliver(self, entries: Sequence[Entry]) -> object:  # type: ignore[override]
        batch = self._outbox.oldest(len(entries), AMPLE)
        self._outbox.settle([seq for seq, _ in batch], {})
        return await super()._deliver(entries)


class GivesUpOnAWrongKey(Forwarder):
    async def _deliver(self, entries: Sequence[Entry]) -> object:  # type: ignore[override]
        try:
            return await super()._deliver(entries)
        except _NotDelivered as error:
            if "401" not in str(error):
                raise
            self._outbox.settle(
                [seq for seq, _ in self._outbox.oldest(len(entries), AMPLE)],
                {entry.event_id: "unauthorised" for entry in entries},
            )
            raise


class AcknowledgesWhatItCouldNotWrite(Outbox):
    def append(self, entries: Sequence[Entry], patience_s: float = BUSY_S) -> list[Verdict]:
        try:
            return super().append(entries, patience_s)
        except OutboxUnavailable:
            return [None] * len(entries)


class CountsWrong(Outbox):
    def settle(self, seqs: Sequence[int], rejected: dict[str, str]) -> None:
        super().settle(seqs, rejected)
        with self._db.writing() as db:
            db.execute("UPDATE held SET bytes = bytes + 1")


class ForgetsTheQuota(Outbox):
    def append(self, entries: Sequence[Entry], patience_s: float = BUSY_S) -> list[Verdict]:
        self._quota_bytes = AMPLE
        return super().append(entries, patience_s)


class NewestFirst(Outbox):
    def append(self, entries: Sequence[Entry], patience_s: float = BUSY_S) -> list[Verdict]:
        return list(reversed(super().append(list(reversed(entries)), patience_s)))


class NoDedupe(Logger):
    knows_duplicates = False


@pytest.mark.parametrize(
    "part",
    [
        DeletesBeforeTheReceipt,
        GivesUpOnAWrongKey,
        AcknowledgesWhatItCouldNotWrite,
        CountsWrong,
        ForgetsTheQuota,
        NewestFirst,
        NoDedupe,
    ],
)
def test_a_broken_promise_is_found_out(part: type) -> None:
    place = next(
        name
        for name, base in {"forwarder_type": Forwarder, "outbox_type": Outbox, "logger_type": Logger}.items()
        if issubclass(part, base)
    )
    broken = type("Broken", (Recording,), {place: part})

    with pytest.raises(AssertionError):
        run_state_machine_as_test(broken, settings=BROKEN)
