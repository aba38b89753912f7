from datetime import UTC, datetime, timedelta, timezone

import pytest

from handdraw_logger import cursors
from handdraw_logger.cursors import Stretch
from handdraw_logger.errors import InvalidRequest

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
AT_5 = EPOCH + timedelta(milliseconds=5)
AT_9 = EPOCH + timedelta(milliseconds=9)


def test_a_cursor_is_the_time_of_recording() -> None:
    assert cursors.recording_time("1700000000123-5") == "2023-11-14T22:13:20.123Z"


def test_cursors_compare_as_numbers_not_as_text() -> None:
    assert sorted(["10-0", "9-10", "9-9"], key=cursors.parse_cursor) == ["9-9", "9-10", "10-0"]


@pytest.mark.parametrize("cursor", ["", "5", "5-", "-5", "5-3-1", "a-b", "5-3\n", " 5-3", "(5-3", "+", "1" * 17 + "-0"])
def test_anything_else_is_no_cursor(cursor: str) -> None:
    with pytest.raises(InvalidRequest, match="A cursor looks like"):
        cursors.parse_cursor(cursor)


@pytest.mark.parametrize(
    ("after", "upto", "since", "until", "start", "end"),
    [
        (None, None, None, None, "(0-0", "+"),
        ("5-3", None, None, None, "(5-3", "+"),
        (None, "9-1", None, None, "(0-0", "9-1"),
        ("5-3", "9-1", None, None, "(5-3", "9-1"),
        ("5-3", "5-3", None, None, "(5-3", "5-3"),
        ("005-3", "9-01", None, None, "(5-3", "9-1"),
        (None, None, AT_5, None, "5-0", "+"),
        (None, None, None, AT_9, "(0-0", "(9-0"),
        (None, None, AT_5, AT_9, "5-0", "(9-0"),
        (None, None, AT_5, AT_5, "5-0", "(5-0"),
        ("4-9", None, AT_5, None, "5-0", "+"),
        ("5-0", None, AT_5, None, "(5-0", "+"),
        ("6-0", None, AT_5, None, "(6-0", "+"),
        (None, "8-9", None, AT_9, "(0-0", "8-9"),
        (None, "9-0", None, AT_9, "(0-0", "(9-0"),
        (None, "9-1", None, AT_9, "(0-0", "(9-0"),
        ("4-9", "9-1", AT_5, AT_9, "5-0", "(9-0"),
    ],
)
def test_a_stretch_is_where_after_upto_since_and_until_overlap(
    after: str | None, upto: str | None, since: datetime | None, until: datetime | None, start: str, end: str
) -> None:
    assert Stretch.parse(after, upto, since, until) == Stretch(start, end)


@pytest.mark.parametrize(
    ("after", "upto", "since", "until", "said"),
    [
        ("9-1", "5-3", None, None, "after lies past upto"),
        ("10-0", "9-0", None, None, "after lies past upto"),
        (None, None, AT_9, AT_5, "since lies past until"),
        ("five", None, None, None, "not like 'five'"),
        (None, "five", None, None, "not like 'five'"),
    ],
)
def test_a_stretch_that_makes_no_sense_is_refused(
    after: str | None, upto: str | None, since: datetime | None, until: datetime | None, said: str
) -> None:
    with pytest.raises(InvalidRequest, match=said):
        Stretch.parse(after, upto, since, until)


def test_a_time_is_the_very_millisecond_that_it_says() -> None:
    milliseconds = range(1_700_000_000_000, 1_700_000_002_000)
    starts = [Stretch.parse(None, None, EPOCH + timedelta(milliseconds=ms), None).start for ms in milliseconds]

    assert starts == [f"{ms}-0" for ms in milliseconds]


def test_what_was_recorded_before_a_fraction_of_a_millisecond_lies_before_it() -> None:
    between = AT_5 + timedelta(microseconds=1)

    assert Stretch.parse(None, None, between, between) == Stretch("6-0", "(6-0")


@pytest.mark.parametrize(
    "moment", [EPOCH, EPOCH - timedelta(days=1), datetime.min.replace(tzinfo=timezone(timedelta(hours=23)))]
)
def test_times_before_the_first_possible_cursor_are_taken_for_it(moment: datetime) -> None:
    assert Stretch.parse(None, None, moment, moment) == Stretch("1-0", "(1-0")


def test_the_latest_time_there_is_makes_a_stretch() -> None:
    latest = datetime.max.replace(tzinfo=timezone(timedelta(hours=-23)))

    assert Stretch.parse(None, None, None, latest).end == "(253402383600000-0"


def test_after_one_of_its_cursors_a_stretch_goes_on_to_the_same_end() -> None:
    assert Stretch("5-0", "(9-0").resume_after("7-1") == Stretch("(7-1", "(9-0")


@pytest.mark.parametrize(
    ("place", "part"),
    [
        ((4, 0), Stretch("5-0", "(9-0")),
        ((5, 0), Stretch("(5-0", "(9-0")),
        ((7, 1), Stretch("(7-1", "(9-0")),
        ((10, 0), Stretch("(10-0", "(9-0")),
    ],
)
def test_the_part_of_a_stretch_after_a_place_is_all_of_it_if_the_place_comes_before(
    place: cursors.Place, part: Stretch
) -> None:
    assert Stretch("5-0", "(9-0").part_after(place) == part


@pytest.mark.parametrize(
    ("stretch", "first", "last"),
    [
        (Stretch("5-3", "9-1"), (5, 3), (9, 1)),
        (Stretch("(5-3", "(9-1"), (5, 4), (9, 0)),
        (Stretch("(0-0", "(9-0"), (0, 1), (8, 10**16)),
        (Stretch("(0-0", "+"), (0, 1), (10**16, 10**16)),
    ],
)
def test_a_stretch_knows_its_lowest_and_its_highest_place(
    stretch: Stretch, first: cursors.Place, last: cursors.Place
) -> None:
    assert (stretch.first, stretch.last) == (first, last)


@pytest.mark.parametrize("place", [(0, 0), (5, 3), (1_700_000_000_000, 10**15)])
def test_a_place_is_what_its_cursor_says(place: cursors.Place) -> None:
    assert cursors.parse_cursor(cursors.format_cursor(place)) == place
