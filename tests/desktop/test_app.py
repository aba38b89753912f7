"""The loop with posted events, under SDL's dummy driver, and a gateway that answers what it is told."""

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pygame
import pytest
from PIL import Image

from handdraw_desktop.app import App
from handdraw_desktop.drawing.raster import png, rasterise
from handdraw_desktop.drawing.strokes import Stroke
from handdraw_desktop.gateway.calls import Away, Classified, Classify, Preview, Previewed, Reason, Tell, Told
from handdraw_desktop.keys import Action
from handdraw_desktop.language import Language
from handdraw_desktop.layout import Look, Pick, Say, lay_out
from handdraw_desktop.pages import Cover, Page, page_targets
from handdraw_desktop.preferences import keep, read_preferences
from handdraw_desktop.session.codes import Code, Status
from handdraw_desktop.session.status import status
from handdraw_desktop.settings import Settings
from handdraw_desktop.theme import Theme
from handdraw_desktop.window import frame

from .answers import read
from .gateways import FakeGateway
from .people import Person


@pytest.fixture
def gateway() -> FakeGateway:
    return FakeGateway()


@pytest.fixture
def app(window: pygame.Surface, gateway: FakeGateway, tmp_path: Path) -> App:
    pygame.event.clear()
    return App(Settings(save_dir=tmp_path), gateway, window)


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """In the folder of saved drawings."""
    pixels = np.full((280, 280), 255, np.uint8)
    pixels[60:220, 130:150] = 0
    Image.fromarray(pixels).save(tmp_path / "one.png")
    return tmp_path / "one.png"


@pytest.fixture
def person(app: App) -> Person:
    return Person(app)


def test_what_is_drawn_with_the_mouse_is_on_the_canvas(app: App, person: Person) -> None:
    person.draws((100, 100), (200, 100))

    assert app.canvas.drawing.strokes == (Stroke(((100, 100), (200, 100)), 16),)
    assert (app.session.drawing, app.canvas.pen_is_down) == (app.canvas.drawing, False)


def test_so_is_what_is_drawn_with_a_finger_and_once(app: App, person: Person) -> None:
    places = person.place((100, 100)), person.place((200, 100))
    person.touches(*places)
    person.happens(pygame.MOUSEBUTTONDOWN, pos=places[0], button=1, touch=True)

    assert app.canvas.drawing.strokes == (Stroke(((100, 100), (200, 100)), 16),)


def test_a_click_leaves_a_dot(app: App, person: Person) -> None:
    person.draws((100, 100))

    assert app.canvas.drawing.strokes == (Stroke(((100, 100),), 16),)


@pytest.mark.parametrize("how", ["right button", "key", "button"])
def test_the_eraser_erases(app: App, person: Person, how: str) -> None:
    person.draws((100, 100), (200, 100))
    if how == "key":
        person.types("e")
    if how == "button":
        person.clicks(Action.ERASER)
    person.draws((150, 80), (150, 120), button=3 if how == "right button" else 1)

    assert [stroke.erases for stroke in app.canvas.drawing.strokes] == [False, True]
    assert rasterise(app.canvas.drawing)[100, 150] == 255


def test_the_pens_width_is_set_by_keys_and_wheel_and_said(app: App, person: Person) -> None:
    person.types("]", "]", "[")
    person.happens(pygame.MOUSEWHEEL, x=0, y=3)
    said = status(app.session)
    person.draws((100, 100))

    assert (app.canvas.drawing.strokes[0].width_px, said) == (24, Status(Code.SET_PEN, text="24"))


def test_recognition_follows_while_the_pen_is_still_down(app: App, person: Person, gateway: FakeGateway) -> None:
    person.presses((100, 100))
    person.moves((150, 100))
    gateway.says = [Previewed(app.canvas.drawing.id, read(1))]
    frame(app)
    previews = gateway.asked_for(Preview)

    assert (len(previews), previews[-1]) == (2, Preview(app.canvas.drawing.id, png(app.canvas.drawing)))
    assert (app.session.shown is not None and app.session.shown.answer, app.canvas.pen_is_down) == (read(1), True)


