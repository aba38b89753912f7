"""A window of the log, read from the logger one event at a time and in order."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from itertools import islice
from uuid import UUID

import httpx
from msgspec.structs import replace

from handdraw_chassis.keys.showing import explain_refusal
from handdraw_contracts.log import Cursor, EventPage, LogStatistics, digest_glyph
from handdraw_contracts.reports import Window
from handdraw_reporter.cursors import place
from handdraw_reporter.errors import InvalidRequest, LoggerUnavailable
from handdraw_reporter.logged import LabelEvent, LoggedEvent, read_event

NDJSON = "application/x-ndjson"
PART_EVENTS = 2_000
TRIES = 5  # in a row without a single event
FIRST_WAIT_S = 0.2  # and twice as long each time
BEYOND = "9999999999999999-0"  # behind every event, so that none is read: the oldest may lie in a damaged segment
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SPANS = tuple(timedelta(minutes=10**power) for power in range(6))  # a minute to ten weeks

_BROKEN = (httpx.HTTPError, ValueError)  # a line that was cut off is no JSON


def find_end(logger: httpx.Client) -> Cursor | None:
    """Return where the log ends now, None if it is empty. Raises LoggerUnavailable.

    A logger tells no end that a failover could take back.
    """
    try:
        answer = logger.get("/v1/events", params={"limit": 1, "after": BEYOND}).raise_for_status()
        return EventPage.model_validate_json(answer.content).end
    except _BROKEN as error:
        raise LoggerUnavailable(_reason(error)) from error


def find_last_before(logger: httpx.Client, moment: datetime) -> Cursor | None:
    """Return the last event recorded before a moment, None if there is none. Raises LoggerUnavailable.

    The logger counts what lies in a stretch of time, so the shortest are asked about first.
    """
    if moment <= EPOCH:
        return None
    for span in SPANS:
        if (found := _last_between(logger, max(EPOCH, moment - span), moment)) is not None:
            return found
    return _last_between(logger, EPOCH, moment)


def _last_between(logger: httpx.Client, since: datetime, until: datetime) -> Cursor | None:
    try:
        params = {"since": since.isoformat(), "until": until.isoformat()}
        answer = logger.get("/v1/stats", params=params).raise_for_status()
        return LogStatistics.model_validate_json(answer.content).last
    except _BROKEN as error:
        raise LoggerUnavailable(_reason(error)) from error


def read_window(
    logger: httpx.Client, window: Window, sleep: Callable[[float], None] = time.sleep
) -> Iterator[LoggedEvent]:
    """Yield the window's events, without glyphs. A label says what it replaces only if that lies in the window too.

    Takes constant memory. A stream that breaks is taken up again behind the last event. Raises LoggerUnavailable,
    InvalidRequest.
    """
    after, failures = window.after, 0
    while window.upto is not None:  # None: the log was empty, and what came since lies in a later window
        try:
            for event in _stream(logger, after, window.upto):
                visible = _without_older_label(window, event, logger)
                after, failures = event.cursor, 0
                yield visible
        except _BROKEN as error:
            failures += 1
            if failures == TRIES:
                raise LoggerUnavailable(f"After {TRIES} tries: {_reason(error)}") from error
            sleep(FIRST_WAIT_S * 2 ** (failures - 1))
        else:
            return


def in_parts(events: Iterator[LoggedEvent]) -> Iterator[list[LoggedEvent]]:
    """Yield the events some at a time, which are cheaper to count than one by one."""
    while part := list(islice(events, PART_EVENTS)):
        yield part


def _stream(logger: httpx.Client, after: Cursor | None, upto: Cursor) -> Iterator[LoggedEvent]:
    params = {"upto": upto, "glyph": "false"} | ({} if after is None else {"after": after})
    with logger.stream("GET", "/v1/events", params=params, headers={"Accept": NDJSON}) as answer:
        if answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY:
            raise InvalidRequest(f"The log knows no window from {after} to {upto}")
        if answer.status_code in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            answer.read()  # it says why
        _check_type(answer.raise_for_status())
        for line in _lines(answer):
            yield _without_glyph(read_event(line))


def _check_type(answer: httpx.Response) -> None:
    """Take no other answer for a window without events. Raises RemoteProtocolError."""
    found = answer.headers.get("content-type", NDJSON).partition(";")[0].strip().lower()
    if found != NDJSON:
        raise httpx.RemoteProtocolError(f"the logger answers {found[:40]!r} and no events")


def _lines(answer: httpx.Response) -> Iterator[bytes]:
    """Split at line feeds alone: httpx would also split within strings, at whatever else Unicode calls a line's end."""
    rest = b""
    for part in answer.iter_bytes():
        *whole, rest = (rest + part).split(b"\n")
        yield from whole
    if rest:
        yield rest


def _without_glyph(logged: LoggedEvent) -> LoggedEvent:
    """Leave the glyph out where an older logger did not."""
    event = logged.event
    if isinstance(event, LabelEvent) or event.data.glyph is None:
        return logged
    bare = replace(event, data=replace(event.data, glyph=None))
    return replace(logged, event=bare, glyph_digest=digest_glyph(event.data.glyph))


def _without_older_label(window: Window, event: LoggedEvent, logger: httpx.Client) -> LoggedEvent:
    if event.replaces is None or window.after is None:
        return event
    replaced = event.replaces.cursor or _cursor_of(event.replaces.event_id, logger)
    if replaced is not None and place(replaced) > place(window.after):
        return event
    return replace(event, replaces=None)


def _cursor_of(event_id: UUID, logger: httpx.Client) -> Cursor | None:
    """Ask for one label's event, as labels from before the log kept their cursor need."""
    answer = logger.get(f"/v1/events/{event_id}")
    if answer.status_code == HTTPStatus.NOT_FOUND:
        return None
    return read_event(answer.raise_for_status().content).cursor


def _reason(error: Exception) -> str:
    """Return a line that repeats nothing of what the log holds."""
    if isinstance(error, httpx.HTTPStatusError):
        why = explain_refusal(error.response.content, "REPORTER_LOGGER_KEY_FILE")
        return f"the logger answers {error.response.status_code}" + (f": {why}" if why else "")
    return "an answer is no event of the log" if isinstance(error, ValueError) else str(error) or repr(error)
