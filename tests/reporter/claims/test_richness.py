"""What an operator may want to be told of a log, and the licensed claim that says it: None where there is none yet."""

from typing import Final

import pytest

from handdraw_reporter.claims.licensing import license_claims
from handdraw_reporter.counting.comparison import compare
from handdraw_reporter.counting.facts import compute_facts

from ..log_events import Json, classification, label, refusal, simulate_log, summarise

LOGS: Final[dict[str, tuple[list[Json], list[Json]]]] = {  # the window, and the one before
    "a day": (simulate_log(400), simulate_log(300, 3)),
    "nothing": ([], simulate_log(30)),
    "one": ([classification(1, 7)], []),
    "letters": ([classification(n, n % 10, 0.5, warnings=["unlike_a_digit", "low_confidence"]) for n in range(40)], []),
    "a fall": (
        [label(n, 900 + n, 3, read=3 if n < 150 else 5) for n in range(200)],
        [label(n, 900 + n, 3, read=3 if n < 190 else 5) for n in range(200)],
    ),
    "an outage": ([refusal(n, "engine_unavailable", "failed", status=503) for n in range(20)], []),
}
STATEMENTS: Final = (
    ("a day", "345 drawings were recorded that day.", "drawings"),
    ("a day", "More people drew than in the window before.", "more_drawings"),
    ("a day", "Not every drawing was read; 320 of 345 were.", "some_read"),
    ("a day", "The rest, 20, was refused.", "refused"),
    ("a day", "Most refusals were of blank drawings.", "most_refusal"),
    ("a day", "11 blank drawings were sent.", "refusal.blank_drawing"),
    ("a day", "Some pictures could not be read as pictures.", "refusal.unreadable_drawing"),
    ("a day", "Five drawings failed.", "failed"),
    ("a day", "Each failure was an engine too slow.", "most_failure"),
    ("a day", "The 1 was read most often.", "most_drawn"),
    ("a day", "Every digit came up.", "every_digit_read"),
    ("a day", "There were 30 sevens.", "digit_count.7"),
    ("a day", "The 9 was read least often.", None),
    ("a day", "The network was 94.6% sure on average.", "mean_confidence"),
    ("a day", "11 answers had low confidence.", "low_confidence"),
    ("a day", "13 drawings touched the edge.", "warned.touches_edge"),
    ("a day", "Accuracy was 92.5% on 53 labelled drawings.", "accuracy"),
    ("a day", "The true accuracy lies between 82% and 97%.", "accuracy"),
    ("a day", "49 labelled drawings were read right.", "some_labelled_right"),
    ("a day", "Four labelled drawings were read wrong.", None),
    ("a day", "Accuracy did not change beyond chance.", "accuracy_held"),
    ("a day", "Labels are a chosen sample.", "chosen_sample"),
    ("a day", "55 labels were recorded.", "labels"),
    ("a day", "Two labels match no drawing.", "unmatched_labels"),
    ("a day", "Half of the answers took less than 8.6 ms.", "median_and_nearly_all"),
    ("a day", "Nearly all answers were there within 17 ms.", "median_and_nearly_all"),
    ("a day", "A hundredth took 21 ms and longer.", "slowest"),
    ("a day", "One answer in nine came from the embedded engine.", "embedded_some"),
    ("a day", "TensorFlow Serving answered most drawings.", "embedded_some"),
    ("a day", "Most drawings came from the desktop client.", None),
    ("a day", "Two versions of the network answered.", None),
    ("nothing", "Nobody drew anything.", "nothing_recorded"),
    ("nothing", "Nobody labelled anything.", "nothing_recorded"),
    ("nothing", "About accuracy nothing can be said.", "nothing_to_say"),
    ("one", "There was a single drawing.", "one_drawing"),
    ("one", "It was read as a 7.", "one_read_as"),
    ("one", "The network was 90% sure.", "one_confidence"),
    ("one", "Nobody said what it was.", "nobody_labelled"),
    ("one", "It took 2.5 ms.", "one_time"),
    ("one", "Nothing went wrong.", "nothing_wrong"),
    ("letters", "Most drawings were unlike a digit.", "mostly_warned.unlike_a_digit"),
    ("letters", "Every drawing was read all the same.", "every_drawing_read"),
    ("letters", "Confidence was low throughout.", "low_confidence"),
    ("letters", "No digit stood out.", "no_most_drawn"),
    ("letters", "Nobody labelled them.", "nobody_labelled"),
    ("letters", "None was refused.", "none_refused"),
    ("letters", "None failed.", "none_failed"),
    ("letters", "TensorFlow Serving answered all of them.", "serving_all"),
    ("a fall", "Accuracy fell from 95% to 75%.", "accuracy_fell"),
    ("a fall", "The fall is more than chance.", "accuracy_fell"),
    ("a fall", "There were labels, and no drawings.", "only_labels"),
    ("a fall", "Threes are mistaken for fives.", "most_confused"),
    ("a fall", "Every label matches a drawing.", "labels_match"),
    ("an outage", "No drawing could be read.", "none_read"),
    ("an outage", "All 20 drawings failed.", "failed"),
    ("an outage", "The engine could not be reached.", "most_failure"),
    ("an outage", "Nothing was refused.", "none_refused"),
)


def licensed(log: str) -> set[str]:
    now, before = (compute_facts(summarise(events), "en") for events in LOGS[log])
    return {claim.id for claim in license_claims((*now, *compare(now, before, "en")))}


@pytest.mark.parametrize("log", LOGS)
def test_a_true_statement_is_licensed_as_a_claim(log: str) -> None:
    wanted = {claim for of, _, claim in STATEMENTS if of == log and claim is not None}

    assert wanted - licensed(log) == set()


def test_of_what_an_operator_may_want_to_be_told_nine_tenths_are_said() -> None:
    said = [claim for _, _, claim in STATEMENTS if claim is not None]

    assert len(said) / len(STATEMENTS) >= 0.9
