"""The answer in what a model said, whatever stands around it: the last object that has its form, part by part."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from pydantic import ValidationError

from handdraw_reporter.writing.answers import Answer
from handdraw_reporter.writing.thoughts import drop_thoughts

WORK: Final = 1_000_000
"""Characters that are looked at for one text, at most: braces that never close cost no more than that."""
BROKEN: Final = 200
"""What an object that breaks off costs beside its characters, in characters: an error is slower than an object."""
KEY: Final = "sections"
"""What makes an object an answer, also one that stands in another, as the arguments of a call do."""

_BEGIN: Final = re.compile(r'\{(?=\s*["}])')
_TRAILING_COMMA: Final = re.compile(r",(?=\s*[}\]])")
_JSON: Final = json.JSONDecoder(strict=False, parse_constant=lambda name: float(f"no {name}"))
"""A line feed within a string is let pass; NaN is a ValueError."""


@dataclass(frozen=True, slots=True)
class Reading:
    """``malformed``: parts that are not of the form and were left out. ``found``: objects of JSON, of whatever form."""

    answer: Answer | None
    malformed: int = 0
    found: int = 0


def read_answer(text: str) -> Reading:
    best, found = Reading(None), 0
    for one in _find_objects(_TRAILING_COMMA.sub("", drop_thoughts(text))):
        found += 1
        reading = _read_parts(_unwrap(one))
        best = reading if reading.answer is not None else best
    return Reading(best.answer, best.malformed, found)


def _find_objects(text: str) -> Iterator[dict[str, Any]]:
    """Yield every outermost object. One that breaks off is looked into from its next brace on."""
    work, begin = WORK, _BEGIN.search(text)
    while begin is not None and work > 0:
        start = begin.start()
        end = start + 1
        try:
            found, end = _JSON.raw_decode(text, start)
        except json.JSONDecodeError as error:
            work -= error.pos - start + BROKEN
        except (RecursionError, ValueError):
            work -= len(text) - start + BROKEN
        else:
            work -= end - start
            yield found
        begin = _BEGIN.search(text, end)


def _unwrap(found: dict[str, Any]) -> dict[str, Any]:
    if KEY in found:
        return found
    return next((one for one in found.values() if isinstance(one, dict) and KEY in one), found)


def _read_parts(found: dict[str, Any]) -> Reading:
    """Read an answer; items of its lists that are not of the form are left out, and counted."""
    try:
        return Reading(Answer.model_validate(found))
    except ValidationError as error:
        places = {one["loc"][:2] for one in error.errors(include_url=False, include_context=False, include_input=False)}
    rest = {field: _leave_out(field, value, places) for field, value in found.items() if (field,) not in places}
    try:
        answer = Answer.model_validate(rest)
    except ValidationError:
        return Reading(None)
    return Reading(answer, len(places)) if answer.sections else Reading(None)


def _leave_out(field: str, value: object, places: set[tuple[int | str, ...]]) -> object:
    if isinstance(value, list):
        return [item for number, item in enumerate(value) if (field, number) not in places]
    if isinstance(value, dict):
        return {key: item for key, item in value.items() if (field, key) not in places}
    return value
