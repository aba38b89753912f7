"""What a person does to drawings, without a window."""

from concurrent.futures import wait
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from PIL import Image

from handdraw_desktop.desk import Desk
from handdraw_desktop.drawing.raster import png, rasterise
from handdraw_desktop.drawing.strokes import Drawing
from handdraw_desktop.gateway.calls import Classified, Classify, Preview, Tell
from handdraw_desktop.keys import Action
from handdraw_desktop.layout import Say
from handdraw_desktop.session.codes import Code, Status
from handdraw_desktop.session.status import status

from .answers import read
from .gateways import FakeGateway

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.fixture
def gateway() -> FakeGateway:
    return FakeGateway()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(16, tmp_path / "saved", lambda: NOW)


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    pixels = np.full((280, 280), 230, np.uint8)
    pixels[60:220, 130:150] = 20
    Image.fromarray(pixels).save(tmp_path / "one.png")
    return tmp_path / "one.png"


def draw(desk: Desk, *points: tuple[float, float]) -> Drawing:
    desk.canvas.press(points[0])
    for point in points[1:]:
        desk.canvas.move(point)
    desk.rest()
    return desk.canvas.drawing


def exported(desk: Desk, gateway: FakeGateway) -> None:
    desk.do(Action.EXPORT)
    if desk._exporting is not None:
        wait([desk._exporting])
        desk.exchange(gateway)


def says(desk: Desk) -> Status:
    return status(desk.session)


def test_an_opened_picture_is_shown_previewed_recorded_and_labelled_as_any_drawing(
    desk: Desk, gateway: FakeGateway, picture: Path
) -> None:
    desk.open(picture)
    said = says(desk)
    desk.exchange(gateway)
    desk.do(Say(1))
    desk.exchange(gateway)
    drawing = desk.canvas.drawing
    sent = png(drawing)

    assert said == Status(Code.OPENED, text="one.png")
    assert gateway.asked == [Preview(drawing.id, sent), Classify(drawing.id, sent), Tell(drawing.id, 1)]
    assert np.array_equal(rasterise(drawing), np.asarray(Image.open(picture)))


def test_a_picture_of_another_size_is_said_to_be_fitted(desk: Desk, picture: Path) -> None:
    Image.open(picture).resize((56, 112)).save(picture)
    desk.open(picture)

    assert says(desk) == Status(Code.OPENED_FITTED, text="one.png")


def test_an_opened_picture_is_drawn_on_erased_undone_and_cleared(desk: Desk, picture: Path) -> None:
    desk.open(picture)
    opened = desk.canvas.drawing
    drawn = draw(desk, (20, 20), (60, 20))
    pixels = rasterise(drawn)
    desk.do(Action.UNDO)
    undone = desk.canvas.drawing
    desk.do(Action.CLEAR)

    assert (pixels[20, 40], pixels[140, 140], pixels[5, 5]) == (0, 20, 230)
    assert (undone, drawn.id != opened.id, desk.canvas.drawing.is_blank) == (opened, True, True)


def test_a_picture_of_which_all_is_erased_is_blank_paper(desk: Desk, picture: Path) -> None:
    desk.open(picture)
    desk.canvas.widen(64)
    for y in range(0, 300, 50):
        desk.canvas.press((-20, y), erases=True)
        desk.canvas.move((300, y))
    desk.rest()

    assert desk.canvas.drawing.is_blank


def test_the_same_picture_again_is_the_same_drawing(desk: Desk, gateway: FakeGateway, picture: Path) -> None:
    desk.open(picture)
    desk.do(Say(1))
    desk.do(Action.CLEAR)
    desk.open(picture)
    desk.do(Action.CLASSIFY)
    desk.exchange(gateway)

    assert (len(gateway.asked_for(Classify)), says(desk)) == (1, Status(Code.ALREADY_RECORDED))


def test_a_picture_that_is_opened_again_before_it_is_recorded_is_one_event(
    desk: Desk, gateway: FakeGateway, picture: Path
) -> None:
    desk.open(picture)
    desk.do(Action.CLEAR)
    desk.open(picture)
    for action in (Action.CLASSIFY, Action.UNDO, Action.UNDO, Action.CLASSIFY):
        desk.do(action)
        desk.exchange(gateway)

    assert len(gateway.asked_for(Classify)) == 1


def test_a_picture_opened_while_a_stroke_is_being_made_ends_it_and_undo_brings_it_back(
    desk: Desk, picture: Path
) -> None:
    desk.canvas.press((100, 100))
    stroke = desk.canvas.drawing
    desk.open(picture)
    down = desk.canvas.pen_is_down
    desk.do(Action.UNDO)

    assert (down, desk.canvas.drawing) == (False, stroke)


def test_what_cannot_be_opened_is_told_and_nothing_else_changes(desk: Desk, tmp_path: Path) -> None:
    drawn = draw(desk, (50, 50))
    (tmp_path / "bad.png").write_bytes(b"bad")
    desk.open(tmp_path / "bad.png")

    assert says(desk) == Status(Code.NOT_OPENED, text="bad.png", problem="no_picture")
    assert desk.canvas.drawing == drawn


def test_earlier_drawings_come_back_one_by_one_and_are_corrected(desk: Desk, gateway: FakeGateway) -> None:
    drawings = []
    for x in (50, 150, 250):
        desk.do(Action.CLEAR)
        drawings.append(draw(desk, (x, 50), (x, 200)))
        desk.do(Say(1))
    shown = []
    for action in (Action.EARLIER, Action.EARLIER, Action.EARLIER, Action.LATER):
        desk.do(action)
        shown.append(desk.canvas.drawing)
    desk.do(Say(7))
    desk.exchange(gateway)

    assert shown == [drawings[1], drawings[0], drawings[0], drawings[1]]
    assert gateway.asked_for(Tell)[-1] == Tell(drawings[1].id, 7)