def test_a_pen_that_is_lifted_asks_nothing_new(person: Person, gateway: FakeGateway) -> None:
    person.draws((100, 100), (150, 100))
    person.moves((180, 180), held=False)

    assert len(gateway.asked_for(Preview)) == 2


@pytest.mark.parametrize("key", [pygame.K_RETURN, pygame.K_KP_ENTER, pygame.K_SPACE])
def test_a_drawing_is_recorded_by_key_and_labelled_by_digit(
    app: App, person: Person, gateway: FakeGateway, key: int
) -> None:
    person.draws((100, 50), (100, 200))
    person.presses_key(key)
    (call,) = gateway.asked_for(Classify)
    gateway.says = [Classified(call.drawing, read(1, call.drawing))]
    person.types("7")
    gateway.says = [Told(call.drawing, 7)]
    frame(app)

    assert call == Classify(app.canvas.drawing.id, png(app.canvas.drawing))
    assert gateway.asked_for(Tell) == [Tell(call.drawing, 7)]
    assert status(app.session) == Status(Code.TOLD, digit=1, said=7)


@pytest.mark.parametrize("how", ["key", "mouse", "finger"])
def test_a_digit_on_a_preview_records_and_labels(app: App, person: Person, gateway: FakeGateway, how: str) -> None:
    person.draws((100, 50), (100, 200))
    if how == "key":
        person.types("7")
    if how == "mouse":
        person.clicks(Say(7))
    if how == "finger":
        person.touches(dict(app.layout.targets())[Say(7)].center)
    drawing = app.canvas.drawing

    assert [call for call in gateway.asked if not isinstance(call, Preview)] == [
        Classify(drawing.id, png(drawing)),
        Tell(drawing.id, 7),
    ]


def test_a_digit_labels_what_is_on_the_screen(app: App, person: Person, gateway: FakeGateway) -> None:
    """Draw a 3, Enter, undo, draw a 5, press 5: the 3 keeps no label, and the 5 is recorded with its own."""
    person.draws((100, 50), (150, 100), (100, 150))
    person.presses_key(pygame.K_RETURN)
    three = app.canvas.drawing
    person.types("u")
    person.draws((180, 50), (120, 60), (150, 200))
    five = app.canvas.drawing
    person.types("5")

    assert [call.drawing for call in gateway.asked_for(Classify)] == [three.id, five.id]
    assert gateway.asked_for(Tell) == [Tell(five.id, 5)]


def test_a_digit_while_the_pen_is_down_ends_the_stroke_and_labels_it(
    app: App, person: Person, gateway: FakeGateway
) -> None:
    person.presses((100, 50))
    person.moves((100, 200))
    person.types("1")
    person.moves((200, 200))
    (call,) = gateway.asked_for(Classify)

    assert (call, app.canvas.pen_is_down) == (Classify(app.canvas.drawing.id, png(app.canvas.drawing)), False)


def test_one_drawing_is_one_event_whatever_was_undone_and_redone(person: Person, gateway: FakeGateway) -> None:
    person.draws((100, 50), (100, 200))
    person.presses_key(pygame.K_RETURN)
    person.types("c", "u", "u", "r")
    person.presses_key(pygame.K_RETURN)
    person.draws((50, 50))
    person.types("u")
    person.presses_key(pygame.K_RETURN)

    assert len(gateway.asked_for(Classify)) == 1


def test_an_earlier_drawing_of_the_strip_is_opened_and_corrected(
    app: App, person: Person, gateway: FakeGateway
) -> None:
    person.draws((100, 50), (100, 200))
    person.types("7")
    first = app.canvas.drawing
    person.types("c")
    person.draws((50, 50), (60, 200))
    person.types("4")
    person.clicks(Look(1))
    person.types("1")

    assert (app.canvas.drawing, gateway.asked_for(Tell)[-1]) == (first, Tell(first.id, 1))
    assert [entry.said for entry in app.session.history] == [1, 4]


