"""Reads the one thing that matters here of the Exif data that cameras write: which side is up."""

from struct import error, unpack_from

PREFIX = b"Exif\0\0"
UPRIGHT = 1
_ORIENTATION, _SHORT = 0x0112, 3
_ORDERS = {b"II": "<", b"MM": ">"}


def orientation_in(exif: bytes) -> int:
    """Return 1 to 8, and 1 where the data do not say or cannot be read: they are no reason to refuse a picture."""
    try:
        return _read(exif.removeprefix(PREFIX))
    except (error, KeyError):
        return UPRIGHT


def _read(tiff: bytes) -> int:
    order = _ORDERS[tiff[:2]]
    (at,) = unpack_from(f"{order}I", tiff, 4)
    (count,) = unpack_from(f"{order}H", tiff, at)
    for entry in range(at + 2, at + 2 + 12 * count, 12):
        tag, kind, _, value = unpack_from(f"{order}HHIH", tiff, entry)
        if (tag, kind) == (_ORIENTATION, _SHORT):
            return value if UPRIGHT <= value <= 8 else UPRIGHT
    return UPRIGHT
