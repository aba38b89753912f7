"""What a headline says: the most surprising claim, and never numbers of different drawings beside each other."""

from collections.abc import Mapping
from typing import Final, get_args

import pytest

from handdraw_contracts.reports import Language
from handdraw_reporter.claims.kinds import KINDS
from handdraw_reporter.claims.label_rules import LABEL_RULES
from handdraw_reporter.claims.rules import RULES
from handdraw_reporter.counting.facts import compute_facts
from handdraw_reporter.wording import load_wording
from handdraw_reporter.writing.story import brief, find_headline

from ..log_events import Json, classification, label, refusal, simulate_log, summarise

POPULATIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "all drawings": ("drawings", "classified", "refused", "failed", "answered", "first", "last", "busiest"),
    "drawings read": ("classified", "low_confidence", "warned", "warning", "most_drawn", "mean_", "total_ms"),
    "drawings labelled": (
        "labelled",
        "doubted_",
        "label_",
        "accuracy",
        "read_",
        "confused",
        "hardest",
        "change.accuracy",
        "calibration",
    ),
    "drawings compared": ("repeated", "pictures_sampled"),
    "labels": ("labels", "unmatched"),
}
"""What a fact is of, by how its id begins; ``before.`` is the same drawings of another window, and named as such."""

LOGS: Final[Mapping[str, tuple[list[Json], list[Json], str]]] = {
    "letters": (
        [classification(n, warnings=["unlike_a_digit"]) for n in range(93)] + [classification(n) for n in range(11)],
        [],
        "mostly_warned.unlike_a_digit",
    ),
    "letters that were unsure, too": (
        [classification(n, n % 10, 0.4, warnings=["unlike_a_digit", "low_confidence"]) for n in range(93)]
        + [classification(n) for n in range(11)],
        [],
        "mostly_warned.unlike_a_digit",
    ),
    "five drawings and labels of older ones": (
        [classification(n) for n in range(5)] + [label(100 + n, 900 + n, 1, read=2) for n in range(40)],
        [],
        "accuracy",
    ),
    "an ordinary day": (simulate_log(400), [], "accuracy"),
    "a day without labels": ([classification(n, n % 10) for n in range(300)], [], "drawings"),
    "a day on which a third failed": (
        [refusal(n, "engine_timeout", "failed") if n % 3 else classification(n) for n in range(300)],
        simulate_log(300),
        "failed",
    ),
    "as many refused as ever": (
        [refusal(n) if n % 4 == 0 else classification(n, n % 10) for n in range(400)],
        [refusal(n) if n % 4 == 0 else classification(n, n % 10) for n in range(400)],
        "drawings",
    ),
    "the same picture": (
        [classification(n, n % 10) | {"glyph_digest": f"{n % 3:016x}"} for n in range(200)],
        [],
        "repeated",
    ),
    "nothing": ([], simulate_log(100), "nothing_recorded"),
    "one drawing": ([classification(1, warnings=["unlike_a_digit"])], [], "one_drawing"),
}


@pytest.mark.parametrize("log", LOGS)
def test_the_headline_is_the_most_surprising_claim(log: str) -> None:
    events, before, expected = LOGS[log]
    earlier = compute_facts(summarise(before), "en")
    briefing = brief(compute_facts(summarise(events), "en", before=earlier), "en")

    assert find_headline(briefing.claims).id == expected


def populations(fact: str) -> set[str]:
    bare = fact.removeprefix("before.")
    return {name for name, starts in POPULATIONS.items() if bare.startswith(starts)}


@pytest.mark.parametrize("language", get_args(Language))
def test_numbers_beside_each_other_in_a_headline_are_of_the_same_drawings(language: Language) -> None:
    shown = {rule.id: set(rule.facts) for rule in (*RULES, *LABEL_RULES)} | {
        kind.id: set(kind.facts.values()) for kind in KINDS
    }
    headlines = load_wording(language).headlines
    used = {
        name: [fact for fact in shown[name] if f"{{{_place(name, fact)}}}" in text] for name, text in headlines.items()
    }

    assert {name: facts for name, facts in used.items() if facts and not _have_one(facts)} == {}


def _place(rule: str, fact: str) -> str:
    kinds = {kind.id: {known: place for place, known in kind.facts.items()} for kind in KINDS}
    return kinds.get(rule, {}).get(fact, fact.replace(".", "_"))


def _have_one(facts: list[str]) -> bool:
    return bool(set.intersection(*map(populations, facts)))
