"""What the worker does for a report, in a process of its own: ``python -m benchmarks.reports.worker PART UPTO``.

``counting``: from the log's bytes to the facts, as pandas does it. ``report``: all of a report, built in. Settings come
from the environment. Prints CPU time, peak of memory and the facts' values as JSON.
"""

import json
import sys
import time

import structlog

from benchmarks.reports.memory import peak_mib
from handdraw_contracts.reports import Fact, Window
from handdraw_reporter import events, jobs
from handdraw_reporter.counting.facts import compute_facts
from handdraw_reporter.counting.summary import Summary
from handdraw_reporter.reporter import Reporter, open_reporter
from handdraw_reporter.settings import Settings


def count(reporter: Reporter, window: Window) -> tuple[Fact, ...]:
    summary = Summary()
    for part in events.in_parts(events.read_window(reporter.logger, window)):
        summary.add_all(part)
    return compute_facts(summary, "en")


def write(reporter: Reporter, window: Window) -> tuple[Fact, ...]:
    return jobs.write(reporter, reporter.reports.create(window, "en", scheduled=False)).facts


PARTS = {"counting": count, "report": write}


def main() -> None:
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    with open_reporter(Settings()) as reporter:
        started, wall = time.process_time(), time.perf_counter()
        facts = PARTS[sys.argv[1]](reporter, Window(after=None, upto=sys.argv[2]))
        cost = {"cpu_s": time.process_time() - started, "wall_s": time.perf_counter() - wall, "peak_mib": peak_mib()}
    json.dump(cost | {"facts": {fact.id: fact.value for fact in facts}}, sys.stdout)


if __name__ == "__main__":
    main()
