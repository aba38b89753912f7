from handdraw_contracts.reports import Fact
from handdraw_reporter.counting.facts import compute_facts

from ...log_events import Json, classification, refusal, summarise


def facts(events: list[Json]) -> dict[str, Fact]:
    return {fact.id: fact for fact in compute_facts(summarise(events), "en")}


def model(version: str, engine: str = "embedded") -> Json:
    return {"name": "digits", "version": version, "engine": engine}


def labelled(event: Json, digit: int) -> Json:
    return event | {"label": {"event_id": event["event"]["id"], "digit": digit}}


def test_each_version_says_how_often_how_unsure_how_right_and_how_fast_it_read() -> None:
    unsure = classification(1, 3, total_ms=4, model=model("5"), warnings=["low_confidence"])
    known = facts([labelled(unsure, 8), labelled(classification(2, 3, total_ms=4, model=model("5")), 3)])

    assert {name: (fact.label, fact.shown, fact.n) for name, fact in known.items() if name.startswith("version")} == {
        "versions": ("Versions that read", "1", 2),
        "version.1": ("Read by network digits 5", "2", 2),
        "version.1.low_confidence_share": ("digits 5: share with low confidence", "50.0%", 2),
        "version.1.accuracy": ("digits 5: accuracy on drawings labelled by now", "50.0%", 2),
        "version.1.total_ms": ("digits 5: time to answer, median", "3.99\u00a0ms", 2),
    }


def test_engines_go_by_names_of_ours() -> None:
    known = facts([classification(1, model=model("5")), classification(2, model=model("5", "tensorflow_serving"))])

    assert {
        name: fact.label for name, fact in known.items() if name in {"engine.embedded", "engine.tensorflow_serving"}
    } == {
        "engine.embedded": "Read by the embedded engine",
        "engine.tensorflow_serving": "Read by TensorFlow Serving",
    }


def test_a_client_whose_drawings_were_all_refused_has_a_count_and_no_more() -> None:
    known = facts([refusal(1, client="a"), refusal(2, client="a"), classification(3, client="b")])

    assert [name for name in known if name.startswith("client")] == [
        "clients",
        "client.1",
        "client.2",
        "client.2.low_confidence_share",
        "client.2.total_ms",
    ]


def test_a_thousand_names_are_told_as_the_five_most_frequent_of_those_kept() -> None:
    known = facts([refusal(number, client=f"stranger {number % 1000}") for number in range(1_200)])

    assert [name for name in known if "client" in name] == [f"client.{place}" for place in range(1, 6)]


def test_how_many_names_there_were_is_stated_as_long_as_each_is_known() -> None:
    known = facts([refusal(number, client=f"stranger {number}") for number in range(64)])

    assert (known["clients"].value, known["top_client_share"].value) == (64, 1 / 64)
