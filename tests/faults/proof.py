"""The whole proof: load, kills, calm, and then the comparison."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import chaos
from .checker import DiaryContents, Entry, ReportCount, Verdict, judge
from .stack import GATEWAYS, Stack, run_generator, run_stack
from .watch import Progress, Watch

CALLS_PER_SECOND = 60.0
COUNTED = ("drawings", "labels")  # the facts that together count every event of a window


@dataclass(frozen=True)
class Proof:
    """``segments``: how many the archive has, to which most of the log has moved meanwhile."""

    killed: Counter[str]
    receipts_lost: int
    segments: int
    verdict: Verdict

    def table(self) -> str:
        """Return the counts as a Markdown table."""
        found = self.verdict
        rows = [(f"kills of {name}", times) for name, times in sorted(self.killed.items())]
        rows += [("kills", self.killed.total()), ("receipts lost on the way", self.receipts_lost)]
        rows += [("answers (200)", found.answers), ("labels (202)", found.labels)]
        rows += [("refusals (422)", found.refusals), ("events in the log", found.events)]
        rows += [("of those, from tries that got no answer", found.unheard), ("windows reported", found.windows)]
        rows += [("segments in the archive", self.segments)]
        rows += [("lost", found.lost), ("duplicated", found.duplicated), ("other faults", found.others)]
        return "\n".join(["| what | count |", "| --- | ---: |", *(f"| {name} | {count:,} |" for name, count in rows)])


def prove(folder: Path, kills: int, seed: int, tell: Callable[[Progress], None] = lambda _: None) -> Proof:
    diary = folder / "diary.jsonl"
    diary.touch()
    with run_stack(folder, period_s(kills)) as running:
        watch = Watch(running, diary)

        def survived(killed: Counter[str]) -> None:
            tell(watch.progress(killed))
            watch.await_answers()

        with run_generator(running, diary, seed, CALLS_PER_SECOND) as load:
            watch.await_answers()
            killed = chaos.kill(running, load, kills, seed, survived)
        await_calm(running)
        running.wait_until_none(lambda: count_unreported(running), "scheduled reports to be written")
        found = judge(DiaryContents.read(diary), read_log(running), read_reports(running))
        return Proof(killed, running.wire.lost, len([*folder.glob("archive/*.gz")]), found)


def period_s(kills: int) -> int:
    """Return the reports' period: the longer the run, the rarer they are, some dozens in all."""
    return max(3, kills // 20)


def await_calm(running: Stack) -> None:
    running.wait_until_ready()
    running.wait_until_none(lambda: count_waiting(running), "events in the outbox")


def count_waiting(running: Stack) -> int:
    """Count the events in the outbox, which the gateways share."""
    metrics = running.http.get(f"{running.urls[GATEWAYS[0]]}/metrics").text.splitlines()
    (line,) = (line for line in metrics if line.startswith("handdraw_outbox_events "))
    return int(float(line.split()[1]))


def count_unreported(running: Stack) -> int:
    """Count the reports that are not written yet, and one more if the last window ends before the log does."""
    end = running.http.get(f"{running.urls['logger']}/v1/events", params={"limit": 1}).json()["end"]
    summaries = [*_scheduled(running)]
    behind: bool = end is not None and end not in {one["window"]["upto"] for one in summaries}
    return sum(str(one["status"]) != "done" for one in summaries) + behind


def read_log(running: Stack) -> Sequence[Entry]:
    headers = {"Accept": "application/x-ndjson"}
    with running.http.stream("GET", f"{running.urls['logger']}/v1/events", headers=headers) as answer:
        return [Entry.read(json.loads(line)) for line in answer.raise_for_status().iter_lines()]


def read_reports(running: Stack) -> Sequence[ReportCount]:
    found = []
    for summary in _scheduled(running):
        report = running.http.get(f"{running.urls['reporter']}/v1/reports/{summary['id']}").json()
        facts = {fact["id"]: fact["value"] for fact in report["facts"]}
        counted = sum(facts.get(name, 0) for name in COUNTED)
        found.append(ReportCount(report["window"]["after"], report["window"]["upto"], counted))
    return found


def _scheduled(running: Stack) -> Iterator[dict[str, Any]]:
    query: dict[str, Any] = {"limit": 200}
    while True:
        page = running.http.get(f"{running.urls['reporter']}/v1/reports", params=query).raise_for_status().json()
        yield from (one for one in page["reports"] if one["scheduled"])
        if page["next"] is None:
            return
        query["before"] = page["next"]
