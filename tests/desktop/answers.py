"""What a gateway answers, made up for the tests."""

from base64 import b64encode
from uuid import UUID

from handdraw_contracts.classifications import Classification, LabelReceipt, ModelReference, TimingMs

KEY = UUID("01a20cba-fd22-76e7-863d-b18dc65aefb3")
OTHER_KEY = UUID("01a20cba-fd22-76e7-863d-b18dc65aefb4")
GLYPH = b64encode(bytes(range(196)) * 4).decode()


def read(digit: int, key: UUID = KEY, *warnings: str) -> Classification:
    return Classification(
        id=key,
        digit=digit,
        confidence=0.91,
        probabilities=tuple(0.91 if one == digit else 0.01 for one in range(10)),
        warnings=warnings,
        model=ModelReference(name="digits", version="1", engine="embedded"),
        glyph=GLYPH,
        timing_ms=TimingMs(total=3.5),
    )


def receipt(digit: int, key: UUID = KEY) -> LabelReceipt:
    return LabelReceipt(id=UUID(int=digit), classification_id=key, digit=digit)
