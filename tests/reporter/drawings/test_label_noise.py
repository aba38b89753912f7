from math import sqrt

import pytest

from handdraw_contracts.reports import Fact
from handdraw_reporter.claims.licensing import license_claims
from handdraw_reporter.drawings.gallery import Gallery
from handdraw_reporter.drawings.label_noise import state_label_noise
from handdraw_reporter.wording import load_wording


def noise(doubted: int, labelled: int) -> tuple[Fact, ...]:
    return state_label_noise(Gallery((), (), doubted, labelled), load_wording("en"))


def test_the_share_of_doubted_labels_has_its_interval_and_its_threshold() -> None:
    facts = {fact.id: (fact.shown, fact.unit, fact.topic, fact.n) for fact in noise(45, 300)}

    assert facts == {
        "doubted_labels": ("45", "count", "right", 300),
        "label_noise": ("15.0%", "share", "right", 300),
        "label_noise_low": ("11.4%", "share", "right", 300),
        "label_noise_high": ("19.5%", "share", "right", 300),
        "sure_above": ("99.0%", "share", "right", 300),
    }


def test_the_interval_holds_what_lies_within_1_96_standard_errors_of_what_was_seen() -> None:
    [interval] = [fact.interval for fact in noise(45, 300) if fact.interval is not None]
    errors = [abs(0.15 - end) / sqrt(end * (1 - end) / 300) for end in (interval.low, interval.high)]

    assert errors == pytest.approx([1.96, 1.96], abs=1e-3)


def test_where_nobody_labelled_nothing_is_said_of_labels() -> None:
    assert noise(0, 0) == ()


@pytest.mark.parametrize(
    ("doubted", "labelled", "licensed"),
    [
        (0, 29, {}),
        (0, 30, {"no_label_doubted": 31}),
        (1, 1, {}),
        (1, 5, {"one_label_doubted": 46}),
        (2, 5, {"labels_doubted": 52}),
        (2, 30, {"labels_doubted": 52}),
        (3, 30, {"labels_doubted": 92}),
    ],
)
def test_what_is_said_of_labels_follows_from_how_many_are_doubted(
    doubted: int, labelled: int, licensed: dict[str, int]
) -> None:
    known = Fact(id="labelled", label="Drawings labelled", value=labelled, shown=str(labelled), n=labelled)
    claims = license_claims([known, *noise(doubted, labelled)])

    assert {claim.id: claim.importance for claim in claims if "doubted" in claim.id} == licensed
