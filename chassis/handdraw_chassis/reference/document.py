"""What FastAPI's OpenAPI document of a service does not say by itself: what every call meets at the doors."""

from http import HTTPStatus
from typing import Any, Final

from handdraw_chassis.keys.checking import OPEN
from handdraw_chassis.problems import problem_responses
from handdraw_contracts.problems import Problem

KEYS: Final = {
    "bearer": {"type": "http", "scheme": "bearer"},
    "header": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
    "basic": {"type": "http", "scheme": "basic", "description": "The key is the password; the name does not matter."},
}
REFUSALS: Final = problem_responses(
    HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.UNPROCESSABLE_ENTITY
)

FASTAPIS: Final = ("HTTPValidationError", "ValidationError")
"""What FastAPI says that a 422 is, wherever nothing else is said of it."""


def complete(document: dict[str, Any]) -> None:
    """Add how a key is shown, where a service has keys, and how a call is refused before it is looked at."""
    components = document.setdefault("components", {})
    components["securitySchemes"] = KEYS
    schemas = components.setdefault("schemas", {})
    schemas["Problem"] = Problem.model_json_schema()
    for name in FASTAPIS:
        schemas.pop(name, None)
    document["security"] = [{}, *({name: []} for name in KEYS)]
    for path, item in document["paths"].items():
        for operation in item.values():
            operation["responses"] |= {str(status): answer for status, answer in REFUSALS.items()}
            if path in OPEN:
                operation["security"] = []
