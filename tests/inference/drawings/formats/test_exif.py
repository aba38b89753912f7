import struct

import pytest

from handdraw_inference.drawings.formats.exif import orientation_in


def exif(order: str, value: int, *, kind: int = 3, at: int = 8) -> bytes:
    """Exif data with a date's tag before the orientation."""
    mark = b"II*\0" if order == "<" else b"MM\0*"
    entries = struct.pack(f"{order}HHII", 0x0100, 4, 1, 280) + struct.pack(f"{order}HHIHH", 0x0112, kind, 1, value, 0)
    return b"Exif\0\0" + mark + struct.pack(f"{order}I", at) + struct.pack(f"{order}H", 2) + entries + bytes(4)


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("value", range(1, 9))
def test_the_orientation_is_read_in_either_order_of_bytes(order: str, value: int) -> None:
    assert orientation_in(exif(order, value)) == value


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"Exif\0\0", id="nothing after the prefix"),
        pytest.param(b"Exif\0\0XX*\0\0\0\0\x08", id="no order of bytes"),
        pytest.param(exif("<", 6)[:-9], id="cut"),
        pytest.param(exif("<", 6, at=60_000), id="a directory far away"),
        pytest.param(exif("<", 6, kind=4), id="a wrong type"),
        pytest.param(exif(">", 9), id="too much"),
        pytest.param(exif(">", 0), id="too little"),
    ],
)
def test_what_cannot_be_read_is_taken_as_upright(data: bytes) -> None:
    assert orientation_in(data) == 1
