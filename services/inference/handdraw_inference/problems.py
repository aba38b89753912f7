"""The one table from what went wrong to what the caller is told."""

from http import HTTPStatus

from handdraw_chassis.problems import Problems
from handdraw_inference.errors import (
    AnimatedDrawing,
    BlankDrawing,
    BodyTooLarge,
    BodyTooSlow,
    Bug,
    DrawingTooLarge,
    EmptyDrawing,
    EngineMisbehaved,
    EngineTimeout,
    EngineUnavailable,
    InferenceError,
    InvalidRequest,
    OutboxFull,
    OutboxUnavailable,
    Overloaded,
    UnreadableDrawing,
    UnsupportedMedia,
)

STATUS: dict[type[InferenceError], HTTPStatus] = {
    UnsupportedMedia: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    BodyTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    BodyTooSlow: HTTPStatus.REQUEST_TIMEOUT,
    DrawingTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    EmptyDrawing: HTTPStatus.UNPROCESSABLE_ENTITY,
    UnreadableDrawing: HTTPStatus.UNPROCESSABLE_ENTITY,
    AnimatedDrawing: HTTPStatus.UNPROCESSABLE_ENTITY,
    BlankDrawing: HTTPStatus.UNPROCESSABLE_ENTITY,
    InvalidRequest: HTTPStatus.UNPROCESSABLE_ENTITY,
    EngineUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    EngineTimeout: HTTPStatus.GATEWAY_TIMEOUT,
    EngineMisbehaved: HTTPStatus.SERVICE_UNAVAILABLE,
    Overloaded: HTTPStatus.TOO_MANY_REQUESTS,
    Bug: HTTPStatus.INTERNAL_SERVER_ERROR,
    OutboxFull: HTTPStatus.SERVICE_UNAVAILABLE,
    OutboxUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}
TITLES = {
    UnsupportedMedia: "Not a PNG or JPEG",
    BodyTooLarge: "Too large",
    BodyTooSlow: "Too slow",
    DrawingTooLarge: "Too large",
    EmptyDrawing: "Nothing was sent",
    UnreadableDrawing: "The drawing cannot be read",
    AnimatedDrawing: "The drawing moves",
    BlankDrawing: "The drawing is blank",
    InvalidRequest: "The request makes no sense",
    EngineUnavailable: "The network cannot be reached",
    EngineTimeout: "The network is too slow",
    EngineMisbehaved: "The network answers nonsense",
    Overloaded: "Too many drawings at once",
    Bug: "A mistake of ours",
    OutboxFull: "Nothing more can be recorded",
    OutboxUnavailable: "Nothing can be recorded",
}
RETRY_AFTER_S = "2"
PROBLEMS = Problems[InferenceError](STATUS, TITLES, RETRY_AFTER_S)
