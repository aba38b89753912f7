"""What becomes of each event: event, update, draw. What is done to a drawing is the desk's."""

from collections.abc import Callable
from pathlib import Path

import pygame
from pygame import Rect

from handdraw_desktop import album
from handdraw_desktop.desk import STEP_PX, Asked, Desk
from handdraw_desktop.drawing.canvas import Canvas
from handdraw_desktop.keys import Action, Meaning, Walk, meant
from handdraw_desktop.language import Language
from handdraw_desktop.layout import Look, Pick, Say, Target, lay_out
from handdraw_desktop.pages import OPENED_BY, Cover, Page, page_targets
from handdraw_desktop.pointer import Pointer, Touch, touched
from handdraw_desktop.session.codes import Code, Complaint
from handdraw_desktop.session.state import Session
from handdraw_desktop.settings import Settings
from handdraw_desktop.view.palette import PALETTES
from handdraw_desktop.view.picture import Hands, picture
from handdraw_desktop.view.screen import Screen
from handdraw_desktop.words.wording import load_words

ALWAYS = frozenset(
    {Action.ERASER, Action.EXPLAIN, Action.OPEN, Action.SCORE, Action.LANGUAGE, Action.THEME, Action.HELP}
)
MOST_FILES = 12

Keep = Callable[..., Complaint | None]
"""Settings by their names, as they are from now on; why they could not be kept."""


