"""The form of an answer as a JSON schema, for endpoints that hold a model to one: it can name what is offered alone."""

from typing import Any

from handdraw_reporter.claims.claim import TOPICS
from handdraw_reporter.writing.answers import NEUTRAL_HEADINGS
from handdraw_reporter.writing.story import Briefing


def answer_schema(briefing: Briefing) -> dict[str, Any]:
    topics = {claim.topic for claim in briefing.claims}
    headings = [*NEUTRAL_HEADINGS, *(topic for topic in TOPICS if topic in topics)]
    connectives = [*briefing.phrasing.words.connectives, None]
    claim = _object(
        id={"type": "string", "enum": [claim.id for claim in briefing.claims]},
        connective={"type": ["string", "null"], "enum": connectives},
    )
    section = _object(heading={"type": "string", "enum": headings}, claims={"type": "array", "items": claim})
    action = {"type": "string", "enum": list(briefing.actions)} if briefing.actions else {"type": "string"}
    return _object(
        sections={"type": "array", "items": section},
        actions={"type": "array", "items": action},
    )


def _object(**fields: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}
