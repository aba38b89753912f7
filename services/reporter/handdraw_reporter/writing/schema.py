"""What an endpoint that can hold a model to a JSON schema is to hold it to: what an answer may choose from."""

from collections.abc import Iterable
from typing import Any

from handdraw_reporter.claims.claim import TOPICS
from handdraw_reporter.writing.answers import NEUTRAL_HEADINGS
from handdraw_reporter.writing.sketches import name_drawings
from handdraw_reporter.writing.story import Briefing

MAX_SECTIONS, MAX_CLAIMS, MAX_ACTIONS = 7, 8, 4
"""Lists are short, since endpoints compile a schema, and a small model that is let go on without end does."""

Json = dict[str, Any]


def answer_schema(briefing: Briefing) -> Json:
    """Return the schema of a good answer. One that keeps to it may still repeat an id, or contrast like and like."""
    connective = {"type": ["string", "null"], "enum": [None, *briefing.phrasing.words.connectives]}
    claim = _object(id=_one_of(claim.id for claim in briefing.claims), connective=connective)
    headings = [*NEUTRAL_HEADINGS, *(topic for topic in TOPICS if _is_told(topic, briefing))]
    section = _object(heading=_one_of(headings), claims=_list(claim, 1, MAX_CLAIMS))
    parts = {"sections": _list(section, 1, MAX_SECTIONS)}
    if briefing.actions:
        parts["actions"] = _list(_one_of(briefing.actions), 1, min(MAX_ACTIONS, len(briefing.actions)))
    if drawings := list(name_drawings(briefing)):
        held = {"type": "string", "pattern": f"^{briefing.phrasing.words.vocabulary.held}$"}
        parts["hypotheses"] = _list(_object(drawing=_one_of(drawings), text=held), len(drawings), len(drawings))
    return _object(**parts)


def _object(**parts: Json) -> Json:
    return {"type": "object", "properties": parts, "required": list(parts), "additionalProperties": False}


def _one_of(words: Iterable[str]) -> Json:
    return {"type": "string", "enum": list(words)}


def _list(item: Json, least: int, most: int) -> Json:
    return {"type": "array", "items": item, "minItems": least, "maxItems": most}


def _is_told(topic: str, briefing: Briefing) -> bool:
    return any(claim.topic == topic for claim in briefing.claims)
