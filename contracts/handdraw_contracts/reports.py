"""What the reporter is asked, and what it answers."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from handdraw_contracts.log import Cursor
from handdraw_contracts.wire import Code, UtcTime, WireModel

Language = Literal["en", "de", "ko"]
ReportState = Literal["queued", "writing", "done", "failed"]
FactName = Annotated[str, Field(pattern=r"^[a-z][a-z_]*(\.[a-z0-9_]+)*$")]

ClaimId = Annotated[str, Field(pattern=r"^[a-z][a-z_]*(\.[a-z0-9_]+)?$")]
"""A claim that code computed, or an action: ``accuracy_fell``, ``digit_count.3``."""
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


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
    """Sentences as they are read, all of them worded by code; ``claims``: what each of them claims, by its id."""

    title: str
    sentences: tuple[str, ...]
    claims: tuple[ClaimId, ...] = ()


class Refusal(WireModel):
    """How often something that a language model answered was refused, for one reason."""

    code: Code
    count: Annotated[int, Field(ge=1)]


class Authorship(WireModel):
    """Who chose what a report says. ``outcome``: how it went with the language model, or why there is none.

    ``kept``: ids of claims and actions that stand as the model chose them; ``added``: those that code put beside them.
    ``model_answered``: null if the endpoint named another kind of model than was asked for. Tokens are as the endpoint
    counts them, over all ``calls``; hashes are SHA-256 in hexadecimal, of the first prompt and of the facts.
    """

    outcome: Code
    model_asked: str | None = None
    model_answered: str | None = None
    calls: Annotated[int, Field(ge=0)] = 0
    kept: Annotated[int, Field(ge=0)] = 0
    added: Annotated[int, Field(ge=0)] = 0
    refused: tuple[Refusal, ...] = ()
    prompt_tokens: Annotated[int, Field(ge=0)] | None = None
    completion_tokens: Annotated[int, Field(ge=0)] | None = None
    seconds: Annotated[float, Field(ge=0)] = 0
    prompt_sha256: Sha256 | None = None
    facts_sha256: Sha256 | None = None


class Figure(WireModel):
    """Fetched as ``/v1/reports/{id}/figures/{name}.svg`` or ``.png``."""

    name: Annotated[str, Field(pattern=r"^[a-z_]{1,40}$")]
    title: str
    description: str


class ReportFailure(WireModel):
    code: Code
    detail: str


class Report(WireModel):
    """``progress`` goes from 0 to 1, ``step`` says in a word what is being done; the rest is there once it is done.

    ``written_by``: "built-in", or the model that chose and ordered the claims; ``authorship`` says more of it.
    """

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
    authorship: Authorship | None = None
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
