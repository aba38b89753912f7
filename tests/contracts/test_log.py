from base64 import b64encode

import pytest
from pydantic import TypeAdapter, ValidationError

from handdraw_contracts.log import Cursor, digest_glyph


@pytest.mark.parametrize("sent", ["", "5", "5-", "-5", "5-3-1", "a-b", "5-3\n", "1" * 17 + "-0", "0-" + "1" * 17])
def test_a_cursor_is_two_numbers(sent: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Cursor).validate_python(sent)


def test_a_digest_is_the_glyphs_own_and_stays_what_it_is() -> None:
    blank, inked = bytes(784), bytes(783) + b"\x01"
    digests = [digest_glyph(b64encode(glyph).decode()) for glyph in (blank, inked, blank)]

    assert digests == ["51952685996be59f", "23abff3dad310e2f", "51952685996be59f"]
