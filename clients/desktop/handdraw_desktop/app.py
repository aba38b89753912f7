"""What becomes of each event, and of each answer: event, update, draw."""

from datetime import datetime
from typing import Protocol

import pygame
from pygame import Rect

from handdraw_desktop import album
from handdraw_desktop.drawing.canvas import Canvas
from handdraw_desktop.errors import CannotSave
from handdraw_desktop.gateway.calls import Answer, Call
from handdraw_desktop.keys import Action, Meaning, Walk, meant
from handdraw_desktop.layout import Look, Say, Target, lay_out
from handdraw_desktop.pointer import Pointer, Touch, touched
from handdraw_desktop.session.codes import Code
from handdraw_desktop.session.hearing import heard
from handdraw_desktop.session.state import Session
from handdraw_desktop.settings import Settings
from handdraw_desktop.view.palette import PALETTES
from handdraw_desktop.view.picture import Hands, picture
from handdraw_desktop.view.screen import Screen
from handdraw_desktop.words.language import Language
from handdraw_desktop.words.wording import load_words

STEP_PX = 2.0

ALWAYS = frozenset({Action.ERASER, Action.EXPLAIN, Action.LANGUAGE, Action.THEME, Action.HELP})


class Asked(Protocol):
    """The gateway, as far as the window needs it. None of this waits for the network."""

    @property
    def waiting(self) -> int: ...

    def ask(self, call: Call) -> None: ...

    def answers(self) -> tuple[Answer, ...]: ...


