"""How long an endpoint that is busy wants to be left alone."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Final

from openai import APIStatusError

PASSING: Final = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS})
"""Statuses below 500 that may be another a moment later."""


def may_pass(error: APIStatusError) -> bool:
    return error.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR or error.status_code in PASSING


def read_retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return seconds from ``now`` (UTC), given as such or as an HTTP date. None: it does not say, or nonsense."""
    said = headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", said):
        return float(said)
    try:
        moment = parsedate_to_datetime(said)
    except (ValueError, OverflowError):
        return None
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds())
