"""What is said of how long answers took."""

from typing import Final

from handdraw_reporter.claims.rule import ENOUGH_TIMES, NEUTRAL, Kind, Rule

STAGES: Final = ("normalise", "wait", "predict")

RULES: Final = (
    Rule("one_time", "speed", 40, NEUTRAL, ("total_ms.median",), lambda of: of("classified") == 1),
    Rule("median_time", "speed", 40, NEUTRAL, ("total_ms.median",), lambda of: 1 < of("classified") < ENOUGH_TIMES),
    Rule(
        "median_and_nearly_all",
        "speed",
        40,
        NEUTRAL,
        ("total_ms.median", "total_ms.p95"),
        lambda of: of("classified") >= ENOUGH_TIMES,
    ),
    Rule("slowest", "speed", 35, NEUTRAL, ("total_ms.p99",), lambda of: of("classified") >= 10 * ENOUGH_TIMES),
    Rule(
        "longest_stage",
        "speed",
        27,
        NEUTRAL,
        ("longest_stage", "longest_stage_share"),
        lambda of: of("longest_stage_share") > 0,
    ),
)
KINDS: Final = (
    Kind(
        "stage_time",
        "speed",
        15,
        NEUTRAL,
        {"median": "{}_ms.median", "p95": "{}_ms.p95"},
        lambda _: STAGES,
        lambda of, stage: of("classified") > 1 and of(f"{stage}_ms.p95") > 0,
    ),
)
