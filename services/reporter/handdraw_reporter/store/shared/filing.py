"""Pages and figures on their way from a machine's disk to a bucket."""

from collections.abc import Iterator
from contextlib import suppress

from handdraw_contracts.reports import Report
from handdraw_reporter.errors import UnknownReport
from handdraw_reporter.store.folders import ReportFolder
from handdraw_reporter.store.shared.objects import Objects, files


def put_files(objects: Objects, folder: ReportFolder, report: Report) -> None:
    """Put what lies in a report's folder: where some is missing, so it is there. Raises ReportsUnwritable."""
    for name, content in _read(folder, report):
        objects.put(files(report) + name, content)


def _read(folder: ReportFolder, report: Report) -> Iterator[tuple[str, bytes]]:
    with suppress(UnknownReport):
        yield "report.html", folder.page("html").encode()
    with suppress(UnknownReport):
        yield "report.md", folder.page("md").encode()
    for file_name in (f"{one.name}.{ending}" for one in report.figures for ending in ("svg", "png")):
        with suppress(UnknownReport):
            yield f"figures/{file_name}", folder.figure(file_name)
