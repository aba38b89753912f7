"""Many pictures, several at a time, at a gateway whose answers the test holds in its hand."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from handdraw_contracts.classifications import MAX_DRAWING_BYTES
from handdraw_desktop.commands.asking import Asker
from handdraw_desktop.commands.pictures import Picture
from handdraw_desktop.commands.reading import Reader, Row
from handdraw_desktop.errors import NoGateway
from handdraw_desktop.gateway.calls import Reason
from handdraw_desktop.gateway.transport import connect

from ..gateway.servers import PATIENCE_S, FakeGateway, running


@pytest.fixture
def fake() -> Iterator[FakeGateway]:
    with running() as fake:
        yield fake


@pytest.fixture
def pictures(tmp_path: Path) -> list[Picture]:
    for number in range(12):
        (tmp_path / f"{number}.png").write_text(str(number))
    return [Picture(f"{number}.png", tmp_path / f"{number}.png") for number in range(12)]


def rows(fake: FakeGateway, pictures: list[Picture], patience_s: float = PATIENCE_S, **options: object) -> list[Row]:
    with connect(fake.url, PATIENCE_S) as http:
        reader = Reader(Asker(http, 0.01, patience_s), **options)  # type: ignore[arg-type]
        return list(reader.read_all(pictures, 4))


def read(picture: Picture, run: str = "") -> Row:
    return Row(picture.name, picture.key(picture.read(), run), 7, 0.91)


def test_rows_come_in_the_order_in_which_pictures_were_named(fake: FakeGateway, pictures: list[Picture]) -> None:
    assert rows(fake, pictures) == [read(picture) for picture in pictures]


def test_a_second_time_the_keys_are_the_same_and_in_another_run_others(
    fake: FakeGateway, pictures: list[Picture]
) -> None:
    first, second, other = rows(fake, pictures), rows(fake, pictures), rows(fake, pictures, run="b")

    assert (first == second, {row.id for row in first} & {row.id for row in other}) == (True, set())


def test_without_recording_there_is_no_id(fake: FakeGateway, pictures: list[Picture]) -> None:
    assert (rows(fake, pictures[:1], records=False), fake.orders) == ([Row("0.png", None, 7, 0.91)], [])


def test_what_is_refused_or_cannot_be_opened_has_its_reason_and_the_rest_goes_on(
    fake: FakeGateway, pictures: list[Picture], tmp_path: Path
) -> None:
    fake.refused.add("1")
    with (tmp_path / "2.png").open("wb") as file:
        file.truncate(MAX_DRAWING_BYTES + 1)
    (tmp_path / "3.png").unlink()

    assert rows(fake, pictures[:5]) == [
        read(pictures[0]),
        Row("1.png", problem="blank_drawing"),
        Row("2.png", problem="body_too_large"),
        Row("3.png", problem="unreadable_file", detail="No such file or directory"),
        read(pictures[4]),
    ]


def test_a_gateway_that_is_busy_is_asked_again(fake: FakeGateway, pictures: list[Picture]) -> None:
    fake.failures += [429, 503, 503]
    fake.retry_after = "0"

    assert rows(fake, pictures[:1]) == [read(pictures[0])]


def test_a_picture_at_which_the_gateway_fails_is_told_and_the_rest_goes_on(
    fake: FakeGateway, pictures: list[Picture]
) -> None:
    fake.failures.append(500)

    assert rows(fake, pictures[:1], patience_s=0) == [Row("0.png", problem="gateway_failed")]
    assert rows(fake, pictures[:1]) == [read(pictures[0])]


@pytest.mark.parametrize(
    ("status", "reason", "patience_s"), [(403, Reason.FORBIDDEN, PATIENCE_S), (503, Reason.UNAVAILABLE, 0)]
)
def test_without_a_gateway_all_of_it_ends_at_once_where_patience_changes_nothing(
    fake: FakeGateway, pictures: list[Picture], status: int, reason: Reason, patience_s: float
) -> None:
    fake.failures += [status] * 100
    with pytest.raises(NoGateway) as raised:
        rows(fake, pictures, patience_s=patience_s)

    assert (raised.value.reason, len(fake.asked) <= 8) == (reason, True)
