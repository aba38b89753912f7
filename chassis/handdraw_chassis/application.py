"""A service's application: FastAPI, and what every request passes before it."""

from typing import Any

from fastapi import FastAPI
from starlette.types import Receive, Scope, Send

from handdraw_chassis.hosts import Hosts, OwnHosts
from handdraw_chassis.logs import RequestId
from handdraw_chassis.methods import AllMethods
from handdraw_chassis.policy import GuardedAnswers


class Application(FastAPI):
    """Gives each request an id, then checks its host and origin, then asks FastAPI.

    A path with a slash too many is unknown: a redirect would name whatever host the caller named.
    """

    def __init__(self, *, hosts: Hosts, **options: Any) -> None:  # noqa: ANN401 FastAPI's own
        super().__init__(redirect_slashes=False, **options)
        self._front = RequestId(GuardedAnswers(OwnHosts(AllMethods(super().__call__, self.routes), hosts)))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._front(scope, receive, send)
