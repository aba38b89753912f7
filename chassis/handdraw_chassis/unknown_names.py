"""Names in requests that nobody knows are refused: what they were meant to ask would be left out without a word."""

from collections.abc import Callable, Collection, Iterator
from difflib import get_close_matches
from itertools import islice
from typing import Any, Final

from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.requests import Request

from handdraw_chassis.problems import MAX_ERRORS

ASKED: Final = "/v1/"
"""Below it programs ask, and mean what they say; pages may be opened with whatever stands behind their address."""
LONGEST: Final = 40
"""Of a name that is looked at and repeated."""

_known: dict[Callable[..., Any], frozenset[str]] = {}


def say_unknown(name: str, known: Collection[str]) -> str:
    """Say that a name is not known, and which one may have been meant."""
    nearest = get_close_matches(name[:LONGEST].lower(), known, n=1)
    if nearest:
        return f"nobody knows it: is {nearest[0]} meant?"
    return f"nobody knows it, but {', '.join(sorted(known))}" if known else "nobody knows it: there is nothing to ask"


async def refuse_unknown_names(request: Request) -> None:
    """For a service's ``dependencies``. Raises RequestValidationError."""
    route: APIRoute = request.scope["route"]
    if not request.query_params or not route.path.startswith(ASKED):
        return
    if route.endpoint not in _known:
        _known[route.endpoint] = frozenset(_list_queries(route.dependant))
    known = _known[route.endpoint]
    unknown = islice((name for name in request.query_params if name not in known), MAX_ERRORS)
    errors = [
        {"type": "unknown_name", "loc": ("query", name[:LONGEST]), "msg": say_unknown(name, known)} for name in unknown
    ]
    if errors:
        raise RequestValidationError(errors)


def _list_queries(dependant: Dependant) -> Iterator[str]:
    for field in dependant.query_params:
        yield field.alias
    for inner in dependant.dependencies:
        yield from _list_queries(inner)
