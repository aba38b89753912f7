from handdraw_chassis.tally import Tally


def test_a_sum_is_told_at_once_then_once_a_second_and_when_asked() -> None:
    told: list[tuple[str, float]] = []
    tally = Tally(lambda much: told.append(("one", much)), lambda much: told.append(("other", much)))
    for now, much in ((100.0, 1), (100.4, 2), (100.9, 3), (101.0, 4)):
        tally.add(now, much, 0)
    tally.add(101.1, 5, 0.5)
    tally.tell()
    tally.tell()

    assert told == [("one", 1), ("one", 9), ("one", 5), ("other", 0.5)]
