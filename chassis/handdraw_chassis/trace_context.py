"""Which request, and which trace, a thing belongs to: what the caller named them, or else names of ours.

W3C Trace Context (https://www.w3.org/TR/trace-context/): ``traceparent`` is passed on as it came, since no span of ours
is recorded that could be a parent. One that is invalid is no error: another trace is begun. ``tracestate`` is others'.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final, NamedTuple, Self

from uuid_utils import uuid7

TRACEPARENT, TRACESTATE, REQUEST_ID = b"traceparent", b"tracestate", b"x-request-id"
MAX_STATE_CHARACTERS: Final = 512  # as many as W3C says are to be passed on

_TRACEPARENT = re.compile(
    rb"(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-[\x21-\x7e]*)?"
)
_TRACESTATE = re.compile(rb"[\x20-\x7e\t]{1,%d}" % MAX_STATE_CHARACTERS)
_REQUEST_ID = re.compile(rb"[A-Za-z0-9._~:@=+/-]{1,128}")
_UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class TraceContext(NamedTuple):
    """``callers_id``: the request's id, where its caller gave it."""

    request_id: str
    traceparent: str
    tracestate: str | None = None
    callers_id: str | None = None

    @property
    def trace_id(self) -> str:
        return self.traceparent[3:35]

    @classmethod
    def begin(cls) -> Self:
        """Begin a trace. Its id is the request's: a UUIDv7, whose last 62 bits are random."""
        made = uuid7()
        digits = made.hex
        return cls(str(made), f"00-{digits}-{digits[16:]}-00")

    @classmethod
    def read(cls, headers: Mapping[bytes, bytes]) -> Self:
        """Return what a caller's headers say, each of them there once. Names are in lower case."""
        began = cls.begin()
        if TRACEPARENT not in headers and REQUEST_ID not in headers:
            return began
        named = _REQUEST_ID.fullmatch(headers.get(REQUEST_ID, b""))
        callers_id = named[0].decode() if named else None
        traceparent = parse_traceparent(headers.get(TRACEPARENT, b""))
        state = _TRACESTATE.fullmatch(headers.get(TRACESTATE, b"")) if traceparent else None
        return cls(
            callers_id or began.request_id,
            traceparent or began.traceparent,
            state[0].decode().replace("\t", " ") if state else None,  # gRPC carries no tab
            callers_id,
        )

    def headers(self) -> dict[str, str]:
        """Return what is sent to whoever works on the same request."""
        own = {"traceparent": self.traceparent, "x-request-id": self.request_id}
        return own if self.tracestate is None else own | {"tracestate": self.tracestate}


def parse_traceparent(sent: bytes) -> str | None:
    """Return it as version 00 writes it, None if it is invalid. Of a later version the first four fields count."""
    found = _TRACEPARENT.fullmatch(sent)
    if found is None:
        return None
    version, trace, parent, flags, more = found.groups()
    if version == b"00":
        return None if more else sent.decode()
    return f"00-{trace.decode()}-{parent.decode()}-{int(flags, 16) & 1:02x}"


def trace_id_in(traceparent: str | None) -> str | None:
    """Return the id of the trace, None where there is none that is valid."""
    parsed = parse_traceparent(traceparent.encode()) if traceparent else None
    return parsed[3:35] if parsed else None


def single(headers: Iterable[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    """Return those of our headers that count: ``tracestate`` in one, and of the others what was said once."""
    said: dict[bytes, list[bytes]] = {TRACEPARENT: [], TRACESTATE: [], REQUEST_ID: []}
    for name, value in headers:
        if name in said:
            said[name].append(value)
    states = said.pop(TRACESTATE)
    once = {name: values[0] for name, values in said.items() if len(values) == 1}
    return once | {TRACESTATE: b",".join(states)} if states else once


def instance_of(request_id: str) -> str:
    """Return the URI that a problem document names its request by."""
    return f"urn:uuid:{request_id}" if _UUID.fullmatch(request_id) else f"tag:handdraw,2026:request/{request_id}"


_entered: ContextVar[tuple[TraceContext, ...]] = ContextVar("handdraw_trace", default=())


def enter(*traces: TraceContext) -> None:
    """Let what this task does from now on, and whatever it begins, belong to these: a turn may work for several."""
    _entered.set(traces)


@contextmanager
def within(*traces: TraceContext) -> Iterator[None]:
    token = _entered.set(traces)
    try:
        yield
    finally:
        _entered.reset(token)


def current() -> TraceContext | None:
    """Return what is worked for, of several the first; None for what we do of ourselves."""
    entered = _entered.get()
    return entered[0] if entered else None


def add_trace(_: object, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Say in a line of the log what it belongs to: structlog's processor."""
    entered = _entered.get()
    if len(entered) == 1:
        line.setdefault("request_id", entered[0].request_id)
        line.setdefault("trace_id", entered[0].trace_id)
    elif entered:
        line.setdefault("request_ids", [one.request_id for one in entered])
        line.setdefault("trace_ids", [one.trace_id for one in entered])
    return line
