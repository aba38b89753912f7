from zoneinfo import ZoneInfo

import pytest
from fastapi.datastructures import Headers

from handdraw_contracts.reports import ReportRequest
from handdraw_reporter.errors import ForeignForm, InvalidRequest, InvalidWindow
from handdraw_reporter.form import Entries, check_origin, parse_entries, read_entries

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("host", "origins"),
    [
        ("127.0.0.1:8002", []),
        ("127.0.0.1:8002", ["null"]),
        ("127.0.0.1:8002", ["http://127.0.0.1:8000"]),
        ("127.0.0.1:8002", ["http://localhost:8002"]),
        ("127.0.0.1:8002", ["http://127.0.0.1:8002", "http://127.0.0.1:8002"]),
        ("127.0.0.1:8002", ["http://127.0.0.1:8002@evil.example"]),
    ],
)
def test_a_form_from_elsewhere_is_refused(host: str, origins: list[str]) -> None:
    raw = [(b"host", host.encode()), *((b"origin", one.encode()) for one in origins)]

    with pytest.raises(ForeignForm):
        check_origin(Headers(raw=raw))


@pytest.mark.parametrize(
    ("host", "origin"),
    [("127.0.0.1:8002", "http://127.0.0.1:8002"), ("Reports.example", "https://reports.example")],
)
def test_a_form_of_this_host_is_taken(host: str, origin: str) -> None:
    check_origin(Headers({"host": host, "origin": origin}))


@pytest.mark.parametrize(
    ("body", "entries"),
    [
        (b"", Entries()),
        (b"language=ko&since=2026-11-24T08%3A30&until=", Entries("ko", "2026-11-24T08:30", "")),
        (b"since=+2026-11-24T08:30+&more=1", Entries(since="2026-11-24T08:30")),
        (b"since=1&since=2", Entries(since="2")),
        (b"until=" + b"9" * 999, Entries(until="9" * 40)),
    ],
)
def test_a_form_is_read_as_it_was_typed(body: bytes, entries: Entries) -> None:
    assert read_entries(body) == entries


@pytest.mark.parametrize("body", [b"since=%FF", b"\xff", b"&".join([b"a=1"] * 99)])
def test_what_is_no_form_is_refused(body: bytes) -> None:
    with pytest.raises(InvalidRequest):
        read_entries(body)


@pytest.mark.parametrize(
    ("since", "until", "in_utc"),
    [
        ("2026-07-01T08:30", "2026-12-01T08:30:15", ("2026-07-01T06:30:00Z", "2026-12-01T07:30:15Z")),
        ("2026-10-25T02:30", "2026-10-25T02:30", ("2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z")),
        ("", "", (None, None)),
    ],
)
def test_times_are_those_of_the_zone_and_an_hour_that_came_twice_counts_whole(
    since: str, until: str, in_utc: tuple[str | None, str | None]
) -> None:
    wanted = parse_entries(Entries("ko", since, until), BERLIN).model_dump(mode="json")

    assert (wanted["since"], wanted["until"], wanted["language"]) == (*in_utc, "ko")


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("2026-03-29T02:30", "no_such_time"),
        ("yesterday", "not_a_time"),
        ("2026-11-24T08:30Z", "not_a_time"),
        ("2026-13-24T08:30", "not_a_time"),
        ("0001-01-01T00:00", "not_a_time"),
    ],
)
def test_a_time_that_is_none_is_told(typed: str, reason: str) -> None:
    with pytest.raises(InvalidWindow) as refused:
        parse_entries(Entries(since=typed), BERLIN)

    assert refused.value.reason == reason


def test_a_language_that_is_not_offered_is_refused() -> None:
    with pytest.raises(InvalidRequest):
        parse_entries(Entries(language="tlh"), BERLIN)


def test_an_empty_form_asks_for_what_an_empty_request_asks_for() -> None:
    assert parse_entries(Entries(), BERLIN) == ReportRequest()
