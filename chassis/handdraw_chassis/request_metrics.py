"""Requests counted by route, method and status, in every service: none is left out, and no caller makes up a series."""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Final

from prometheus_client import CollectorRegistry, Counter
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

STATE: Final = "requests"
"""The name in the state of a service's lifespan of its RequestCounts."""
UNMATCHED: Final = "unmatched"  # no route fits the path
AT_DOOR: Final = "door"  # answered there, before any route was looked for: refused, or a page's preflight
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OTHER: Final = "other"


class RequestCounts:
    """``handdraw_requests_total``."""

    def __init__(self, registry: CollectorRegistry) -> None:
        counter = Counter(
            "handdraw_requests",
            "Requests answered, by route, method and status; unmatched fit no route, door got no further",
            ["route", "method", "status"],
            registry=registry,
        )

        @cache  # looking a series up takes as long as counting
        def find(route: str, method: str, status: int) -> Callable[[float], None]:
            return counter.labels(route, method if method in METHODS else OTHER, status).inc

        self.find = find
        """returns what counts such requests"""

    def count(self, route: str, method: str, status: int) -> None:
        """``route``: its template, never a path."""
        self.find(route, method, status)(1)


class CountedRequests:
    """Middleware, before whatever may refuse a request. Behind that stands NamedRoute, which says the route."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        state = scope.get("state", {})
        counts: RequestCounts | None = state.get(STATE)
        if scope["type"] != "http" or counts is None:
            await self._app(scope, receive, send)
            return

        async def send_counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                method = scope["method"] if scope["method"] in METHODS else OTHER
                counts.count(state.get("route", AT_DOOR), method, message["status"])
            await send(message)

        await self._app(scope, receive, send_counted)


class NamedRoute:
    """Middleware, right before routing: names the route that answers, of the application's ``routes``."""

    def __init__(self, app: ASGIApp, routes: Iterable[BaseRoute]) -> None:
        self._app = app
        self._routes = routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_named(message: Message) -> None:
            if message["type"] == "http.response.start":
                scope["state"]["route"] = self._name(scope)
            await send(message)

        await self._app(scope, receive, send_named)

    def _name(self, scope: Scope) -> str:
        endpoint = scope.get("endpoint")
        if endpoint is None:
            return UNMATCHED
        routes = (scope.get("route"), *(one for one in self._routes if getattr(one, "endpoint", None) is endpoint))
        return next((path for route in routes if (path := getattr(route, "path", None))), UNMATCHED)