def test_before_what_is_new_lies_the_newest_and_after_it_nothing(desk: Desk) -> None:
    first = draw(desk, (50, 50), (50, 200))
    desk.do(Action.CLASSIFY)
    desk.do(Action.CLEAR)
    desk.do(Action.LATER)
    said = says(desk)
    desk.do(Action.EARLIER)

    assert (said, desk.canvas.drawing) == (Status(Code.NOTHING_LATER), first)


def test_where_nothing_is_recorded_there_is_nothing_earlier_and_nothing_to_export(desk: Desk) -> None:
    said = []
    for action in (Action.EARLIER, Action.EXPORT):
        desk.do(action)
        said.append(says(desk))

    assert said == [Status(Code.NOTHING_EARLIER), Status(Code.NOTHING_TO_EXPORT)]


def test_the_session_is_exported_without_what_was_hidden(desk: Desk, gateway: FakeGateway) -> None:
    draw(desk, (50, 50), (50, 200))
    desk.do(Say(1))
    desk.do(Action.HIDE)
    desk.do(Action.CLEAR)
    drawn = draw(desk, (150, 50), (150, 200))
    desk.do(Say(7))
    desk.exchange(gateway)
    gateway.says = [Classified(drawn.id, read(1, drawn.id))]
    desk.exchange(gateway)
    exported(desk, gateway)
    folder = Path(says(desk).text)
    rows = (folder / "session.csv").read_text().splitlines()

    assert (says(desk).code, len(rows), rows[1].split(",")[:2]) == (
        Code.EXPORTED,
        2,
        [str(drawn.id), "2026-01-02T03:04:05+00:00"],
    )


def test_an_export_that_cannot_be_written_is_told(desk: Desk, gateway: FakeGateway) -> None:
    desk.folder.touch()
    draw(desk, (50, 50), (50, 200))
    desk.do(Action.CLASSIFY)
    exported(desk, gateway)

    assert says(desk) == Status(Code.NOT_EXPORTED, text=f"{desk.folder}: File exists")


def test_while_an_export_takes_its_time_that_is_said_and_no_second_begins(
    desk: Desk, gateway: FakeGateway, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    goes_on = Event()
    begun: list[object] = []

    def slow(*arguments: object) -> Path:
        begun.append(arguments)
        goes_on.wait()
        return tmp_path

    monkeypatch.setattr("handdraw_desktop.desk.export", slow)
    draw(desk, (50, 50), (50, 200))
    desk.do(Action.CLASSIFY)
    desk.do(Action.EXPORT)
    desk.do(Action.EXPORT)
    desk.exchange(gateway)
    said = says(desk)
    goes_on.set()
    assert desk._exporting is not None
    wait([desk._exporting])
    desk.exchange(gateway)

    assert (said, says(desk), len(begun)) == (Status(Code.EXPORTING), Status(Code.EXPORTED, text=str(tmp_path)), 1)


@pytest.mark.parametrize(
    ("wishes", "possible"),
    [
        ((), set()),
        (("draw",), {Action.CLEAR, Action.UNDO, Action.SAVE, Action.CLASSIFY}),
        (
            ("draw", Action.CLASSIFY),
            {Action.CLEAR, Action.UNDO, Action.SAVE, Action.HIDE, Action.EXPORT, Action.HISTORY},
        ),
        (("draw", Action.CLASSIFY, Action.HIDE), {Action.CLEAR, Action.UNDO, Action.SAVE}),
        (("draw", Action.UNDO), {Action.REDO}),
    ],
)
def test_what_would_do_something_now(desk: Desk, wishes: tuple[Action | str, ...], possible: set[Action]) -> None:
    for wish in wishes:
        if isinstance(wish, Action):
            desk.do(wish)
        else:
            draw(desk, (50, 50), (50, 200))

    assert desk.possible == possible


def test_a_message_belongs_to_a_state_and_leaves_with_it(desk: Desk, gateway: FakeGateway) -> None:
    """Draw a 3, record it, undo, draw a 5, say 5; clear, undo, redo: each time what is said is of what is shown."""
    said = [says(desk)]

    def then(*wishes: Action | Say) -> None:
        for wish in wishes:
            desk.do(wish)
        desk.exchange(gateway)
        said.append(replace(says(desk), text=""))

    three = draw(desk, (100, 50), (150, 100), (100, 150))
    then()
    then(Action.CLASSIFY)
    gateway.says = [Classified(three.id, read(3, three.id))]
    then()
    then(Action.UNDO)
    draw(desk, (180, 50), (120, 60), (150, 200))
    then()
    then(Say(5))
    then(Action.CLEAR)
    then(Action.UNDO)
    then(Action.REDO)
    then(Action.UNDO, Action.EARLIER)

    assert said == [
        Status(Code.INVITATION),
        Status(Code.NEXT),
        Status(Code.SENDING),
        Status(Code.READ, digit=3),
        Status(Code.INVITATION),
        Status(Code.NEXT),
        Status(Code.TELLING, said=5),
        Status(Code.INVITATION),
        Status(Code.TELLING, said=5),
        Status(Code.INVITATION),
        Status(Code.READ, digit=3),
    ]
