"""The one table from an error to the status that the caller gets."""

from http import HTTPStatus

from handdraw_chassis.errors import ServiceError
from handdraw_chassis.problems import Problems
from handdraw_inference.errors import (
    BodyTooLarge,
    BodyTooSlow,
    DrawingRefused,
    DrawingTooLarge,
    EngineFailed,
    EngineTimeout,
    InferenceError,
    OutboxError,
    Overloaded,
    ResourcesExhausted,
    UnsupportedMedia,
)

STATUS: dict[type[ServiceError], HTTPStatus] = {
    InferenceError: HTTPStatus.INTERNAL_SERVER_ERROR,
    DrawingRefused: HTTPStatus.UNPROCESSABLE_ENTITY,
    UnsupportedMedia: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    BodyTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    BodyTooSlow: HTTPStatus.REQUEST_TIMEOUT,
    DrawingTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    EngineFailed: HTTPStatus.SERVICE_UNAVAILABLE,
    EngineTimeout: HTTPStatus.GATEWAY_TIMEOUT,
    Overloaded: HTTPStatus.TOO_MANY_REQUESTS,
    ResourcesExhausted: HTTPStatus.SERVICE_UNAVAILABLE,
    OutboxError: HTTPStatus.SERVICE_UNAVAILABLE,
}
PROBLEMS = Problems(STATUS, retry_after_s="2")
