import pytest

from handdraw_chassis.errors import ServiceError, map_errors

pytestmark = pytest.mark.anyio


class Unavailable(ServiceError):
    """What is ours."""

    code = "unavailable"
    title = "Unavailable"


async def fails(error: Exception) -> None:
    raise error


async def test_a_foreign_error_becomes_ours_with_it_for_its_cause() -> None:
    foreign = OSError("no room")

    ours = map_errors((OSError, ValueError), lambda error: Unavailable(f"the disk: {error}"))
    with pytest.raises(Unavailable, match="the disk: no room") as raised, ours:
        await fails(foreign)

    assert raised.value.__cause__ is foreign


async def test_any_other_error_is_left_as_it_is() -> None:
    with pytest.raises(KeyError), map_errors(OSError, lambda _: Unavailable()):
        await fails(KeyError())
