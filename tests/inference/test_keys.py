from uuid import UUID

import pytest

from handdraw_inference.keys import answer_id, label_id

KEY, OTHER = "0198b3c4-0000-7000-8000-00000000000a", "0198b3c4-0000-7000-8000-00000000000b"


@pytest.mark.parametrize("key", ["0198b3c4-0000-7000-8000-00000000000a", "0198B3C4-0000-7000-8000-00000000000A"])
def test_a_uuid_is_the_answers_id(key: str) -> None:
    assert answer_id(key) == UUID(key)


def test_any_other_key_has_an_id_that_is_always_the_same() -> None:
    made = answer_id("order 7")  # SHA-256: 0fc89f8ae19394b48debd6353bb9ad33...

    assert (made, made.version) == (UUID("0fc89f8a-e193-84b4-8deb-d6353bb9ad33"), 8)


@pytest.mark.parametrize(
    "key",
    [
        "0198b3c400007000800000000000000a",
        "{0198b3c4-0000-7000-8000-00000000000a}",
        "0x98b3c4-0000-7000-8000-00000000000a",
    ],
)
def test_another_way_to_write_a_uuid_is_another_key(key: str) -> None:
    assert answer_id(key).version == 8


def test_one_label_under_one_key_has_one_id_which_is_no_answers() -> None:
    drawing = UUID(KEY)
    made = label_id(KEY, drawing, 7)
    others = {label_id(OTHER, drawing, 7), label_id(KEY, UUID(OTHER), 7), label_id(KEY, drawing, 8), answer_id(KEY)}

    assert (label_id(KEY, drawing, 7), made.version, made in others, len(others)) == (made, 8, False, 4)
