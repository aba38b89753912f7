"""The request that asked for a report: noted in the report, and gone on with by the worker that writes it."""

import httpx

from handdraw_chassis.trace_context import TraceContext, current, parse_traceparent
from handdraw_contracts.reports import Report


def asker_fields() -> dict[str, str | None]:
    """Return what a report says of the request that is worked for now; nothing where none is, as in a sweep."""
    trace = current()
    if trace is None:
        return {}
    return {"traceparent": trace.traceparent, "tracestate": trace.tracestate, "request_id": trace.request_id}


def trace_of(report: Report) -> TraceContext:
    """Return the trace in which a report is written: one of its own where nobody asked for it."""
    begun = TraceContext.begin()
    traceparent = parse_traceparent((report.traceparent or "").encode())
    if traceparent is None:
        return begun
    return TraceContext(report.request_id or begun.request_id, traceparent, report.tracestate)


def send_trace(request: httpx.Request) -> None:
    """Name to another service the request that is worked for: a hook of httpx."""
    if trace := current():
        request.headers.update(trace.headers())
