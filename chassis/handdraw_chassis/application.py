"""A service's application: FastAPI, and what every request passes before it."""

from typing import Any, Final

from fastapi import FastAPI
from starlette.types import Receive, Scope, Send

from handdraw_chassis.doors import Doors
from handdraw_chassis.logs import RequestId
from handdraw_chassis.methods import AllMethods

KEYS: Final = {
    "bearer": {"type": "http", "scheme": "bearer"},
    "header": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
    "basic": {"type": "http", "scheme": "basic", "description": "The key is the password; the name does not matter."},
}


class Application(FastAPI):
    """Gives each request an id, then asks at the doors, then FastAPI.

    A path with a slash too many is unknown: a redirect would name whatever host the caller named.
    """

    def __init__(self, *, doors: Doors, **options: Any) -> None:  # noqa: ANN401 FastAPI's own
        super().__init__(redirect_slashes=False, **options)
        self._front = RequestId(doors.guard(AllMethods(super().__call__, self.routes)))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._front(scope, receive, send)

    def openapi(self) -> dict[str, Any]:
        """Say how a key is shown; where a service has no keys, none is needed."""
        if self.openapi_schema is None:
            schema = super().openapi()
            schema.setdefault("components", {})["securitySchemes"] = KEYS
            schema["security"] = [{}, *({name: []} for name in KEYS)]
        return super().openapi()
