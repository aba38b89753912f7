"""What can go wrong in the gateway, in its own words; app.py alone knows the HTTP statuses.

InferenceError
├── DrawingRefused            the drawing cannot be read
│   ├── UnsupportedMedia          it is no PNG or JPEG, or is not what Content-Type says
│   ├── BodyTooLarge              more bytes than we read
│   ├── BodyTooSlow               bytes that do not come
│   ├── DrawingTooLarge           more pixels or bytes than we decode
│   ├── EmptyDrawing              no bytes at all
│   ├── UnreadableDrawing         truncated, corrupt, or no picture
│   ├── AnimatedDrawing           more than one frame: which one was meant?
│   ├── BlankDrawing              a canvas without ink
│   └── InvalidRequest            a batch or a parameter that makes no sense
├── EngineFailed              no answer from the network
│   ├── EngineUnavailable         it cannot be reached, or has no such model
│   ├── EngineTimeout             it was too slow
│   └── EngineMisbehaved          it answered something that is no set of probabilities
├── Overloaded                too many drawings wait already
├── Bug                       a mistake of ours
└── OutboxError               the answer cannot be recorded, so it is not given
    ├── OutboxFull                the quota is used up
    └── OutboxUnavailable         the file cannot be written
"""

from typing import ClassVar


class InferenceError(Exception):
    code: ClassVar[str] = "inference_error"


class DrawingRefused(InferenceError):
    code = "drawing_refused"


class UnsupportedMedia(DrawingRefused):
    code = "unsupported_media_type"


class DrawingTooLarge(DrawingRefused):
    code = "drawing_too_large"


class BodyTooLarge(DrawingRefused):
    code = "body_too_large"


class BodyTooSlow(DrawingRefused):
    code = "body_too_slow"


class EmptyDrawing(DrawingRefused):
    code = "empty_body"


class UnreadableDrawing(DrawingRefused):
    code = "unreadable_drawing"


class AnimatedDrawing(DrawingRefused):
    code = "animated_drawing"


class BlankDrawing(DrawingRefused):
    code = "blank_drawing"


class InvalidRequest(DrawingRefused):
    code = "invalid_request"


class EngineFailed(InferenceError):
    code = "engine_failed"


class EngineUnavailable(EngineFailed):
    code = "engine_unavailable"


class EngineTimeout(EngineFailed):
    code = "engine_timeout"


class EngineMisbehaved(EngineFailed):
    code = "engine_misbehaved"


class Overloaded(InferenceError):
    code = "overloaded"


class Bug(InferenceError):
    code = "internal_error"


class OutboxError(InferenceError):
    code = "outbox_error"


class OutboxFull(OutboxError):
    code = "outbox_full"


class OutboxUnavailable(OutboxError):
    code = "outbox_unavailable"
