"""What is counted of an event, by its path, and the schema that tells Arrow of it."""

from collections.abc import Mapping
from typing import Any, Final

import pyarrow as pa

DATA: Final = "event.data."
COLUMNS: Final[Mapping[str, Any]] = {
    "recorded_at": pa.timestamp("ms", "UTC"),
    "event.type": pa.string(),
    f"{DATA}outcome": pa.string(),
    f"{DATA}code": pa.string(),
    f"{DATA}digit": pa.float64(),
    f"{DATA}confidence": pa.float64(),
    f"{DATA}client": pa.string(),
    f"{DATA}classification_id": pa.string(),
    f"{DATA}warnings": pa.list_(pa.string()),
    **{f"{DATA}model.{name}": pa.string() for name in ("name", "version", "engine")},
    **{f"{DATA}ink.{name}": pa.float64() for name in ("width_px", "height_px", "share", "stroke_px", "offset_px")},
    **{f"{DATA}timing_ms.{name}": pa.float64() for name in ("normalise", "wait", "predict", "total")},
    "label.digit": pa.float64(),
    "read.digit": pa.float64(),
    "read.confidence": pa.float64(),
    "glyph_digest": pa.string(),
}


def make_schema() -> Any:  # noqa: ANN401 - Arrow has no types here
    tree: dict[str, Any] = {}
    for name, kind in COLUMNS.items():
        place = tree
        *way, last = name.split(".")
        for step in way:
            place = place.setdefault(step, {})
        place[last] = kind
    return pa.schema([(name, _type(kind)) for name, kind in tree.items()])


def _type(kind: Any) -> Any:  # noqa: ANN401 - likewise
    return pa.struct([(name, _type(of)) for name, of in kind.items()]) if isinstance(kind, dict) else kind
