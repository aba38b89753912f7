from typing import Any

import pygame
import pytest

from handdraw_desktop.keys import Action
from handdraw_desktop.layout import Say
from handdraw_desktop.pointer import Pointer, Touch, touched

WINDOW = (800, 600)


def event(kind: int, **what: Any) -> pygame.event.Event:
    return pygame.event.Event(kind, **what)


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        (event(pygame.MOUSEBUTTONDOWN, pos=(3, 4), button=1), Touch("down", (3, 4))),
        (event(pygame.MOUSEBUTTONDOWN, pos=(3, 4), button=3), Touch("down", (3, 4), erases=True)),
        (event(pygame.MOUSEBUTTONDOWN, pos=(3, 4), button=2), None),
        (event(pygame.MOUSEMOTION, pos=(3, 4), buttons=(1, 0, 0)), Touch("move", (3, 4))),
        (event(pygame.MOUSEMOTION, pos=(3, 4), buttons=(0, 0, 1)), Touch("move", (3, 4))),
        (event(pygame.MOUSEMOTION, pos=(3, 4), buttons=(0, 0, 0)), Touch("move", (3, 4), held=False)),
        (event(pygame.MOUSEBUTTONUP, pos=(3, 4), button=1), Touch("up", (3, 4))),
        (event(pygame.FINGERDOWN, x=0.5, y=0.25, finger_id=9), Touch("down", (400, 150), finger=9)),
        (event(pygame.FINGERMOTION, x=0.5, y=0.25, finger_id=9), Touch("move", (400, 150), finger=9)),
        (event(pygame.FINGERUP, x=1, y=0, finger_id=9), Touch("up", (800, 0), finger=9)),
        (event(pygame.MOUSEBUTTONDOWN, pos=(3, 4), button=1, touch=True), None),
        (event(pygame.KEYDOWN, key=5), None),
    ],
)
def test_mouse_finger_and_pen_touch_alike(what: pygame.event.Event, expected: Touch | None) -> None:
    assert touched(what, WINDOW) == expected


def test_what_is_pressed_is_what_was_pressed_and_not_left() -> None:
    pointer, up = Pointer(), Touch("up", (0, 0))
    outcomes = []
    for press, release in ((Say(3), Say(3)), (Say(3), Say(4)), (Action.CLEAR, None), (None, Say(3))):
        pointer.press(Touch("down", (0, 0)), press)
        outcomes.append(pointer.let_go(up, release))

    assert (outcomes, pointer.pressed) == ([Say(3), None, None, None], None)


def test_the_right_button_presses_nothing() -> None:
    pointer = Pointer()
    pointer.press(Touch("down", (0, 0), erases=True), Say(3))

    assert pointer.let_go(Touch("up", (0, 0), erases=True), Say(3)) is None


def test_a_finger_that_is_lifted_is_nowhere() -> None:
    pointer = Pointer()
    pointer.press(Touch("down", (0, 0), finger=1), Say(3))
    pointer.let_go(Touch("up", (0, 0), finger=1), Say(3))

    assert pointer.over is None
