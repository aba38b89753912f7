"""What is said of versions, engines and clients: no name from outside."""

from typing import Final

from handdraw_reporter.claims.known import Known
from handdraw_reporter.claims.rule import BAD, ENOUGH_LABELS, NEUTRAL, Kind, Rule

ENGINES: Final = ("tensorflow_serving", "embedded")


def _leads(of: Known, one: str, other: str) -> bool:
    """Say whether one version is right more often than another beyond chance, of drawings labelled by now."""
    shares = f"version.{one}.accuracy", f"version.{other}.accuracy"
    return min(map(of.n, shares)) >= ENOUGH_LABELS and of.low(shares[0]) > of.high(shares[1])


def _is_mixed(of: Known) -> bool:
    return 0 < of("embedded_share") < 1


RULES: Final = (
    Rule("serving_all", "sources", 35, NEUTRAL, (), lambda of: of("classified") > 1 and of("embedded_share") == 0),
    Rule("embedded_all", "sources", 38, NEUTRAL, (), lambda of: of("classified") > 1 and of("embedded_share") == 1),
    Rule("embedded_some", "sources", 38, NEUTRAL, ("embedded_share",), _is_mixed),
    Rule("one_version", "sources", 16, NEUTRAL, (), lambda of: of("versions") == 1 and of("classified") > 1),
    Rule(
        "several_versions",
        "sources",
        33,
        NEUTRAL,
        ("versions", "top_version_share"),
        lambda of: of("versions") > 1,
    ),
    Rule("one_client", "sources", 12, NEUTRAL, (), lambda of: of("clients") == 1 and of("drawings") > 1),
    Rule("several_clients", "sources", 20, NEUTRAL, ("clients", "top_client_share"), lambda of: of("clients") > 1),
    Rule(
        "main_version_better",
        "sources",
        40,
        NEUTRAL,
        ("version.1.accuracy", "version.2.accuracy"),
        lambda of: _leads(of, "1", "2"),
    ),
    Rule(
        "main_version_worse",
        "sources",
        52,
        BAD,
        ("version.1.accuracy", "version.2.accuracy"),
        lambda of: _leads(of, "2", "1"),
    ),
)
KINDS: Final = (
    Kind(
        "engine_time",
        "sources",
        14,
        NEUTRAL,
        {"median": "engine.{}.total_ms"},
        lambda _: ENGINES,
        lambda of, _: _is_mixed(of),
    ),
    Kind(
        "engine_unsure",
        "sources",
        12,
        NEUTRAL,
        {"share": "engine.{}.low_confidence_share"},
        lambda _: ENGINES,
        lambda of, _: _is_mixed(of),
    ),
    Kind(
        "engine_accuracy",
        "sources",
        14,
        NEUTRAL,
        {"share": "engine.{}.accuracy"},
        lambda _: ENGINES,
        lambda of, engine: _is_mixed(of) and of.n(f"engine.{engine}.accuracy") > 1,
    ),
)
