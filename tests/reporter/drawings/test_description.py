import json

import pytest

from handdraw_reporter.drawings.description import describe
from handdraw_reporter.logged import read_event

from ..log_events import classification

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.mark.parametrize(
    ("said", "shown"),
    [(f"00-{TRACE}-00f067aa0ba902b7-01", TRACE), ("00-no-trace-01", None), (None, None)],
)
def test_a_drawing_is_shown_with_the_trace_of_its_call(said: str | None, shown: str | None) -> None:
    logged = classification(1)
    logged["event"]["traceparent"] = said
    drawing = describe(read_event(json.dumps(logged).encode()), None, "http://logger")

    assert drawing is not None
    assert drawing.trace_id == shown
