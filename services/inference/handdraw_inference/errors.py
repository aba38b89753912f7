"""What can go wrong in the gateway; problems.py alone knows the HTTP statuses.

InferenceError
├── DrawingRefused
│   ├── UnsupportedMedia
│   ├── DrawingTooLarge
│   ├── BodyTooLarge
│   ├── BodyTooSlow
│   ├── EmptyDrawing
│   ├── UnreadableDrawing
│   ├── AnimatedDrawing
│   ├── BlankDrawing
│   ├── KeyReused
│   └── InvalidRequest
├── EngineFailed
│   ├── EngineUnavailable
│   ├── EngineTimeout
│   └── EngineMisbehaved
├── Overloaded
├── ResourcesExhausted
├── Bug
└── OutboxError
    ├── OutboxFull
    └── OutboxUnavailable
"""

from handdraw_chassis.errors import ServiceError


class InferenceError(ServiceError):
    """Anything that is answered instead of a classification."""

    code = "inference_error"


class DrawingRefused(InferenceError):
    """The drawing cannot be read."""

    code = "drawing_refused"


class UnsupportedMedia(DrawingRefused):
    """Of a format that is not read, or not what Content-Type says."""

    code = "unsupported_media_type"
    title = "Not a format that is read"


class DrawingTooLarge(DrawingRefused):
    """More pixels or bytes than are decoded."""

    code = "drawing_too_large"
    title = "Too large"


class BodyTooLarge(DrawingRefused):
    """More bytes than are read."""

    code = "body_too_large"
    title = "Too large"


class BodyTooSlow(DrawingRefused):
    """Bytes that do not arrive in time."""

    code = "body_too_slow"
    title = "Too slow"


class EmptyDrawing(DrawingRefused):
    """No bytes at all."""

    code = "empty_body"
    title = "Nothing was sent"


class UnreadableDrawing(DrawingRefused):
    """Truncated, corrupt, or not a picture."""

    code = "unreadable_drawing"
    title = "The drawing cannot be read"


class AnimatedDrawing(DrawingRefused):
    """More than one frame, with no way to know which one is meant."""

    code = "animated_drawing"
    title = "The drawing moves"


class BlankDrawing(DrawingRefused):
    """A canvas without ink."""

    code = "blank_drawing"
    title = "The drawing is blank"


class KeyReused(DrawingRefused):
    """Another drawing was answered under the same Idempotency-Key."""

    code = "key_reused"
    title = "Another drawing has this key"


class InvalidRequest(DrawingRefused):
    """A batch or a parameter that makes no sense."""

    code = "invalid_request"
    title = "The request makes no sense"


class EngineFailed(InferenceError):
    """No answer from the network."""

    code = "engine_failed"


class EngineUnavailable(EngineFailed):
    """The engine cannot be reached, or has no such model."""

    code = "engine_unavailable"
    title = "The network cannot be reached"


class EngineTimeout(EngineFailed):
    """The engine is too slow."""

    code = "engine_timeout"
    title = "The network is too slow"


class EngineMisbehaved(EngineFailed):
    """The engine answers something other than probabilities."""

    code = "engine_misbehaved"
    title = "The network answers nonsense"


class Overloaded(InferenceError):
    """Too many drawings are waiting already."""

    code = "overloaded"
    title = "Too many drawings at once"


class ResourcesExhausted(InferenceError):
    """The machine has no memory or no files left to decode with."""

    code = "resources_exhausted"
    title = "The machine is exhausted"


class Bug(InferenceError):
    """A mistake of ours."""

    code = "internal_error"
    title = "A mistake of ours"


class OutboxError(InferenceError):
    """The answer cannot be recorded, so it is not given."""

    code = "outbox_error"


class OutboxFull(OutboxError):
    """The quota is used up."""

    code = "outbox_full"
    title = "Nothing more can be recorded"


class OutboxUnavailable(OutboxError):
    """The file cannot be written. ``busy``: somebody else writes to it, and has not ended in time."""

    code = "outbox_unavailable"
    title = "Nothing can be recorded"

    def __init__(self, detail: str = "", *, busy: bool = False) -> None:
        super().__init__(detail)
        self.busy = busy
