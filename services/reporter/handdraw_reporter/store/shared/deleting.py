"""How a report leaves a bucket: it is marked as deleted first, and whoever comes by finishes what a death cut short."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from pydantic import ValidationError

from handdraw_contracts.reports import Report
from handdraw_reporter.store.files import GIVEN_UP
from handdraw_reporter.store.shared.listing import Listed
from handdraw_reporter.store.shared.objects import Objects, deleted, unwritten, window_name, written

REMEMBERED: Final = timedelta(days=30)
"""Longer than anybody goes on with a report who does not know that it was deleted."""


def delete(objects: Objects, report_id: UUID) -> None:
    """Raises ReportsUnwritable."""
    objects.create(deleted(report_id), datetime.now(UTC).isoformat().encode())
    finish(objects, report_id)


def finish(objects: Objects, report_id: UUID) -> None:
    """Remove what is there of a report that is marked. Raises ReportsUnwritable."""
    for name in (written(report_id), unwritten(report_id)):
        with suppress(ValidationError):
            if content := objects.read(name):
                _let_go(objects, Report.model_validate_json(content))
    objects.remove_below(f"files/{report_id}/")
    objects.remove(unwritten(report_id), written(report_id))


def sweep(objects: Objects, listed: Listed) -> None:
    """Finish what others began, and forget the oldest mark if it is no longer needed. Raises ReportsUnwritable."""
    for report_id in listed.deleted & (listed.written | listed.unwritten):
        finish(objects, report_id)
    for report_id in listed.written & listed.unwritten - listed.deleted:
        objects.remove(unwritten(report_id))
    if listed.deleted and _is_old(objects.read(deleted(oldest := min(listed.deleted)))):
        finish(objects, oldest)  # what was still on its way then
        objects.remove(deleted(oldest))


def _let_go(objects: Objects, report: Report) -> None:
    """Let a window that was asked for be asked for again. A scheduled one stays accounted for, and gets no other."""
    name = window_name(report.window, report.language, scheduled=report.scheduled)
    if objects.read(name) == str(report.id).encode():
        objects.put(name, GIVEN_UP.encode()) if report.scheduled else objects.remove(name)


def _is_old(mark: bytes | None) -> bool:
    try:
        return datetime.now(UTC) - datetime.fromisoformat((mark or b"").decode()) > REMEMBERED
    except (ValueError, TypeError):  # nobody can say how old it is
        return False
