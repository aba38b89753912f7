"""A service's application: FastAPI, and what every request passes before it."""

from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.types import Receive, Scope, Send

from handdraw_chassis.doors import Doors
from handdraw_chassis.logs import RequestId
from handdraw_chassis.methods import AllMethods
from handdraw_chassis.policy import GuardedAnswers, page_headers
from handdraw_chassis.reference.document import complete
from handdraw_chassis.reference.page import render_reference
from handdraw_chassis.request_metrics import CountedRequests, NamedRoute


class Application(FastAPI):
    """Gives each request an id, counts it, then asks at the doors, then FastAPI; tells browsers what they may do.

    A path with a slash too many is unknown: a redirect would name whatever host the caller named.
    """

    def __init__(self, *, doors: Doors, **options: Any) -> None:  # noqa: ANN401 FastAPI's own
        super().__init__(redirect_slashes=False, docs_url=None, redoc_url=None, **options)
        self.add_route("/docs", self._show_reference, include_in_schema=False)
        routed = AllMethods(NamedRoute(super().__call__, self.routes), self.routes)
        self._front = RequestId(CountedRequests(GuardedAnswers(doors.guard(routed))))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._front(scope, receive, send)

    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema is None:
            complete(super().openapi())
        return super().openapi()

    async def _show_reference(self, request: Request) -> HTMLResponse:
        page = render_reference(self.openapi(), str(request.base_url).rstrip("/"))
        return HTMLResponse(page, headers=page_headers(page))
