from handdraw_reporter.counting.facts import compute_facts

from ...log_events import Json, classification, refusal, summarise


def values(events: list[Json]) -> dict[str, object]:
    return {fact.id: fact.value for fact in compute_facts(summarise(events), "en") if fact.topic == "overview"}


def test_every_outcome_is_counted_and_has_its_share() -> None:
    known = values([classification(1), classification(2), refusal(3), refusal(4, "engine_timeout", "failed")])

    assert {name: known[name] for name in ("drawings", "classified", "refused", "failed", "answered_share")} == {
        "drawings": 4,
        "classified": 2,
        "refused": 1,
        "failed": 1,
        "answered_share": 0.5,
    }


def test_when_most_was_drawn_is_told_where_one_part_of_the_window_stands_out() -> None:
    busy = values([classification(number) for number in (1, 2, 3, 200)])
    even = values([classification(1), classification(200)])

    assert (busy["busiest_count"], busy["busiest_share"], "busiest_count" in even) == (3, 0.75, False)


def test_nothing_but_that_there_is_nothing_is_told_of_nothing() -> None:
    assert values([]) == {"drawings": 0}
