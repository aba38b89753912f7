"""Against W3C's grammar: https://www.w3.org/TR/trace-context/#traceparent-header-field-values."""

from contextvars import Context

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handdraw_chassis.trace_context import (
    MAX_STATE_CHARACTERS,
    TraceContext,
    add_trace,
    current,
    enter,
    instance_of,
    parse_traceparent,
    single,
    trace_id_in,
    within,
)

TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
SENT = f"00-{TRACE}-{PARENT}-01"
ONE, OTHER = TraceContext("one", SENT), TraceContext("other", f"00-{PARENT * 2}-{PARENT}-00")


def digits(length: int) -> st.SearchStrategy[str]:
    return st.text("0123456789abcdef", min_size=length, max_size=length)


def some(length: int) -> st.SearchStrategy[str]:
    return digits(length).filter(lambda text: text.strip("0") != "")


LATER = digits(2).filter(lambda text: text not in {"00", "ff"})


@given(trace=some(32), parent=some(16), flags=digits(2))
def test_a_valid_one_is_passed_on_as_it_came(trace: str, parent: str, flags: str) -> None:
    sent = f"00-{trace}-{parent}-{flags}"
    read = TraceContext.read({b"traceparent": sent.encode()})

    assert (read.traceparent, read.trace_id, trace_id_in(sent)) == (sent, trace, trace)


@given(
    version=digits(2).filter(lambda text: text not in ("00", "ff")), flags=digits(2), more=st.sampled_from(["", "-x"])
)
def test_of_a_later_version_the_fields_that_are_known_are_passed_on(version: str, flags: str, more: str) -> None:
    sampled = int(flags, 16) & 1

    assert parse_traceparent(f"{version}-{TRACE}-{PARENT}-{flags}{more}".encode()) == f"00-{TRACE}-{PARENT}-0{sampled}"


@pytest.mark.parametrize(
    "sent",
    [
        "",
        f"ff-{TRACE}-{PARENT}-01",
        f"00-{'0' * 32}-{PARENT}-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"00-{TRACE.upper()}-{PARENT}-01",
        f"00-{TRACE}-{PARENT}-01-more",
        f"00-{TRACE}-{PARENT}-1",
        f"00-{TRACE[1:]}-{PARENT}-01",
        f"00-{TRACE}-{PARENT}-01\n",
        f"01-{TRACE}-{PARENT}-01x",
        f"0-{TRACE}-{PARENT}-01",
        f"00_{TRACE}_{PARENT}_01",
    ],
)
def test_instead_of_an_invalid_one_another_trace_is_begun(sent: str) -> None:
    read = TraceContext.read({b"traceparent": sent.encode(), b"tracestate": b"a=1"})

    assert (parse_traceparent(read.traceparent.encode()), read.tracestate) == (read.traceparent, None)
    assert read.trace_id != TRACE


@given(name=st.binary(max_size=200), parent=st.binary(max_size=80), state=st.binary(max_size=600))
def test_whatever_is_sent_what_is_passed_on_is_sane(name: bytes, parent: bytes, state: bytes) -> None:
    read = TraceContext.read({b"x-request-id": name, b"traceparent": parent, b"tracestate": state})

    assert parse_traceparent(read.traceparent.encode()) == read.traceparent
    assert all(text.isascii() and text.isprintable() for text in read.headers().values())
    assert max(map(len, read.headers().values())) <= MAX_STATE_CHARACTERS


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("0b7e-2026_11:26/a=b+c@d.e~f", True),
        ("x" * 128, True),
        ("x" * 129, False),
        ("", False),
        ("two words", False),
        ('"quoted"', False),
        ("한글", False),
        ("line\nbreak", False),
    ],
)
def test_a_sane_request_id_is_the_callers_and_another_is_ours(sent: str, kept: bool) -> None:
    read = TraceContext.read({b"x-request-id": sent.encode()})

    assert ((read.request_id, read.callers_id) == (sent, sent), read.callers_id is not None) == (kept, kept)


@pytest.mark.parametrize(
    ("state", "kept"),
    [(b"rojo=00f067aa0ba902b7,congo=t61rcWkgMzE", True), (b"x" * 512, True), (b"x" * 513, False), (b"\x80", False)],
)
def test_a_state_is_kept_as_it_came_within_bounds(state: bytes, kept: bool) -> None:
    read = TraceContext.read({b"traceparent": SENT.encode(), b"tracestate": state})

    assert read.tracestate == (state.decode() if kept else None)


def test_a_trace_that_is_begun_has_its_requests_id() -> None:
    begun = TraceContext.begin()

    assert begun.trace_id == begun.request_id.replace("-", "")
    assert parse_traceparent(begun.traceparent.encode()) == begun.traceparent


def test_a_tab_between_two_states_is_a_space() -> None:
    read = TraceContext.read({b"traceparent": SENT.encode(), b"tracestate": b"a=1\t,\tb=2"})

    assert read.tracestate == "a=1 , b=2"


def test_a_header_said_twice_counts_as_none_but_for_the_state() -> None:
    sent = [(b"traceparent", b"1"), (b"tracestate", b"a=1"), (b"traceparent", b"2"), (b"tracestate", b"b=2")]

    assert single([*sent, (b"x-request-id", b"mine"), (b"host", b"h")]) == {
        b"x-request-id": b"mine",
        b"tracestate": b"a=1,b=2",
    }


def test_a_problem_names_its_request_by_a_uri() -> None:
    uuid = TraceContext.begin().request_id

    assert (instance_of(uuid), instance_of("mine")) == (f"urn:uuid:{uuid}", "tag:handdraw,2026:request/mine")


@pytest.mark.parametrize(
    ("entered", "line"),
    [
        ((), {}),
        ((ONE,), {"request_id": "one", "trace_id": TRACE}),
        ((ONE, OTHER), {"request_ids": ["one", "other"], "trace_ids": [TRACE, PARENT * 2]}),
    ],
)
def test_a_line_says_what_it_belongs_to(entered: tuple[TraceContext, ...], line: dict[str, object]) -> None:
    with within(*entered):
        assert (add_trace(None, "info", {}), current()) == (line, entered[0] if entered else None)


def test_what_a_block_belongs_to_ends_with_it() -> None:
    def work() -> None:
        enter(ONE)
        with within(OTHER):
            assert current() == OTHER
        assert current() == ONE

    Context().run(work)

    assert current() is None
