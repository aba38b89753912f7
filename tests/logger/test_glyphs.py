import json
from base64 import b64encode
from typing import Any

import pytest
from pydantic_core import from_json, to_json

from handdraw_contracts.log import digest_glyph
from handdraw_logger.glyphs import cut_glyph

from .cloud_events import classified, label, refused

GLYPH = b64encode(bytes(783) + b"\x07").decode()
OTHER = b64encode(bytes(784)).decode()
COMPACT = (",", ":")


def drawn(place: int = 13, **more: Any) -> dict[str, Any]:
    """``place``: where among the data the glyph stands."""
    event = classified(1)
    members = [*event["data"].items(), *more.items()]
    members.insert(place, ("glyph", GLYPH))
    return event | {"data": dict(members)}


def without(event: dict[str, Any]) -> dict[str, Any]:
    return event | {"data": {name: value for name, value in event["data"].items() if name != "glyph"}}


@pytest.mark.parametrize("place", range(8))
def test_the_glyph_is_cut_out_wherever_it_stands_and_all_other_bytes_stay(place: int) -> None:
    event = drawn(place)

    assert cut_glyph(to_json(event), event) == (to_json(without(event)), digest_glyph(GLYPH))


@pytest.mark.parametrize("separators", [COMPACT, (", ", ": "), (" ,", " :"), (",\t", ":\r")], ids=repr)
@pytest.mark.parametrize("place", [0, 3, 13])
@pytest.mark.parametrize(
    "more",
    [
        {},
        {"client": "glyph"},
        {"client": f'"glyph":"{GLYPH}"'},
        {"client": f'x\\","glyph":"{GLYPH}","y":"'},
        {"client": f'{{"glyph":"{OTHER}"}}'},
        {"client": "ドロー\\u0067lyph"},
        {'x"glyph': GLYPH},
        {"later": {"glyph": GLYPH}},
        {"later": {"glyph": OTHER, "glyphs": [GLYPH]}},
        {"a\\": {"glyph": GLYPH}},
        {"later": 1e300, "n": 12345678901234567890123},
    ],
    ids=str,
)
def test_whatever_a_sender_wrote_the_glyph_of_the_drawing_is_cut_and_nothing_else(
    more: dict[str, Any], place: int, separators: tuple[str, str]
) -> None:
    event = drawn(place, **more)
    body = json.dumps(event, separators=separators, ensure_ascii=False).encode()
    cut, digest = cut_glyph(body, from_json(body))

    assert (json.loads(cut), digest) == (without(event), digest_glyph(GLYPH))


@pytest.mark.parametrize("name", ["gl\\u0079ph", "\\u0067lyph"])
@pytest.mark.parametrize("decoy", [{}, {"later": {"glyph": GLYPH}}, {"client": "glyph"}], ids=str)
def test_a_name_in_other_spelling_is_the_same_name(name: str, decoy: dict[str, Any]) -> None:
    event = drawn(**decoy)
    body = to_json(without(event))[:-2] + f',"{name}":"{GLYPH}"}}}}'.encode()
    cut, digest = cut_glyph(body, from_json(body))

    assert (json.loads(cut), digest) == (without(event), digest_glyph(GLYPH))


def test_of_a_name_that_comes_twice_both_are_cut_and_the_last_counts() -> None:
    body = to_json(drawn(2))[:-2] + f',"glyph":"{OTHER}"}}}}'.encode()

    assert cut_glyph(body, from_json(body)) == (to_json(classified(1)), digest_glyph(OTHER))


@pytest.mark.parametrize("event", [classified(1), refused(2), label(3, of=1, digit=4)], ids=str)
def test_an_event_without_a_glyph_is_served_as_it_is(event: dict[str, Any]) -> None:
    body = json.dumps(event).encode()

    assert cut_glyph(body, event) == (body, None)
