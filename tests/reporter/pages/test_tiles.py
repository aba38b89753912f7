from handdraw_contracts.reports import Fact, Topic
from handdraw_reporter.pages.tiles import MOST, TILES, choose_tiles, group_facts


def fact(name: str, topic: Topic | None = None) -> Fact:
    return Fact(id=name, label=name, value=1, shown="1", n=1, topic=topic)


def test_there_are_never_more_tiles_than_ten_and_each_topic_keeps_one() -> None:
    everything = [fact(name) for names in TILES.values() for name in names]
    groups = choose_tiles(everything)

    assert (sum(len(group.facts) for group in groups), len(everything) > MOST) == (MOST, True)
    assert {group.topic for group in groups} >= {"overview", "sure", "right", "speed", "trouble"}


def test_what_is_not_known_has_no_tile() -> None:
    assert [group.topic for group in choose_tiles([fact("drawings"), fact("client.1")])] == ["overview"]


def test_facts_are_grouped_by_topic_and_those_of_an_older_report_stay_together() -> None:
    facts = [
        fact("a").model_copy(update={"topic": "speed"}),
        fact("b"),
        fact("c").model_copy(update={"topic": "drawn"}),
    ]

    assert [(topic, [one.id for one in found]) for topic, found in group_facts(facts)] == [
        ("drawn", ["c"]),
        ("speed", ["a"]),
        (None, ["b"]),
    ]
