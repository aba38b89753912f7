"""What the gateway says of the network in service: asked once a report, and no reason to write none."""

from collections.abc import Callable
from time import monotonic

import httpx
import structlog

from handdraw_chassis.keys.showing import explain_refusal
from handdraw_contracts.classifications import ModelDescription

MODEL_BYTES = 512 * 1024  # version 5 says 22 KiB
MODEL_S = 10.0

log = structlog.get_logger()


class _Unsaid(Exception):
    """Why there is no description."""


def ask_for_model(gateway: httpx.Client, clock: Callable[[], float] = monotonic) -> ModelDescription | None:
    """Return None where the gateway cannot be asked, says too much, or takes too long to say it."""
    try:
        return ModelDescription.model_validate_json(_ask(gateway, clock))
    except (httpx.HTTPError, ValueError, _Unsaid) as error:
        reason = str(error) if isinstance(error, _Unsaid) else type(error).__name__
        log.warning("the gateway does not describe its network, and the report does without", reason=reason)
        return None


def _ask(gateway: httpx.Client, clock: Callable[[], float]) -> bytes:
    """Raises HTTPError, _Unsaid."""
    end, body = clock() + MODEL_S, b""
    with gateway.stream("GET", "/v1/model", headers={"Accept-Encoding": "identity"}) as answer:
        for part in answer.iter_bytes():
            body += part
            if len(body) > MODEL_BYTES or clock() > end:
                raise _Unsaid("it says too much, or takes too long")
    if not answer.is_success:
        why = explain_refusal(body, "REPORTER_GATEWAY_KEY_FILE")
        raise _Unsaid(f"it answers {answer.status_code}" + (f": {why}" if why else ""))
    return body
