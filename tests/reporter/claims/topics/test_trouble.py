import pytest

from handdraw_reporter.claims.licensing import license_claims

from ..stated import licensed, state


@pytest.mark.parametrize(
    ("values", "claims"),
    [
        ({"refused": 0, "failed": 0}, ["nothing_wrong", "none_refused", "none_failed"]),
        ({"refused": 1, "failed": 0, "most_refusal": "blank"}, ["none_failed", "one_refused"]),
        ({"refused": 1, "failed": 0}, ["none_failed", "one_refused_somehow"]),
        ({"refused": 0, "failed": 1}, ["none_refused", "one_failed_somehow"]),
        ({"refused": 0, "failed": 2, "failed_share": 0.1}, ["none_refused", "failed"]),
    ],
)
def test_what_went_wrong_is_said_in_the_number_that_it_is(values: dict[str, float | str], claims: list[str]) -> None:
    assert licensed({"drawings": 20, **values}, "trouble") == claims


def test_trouble_at_one_time_is_told_the_more_the_more_of_it_fell_there() -> None:
    times = {"most_troubled_from": "a", "most_troubled_until": "b", "most_troubled_count": 6}
    by_share = {
        share: [one.importance for one in license_claims(state({**times, "most_troubled_share": share}))]
        for share in (0.2, 1.0)
    }

    assert by_share == {0.2: [28], 1.0: [44]}


def test_each_code_is_told_with_what_it_is_a_part_of() -> None:
    values = {"refusal.blank_drawing": 2, "refusal.other": 1, "refused": 3, "failure.engine_timeout": 1, "failed": 1}

    assert licensed(values, "trouble") == [
        "one_failed_somehow",
        "refusal.blank_drawing",
        "refusal.other",
    ]
