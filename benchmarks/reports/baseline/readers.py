"""Two ways from a file of NDJSON to one flat frame, a row an event: the one that pandas brings, and Arrow's."""

from collections.abc import Callable, Mapping
from typing import Final

import pandas as pd
import pyarrow as pa
from pyarrow import json as arrow_json

from benchmarks.reports.baseline.columns import COLUMNS, make_schema

CHUNK: Final = 50_000


def read_with_pandas(path: str) -> pd.DataFrame:
    """``read_json`` and ``json_normalize``, some lines at a time."""
    parts = []
    for chunk in pd.read_json(path, lines=True, chunksize=CHUNK):
        flat = pd.json_normalize(chunk.to_dict("records"))
        parts.append(flat.reindex(columns=list(COLUMNS)))
    frame = pd.concat(parts, ignore_index=True)
    frame["recorded_at"] = pd.to_datetime(frame["recorded_at"], utc=True, format="ISO8601")
    return frame


def read_with_arrow(path: str) -> pd.DataFrame:
    """Arrow's reader, told what is counted, on one thread: more of them take no less of the CPU."""
    options = arrow_json.ParseOptions(explicit_schema=make_schema(), unexpected_field_behavior="ignore")
    table = arrow_json.read_json(path, arrow_json.ReadOptions(use_threads=False), options)
    while any(pa.types.is_struct(column.type) for column in table.schema):
        table = table.flatten()
    return table.to_pandas()


READERS: Final[Mapping[str, Callable[[str], pd.DataFrame]]] = {"arrow": read_with_arrow, "pandas": read_with_pandas}
