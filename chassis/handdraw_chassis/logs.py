"""Logs: one JSON object per line on stderr, each with the ids of its request and its trace."""

import logging
import sys
from typing import Any

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.tracebacks import ExceptionDictTransformer

from handdraw_chassis.accepting import OnceAMinute
from handdraw_chassis.trace_context import TraceContext, add_trace, enter, single

CHATTY = ("fontTools", "matplotlib")  # a line for everything they do would drown the rest
TELLTALE = ("httpx", "httpx2", "httpcore", "httpcore2", "openai")  # show addresses, heads and bodies: keys, drawings


def configure(level: str) -> None:
    shared: list[Any] = [
        add_trace,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False)),
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    logging.captureWarnings(capture=True)
    for library in CHATTY + TELLTALE:
        logging.getLogger(library).setLevel(logging.WARNING)
    logging.getLogger("asyncio").addFilter(OnceAMinute())


class RequestId:
    """Middleware that gives each request its id, for its log lines, its X-Request-ID header and its problem document.

    It is the caller's where that is a sane one. Beside it in the log stands the id of the trace.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        trace = TraceContext.read(single(scope["headers"]))
        header = (b"x-request-id", trace.request_id.encode())

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), header]
            await send(message)

        scope.setdefault("state", {})["request_id"] = trace.request_id
        enter(trace)  # stays: the server logs a bug after us
        await self._app(scope, receive, send_with_id)
