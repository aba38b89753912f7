"""What the gateway says of a model, with the cards of the versions that ship, and with others."""

import json
from pathlib import Path
from typing import Any

from handdraw_contracts.classifications import ModelDescription

MODELS = Path(__file__).resolve().parents[3] / "services" / "inference" / "models" / "digits"
HOSTILE = "<script>alert(1)</script> [x](https://evil.example) | \u202e\x00 # {{ 7*7 }} " + "x" * 200


def shipped_card(version: str) -> dict[str, Any]:
    card: dict[str, Any] = json.loads((MODELS / version / "assets.extra" / "model_card.json").read_text())
    return card


def describe(card: dict[str, Any], **fields: Any) -> ModelDescription:
    read = {"shape": [28, 28, 1], "dtype": "float32", "range": [0, 1], "polarity": "white ink on black"}
    named = {"name": "digits", "version": "5", "engine": "embedded", "state": "available", "input": read}
    return ModelDescription.model_validate(named | {"metrics": {}, "history": {}, "card": card} | fields)


def shipped(version: str = "5") -> ModelDescription:
    card = shipped_card(version)
    return describe(card, version=version, history=card["history"])


def spoil(value: Any) -> Any:
    """Return the same card with a hostile word wherever one has room for a word."""
    if isinstance(value, dict):
        return {f"{HOSTILE}{key}" if key in {"letters", "scribbles"} else key: spoil(one) for key, one in value.items()}
    if isinstance(value, list):
        return [spoil(one) for one in value]
    return HOSTILE if isinstance(value, str) else value
