import pytest

from handdraw_reporter.claims.licensing import license_claims

from ..stated import licensed, state


@pytest.mark.parametrize(
    ("values", "claims"),
    [
        ({"repeated": 0, "pictures_sampled": 20}, ["none_repeated"]),
        ({"repeated": 0, "pictures_sampled": 1}, []),
        ({"repeated": 3, "pictures_sampled": 20, "repeated_share": 0.15}, ["repeated"]),
        ({"most_repeated_count": 4}, []),
        ({"most_repeated_count": 5}, ["most_repeated"]),
    ],
)
def test_pictures_that_came_again_are_told(values: dict[str, float], claims: list[str]) -> None:
    assert licensed(values, "drawn") == claims


def test_many_that_came_again_are_news() -> None:
    facts = state({"repeated": 60, "pictures_sampled": 100, "repeated_share": 0.6})

    assert [claim.importance for claim in license_claims(facts)] == [72]


def test_the_ink_is_told_by_its_medians() -> None:
    values = {f"ink.{name}.{at}": 1.0 for name in ("width", "height", "stroke") for at in ("median", "p05", "p95")}

    assert (licensed(values, "drawn"), licensed(values, "drawn", n=1)) == (["ink_size", "ink_stroke"], [])
