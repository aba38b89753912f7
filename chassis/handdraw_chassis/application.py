"""A service's application: FastAPI, and what every request passes before it."""

from collections.abc import Callable, Collection
from typing import Any

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from handdraw_chassis.hosts import OwnHosts
from handdraw_chassis.logs import RequestId


class Application(FastAPI):
    """Gives each request an id, then checks its host and origin, then asks ``route_first``, then FastAPI.

    ``hosts``: the names that the service answers to beside loopback. ``route_first``: middleware that may answer what
    the framework would answer alike, and sooner.
    """

    def __init__(
        self,
        *,
        hosts: Collection[str],
        route_first: Callable[[ASGIApp], ASGIApp] = lambda app: app,
        **options: Any,  # noqa: ANN401 FastAPI's own
    ) -> None:
        super().__init__(**options)
        self._front = RequestId(OwnHosts(route_first(super().__call__), hosts))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._front(scope, receive, send)
