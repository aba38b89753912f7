import pytest

from handdraw_reporter.claims.licensing import license_claims
from handdraw_reporter.counting.facts import compute_facts

from ..log_events import Json, classification, summarise


def ids(events: list[Json]) -> list[str]:
    return [claim.id for claim in license_claims(compute_facts(summarise(events), "en"))]


@pytest.mark.parametrize(
    ("events", "expected", "absent"),
    [
        ([classification(n, warnings=["faint_ink"]) for n in range(9)], "warned.faint_ink", "mostly_warned.faint_ink"),
        ([classification(n, warnings=["faint_ink"]) for n in range(10)], "mostly_warned.faint_ink", "warned.faint_ink"),
        ([classification(1, warnings=["faint_ink"])], "warned_alone.faint_ink", "warned.faint_ink"),
        ([classification(n, digit=3) for n in range(29)], "same_digit", "digit_absent.4"),
        ([classification(n, digit=3) for n in range(30)], "digit_absent.4", "digit_count.4"),
    ],
)
def test_a_claim_is_made_where_it_is_true_and_rests_on_enough(events: list[Json], expected: str, absent: str) -> None:
    assert {expected: expected in ids(events), absent: absent in ids(events)} == {expected: True, absent: False}
