"""Quantiles of a column, by the names that a report gives them."""

from collections.abc import Mapping

import pandas as pd

Facts = dict[str, float | int | str]


def find_quantiles(name: str, values: pd.Series, shares: Mapping[str, float]) -> Facts:
    found = values.quantile(list(shares.values()), interpolation="higher")
    return {f"{name}.{called}": float(value) for called, value in zip(shares, found, strict=True)}
