from datetime import UTC, datetime, timedelta

import pytest

from handdraw_reporter.writing.endpoint.circuit import LONGEST_REST, MANNERS_LAST, Remembered
from handdraw_reporter.writing.endpoint.manners import Manners

NOW = datetime(2026, 11, 26, 12, 0, 0, tzinfo=UTC)
PLAIN = Manners(shape="text")


def rests(failures: int, retry_after_s: float | None = None) -> list[timedelta]:
    """Return how long each of so many failures in a row makes an endpoint rest."""
    found, remembered = [], Remembered()
    for _ in range(failures):
        remembered = remembered.after_failure(60, retry_after_s, NOW)
        assert remembered.rests_until is not None
        found.append(remembered.rests_until - NOW)
    return found


def test_an_endpoint_rests_twice_as_long_after_each_failure_in_a_row_up_to_a_limit() -> None:
    assert [one.total_seconds() for one in rests(8)] == [60, 120, 240, 480, 960, 1_920, 1_920, 1_920]


@pytest.mark.parametrize(
    ("asked_s", "expected"), [(5, timedelta(seconds=60)), (600, timedelta(seconds=600)), (10**9, LONGEST_REST)]
)
def test_an_endpoint_that_wants_to_be_left_alone_for_longer_is(asked_s: float, expected: timedelta) -> None:
    assert rests(1, asked_s) == [expected]


@pytest.mark.parametrize(
    ("until", "resting"),
    [
        (None, False),
        (NOW - timedelta(seconds=1), False),
        (NOW, False),
        (NOW + timedelta(seconds=1), True),
        (NOW + LONGEST_REST, True),
        (NOW + LONGEST_REST + timedelta(seconds=1), False),
    ],
)
def test_a_rest_ends_and_one_that_would_last_for_years_is_none(until: datetime | None, resting: bool) -> None:
    assert Remembered(rests_until=until).is_resting(NOW) == resting


def test_an_answer_ends_the_rest_and_forgets_the_failures() -> None:
    failed = Remembered(manners=PLAIN, learned_at=NOW).after_failure(60, None, NOW)

    assert failed.after_answer(PLAIN, NOW + timedelta(hours=1)) == Remembered(manners=PLAIN, learned_at=NOW)


def test_an_answer_in_the_best_manners_leaves_nothing_to_remember() -> None:
    assert Remembered().after_answer(Manners(), NOW) == Remembered()


def test_manners_are_remembered_for_a_week_from_when_they_were_learned() -> None:
    learned = Remembered().after_answer(PLAIN, NOW)
    moments = (NOW, NOW + MANNERS_LAST - timedelta(seconds=1), NOW + MANNERS_LAST)

    assert [learned.recall_manners(moment) for moment in moments] == [PLAIN, PLAIN, Manners()]


def test_manners_that_changed_count_from_now_on() -> None:
    later = NOW + timedelta(days=3)
    plainer = PLAIN.model_copy(update={"budget": "max_tokens"})
    learned = Remembered().after_answer(PLAIN, NOW).after_answer(plainer, later)

    assert learned == Remembered(manners=plainer, learned_at=later)


def test_after_a_week_an_endpoint_that_is_still_plain_is_remembered_anew() -> None:
    later = NOW + MANNERS_LAST
    learned = Remembered().after_answer(PLAIN, NOW).after_answer(PLAIN, later)

    assert learned == Remembered(manners=PLAIN, learned_at=later)
