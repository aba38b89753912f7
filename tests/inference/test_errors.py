"""The codes of the wire, which callers and the log know, and the status with which each is answered."""

import pytest

from handdraw_inference import errors
from handdraw_inference.problems import PROBLEMS

CODES = {
    errors.UnsupportedMedia: (415, "unsupported_media_type"),
    errors.DrawingTooLarge: (413, "drawing_too_large"),
    errors.BodyTooLarge: (413, "body_too_large"),
    errors.BodyTooSlow: (408, "body_too_slow"),
    errors.EmptyDrawing: (422, "empty_body"),
    errors.UnreadableDrawing: (422, "unreadable_drawing"),
    errors.AnimatedDrawing: (422, "animated_drawing"),
    errors.BlankDrawing: (422, "blank_drawing"),
    errors.KeyReused: (422, "key_reused"),
    errors.InvalidRequest: (422, "invalid_request"),
    errors.EngineUnavailable: (503, "engine_unavailable"),
    errors.EngineTimeout: (504, "engine_timeout"),
    errors.EngineMisbehaved: (503, "engine_misbehaved"),
    errors.Overloaded: (429, "overloaded"),
    errors.ResourcesExhausted: (503, "resources_exhausted"),
    errors.Bug: (500, "internal_error"),
    errors.OutboxFull: (503, "outbox_full"),
    errors.OutboxUnavailable: (503, "outbox_unavailable"),
}


@pytest.mark.parametrize("error", CODES)
def test_an_error_is_answered_with_its_code_and_its_status(error: type[errors.InferenceError]) -> None:
    problem = PROBLEMS.problem(error("what happened"), "0-7")

    assert problem.model_dump() == {
        "type": "about:blank",
        "title": error.title,
        "status": CODES[error][0],
        "detail": "what happened",
        "code": CODES[error][1],
        "instance": "tag:handdraw,2026:request/0-7",
    }


def test_every_error_that_can_be_answered_is_in_the_table_above() -> None:
    def leaves(error: type[errors.InferenceError]) -> set[type[errors.InferenceError]]:
        return {leaf for child in error.__subclasses__() for leaf in leaves(child)} or {error}

    assert leaves(errors.InferenceError) == set(CODES)
