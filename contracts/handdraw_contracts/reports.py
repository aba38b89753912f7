"""What the reporter is asked, and what it answers."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from handdraw_contracts.log import Cursor
from handdraw_contracts.wire import Code, UtcTime, WireModel

Language = Literal["en", "de"]
ReportState = Literal["queued", "writing", "done", "failed"]
FactName = Annotated[str, Field(pattern=r"^[a-z][a-z_]*(\.[a-z0-9_]+)*$")]


class ReportRequest(WireModel):
    """``after`` defaults to where the last scheduled window ended, ``upto`` to where the log ends now."""

    after: Cursor | None = None
    upto: Cursor | None = None
    language: Language = "en"


class Window(WireModel):
    """The events of the log after ``after`` (null: from its beginning) up to and including ``upto``."""

    after: Cursor | None
    upto: Cursor | None


class Fact(WireModel):
    """A value that code computed. ``shown`` is how it is written; ``n`` how many events it was computed from."""

    name: FactName
    label: str
    value: float | int | str | None
    shown: str
    n: int


class Section(WireModel):
    """Sentences as they are read; every number in them was put there by code."""

    title: str
    sentences: tuple[str, ...]


class Figure(WireModel):
    """Fetched as ``/v1/reports/{id}/figures/{name}.svg`` or ``.png``."""

    name: Annotated[str, Field(pattern=r"^[a-z_]{1,40}$")]
    title: str
    description: str


class ReportFailure(WireModel):
    code: Code
    detail: str


class Report(WireModel):
    """``progress`` goes from 0 to 1, ``step`` says in a word what is being done; the rest is there once it is done."""

    id: UUID
    status: ReportState
    scheduled: bool
    language: Language
    window: Window
    requested_at: UtcTime
    finished_at: UtcTime | None = None
    progress: Annotated[float, Field(ge=0, le=1)] = 0
    step: str | None = None
    failure: ReportFailure | None = None
    written_by: str | None = None
    title: str | None = None
    sections: tuple[Section, ...] = ()
    facts: tuple[Fact, ...] = ()
    figures: tuple[Figure, ...] = ()


class ReportSummary(WireModel):
    """A report in a list."""

    id: UUID
    status: ReportState
    scheduled: bool
    language: Language
    window: Window
    requested_at: UtcTime
    finished_at: UtcTime | None = None
    title: str | None = None


class ReportPage(WireModel):
    """Newest first; ``next`` is the ``before`` of the next page, null at the end."""

    reports: tuple[ReportSummary, ...]
    next: UUID | None