def test_a_hidden_drawing_leaves_the_strip(app: App, person: Person) -> None:
    person.draws((100, 50), (100, 200))
    person.types("7", "h")

    assert (app.session.strip, status(app.session)) == ((), Status(Code.HIDDEN))


def test_the_buttons_do_what_they_say(app: App, person: Person, gateway: FakeGateway, tmp_path: Path) -> None:
    person.draws((100, 50), (100, 200))
    one = app.canvas.drawing
    person.draws((50, 50), (60, 50))
    two = app.canvas.drawing
    person.clicks(Action.UNDO)
    undone = app.canvas.drawing
    person.clicks(Action.REDO)
    redone = app.canvas.drawing
    person.clicks(Action.SAVE)
    person.clicks(Action.CLASSIFY)
    person.clicks(Action.CLEAR)
    (saved,) = tmp_path.iterdir()

    assert (undone, redone, len(gateway.asked_for(Classify)), app.canvas.drawing.is_blank) == (one, two, 1, True)
    assert np.array_equal(np.asarray(Image.open(saved)), rasterise(two))


def test_a_button_that_is_left_before_the_mouse_is_let_go_does_nothing(app: App, person: Person) -> None:
    person.draws((100, 50), (100, 200))
    person.clicks(Action.CLEAR, let_go_at=(1, 1))

    assert not app.canvas.drawing.is_blank


def test_the_keyboard_alone_reaches_everything(app: App, person: Person) -> None:
    person.draws((100, 50), (100, 200))
    person.types("3")
    person.types("c")
    person.draws((50, 50), (60, 200))
    seen = []
    while True:
        person.presses_key(pygame.K_TAB)
        if app.focused is None:
            break
        seen.append(app.focused)
    cannot = {Action.REDO, Action.HIDE}

    assert seen == [*(one for one in app.layout.buttons if one not in cannot), *map(Say, range(10)), Look(0)]


def test_space_presses_what_has_the_focus_and_escape_leaves_it(app: App, person: Person, gateway: FakeGateway) -> None:
    person.draws((100, 50), (100, 200))
    person.presses_key(pygame.K_TAB, modifiers=pygame.KMOD_LSHIFT)
    last = app.focused
    person.presses_key(pygame.K_SPACE)
    person.presses_key(pygame.K_ESCAPE)

    assert (last, [call.digit for call in gateway.asked_for(Tell)]) == (Say(9), [9])
    assert (app.focused, app.running) == (None, True)


def test_enter_presses_what_has_the_focus(app: App, person: Person) -> None:
    person.draws((100, 50), (100, 200))
    person.presses_key(pygame.K_TAB)
    focused = app.focused
    person.presses_key(pygame.K_RETURN)

    assert (focused, app.canvas.drawing.is_blank) == (Action.CLEAR, True)


def test_a_question_mark_shows_the_keys_until_the_next_key_or_click(app: App, person: Person) -> None:
    shown = []
    leaving: list[Callable[[], None]] = [lambda: person.types("c"), lambda: person.draws((100, 100))]
    for leave in leaving:
        person.types("?")
        shown.append(app.cover is not None)
        leave()
        shown.append(app.cover is not None)

    assert (shown, app.canvas.drawing.is_blank) == ([True, False, True, False], True)


