"""A person at the mouse and the keyboard of a window that nobody sees; places are the drawing's."""

import pygame

from handdraw_desktop.app import App
from handdraw_desktop.drawing.strokes import SIDE
from handdraw_desktop.layout import Size, Target
from handdraw_desktop.window import frame


class Person:
    def __init__(self, app: App) -> None:
        self._app = app

    def draws(self, *points: tuple[int, int], button: int = 1) -> None:
        self.presses(points[0], button)
        for point in points[1:]:
            self.moves(point)
        self.lets_go(points[-1], button)

    def presses(self, point: tuple[int, int], button: int = 1) -> None:
        self.happens(pygame.MOUSEBUTTONDOWN, pos=self.place(point), button=button)

    def moves(self, point: tuple[int, int], *, held: bool = True) -> None:
        self.happens(pygame.MOUSEMOTION, pos=self.place(point), rel=(0, 0), buttons=(int(held), 0, 0))

    def lets_go(self, point: tuple[int, int], button: int = 1) -> None:
        self.happens(pygame.MOUSEBUTTONUP, pos=self.place(point), button=button)

    def clicks(self, target: Target, let_go_at: Size | None = None) -> None:
        place = dict(self._app.layout.targets())[target].center
        self.happens(pygame.MOUSEBUTTONDOWN, pos=place, button=1)
        self.happens(pygame.MOUSEBUTTONUP, pos=let_go_at or place, button=1)

    def touches(self, *places: Size) -> None:
        """With a finger; places are the window's."""
        width, height = self._app.layout.window.size
        kinds = [pygame.FINGERDOWN, *[pygame.FINGERMOTION] * (len(places) - 1), pygame.FINGERUP]
        for kind, place in zip(kinds, (*places, places[-1]), strict=True):
            self.happens(kind, x=place[0] / width, y=place[1] / height, finger_id=1)

    def types(self, *letters: str) -> None:
        for letter in letters:
            self.presses_key(ord(letter), letter)

    def presses_key(self, key: int, letter: str = "", modifiers: int = pygame.KMOD_NONE) -> None:
        self.happens(pygame.KEYDOWN, key=key, unicode=letter, mod=modifiers, scancode=0)

    def happens(self, kind: int, **what: object) -> None:
        pygame.event.post(pygame.event.Event(kind, what))
        frame(self._app)

    def place(self, point: tuple[int, int]) -> Size:
        canvas = self._app.layout.canvas
        return canvas.x + point[0] * canvas.width // SIDE, canvas.y + point[1] * canvas.height // SIDE
