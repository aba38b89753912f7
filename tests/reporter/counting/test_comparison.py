import pytest

from handdraw_reporter.counting.comparison import compare, difference_interval
from handdraw_reporter.counting.facts import compute_facts

from ..log_events import Json, classification, label, summarise


def labelled(right: int, of: int) -> list[Json]:
    return [label(number, of=900 + number, digit=3, read=3 if number < right else 5) for number in range(of)]


def names(now: list[Json], before: list[Json]) -> list[str]:
    one, other = (compute_facts(summarise(events), "en") for events in (now, before))
    return [fact.id for fact in compare(one, other, "en")]


@pytest.mark.parametrize(
    ("counts", "interval"),
    [
        ((56, 70, 48, 80), (0.0524, 0.3339)),  # Newcombe 1998, table II, row a, method 10
        ((9, 10, 3, 10), (0.1705, 0.8090)),  # row b
        ((10, 10, 0, 10), (0.6075, 1.0)),  # row h
    ],
)
def test_the_interval_of_a_difference_is_newcombes(
    counts: tuple[int, int, int, int], interval: tuple[float, float]
) -> None:
    assert difference_interval(*counts) == pytest.approx(interval, abs=1e-4)


def test_accuracy_is_compared_where_both_windows_have_labels_enough() -> None:
    accuracy = ["before.accuracy", "before.labelled"]
    change = ["change.accuracy", "change.accuracy_low", "change.accuracy_high"]

    assert [names(labelled(29, now), labelled(29, before)) for now, before in ((30, 30), (29, 30), (30, 29))] == [
        [*accuracy, *change],
        [],
        [],
    ]


def test_an_empty_window_is_compared_with_nothing() -> None:
    assert names([], []) == names([classification(1)], []) == []


def test_what_was_before_is_written_in_the_language_of_the_report() -> None:
    now = compute_facts(summarise(labelled(150, 200)), "de")
    before = compute_facts(summarise(labelled(190, 200)), "en")
    found = {fact.id: (fact.label, fact.shown, fact.n) for fact in compare(now, before, "de")}

    assert found == {
        "before.accuracy": ("Trefferquote bei Zeichnungen mit Angabe, im Ausschnitt davor", "95,0\u00a0%", 200),
        "before.labelled": ("Zeichnungen mit Angabe, im Ausschnitt davor", "200", 200),
        "change.accuracy": ("Trefferquote, Unterschied zum Ausschnitt davor", "\u221220,0\u00a0Prozentpunkte", 400),
        "change.accuracy_low": (
            "Unterschied der Trefferquote, unteres Ende des 95-%-Intervalls",
            "\u221226,8\u00a0Prozentpunkte",
            400,
        ),
        "change.accuracy_high": (
            "Unterschied der Trefferquote, oberes Ende des 95-%-Intervalls",
            "\u221213,2\u00a0Prozentpunkte",
            400,
        ),
    }