@pytest.mark.parametrize(
    ("keys", "blank", "running"),
    [
        ([(pygame.K_c, "c", 0)], True, True),
        ([(pygame.K_BACKSPACE, "\b", 0)], True, True),
        ([(pygame.K_u, "u", 0)], True, True),
        ([(pygame.K_z, "\x1a", pygame.KMOD_LCTRL)], True, True),
        ([(pygame.K_c, "c", 0), (pygame.K_u, "u", 0)], False, True),
        ([(pygame.K_u, "u", 0), (pygame.K_y, "y", pygame.KMOD_LCTRL)], False, True),
        ([(pygame.K_c, "", pygame.KMOD_LCTRL)], False, True),
        ([(pygame.K_n, "n", 0)], False, True),
        ([(pygame.K_ESCAPE, "\x1b", 0)], False, False),
        ([(pygame.K_q, "q", 0)], False, False),
    ],
)
def test_keys(app: App, person: Person, keys: list[tuple[int, str, int]], blank: bool, running: bool) -> None:
    person.draws((100, 50), (100, 200))
    for key in keys:
        person.presses_key(*key)

    assert (app.canvas.drawing.is_blank, app.running) == (blank, running)


@pytest.mark.parametrize(
    ("letter", "code"),
    [
        ("\r", Code.NOTHING_DRAWN),
        ("s", Code.NOTHING_DRAWN),
        ("7", Code.NOTHING_DRAWN),
        ("u", Code.NOTHING_TO_UNDO),
        ("r", Code.NOTHING_TO_REDO),
    ],
)
def test_what_makes_no_sense_yet_is_told(
    app: App, person: Person, gateway: FakeGateway, letter: str, code: Code
) -> None:
    person.types(letter)

    assert (status(app.session), gateway.asked) == (Status(code), [])


def test_a_stroke_ends_where_the_window_could_not_see_it_end(app: App, person: Person) -> None:
    endings: list[Callable[[], None]] = [
        lambda: person.moves((300, 300), held=False),
        lambda: person.happens(pygame.WINDOWFOCUSLOST),
        lambda: person.lets_go((-500, 900)),
    ]
    down = []
    for end in endings:
        person.presses((100, 100))
        end()
        down.append(app.canvas.pen_is_down)

    assert down == [False, False, False]


def test_the_middle_button_and_presses_beside_the_canvas_draw_nothing(app: App, person: Person) -> None:
    person.draws((50, 50), (60, 60), button=2)
    person.draws((-5, 100), (100, 100))

    assert app.canvas.drawing.is_blank


def test_the_window_may_have_50x50_pixels_and_is_still_drawn_in(app: App, person: Person) -> None:
    pygame.display.set_mode((50, 50), pygame.RESIZABLE)
    person.happens(pygame.WINDOWSIZECHANGED, x=50, y=50)
    person.draws((140, 50), (140, 200))
    middle = pygame.display.get_surface().get_at((25, 25))

    assert (app.layout.canvas.size, tuple(middle)[:3], app.canvas.drawing.is_blank) == ((46, 46), (0, 0, 0), False)


@pytest.mark.parametrize("size", [(1, 1), (1, 900), (60, 60), (100, 900), (900, 1)])
def test_the_heat_map_has_a_page_in_the_smallest_of_windows(
    app: App, person: Person, gateway: FakeGateway, size: tuple[int, int]
) -> None:
    person.draws((140, 50), (140, 200))
    answer = read(1, app.canvas.drawing.id).model_copy(update={"saliency": (0.5,) * 784})
    gateway.says = [Previewed(app.canvas.drawing.id, answer)]
    pygame.display.set_mode(size, pygame.RESIZABLE)
    person.happens(pygame.WINDOWSIZECHANGED, x=size[0], y=size[1])
    person.types("x")

    assert app.cover == Cover(Page.EXPLAIN)


def test_a_palm_beside_a_finger_and_a_mouse_that_is_pushed_draw_nothing(app: App, person: Person) -> None:
    width, height = app.layout.window.size
    for kind, point, finger in (
        (pygame.FINGERDOWN, (50, 50), 1),
        (pygame.FINGERDOWN, (200, 250), 2),
        (pygame.FINGERMOTION, (50, 100), 1),
        (pygame.FINGERMOTION, (200, 255), 2),
        (pygame.FINGERUP, (200, 255), 2),
    ):
        x, y = person.place(point)
        person.happens(kind, x=x / width, y=y / height, finger_id=finger)
    person.moves((100, 250), held=False)

    assert [[(round(x), round(y)) for x, y in stroke.points] for stroke in app.canvas.drawing.strokes] == [
        [(50, 50), (50, 100)]
    ]
    assert app.canvas.pen_is_down


