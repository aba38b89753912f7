"""The ids of answers and labels under an Idempotency-Key, which may be any string."""

import re
from hashlib import sha256
from uuid import UUID

_UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII)
"""as RFC 9562 writes it: Python's UUID takes other forms for the same number"""


def answer_id(key: str) -> UUID:
    """Return the uuid that the key is, and of any other key one that is made of its SHA-256 (version 8 of RFC 9562)."""
    return UUID(key) if _UUID.fullmatch(key) else _version_8(sha256(key.encode()).digest())


def label_id(key: str, classification_id: UUID, digit: int) -> UUID:
    """Return the same id for the same label, which is no answer's, whatever the key is."""
    return _version_8(sha256(f"label {classification_id} {digit} {key}".encode()).digest())


def _version_8(digest: bytes) -> UUID:
    own = bytearray(digest[:16])
    own[6] = own[6] & 0x0F | 0x80
    own[8] = own[8] & 0x3F | 0x80
    return UUID(bytes=bytes(own))
