"""What the reporter is asked, and what it answers."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AliasChoices, Field, computed_field

from handdraw_contracts.classifications import ModelDescription
from handdraw_contracts.events import Ink
from handdraw_contracts.log import Cursor
from handdraw_contracts.wire import (
    AskedModel,
    Code,
    Digit,
    GlyphBase64,
    Probability,
    RequestName,
    Traceparent,
    Tracestate,
    UtcTime,
    Warnings,
    WireModel,
    Written,
)

Language = Literal["en", "de", "ko"]
ReportState = Literal["queued", "writing", "done", "failed"]
FactName = Annotated[str, Field(pattern=r"^[a-z][a-z_]*(\.[a-z0-9_]+)*$")]

TimeZone = Annotated[str, Field(min_length=1, max_length=64)]

ClaimId = Annotated[str, Field(pattern=r"^[a-z][a-z_]*(\.[a-z0-9_]+)?$")]
"""A claim that code computed, or an action: ``accuracy_fell``, ``digit_count.3``."""
TraceId = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class ReportRequest(AskedModel):
    """``after`` defaults to where the last scheduled window ended, ``upto`` to where the log ends now.

    Instead of them, recording times: ``since`` (from then on) and ``until`` (before then).
    ``language`` defaults to the reporter's own.
    """

    after: Cursor | None = None
    upto: Cursor | None = None
    since: Annotated[UtcTime, Written] | None = None
    until: Annotated[UtcTime, Written] | None = None
    language: Language | None = None


class Window(WireModel):
    """The events of the log after ``after`` (null: from its beginning) up to and including ``upto``."""

    after: Cursor | None
    upto: Cursor | None


Unit = Literal["count", "share", "points", "milliseconds", "pixels", "score", "digit", "time", "word"]
"""What a fact's value is of: shares go from 0 to 1, points are a difference of shares, a score has no unit."""
Topic = Literal["overview", "change", "drawn", "sure", "right", "speed", "trouble", "sources"]
"""What a fact or a claim is about, in the order of the built-in report. ``sources``: versions, engines, clients."""


class Interval(WireModel):
    """The ends of a value's 95% interval, in its unit."""

    low: float
    high: float


class Fact(WireModel):
    """A value that code computed. ``shown`` is how it is written; ``n`` how many events it was computed from.

    ``window``: whether it speaks of this window, of the one before, or of both. ``unit`` and ``topic`` are missing in
    reports from before there were any; ``id`` was ``name`` there, and still is beside.
    """

    id: Annotated[FactName, Field(validation_alias=AliasChoices("id", "name"))]
    label: str
    value: float | int | str | None
    unit: Unit | None = None
    shown: str
    n: int
    interval: Interval | None = None
    window: Literal["this", "before", "both"] = "this"
    topic: Topic | None = None

    @computed_field  # type: ignore[prop-decorator]
    @property
    def name(self) -> FactName:
        """The ``id``, as readers from before know it."""
        return self.id


class Span(WireModel):
    """A part of a sentence; ``fact``: the id of the fact that it shows, if it shows one."""

    text: str
    fact: FactName | None = None


class Section(WireModel):
    """Sentences as they are read, all of them worded by code; ``claims``: what each of them claims, by its id.

    ``spans``: each sentence again in its parts, which say the facts that they show; missing in older reports.
    """

    title: str
    sentences: tuple[str, ...]
    claims: tuple[ClaimId, ...] = ()
    spans: tuple[tuple[Span, ...], ...] = ()


class Refusal(WireModel):
    """How often something that a language model answered was refused, for one reason."""

    code: Code
    count: Annotated[int, Field(ge=1)]


class Authorship(WireModel):
    """Who chose what a report says. ``outcome``: how it went with the language model, or why there is none.

    ``kept``: claims, actions and hypotheses of the model that stand; ``added``: what code put beside them.
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


class Choice(WireModel):
    """One of the digits that a drawing could have been, and how probable the network thought it."""

    digit: Digit
    probability: Probability


class ShownDrawing(WireModel):
    """A drawing that a report shows. ``id``: of its event and of its answer; ``read``: what the network answered.

    ``glyph``: the 28x28 that the network saw, where the log still has it. ``causes``: what code found that makes such
    a drawing hard to read, the likeliest first; ``explanation``: these in words. ``hypothesis``: what a language model
    supposes, in words that it was allowed. ``event_url``: its event in the log. ``trace_id``: of the call that it came
    with. What only the drawing's own event says is missing where that could not be had.
    """

    id: UUID
    drawn_at: UtcTime | None = None
    read: Digit
    confidence: Probability
    label: Digit | None = None
    choices: Annotated[tuple[Choice, ...], Field(max_length=3)] = ()
    warnings: Warnings = ()
    ink: Ink | None = None
    glyph: GlyphBase64 | None = None
    causes: tuple[Code, ...] = ()
    explanation: str | None = None
    hypothesis: str | None = None
    event_url: str | None = None
    trace_id: TraceId | None = None


class DrawingRow(WireModel):
    """Drawings of one kind, the most telling first, and how many the window has of them in ``count``.

    ``contradicted``: read with a confidence above .99, and labelled as what the network held impossible: probably the
    label is wrong.
    ``unsure``: misread or read with little confidence. ``unlike``: what looks like no digit.
    """

    name: Literal["contradicted", "unsure", "unlike"]
    title: str
    description: str
    count: Annotated[int, Field(ge=0)]
    drawings: tuple[ShownDrawing, ...]


class ReportFailure(WireModel):
    """``step``: what was being done, where it took too long (``too_slow``)."""

    code: Code
    detail: str
    step: str | None = None


class Report(WireModel):
    """``progress`` goes from 0 to 1, ``step`` says in a word what is being done; the rest is there once it is done.

    ``written_by``: "built-in", or the model that chose and ordered the claims; ``authorship`` says more of it.
    ``confusion``: how many labelled drawings were read as each digit, a row for each digit that people say; empty if
    nobody labelled. ``sheet``: some of the drawings of each digit, with what was read. ``model``: the version in
    service.
    ``traceparent``, ``tracestate``, ``request_id``: of the request that asked for it last, if any did.
    ``time_zone``: in which its words tell times, by IANA's name; every other time is UTC.
    """

    id: UUID
    status: ReportState
    scheduled: bool
    language: Language
    time_zone: TimeZone = "UTC"
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
    confusion: tuple[tuple[int, ...], ...] = ()
    misread: tuple[DrawingRow, ...] = ()
    sheet: tuple[ShownDrawing, ...] = ()
    model: ModelDescription | None = None
    traceparent: Traceparent | None = None
    tracestate: Tracestate | None = None
    request_id: RequestName | None = None


class ReportSummary(WireModel):
    """A report in a list. ``first_recorded``, ``last_recorded``: of the events in its window, once they are read."""

    id: UUID
    status: ReportState
    scheduled: bool
    language: Language
    window: Window
    requested_at: UtcTime
    finished_at: UtcTime | None = None
    title: str | None = None
    first_recorded: UtcTime | None = None
    last_recorded: UtcTime | None = None


class ReportPage(WireModel):
    """Newest first; ``next`` is the ``before`` of the next page, null at the end."""

    reports: tuple[ReportSummary, ...]
    next: UUID | None