class App:
    """A person at a desk, and the gateway that reads what is drawn."""

    def __init__(  # noqa: PLR0913 the window's collaborators
        self,
        settings: Settings,
        gateway: Asked,
        window: pygame.Surface,
        language: Language = Language.ENGLISH,
        *,
        display_scale: float = 1,
        keep: Keep = lambda **_: None,
    ) -> None:
        self.desk = Desk(settings.pen_px, settings.save_dir)
        self.layout = lay_out(window.get_size(), display_scale)
        self.words = load_words(language)
        self.theme = settings.theme
        self.running = True
        self.cover: Cover | None = None
        self.focused: Target | None = None
        self._pen_px = settings.pen_px
        self._files: tuple[Path, ...] = ()
        self._gateway = gateway
        self._display_scale = display_scale
        self._keep = keep
        self._screen = Screen()
        self._pointer = Pointer()

    @property
    def canvas(self) -> Canvas:
        return self.desk.canvas

    @property
    def session(self) -> Session:
        return self.desk.session

    @property
    def erases(self) -> bool:
        return self.desk.erases

    def handle(self, event: pygame.event.Event) -> None:
        match event.type:
            case pygame.QUIT:
                self.running = False
            case pygame.KEYDOWN:
                self._typed(meant(event))
            case pygame.MOUSEWHEEL:
                self.desk.widen(event.y * STEP_PX)
            case pygame.DROPFILE:
                self.open(Path(event.file))
            case pygame.WINDOWFOCUSLOST:
                self.canvas.lift()
            case pygame.WINDOWLEAVE:
                self._pointer.leave()
            case pygame.WINDOWSIZECHANGED:
                self.layout = lay_out((event.x, event.y), self._display_scale)
                self.focused = None
            case pygame.WINDOWEXPOSED:
                self._screen.forget()
            case _:
                touch = touched(event, self.layout.window.size)
                if touch is not None and not (self.canvas.pen_is_down and self._pointer.is_another(touch)):
                    self._touch(touch)

    def update(self) -> None:
        self.desk.exchange(self._gateway)

    def draw(self, window: pygame.Surface) -> list[Rect]:
        """What of the window is new."""
        over, pressed = self._pointer.over, self._pointer.pressed
        hands = Hands(self._enabled, over, pressed, self.focused, self.erases, self.cover)
        return self._screen.draw(window, picture(self.layout, self.session, hands, self.words, PALETTES[self.theme]))

    def open(self, path: Path) -> None:
        """A picture that was dropped, picked, or named on the command line."""
        self._uncover()
        self.desk.open(path)

    def complain(self, complaint: Complaint) -> None:
        """Of the file of settings."""
        self.desk.session = self.session.noting(Code.SETTINGS, complaint=complaint)

    def close(self) -> None:
        if self.canvas.pen_px != self._pen_px:
            self._keep(pen_px=self.canvas.pen_px)

    @property
    def _enabled(self) -> frozenset[Action]:
        return ALWAYS | self.desk.possible

    def _targets(self) -> tuple[tuple[Target, Rect], ...]:
        """Whatever can be pressed, in the order in which Tab goes."""
        if self.cover is None:
            return self.layout.targets()
        return page_targets(self.cover, self.layout, len(self.session.strip))

    def _typed(self, meaning: Meaning | None) -> None:
        if meaning is None:
            return
        if isinstance(meaning, Walk):
            self._walk(meaning)
        elif meaning is Action.CLASSIFY and self.focused is not None:
            self._do(self.focused)
        elif self.cover is not None:
            self._uncover()
        else:
            self._do(Say(meaning) if isinstance(meaning, int) else meaning)

    def _walk(self, walk: Walk) -> None:
        match walk:
            case Walk.ON | Walk.BACK if self.cover is None or self._targets():
                self._focus(1 if walk is Walk.ON else -1)
            case Walk.PRESS if self.focused is not None:
                self._do(self.focused)
            case _ if self.cover is not None:
                self._uncover()
            case Walk.PRESS:
                self._do(Action.CLASSIFY)
            case Walk.LEAVE if self.focused is not None:
                self.focused = None
            case Walk.LEAVE:
                self.running = False

    def _focus(self, step: int) -> None:
        """Round and round over all that can be pressed, and once over nothing."""
        enabled = self._enabled
        stops: list[Target | None] = [None]
        for target, _ in self._targets():
            vacant = isinstance(target, Look) and self.session.latest(target.place) is None
            if not vacant and (not isinstance(target, Action) or target in enabled):
                stops.append(target)
        place = stops.index(self.focused) if self.focused in stops else 0
        self.focused = stops[(place + step) % len(stops)]

    def _touch(self, touch: Touch) -> None:
        target = next((target for target, rect in self._targets() if rect.collidepoint(touch.place)), None)
        match touch.phase:
            case "down" if self.cover is not None and target is None:
                self._uncover()
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
        self.desk.rest()
        self._uncover()
        match target:
            case Pick(place):
                self.open(self._files[place])
            case Action.EXPLAIN:
                self._explain()
            case Action.LANGUAGE | Action.THEME:
                self._set(target)
            case Action.QUIT:
                self.running = False
            case Action() if target in OPENED_BY:
                self._cover_with(OPENED_BY[target])
            case _:
                self.desk.do(target)

    def _explain(self) -> None:
        """Where the 28x28 has no room, it covers the window as long as one looks at it."""
        self.desk.explain(wanted=not self.session.explains)
        if self.session.explains and self.layout.glyph is None:
            self._cover_with(Page.EXPLAIN)

    def _set(self, action: Action) -> None:
        if action is Action.LANGUAGE:
            self.words = load_words(self.words.language.next)
            code, complaint = Code.SET_LANGUAGE, self._keep(language=str(self.words.language))
        else:
            self.theme = self.theme.next
            code, complaint = Code(f"set_theme_{self.theme}"), self._keep(theme=str(self.theme))
        self.desk.session = self.session.noting(code)
        if complaint is not None:
            self.complain(complaint)

    def _cover_with(self, page: Page) -> None:
        self.focused = None
        self._files = album.newest(self.desk.folder, MOST_FILES) if page is Page.FILES else ()
        self.cover = Cover(page, tuple((file.name, album.glance(file)) for file in self._files))

    def _uncover(self) -> None:
        if self.cover is not None and self.cover.page is Page.EXPLAIN:
            self.desk.explain(wanted=False)
        if self.cover is not None:
            self.focused = None
        self.cover = None
