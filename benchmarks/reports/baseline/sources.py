"""Drawings by engine, version and client, and what was not read by its code."""

import pandas as pd

from benchmarks.reports.baseline.quantiles import Facts


def count_sources(drawings: pd.DataFrame, read: pd.DataFrame) -> Facts:
    labelled = read["label.digit"].notna()
    known = pd.DataFrame(
        {
            "unsure": read["warnings"].map(lambda codes: "low_confidence" in codes),
            "labelled": labelled,
            "right": labelled & (read["label.digit"] == read["digit"]),
            "total": read["timing_ms.total"],
        }
    )
    client = read["client"].fillna("")
    counts = drawings["client"].fillna("").value_counts()
    found: Facts = {f"client.{name}": int(count) for name, count in counts.items()}
    for kind, key in (("engine", read["model.engine"]), ("version", read["model.version"]), ("client", client)):
        by = known.groupby(key).agg(
            n=("unsure", "size"), unsure=("unsure", "mean"), labelled=("labelled", "sum"), right=("right", "sum"),
            ms=("total", "median"),
        )  # fmt: skip
        for name, row in by.iterrows():
            found |= {f"{kind}.{name}.{column}": float(row[column]) for column in by.columns}
    return found


def count_codes(drawings: pd.DataFrame) -> Facts:
    counts = drawings.loc[drawings["outcome"] != "classified", ["outcome", "code"]].value_counts()
    return {f"{outcome}.{code}": int(count) for (outcome, code), count in counts.items()}