def test_nothing_is_drawn_unless_something_changed(app: App, person: Person, window: pygame.Surface) -> None:
    frame(app)
    still = app.draw(window)
    app.canvas.press((100, 100))
    app.update()
    changed = app.draw(window)
    person.happens(pygame.WINDOWEXPOSED)

    assert (still, bool(changed), app.draw(window)) == ([], True, [])


def test_with_the_gateway_away_the_window_says_so_and_counts_what_waits(
    app: App, person: Person, gateway: FakeGateway
) -> None:
    gateway.says, gateway.waiting = [Away(Reason.NOBODY_ANSWERS)], 4
    frame(app)
    person.draws((100, 50), (100, 200))

    assert status(app.session) == Status(Code.AWAY, reason=Reason.NOBODY_ANSWERS)
    assert (app.session.waiting, app.canvas.drawing.is_blank) == (4, False)


def test_a_drawing_that_cannot_be_saved_is_told(window: pygame.Surface, gateway: FakeGateway, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    app = App(Settings(save_dir=tmp_path / "file"), gateway, window)
    Person(app).draws((100, 50), (100, 200))
    Person(app).types("s")

    assert (status(app.session).code, str(tmp_path / "file") in status(app.session).text) == (Code.NOT_SAVED, True)


def test_language_and_colours_change_by_key(app: App, person: Person, window: pygame.Surface) -> None:
    before = pygame.surfarray.array3d(window)
    person.types("l", "t")

    assert (app.words.language, status(app.session).code) == (Language.KOREAN, Code.SET_THEME_DARK)
    assert not np.array_equal(pygame.surfarray.array3d(window), before)


def test_what_is_set_in_the_window_is_kept(window: pygame.Surface, gateway: FakeGateway, tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    app = App(Settings(), gateway, window, keep=partial(keep, path))
    Person(app).types("l", "t", "]")
    app.close()

    assert read_preferences(path) == ({"language": "ko", "theme": "dark", "pen_px": 18.0}, ())


def test_a_pen_that_is_as_wide_as_before_is_not_written_down(window: pygame.Surface, gateway: FakeGateway) -> None:
    kept: list[object] = []
    app = App(Settings(), gateway, window, keep=lambda **what: kept.append(what))
    Person(app).types("]", "[")
    app.close()

    assert kept == []


def test_a_setting_that_cannot_be_kept_is_told_and_holds_until_the_window_closes(
    window: pygame.Surface, gateway: FakeGateway, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    path = tmp_path / "file" / "settings.toml"
    app = App(Settings(), gateway, window, keep=partial(keep, path))
    Person(app).types("t")

    assert (app.theme, status(app.session).code) == (Theme.DARK, Code.SETTINGS)
    assert str(path) in app.words.status(status(app.session))


def test_a_dropped_picture_is_on_the_screen(app: App, person: Person, picture: Path) -> None:
    person.happens(pygame.DROPFILE, file=str(picture))

    assert (app.canvas.drawing.ground is not None, status(app.session)) == (True, Status(Code.OPENED, text="one.png"))


@pytest.mark.parametrize("how", ["button and mouse", "button and finger", "keys"])
def test_a_saved_picture_is_picked_from_the_newest(
    app: App, person: Person, picture: Path, tmp_path: Path, how: str
) -> None:
    (tmp_path / "broken.png").write_bytes(b"broken")
    os.utime(tmp_path / "broken.png", (0, 0))
    if how == "keys":
        person.types("o")
        person.presses_key(pygame.K_TAB)
        person.presses_key(pygame.K_RETURN)
    else:
        person.clicks(Action.OPEN)
        assert app.cover is not None
        place = dict(page_targets(app.cover, app.layout, 0))[Pick(0)].center
        if how == "button and finger":
            person.touches(place)
        else:
            person.happens(pygame.MOUSEBUTTONDOWN, pos=place, button=1)
            person.happens(pygame.MOUSEBUTTONUP, pos=place, button=1)

    assert (app.cover, status(app.session)) == (None, Status(Code.OPENED, text=picture.name))


@pytest.mark.parametrize("leave", ["escape", "letter", "click"])
@pytest.mark.parametrize("page", ["o", "p", "d", "?"])
def test_a_page_is_left_without_anything_else_happening(app: App, person: Person, page: str, leave: str) -> None:
    person.draws((100, 50), (100, 200))
    person.types("7", page)
    covered = app.cover is not None
    if leave == "click":
        person.happens(pygame.MOUSEBUTTONDOWN, pos=(1, 1), button=1)
        person.happens(pygame.MOUSEBUTTONUP, pos=(1, 1), button=1)
    else:
        person.presses_key(pygame.K_ESCAPE) if leave == "escape" else person.types("c")

    assert (covered, app.cover, app.running, app.canvas.drawing.is_blank) == (True, None, True, False)


def test_in_a_small_window_an_earlier_drawing_is_found_on_a_page_corrected_and_hidden(
    app: App, person: Person, gateway: FakeGateway
) -> None:
    person.happens(pygame.WINDOWSIZECHANGED, x=360, y=640)
    person.draws((100, 50), (100, 200))
    person.types("7", "c")
    first = gateway.asked_for(Classify)[0].drawing
    person.draws((50, 50), (60, 200))
    person.types("4")
    person.clicks(Action.HISTORY)
    assert app.cover is not None
    place = dict(page_targets(app.cover, app.layout, 2))[Look(1)].center
    person.happens(pygame.MOUSEBUTTONDOWN, pos=place, button=1)
    person.happens(pygame.MOUSEBUTTONUP, pos=place, button=1)
    person.types("1")
    shown, told = app.canvas.drawing.id, gateway.asked_for(Tell)[-1]
    person.clicks(Action.HISTORY)
    place = dict(page_targets(app.cover, app.layout, 2))[Action.HIDE].center
    person.touches(place)

    assert (shown, told) == (first, Tell(first, 1))
    assert [entry.said for entry in app.session.strip] == [4]


def test_while_the_heat_map_is_shown_previews_explain_themselves_and_no_longer(
    person: Person, gateway: FakeGateway
) -> None:
    person.draws((100, 50), (100, 200))
    person.types("x")
    person.draws((50, 50), (60, 200))
    person.types("x")
    person.draws((50, 150), (60, 200))

    assert [call.explain for call in gateway.asked_for(Preview)] == [
        False,
        False,
        True,
        True,
        True,
        False,
        False,
        False,
    ]


def test_in_a_small_window_the_heat_map_has_a_page_and_ends_with_it(app: App, person: Person) -> None:
    person.happens(pygame.WINDOWSIZECHANGED, x=360, y=640)
    person.draws((100, 50), (100, 200))
    person.clicks(Action.EXPLAIN)
    shown = app.cover, app.session.explains
    person.presses_key(pygame.K_ESCAPE)

    assert (shown, app.cover, app.session.explains) == ((Cover(Page.EXPLAIN), True), None, False)


def test_the_displays_scale_makes_everything_larger(window: pygame.Surface, gateway: FakeGateway) -> None:
    app = App(Settings(), gateway, window, display_scale=2)
    Person(app).happens(pygame.WINDOWSIZECHANGED, x=900, y=1000)

    assert app.layout == lay_out((900, 1000), 2)


def test_closing_the_window_ends_the_loop(app: App, person: Person) -> None:
    person.happens(pygame.QUIT)

    assert not app.running
