"""Events without their glyph, which is most of their bytes and which no count needs."""

from typing import Any

from pydantic_core import to_json

from handdraw_contracts.log import digest_glyph

_NAME = b'"glyph":"'


def cut_glyph(body: bytes, event: dict[str, Any]) -> tuple[bytes, str | None]:
    """Return an event's JSON without the glyph, and the glyph's digest; as it is, and None, if there is none.

    ``event``: the same, parsed.
    """
    glyph = event["data"].get("glyph")
    if glyph is None:
        return body, None
    return _cut_member(body, glyph.encode()) or _format_without(event), digest_glyph(glyph)


def _cut_member(body: bytes, glyph: bytes) -> bytes | None:
    """Cut the member out of the bytes, unless something else there could be taken for it.

    Without a backslash every name stands there as it is. So what comes once, and has this value, is what was parsed.
    """
    before, _, rest = body.partition(_NAME)
    if b"\\" in body or body.count(b"glyph") != 1 or not rest.startswith(glyph + b'"'):
        return None
    after = rest[len(glyph) + 1 :]
    if before.endswith(b","):
        return before[:-1] + after
    return before + after[1:] if before.endswith(b"{") and after.startswith(b",") else None


def _format_without(event: dict[str, Any]) -> bytes:
    return to_json(event | {"data": {name: value for name, value in event["data"].items() if name != "glyph"}})
