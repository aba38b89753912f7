import pytest

from ..stated import licensed


@pytest.mark.parametrize(
    ("values", "claims"),
    [
        ({"drawings": 0}, ["nothing_recorded", "nothing_to_say"]),
        ({"drawings": 0, "labels": 3}, ["only_labels"]),
        ({"drawings": 1, "classified": 1, "first_recorded": "a"}, ["one_drawing"]),
        ({"drawings": 3, "classified": 0}, ["none_read"]),
        ({"drawings": 3, "classified": 1}, ["one_read"]),
        ({"drawings": 3, "classified": 3}, ["every_drawing_read"]),
        ({"drawings": 3, "classified": 2, "answered_share": 0.7}, ["some_read"]),
    ],
)
def test_how_much_there_was_is_said_in_one_way(values: dict[str, float | str], claims: list[str]) -> None:
    assert licensed(values, "overview") == claims


@pytest.mark.parametrize(
    ("count", "share", "bins", "said"), [(10, 0.2, 10, True), (9, 0.2, 10, False), (10, 0.19, 10, False)]
)
def test_a_time_is_busy_in_which_twice_as_many_came_as_on_average(
    count: int,
    share: float,
    bins: int,
    said: bool,
) -> None:
    values = {"busiest_count": count, "busiest_share": share, "timeline_bins": bins, "drawings": count / share}

    assert ("busiest" in licensed({**values, "busiest_from": "a", "busiest_until": "b"}, "overview")) is said
