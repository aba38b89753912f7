"""The loop with posted events, under SDL's dummy driver, and a gateway that answers what it is told."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np
import pygame
import pytest
from PIL import Image

from handdraw_desktop.app import App
from handdraw_desktop.calls import Answer, Away, Call, Classified, Classify, Preview, Previewed, Tell, Told
from handdraw_desktop.canvas import SIDE
from handdraw_desktop.controls import Action
from handdraw_desktop.layout import Size
from handdraw_desktop.session import CLASSIFY_FIRST, NOTHING_DRAWN, Label
from handdraw_desktop.settings import Settings
from handdraw_desktop.window import frame

from .answers import read, receipt

Kind = TypeVar("Kind", Preview, Classify, Tell)


class FakeGateway:
    """Keeps what it is asked; answers what the test says."""

    def __init__(self) -> None:
        self.asked: list[Call] = []
        self.says: list[Answer] = []

    def ask(self, call: Call) -> None:
        self.asked.append(call)

    def answers(self) -> tuple[Answer, ...]:
        said, self.says = tuple(self.says), []
        return said

    def asked_for(self, kind: type[Kind]) -> list[Kind]:
        return [call for call in self.asked if isinstance(call, kind)]


class Person:
    """At the mouse and the keyboard; places are the drawing's."""

    def __init__(self, app: App) -> None:
        self._app = app

    def draws(self, *points: tuple[int, int]) -> None:
        self.presses(points[0])
        for point in points[1:]:
            self.moves(point)
        self.lets_go(points[-1])

    def presses(self, point: tuple[int, int]) -> None:
        self._posts(pygame.MOUSEBUTTONDOWN, pos=self._place(point), button=1)

    def moves(self, point: tuple[int, int], *, held: bool = True) -> None:
        self._posts(pygame.MOUSEMOTION, pos=self._place(point), rel=(0, 0), buttons=(int(held), 0, 0))

    def lets_go(self, point: tuple[int, int]) -> None:
        self._posts(pygame.MOUSEBUTTONUP, pos=self._place(point), button=1)

    def clicks(self, action: Action, let_go_at: Size | None = None) -> None:
        place = self._app.layout.buttons[action].center
        self._posts(pygame.MOUSEBUTTONDOWN, pos=place, button=1)
        self._posts(pygame.MOUSEBUTTONUP, pos=let_go_at or place, button=1)

    def types(self, key: int, letter: str = "", modifiers: int = pygame.KMOD_NONE) -> None:
        self._posts(pygame.KEYDOWN, key=key, unicode=letter, mod=modifiers)

    def sees_the_window(self, kind: int, **what: int) -> None:
        self._posts(kind, **what)

    def _posts(self, kind: int, **what: object) -> None:
        pygame.event.post(pygame.event.Event(kind, what))
        frame(self._app)

    def _place(self, point: tuple[int, int]) -> Size:
        canvas = self._app.layout.canvas
        return canvas.x + point[0] * canvas.width // SIDE, canvas.y + point[1] * canvas.height // SIDE


@pytest.fixture
def gateway() -> FakeGateway:
    return FakeGateway()


@pytest.fixture
def app(window: pygame.Surface, gateway: FakeGateway, tmp_path: Path) -> App:
    pygame.event.clear()
    return App(Settings(save_dir=tmp_path), gateway, window)


@pytest.fixture
def person(app: App) -> Person:
    return Person(app)


def test_what_is_drawn_with_the_mouse_is_on_the_canvas(app: App, person: Person) -> None:
    person.draws((100, 100), (200, 100))
    ink = app.canvas.pixels < 128

    assert (ink[100].sum(), ink[:80].sum(), app.canvas.pen_is_down) == (116, 0, False)


def test_recognition_follows_while_the_pen_is_still_down(app: App, person: Person, gateway: FakeGateway) -> None:
    person.presses((100, 100))
    person.moves((150, 100))
    gateway.says = [Previewed(app.canvas.revision, read(1))]
    frame(app)

    assert [call.revision for call in gateway.asked_for(Preview)] == [1, 2]
    assert (app.session.shown is not None and app.session.shown.answer, app.canvas.pen_is_down) == (read(1), True)


@pytest.mark.parametrize("key", [pygame.K_RETURN, pygame.K_KP_ENTER, pygame.K_SPACE])
def test_a_drawing_is_classified_by_key_and_labelled_by_digit(
    app: App, person: Person, gateway: FakeGateway, key: int
) -> None:
    person.draws((100, 50), (100, 200))
    person.types(key)
    (call,) = gateway.asked_for(Classify)
    gateway.says = [Classified(call.revision, read(1, call.key), call.key)]
    person.types(pygame.K_7, "7")
    gateway.says = [Told(receipt(7, call.key))]
    frame(app)

    assert gateway.asked_for(Tell) == [Tell(call.key, 7)]
    assert (app.session.label, call.png) == (Label(7, taken=True), app.canvas.png())


def test_the_buttons_do_what_they_say(app: App, person: Person, gateway: FakeGateway, tmp_path: Path) -> None:
    person.draws((100, 50), (100, 200))
    one = app.canvas.pixels.copy()
    person.draws((50, 50), (60, 50))
    person.clicks(Action.UNDO)
    undone = np.array_equal(app.canvas.pixels, one)
    person.clicks(Action.SAVE)
    person.clicks(Action.CLASSIFY)
    person.clicks(Action.CLEAR)
    (saved,) = tmp_path.iterdir()

    assert (undone, len(gateway.asked_for(Classify)), app.canvas.is_blank) == (True, 1, True)
    assert np.array_equal(np.asarray(Image.open(saved)), one)


