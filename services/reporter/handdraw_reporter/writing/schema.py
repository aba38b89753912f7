"""What an endpoint that can hold a model to a JSON schema is to hold it to: what an answer may choose from."""

from collections.abc import Iterable
from typing import Any, Final

from handdraw_reporter.claims.claim import TOPICS
from handdraw_reporter.writing.answers import NEUTRAL_HEADINGS
from handdraw_reporter.writing.prompting import offer_claims
from handdraw_reporter.writing.sketches import name_drawings
from handdraw_reporter.writing.story import Briefing

LEAST_SECTIONS = 4
MAX_SECTIONS, MAX_CLAIMS, MAX_ACTIONS = len(TOPICS), 5, 4
"""Lists are short, since endpoints compile a schema, and a small model that is let go on without end does."""

ANY: Final = "any"

Json = dict[str, Any]


def answer_schema(briefing: Briefing) -> Json:
    """Return the schema of a good answer. One that keeps to it may still repeat an id, or contrast like and like."""
    offered = offer_claims(briefing)
    claims = {topic: [claim.id for claim in offered if claim.topic == topic] for topic in TOPICS}
    told = {topic: ids for topic, ids in claims.items() if ids}
    connective = _one_of(briefing.phrasing.words.connectives)
    sections = [
        _section(NEUTRAL_HEADINGS, ANY, connective, MAX_CLAIMS),
        *(_section((topic,), topic, connective, len(ids)) for topic, ids in told.items()),
    ]
    parts = {"sections": _list({"anyOf": sections}, MAX_SECTIONS, least=min(LEAST_SECTIONS, len(told)))}
    if briefing.actions:
        parts["actions"] = _list(_one_of(briefing.actions), MAX_ACTIONS)
    if drawings := list(name_drawings(briefing)):
        held = {"type": "string", "pattern": f"^{briefing.phrasing.words.vocabulary.held}$"}
        parts["hypotheses"] = _list(_object(drawing=_one_of(drawings), text=held), len(drawings), least=len(drawings))
    every = _one_of(claim.id for claim in offered)
    return {**_object(**parts), "$defs": {ANY: every, **{topic: _one_of(ids) for topic, ids in told.items()}}}


def _section(headings: Iterable[str], claims: str, connective: Json, many: int) -> Json:
    """``claims``: the name of those that may stand there; a claim is its id, or that with a connective."""
    claim = {"$ref": f"#/$defs/{claims}"}
    joined = _object(id=claim, connective=connective)
    return _object(heading=_one_of(headings), claims=_list({"anyOf": [claim, joined]}, min(many, MAX_CLAIMS)))


def _object(**parts: Json) -> Json:
    return {"type": "object", "properties": parts, "required": list(parts), "additionalProperties": False}


def _one_of(words: Iterable[str]) -> Json:
    return {"type": "string", "enum": list(words)}


def _list(item: Json, most: int, least: int = 1) -> Json:
    return {"type": "array", "items": item, "minItems": least, "maxItems": most}