class App:
    """A person at a canvas, and the gateway that reads it."""

    def __init__(
        self, settings: Settings, gateway: Asked, window: pygame.Surface, language: Language = Language.ENGLISH
    ) -> None:
        self.canvas = Canvas(settings.pen_px)
        self.session = Session(self.canvas.drawing)
        self.layout = lay_out(window.get_size())
        self.words = load_words(language)
        self.theme = settings.theme
        self.running = True
        self.helped = False
        self.erases = False
        self.focused: Target | None = None
        self._settings = settings
        self._gateway = gateway
        self._screen = Screen()
        self._pointer = Pointer()

    def handle(self, event: pygame.event.Event) -> None:
        match event.type:
            case pygame.QUIT:
                self.running = False
            case pygame.KEYDOWN:
                self._typed(meant(event))
            case pygame.MOUSEWHEEL:
                self._widen(event.y * STEP_PX)
            case pygame.WINDOWFOCUSLOST:
                self.canvas.lift()
            case pygame.WINDOWLEAVE:
                self._pointer.leave()
            case pygame.WINDOWSIZECHANGED:
                self.layout = lay_out((event.x, event.y))
                self.focused = None
            case pygame.WINDOWEXPOSED:
                self._screen.forget()
            case _:
                touch = touched(event, self.layout.window.size)
                if touch is not None:
                    self._touch(touch)

    def update(self) -> None:
        """Tell the session what was drawn and answered, and the gateway what it asks."""
        self._look()
        for answer in self._gateway.answers():
            self.session = heard(self.session, answer)
        if self.session.wants_preview:
            self.session = self.session.preview(self.canvas.png())
        for call in self.session.unsent:
            self._gateway.ask(call)
        self.session = self.session.sent().counted(self._gateway.waiting)

    def draw(self, window: pygame.Surface) -> list[Rect]:
        """What of the window is new."""
        hands = Hands(
            self._enabled(), self._pointer.over, self._pointer.pressed, self.focused, self.erases, self.helped
        )
        return self._screen.draw(window, picture(self.layout, self.session, hands, self.words, PALETTES[self.theme]))

    def _enabled(self) -> frozenset[Action]:
        blank = self.session.drawing.is_blank
        offered = {
            Action.CLEAR: not blank,
            Action.UNDO: self.canvas.can_undo,
            Action.REDO: self.canvas.can_redo,
            Action.SAVE: not blank,
            Action.CLASSIFY: self.session.objection is None,
        }
        return ALWAYS | {action for action, possible in offered.items() if possible}

    def _typed(self, meaning: Meaning | None) -> None:
        if meaning is None:
            return
        if self.helped:
            self.helped = False
        elif isinstance(meaning, Walk):
            self._walk(meaning)
        elif meaning is Action.CLASSIFY and self.focused is not None:
            self._do(self.focused)
        else:
            self._do(Say(meaning) if isinstance(meaning, int) else meaning)

    def _walk(self, walk: Walk) -> None:
        match walk:
            case Walk.ON | Walk.BACK:
                self._focus(1 if walk is Walk.ON else -1)
            case Walk.PRESS:
                self._do(self.focused or Action.CLASSIFY)
            case Walk.LEAVE if self.focused is not None:
                self.focused = None
            case Walk.LEAVE:
                self.running = False

    def _focus(self, step: int) -> None:
        """Round and round over all that can be pressed, and once over nothing."""
        enabled = self._enabled()
        stops: list[Target | None] = [None]
        for target, _ in self.layout.targets():
            vacant = isinstance(target, Look) and self.session.latest(target.place) is None
            if not vacant and (not isinstance(target, Action) or target in enabled):
                stops.append(target)
        place = stops.index(self.focused) if self.focused in stops else 0
        self.focused = stops[(place + step) % len(stops)]

    def _touch(self, touch: Touch) -> None:
        target = None if self.helped else self.layout.target_at(touch.place)
        match touch.phase:
            case "down" if self.helped:
                self.helped = False
            case "down":
                self._press(touch, target)
            case "move":
                self._move(touch, target)
            case "up":
                self.canvas.lift()
                pressed = self._pointer.let_go(touch, target)
                if pressed is not None:
                    self._do(pressed)

    def _press(self, touch: Touch, target: Target | None) -> None:
        self.focused = None
        self._pointer.press(touch, target)
        if target is None and self.layout.canvas.collidepoint(touch.place):
            self.canvas.press(self.layout.on_canvas(touch.place), erases=self.erases or touch.erases)

    def _move(self, touch: Touch, target: Target | None) -> None:
        self._pointer.move(None if self.canvas.pen_is_down else target)
        if touch.held:
            self.canvas.move(self.layout.on_canvas(touch.place))
        else:  # the button was let go where the window could not see it
            self.canvas.lift()
            self._pointer.pressed = None

    def _do(self, target: Target) -> None:
        """A stroke that is being made ends first: what is on the screen is a whole drawing."""
        self.canvas.lift()
        self._look()
        match target:
            case Say(digit):
                self.session = self.session.tell(digit)
            case Look(place):
                self._open(place)
            case Action.CLASSIFY:
                self.session = self.session.record()
            case Action.CLEAR:
                self.canvas.clear()
            case Action.UNDO | Action.REDO:
                self._step(target)
            case Action.SAVE:
                self._save()
            case Action.THINNER | Action.WIDER:
                self._widen(STEP_PX if target is Action.WIDER else -STEP_PX)
            case _:
                self._set(target)

    def _set(self, action: Action) -> None:
        match action:
            case Action.ERASER:
                self.erases = not self.erases
            case Action.EXPLAIN:
                self.session = self.session.explain(wanted=not self.session.explains)
            case Action.LANGUAGE:
                self.words = load_words(self.words.language.next)
                self.session = self.session.noting(Code.SET_LANGUAGE)
            case Action.THEME:
                self.theme = self.theme.next
                self.session = self.session.noting(Code(f"set_theme_{self.theme}"))
            case Action.HIDE:
                self._hide()
            case Action.HELP:
                self.helped = True
            case Action.QUIT:
                self.running = False

    def _look(self) -> None:
        """The session knows the canvas as it is now."""
        self.session = self.session.drawn(self.canvas.drawing)

    def _open(self, place: int) -> None:
        """A drawing of the strip is on the screen again: a digit corrects it."""
        entry = self.session.latest(place)
        if entry is not None:
            self.canvas.show(entry.drawing)

    def _hide(self) -> None:
        if self.session.entry is not None:
            self.session = self.session.hide(self.session.drawing.id).noting(Code.HIDDEN)

    def _step(self, action: Action) -> None:
        back = action is Action.UNDO
        if not (self.canvas.can_undo if back else self.canvas.can_redo):
            self.session = self.session.noting(Code.NOTHING_TO_UNDO if back else Code.NOTHING_TO_REDO)
        elif back:
            self.canvas.undo()
        else:
            self.canvas.redo()

    def _widen(self, step_px: float) -> None:
        self.canvas.widen(step_px)
        self.session = self.session.noting(Code.SET_PEN, f"{self.canvas.pen_px:g}")

    def _save(self) -> None:
        if self.canvas.drawing.is_blank:
            self.session = self.session.noting(Code.NOTHING_DRAWN)
            return
        try:
            path = album.save(self.canvas.png(), self._settings.save_dir, datetime.now().astimezone())
        except CannotSave as error:
            self.session = self.session.noting(Code.NOT_SAVED, str(error))
        else:
            self.session = self.session.noting(Code.SAVED, str(path))
