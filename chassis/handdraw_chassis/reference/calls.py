"""The curl command that makes a call, for who reads how a service is called and wants to try."""

import json
from collections.abc import Mapping
from shlex import quote
from typing import Any

from handdraw_chassis.reference.schemas import Schema

JSON_TYPE = "application/json"


def write_call(address: str, method: str, path: str, operation: Mapping[str, Any]) -> str:
    """``address``: of the service, without a slash behind it."""
    words = ["curl"]
    if method != "get":
        words += ["-X", method.upper()]
    words += _write_body(operation.get("requestBody", {}).get("content", {}))
    return " ".join([*words, quote(address + path) if "{" in path else address + path])


def _write_body(content: Mapping[str, Any]) -> list[str]:
    if not content:
        return []
    media_type, body = next(iter(content.items()))
    sample = _sample(body)
    sent = ["--data-binary", "@FILE"] if sample is None else ["-d", quote(json.dumps(sample, ensure_ascii=False))]
    return ["-H", quote(f"Content-Type: {media_type}"), *sent]


def _sample(body: Mapping[str, Any]) -> Any:  # noqa: ANN401 whatever JSON is
    """Return an example that the document gives, None for a body that is no JSON or that it gives none of."""
    schema: Schema = body.get("schema", {})
    if "example" in body:
        return body["example"]
    return next(iter(schema.get("examples", ())), None)
