import pytest
from pydantic import TypeAdapter, ValidationError

from handdraw_contracts.log import Cursor


@pytest.mark.parametrize("sent", ["", "5", "5-", "-5", "5-3-1", "a-b", "5-3\n", "1" * 17 + "-0", "0-" + "1" * 17])
def test_a_cursor_is_two_numbers(sent: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Cursor).validate_python(sent)
