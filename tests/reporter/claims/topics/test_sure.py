import pytest

from handdraw_reporter.claims.licensing import license_claims

from ..stated import Ends, licensed, state

UNLIKE = "unlike_a_digit"


@pytest.mark.parametrize(
    ("share", "claims"),
    [
        ((0.3, 0.25, 0.35), ["warned_more_than_ordinary.unlike_a_digit"]),
        ((0.03, 0.01, 0.05), ["warned_as_ordinary.unlike_a_digit"]),
        ((0.001, 0.0, 0.005), []),
    ],
)
def test_warnings_are_held_against_what_is_ordinary(share: Ends, claims: list[str]) -> None:
    assert licensed({f"warning_share.{UNLIKE}": share, f"ordinary_share.{UNLIKE}": 0.02}, "sure") == claims


def test_a_flood_of_warnings_is_more_important_than_any_accuracy() -> None:
    facts = state({f"warning.{UNLIKE}": 93, "classified": 104, "labelled": 104, "accuracy": 0.95})
    by_importance = sorted((claim.importance, claim.id) for claim in license_claims(facts))

    assert by_importance[-1] == (89, f"mostly_warned.{UNLIKE}")


@pytest.mark.parametrize("share", [(0.3, 0.25, 0.35), (0.03, 0.01, 0.05)])
def test_answers_of_several_versions_are_not_held_against_what_is_ordinary_for_one(share: Ends) -> None:
    values = {f"warning_share.{UNLIKE}": share, f"ordinary_share.{UNLIKE}": 0.02, "versions": 2}

    assert licensed(values, "sure") == []
