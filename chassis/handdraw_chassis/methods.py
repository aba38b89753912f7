"""Methods of HTTP: HEAD is answered wherever GET is, and a 405 names every method that its path has."""

from collections.abc import Sequence
from typing import Final

from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE")
_NOT_ALLOWED: Final = 405


class AllMethods:
    """Middleware. ``routes``: of the application behind it; Starlette itself asks only the first that fits a path."""

    def __init__(self, app: ASGIApp, routes: Sequence[BaseRoute]) -> None:
        self._app = app
        self._routes = routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_allowed(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == _NOT_ALLOWED:
                others = [header for header in message.get("headers", ()) if header[0].lower() != b"allow"]
                message["headers"] = [*others, (b"allow", ", ".join(self._allowed(scope)).encode())]
            await send(message)

        if scope["method"] == "HEAD":
            await self._app({**scope, "method": "GET"}, receive, _without_body(send_allowed))
        else:
            await self._app(scope, receive, send_allowed)

    def _allowed(self, scope: Scope) -> list[str]:
        found = [method for method in METHODS if self._has({**scope, "method": method})]
        return ["GET", "HEAD", *found[1:]] if "GET" in found else found

    def _has(self, scope: Scope) -> bool:
        return any(route.matches(scope)[0] is Match.FULL for route in self._routes)


def _without_body(send: Send) -> Send:
    """End with the head: whoever would stream a body, and read for it, sees the caller leave."""

    async def send_head(message: Message) -> None:
        if message["type"] == "http.response.start":
            await send(message)
            await send({"type": "http.response.body"})

    return send_head