def test_a_button_that_is_left_before_the_mouse_is_let_go_does_nothing(app: App, person: Person) -> None:
    person.draws((100, 50), (100, 200))
    person.clicks(Action.CLEAR, let_go_at=(1, 1))

    assert not app.canvas.is_blank


@pytest.mark.parametrize(
    ("keys", "blank", "running"),
    [
        ([(pygame.K_c, "c", 0)], True, True),
        ([(pygame.K_BACKSPACE, "\b", 0)], True, True),
        ([(pygame.K_u, "u", 0)], True, True),
        ([(pygame.K_z, "\x1a", pygame.KMOD_LCTRL)], True, True),
        ([(pygame.K_c, "c", 0), (pygame.K_u, "u", 0)], False, True),
        ([(pygame.K_c, "", pygame.KMOD_LCTRL)], False, True),
        ([(pygame.K_c, "", pygame.KMOD_LALT)], False, True),
        ([(pygame.K_x, "x", 0)], False, True),
        ([(pygame.K_ESCAPE, "\x1b", 0)], False, False),
        ([(pygame.K_q, "q", 0)], False, False),
    ],
)
def test_keys(app: App, person: Person, keys: list[tuple[int, str, int]], blank: bool, running: bool) -> None:
    person.draws((100, 50), (100, 200))
    for key in keys:
        person.types(*key)

    assert (app.canvas.is_blank, app.running) == (blank, running)


def test_digits_are_what_is_typed_not_where_the_key_lies(person: Person, gateway: FakeGateway) -> None:
    person.draws((100, 50), (100, 200))
    person.types(pygame.K_RETURN)
    person.types(pygame.K_AMPERSAND, "1", pygame.KMOD_LSHIFT)
    person.types(pygame.K_KP7, "7", pygame.KMOD_NUM)
    person.types(pygame.K_2, "²")
    person.types(pygame.K_2, "\N{ARABIC-INDIC DIGIT TWO}")

    assert [call.digit for call in gateway.asked_for(Tell)] == [1, 7]


def test_what_makes_no_sense_yet_is_told_in_words(app: App, person: Person, gateway: FakeGateway) -> None:
    said = []
    for key, letter in ((pygame.K_RETURN, "\r"), (pygame.K_s, "s"), (pygame.K_7, "7")):
        person.types(key, letter)
        said.append(app.session.message.text)
    person.draws((100, 50), (100, 200))
    person.types(pygame.K_7, "7")

    assert [*said, app.session.message.text] == [NOTHING_DRAWN, NOTHING_DRAWN, NOTHING_DRAWN, CLASSIFY_FIRST]
    assert (gateway.asked_for(Classify), gateway.asked_for(Tell)) == ([], [])


def test_a_stroke_ends_where_the_window_could_not_see_it_end(app: App, person: Person) -> None:
    endings: list[Callable[[], None]] = [
        lambda: person.moves((300, 300), held=False),
        lambda: person.sees_the_window(pygame.WINDOWFOCUSLOST),
        lambda: person.lets_go((-500, 900)),
    ]
    down = []
    for end in endings:
        person.presses((100, 100))
        end()
        down.append(app.canvas.pen_is_down)

    assert down == [False, False, False]


def test_other_mouse_buttons_and_presses_beside_the_canvas_draw_nothing(app: App, person: Person) -> None:
    pygame.event.post(pygame.event.Event(pygame.MOUSEBUTTONDOWN, pos=app.layout.canvas.center, button=3))
    person.draws((-5, 100), (100, 100))

    assert app.canvas.is_blank


def test_the_window_may_have_50x50_pixels_and_is_still_drawn_in(app: App, person: Person) -> None:
    pygame.display.set_mode((50, 50), pygame.RESIZABLE)
    person.sees_the_window(pygame.WINDOWSIZECHANGED, x=50, y=50)
    person.draws((140, 50), (140, 200))
    middle = pygame.display.get_surface().get_at((25, 25))

    assert (app.layout.canvas.size, tuple(middle)[:3], app.canvas.is_blank) == ((46, 46), (0, 0, 0), False)


def test_a_picture_is_drawn_when_something_changed_and_not_otherwise(
    app: App, person: Person, window: pygame.Surface
) -> None:
    frame(app)
    still = app.draw(window)
    app.canvas.press((100, 100))
    app.update()
    changed = app.draw(window)
    person.sees_the_window(pygame.WINDOWEXPOSED)

    assert (still, changed, app.draw(window)) == (False, True, False)


def test_with_the_gateway_away_the_window_says_so_and_stays_alive(
    app: App, person: Person, gateway: FakeGateway
) -> None:
    gateway.says = [Away("nobody answers")]
    frame(app)
    person.draws((100, 50), (100, 200))

    assert app.session.message.text == "Gateway away: nobody answers. Trying again"
    assert (app.running, app.canvas.is_blank) == (True, False)


def test_a_drawing_that_cannot_be_saved_is_told(window: pygame.Surface, gateway: FakeGateway, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    app = App(Settings(save_dir=tmp_path / "file"), gateway, window)
    Person(app).draws((100, 50), (100, 200))
    Person(app).types(pygame.K_s, "s")

    assert (app.session.message.text.split(":")[0], app.session.message.tone) == (
        f"Not saved in {tmp_path / 'file'}",
        "problem",
    )


def test_closing_the_window_ends_the_loop(app: App, person: Person) -> None:
    person.sees_the_window(pygame.QUIT)

    assert not app.running
