"""Bodies come as they are. Nothing that a caller sends is unpacked, so nothing can unpack to more than was sent."""

from collections.abc import Iterable
from typing import Final

from handdraw_chassis.errors import ServiceError

PLAIN: Final = {b"content-encoding": {b"", b"identity"}, b"transfer-encoding": {b"", b"identity", b"chunked"}}


class EncodedBody(ServiceError):
    """A body that is compressed, or encoded otherwise."""

    code = "encoded_body"
    title = "Bodies are read as they are"


def check_codings(headers: Iterable[tuple[bytes, bytes]]) -> None:
    """Raises EncodedBody."""
    for name, value in headers:
        if name in PLAIN and not PLAIN[name].issuperset(coding.strip().lower() for coding in value.split(b",")):
            raise EncodedBody(
                f"{name.decode()} is {value.decode('latin-1')[:100]!r}: send the body as it is, `identity`"
            )
