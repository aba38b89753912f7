import pytest
from pydantic import ValidationError

from handdraw_chassis.sentinels import SentinelDsn, Sentinels, check_address, parse_sentinels

THREE = [("10.0.0.1", 26379), ("10.0.0.2", 26380), ("fd00::1", 26379)]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (
            "redis+sentinel://logger@10.0.0.1,10.0.0.2:26380,[fd00::1]/handdraw/1",
            Sentinels(THREE, "handdraw", 1, "logger"),
        ),
        ("redis+sentinel://one/log", Sentinels([("one", 26379)], "log", 0, None)),
        ("redis+sentinel://one/log/", Sentinels([("one", 26379)], "log", 0, None)),
    ],
)
def test_an_address_names_the_sentinels_and_the_primary(address: str, expected: Sentinels) -> None:
    assert parse_sentinels(SentinelDsn(address)) == expected


@pytest.mark.parametrize("address", ["redis+sentinel://one", "redis+sentinel://one/", "redis+sentinel://one/log/x"])
def test_without_a_name_nobody_knows_what_to_ask_for(address: str) -> None:
    with pytest.raises(ValueError, match="by its name"):
        check_address(SentinelDsn(address))


@pytest.mark.parametrize("address", ["redis://one/log", "sentinel://one/log"])
def test_another_address_is_none_of_sentinels(address: str) -> None:
    with pytest.raises(ValidationError):
        SentinelDsn(address)
