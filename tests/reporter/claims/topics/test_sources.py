import pytest

from ..stated import Ends, licensed


@pytest.mark.parametrize(
    ("first", "second", "claims"),
    [
        ((0.98, 0.96, 0.99), (0.9, 0.85, 0.95), ["main_version_better"]),
        ((0.9, 0.85, 0.95), (0.98, 0.96, 0.99), ["main_version_worse"]),
        ((0.95, 0.9, 0.97), (0.98, 0.96, 0.99), []),
    ],
)
def test_versions_are_compared_where_their_intervals_lie_apart(first: Ends, second: Ends, claims: list[str]) -> None:
    values = {"version.1.accuracy": first, "version.2.accuracy": second}

    assert (licensed(values, "sources"), licensed(values, "sources", n=29)) == (claims, [])


@pytest.mark.parametrize(
    ("share", "claims"),
    [
        (0.0, ["serving_all"]),
        (1.0, ["embedded_all"]),
        (0.2, ["embedded_some", "engine_time.embedded", "engine_accuracy.embedded"]),
    ],
)
def test_engines_are_told_apart_only_where_both_answered(share: float, claims: list[str]) -> None:
    engine = {"engine.embedded.total_ms": 3.0, "engine.embedded.accuracy": 1.0}

    assert licensed({"classified": 10, "embedded_share": share, **engine}, "sources") == claims


def test_what_clients_and_versions_call_themselves_is_in_no_claim() -> None:
    values = {"client.1": 5, "version.1": 5, "clients": 2, "top_client_share": 0.8}

    assert licensed({**values, "versions": 1, "classified": 5}, "sources") == ["one_version", "several_clients"]
