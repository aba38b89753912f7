"""Copy the reports of this machine to the bucket of all: ``python -m handdraw_reporter.store.shared.moving``.

From REPORTER_REPORTS_DIR to REPORTER_REPORTS_URL. May be run again, and while reporters run. What is in the bucket
already stays as it is there.
"""

import sys
from collections import Counter
from pathlib import Path
from typing import Literal
from uuid import UUID

from handdraw_chassis.buckets import open_bucket
from handdraw_chassis.running import parse_arguments, read_settings
from handdraw_contracts.reports import Report
from handdraw_reporter.errors import ReporterError
from handdraw_reporter.settings import Settings
from handdraw_reporter.store.files import GIVEN_UP
from handdraw_reporter.store.marks import find_ids
from handdraw_reporter.store.reports import Reports
from handdraw_reporter.store.shared.filing import put_files
from handdraw_reporter.store.shared.objects import Objects, deleted, unwritten, window_name, written

Outcome = Literal["copied", "there already", "left: their windows have others there", "left: unreadable"]


def move_all(folder: Path, objects: Objects) -> Counter[Outcome]:
    """Copy what was decided, also that a report was deleted, then the reports. Raises ReportsUnwritable, OSError."""
    reports, counted = Reports(folder), Counter[Outcome]()
    for claim in (folder / "windows").glob("scheduled-*"):
        if claim.read_text() == GIVEN_UP:
            objects.create(f"windows/{claim.name.rpartition('-')[0]}", GIVEN_UP.encode())
    for report_id in sorted(find_ids(file.name for file in folder.iterdir())):
        counted[_move(reports, report_id, objects)] += 1
    return counted


def _move(reports: Reports, report_id: UUID, objects: Objects) -> Outcome:
    """Claim the window first: whoever has it is its only report."""
    try:
        report = reports.get(report_id)
    except ReporterError:
        return "left: unreadable"
    name, own = window_name(report.window, report.language, scheduled=report.scheduled), str(report_id).encode()
    if not objects.create(name, own) and objects.read(name) not in (own, GIVEN_UP.encode()):
        return "left: their windows have others there"
    if objects.read(deleted(report_id)) is not None:
        return "there already"
    return "copied" if _put(reports, report, objects) else "there already"


def _put(reports: Reports, report: Report, objects: Objects) -> bool:
    """Return whether it was not there."""
    content = report.model_dump_json(indent=2).encode()
    if report.status != "done":
        return objects.read(written(report.id)) is None and objects.create(unwritten(report.id), content)
    if objects.read(written(report.id)) is not None:
        return False
    put_files(objects, reports.folder(report.id), report)
    return objects.create(written(report.id), content)


def main() -> None:
    parse_arguments("handdraw_reporter.store.shared.moving", "Copy this machine's reports to the bucket of all.")
    settings = read_settings(Settings)
    if settings.reports_url is None:
        sys.exit("REPORTER_REPORTS_URL is not set: there is no bucket to copy to")
    try:
        counted = move_all(settings.reports_dir, Objects(open_bucket(settings.reports_url, settings)))
    except (ReporterError, OSError) as error:
        sys.exit(str(error))
    for outcome, count in counted.items():
        print(f"{count} {outcome}")  # noqa: T201 - speaks to a person


if __name__ == "__main__":
    main()
