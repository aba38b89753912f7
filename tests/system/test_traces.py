"""One call, followed by the trace that its caller named: from the gateway to the report that shows its drawing."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .conftest import running_chain

TRACE, ASKED = "4bf92f3577b34da6a3ce929d0e0e4736", "0af7651916cd43dd8448eb211c80319c"
NAMED = {
    "traceparent": f"00-{TRACE}-00f067aa0ba902b7-01",
    "tracestate": "rojo=00f067aa0ba902b7",
    "X-Request-Id": "drawing/7",
}
ASKER = {"traceparent": f"00-{ASKED}-b7ad6b7169203331-00", "X-Request-Id": "weekly"}


def lines_of(log: Path, trace_id: str) -> list[str]:
    """Return what a service said within a trace."""
    lines = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
    return [line["event"] for line in lines if line.get("trace_id") == trace_id]


def test_a_call_is_followed_to_the_report_that_shows_it(tmp_path: Path, sample: Callable[[int], bytes]) -> None:
    with running_chain(tmp_path) as chain:
        sent = {"Content-Type": "image/png", **NAMED}
        answer = chain.stack.gateway.post("/v1/classify", content=sample(7), headers=sent)
        refused = chain.stack.gateway.get("/v1/model", headers={"Host": "evil.example", **NAMED})
        drawing = answer.json()["id"]
        chain.stack.wait_until_logged(drawing)
        found: Any = chain.stack.find_event(drawing)
        chain.reporter.headers.update(ASKER)
        report = chain.report(language="en")

    event = found["event"]
    assert (answer.headers["X-Request-ID"], refused.headers["X-Request-ID"]) == ("drawing/7", "drawing/7")
    assert {name: event[name] for name in ("traceparent", "tracestate", "requestid")} == {
        "traceparent": NAMED["traceparent"],
        "tracestate": NAMED["tracestate"],
        "requestid": "drawing/7",
    }
    assert [(one["id"], one["trace_id"]) for one in report["sheet"]] == [(drawing, TRACE)]
    assert (report["traceparent"], report["request_id"]) == (ASKER["traceparent"], "weekly")
    assert lines_of(tmp_path / "gateway.log", TRACE) == ["a request was refused"]
    assert lines_of(tmp_path / "worker.log", ASKED) == ["a report was written"]
