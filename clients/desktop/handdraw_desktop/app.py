"""What becomes of each event, and of each answer: event, update, draw."""

from datetime import datetime
from typing import Protocol
from uuid import uuid4

import pygame

from handdraw_desktop import album
from handdraw_desktop.calls import Answer, Call
from handdraw_desktop.canvas import Canvas
from handdraw_desktop.controls import Action, meant
from handdraw_desktop.errors import CannotSave
from handdraw_desktop.hearing import heard
from handdraw_desktop.layout import Size, lay_out
from handdraw_desktop.screen import Screen, View
from handdraw_desktop.session import NOTHING_DRAWN, Session
from handdraw_desktop.settings import Settings


class Asked(Protocol):
    """The gateway, as far as the window needs it. Neither call waits for the network."""

    def ask(self, call: Call) -> None: ...

    def answers(self) -> tuple[Answer, ...]: ...


class App:
    """A person at a canvas, and the gateway that reads it."""

    def __init__(self, settings: Settings, gateway: Asked, window: pygame.Surface) -> None:
        self.session = Session()
        self.canvas = Canvas(settings.pen_px)
        self.layout = lay_out(window.get_size())
        self.running = True
        self._settings = settings
        self._gateway = gateway
        self._screen = Screen()
        self._hovered: Action | None = None
        self._pressed: Action | None = None

    def handle(self, event: pygame.event.Event) -> None:
        match event.type:
            case pygame.QUIT:
                self.running = False
            case pygame.KEYDOWN:
                self._typed(event)
            case pygame.MOUSEBUTTONDOWN if event.button == pygame.BUTTON_LEFT:
                self._press(event.pos)
            case pygame.MOUSEMOTION:
                self._move(event.pos, held=bool(event.buttons[0]))
            case pygame.MOUSEBUTTONUP if event.button == pygame.BUTTON_LEFT:
                self._release(event.pos)
            case pygame.WINDOWFOCUSLOST:
                self.canvas.lift()
            case pygame.WINDOWLEAVE:
                self._hovered = None
            case pygame.WINDOWSIZECHANGED:
                self.layout = lay_out((event.x, event.y))
            case pygame.WINDOWEXPOSED:
                self._screen.forget()

    def update(self) -> None:
        """Tell the session what was drawn and answered, and the gateway what it asks."""
        self._look()
        for answer in self._gateway.answers():
            self.session = heard(self.session, answer)
        if self.session.wants_preview:
            self.session = self.session.preview(self.canvas.png())
        for call in self.session.unsent:
            self._gateway.ask(call)
        self.session = self.session.sent()

    def draw(self, window: pygame.Surface) -> bool:
        """Whether there was anything new to draw."""
        return self._screen.draw(window, self._view())

    def _view(self) -> View:
        return View(
            self.layout,
            self.session,
            self.canvas.revision,
            self._enabled(),
            self._hovered,
            self._pressed,
            self.canvas.pixels,
        )

    def _enabled(self) -> frozenset[Action]:
        blank = self.session.blank
        offered = {
            Action.CLEAR: not blank,
            Action.UNDO: self.canvas.can_undo,
            Action.SAVE: not blank,
            Action.CLASSIFY: self.session.objection is None,
        }
        return frozenset(action for action, possible in offered.items() if possible)

    def _typed(self, event: pygame.event.Event) -> None:
        meaning = meant(event)
        if isinstance(meaning, int):
            self.session = self.session.tell(meaning)
        elif meaning is not None:
            self._do(meaning)

    def _press(self, place: Size) -> None:
        self._pressed = self.layout.action_at(place)
        if self._pressed is None and self.layout.canvas.collidepoint(place):
            self.canvas.press(self.layout.on_canvas(place))

    def _move(self, place: Size, *, held: bool) -> None:
        self._hovered = None if self.canvas.pen_is_down else self.layout.action_at(place)
        if held:
            self.canvas.move(self.layout.on_canvas(place))
        else:  # the button was let go where the window could not see it
            self.canvas.lift()
            self._pressed = None

    def _release(self, place: Size) -> None:
        self.canvas.lift()
        if self._pressed is not None and self._pressed is self.layout.action_at(place):
            self._do(self._pressed)
        self._pressed = None

    def _do(self, action: Action) -> None:
        match action:
            case Action.CLEAR:
                self._clear()
            case Action.UNDO:
                self.canvas.undo()
            case Action.SAVE:
                self._save()
            case Action.CLASSIFY:
                self._classify()
            case Action.QUIT:
                self.running = False

    def _look(self) -> None:
        """The session knows the canvas as it is now."""
        if self.canvas.revision != self.session.revision:
            self.session = self.session.drawn(self.canvas.revision, blank=self.canvas.is_blank)

    def _clear(self) -> None:
        self.canvas.clear()
        self._look()
        self.session = self.session.cleared()

    def _classify(self) -> None:
        self._look()
        self.session = self.session.classify(self.canvas.png(), uuid4())

    def _save(self) -> None:
        if self.canvas.is_blank:
            self.session = self.session.saying(NOTHING_DRAWN)
            return
        try:
            path = album.save(self.canvas.png(), self._settings.save_dir, datetime.now().astimezone())
        except CannotSave as error:
            self.session = self.session.saying(str(error), "problem")
        else:
            self.session = self.session.saying(f"Saved as {path}", "good")
