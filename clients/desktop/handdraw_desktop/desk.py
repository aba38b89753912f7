"""Canvas and session together: what becomes of each thing that a person does to a drawing."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol
from uuid import UUID, uuid4

from handdraw_desktop import album
from handdraw_desktop.drawing.canvas import Canvas
from handdraw_desktop.drawing.ground import read_ground
from handdraw_desktop.drawing.strokes import SIDE, Drawing
from handdraw_desktop.errors import CannotOpen, CannotSave
from handdraw_desktop.exporting import export
from handdraw_desktop.gateway.calls import Answer, Call, Classify
from handdraw_desktop.keys import Action
from handdraw_desktop.layout import Look, Say, Target
from handdraw_desktop.session.codes import Code
from handdraw_desktop.session.hearing import heard
from handdraw_desktop.session.state import Session

STEP_PX = 2.0
SOON_S = 0.05


class Asked(Protocol):
    """The gateway, as far as the window needs it. None of this waits for the network."""

    @property
    def waiting(self) -> int: ...

    def ask(self, call: Call) -> None: ...

    def answers(self) -> tuple[Answer, ...]: ...


class Desk:
    """``erases``: the pen rubs out. ``folder``: where drawings are saved, and the session exported."""

    def __init__(self, pen_px: float, folder: Path, now: Callable[[], datetime] | None = None) -> None:
        self.canvas = Canvas(pen_px)
        self.session = Session(self.canvas.drawing)
        self.erases = False
        self.folder = folder
        self._now = now or _now
        self._times: dict[UUID, datetime] = {}
        self._opened: dict[bytes, Drawing] = {}
        self._exports = ThreadPoolExecutor(1, "exports")  # hundreds of drawings take a second or two
        self._exporting: Future[Path] | None = None

    def look(self) -> None:
        """The session knows the canvas as it is now."""
        self.session = self.session.drawn(self.canvas.drawing)

    def rest(self) -> None:
        """A stroke that is being made ends: what is on the screen is a whole drawing."""
        self.canvas.lift()
        self.look()

    def exchange(self, gateway: Asked) -> None:
        """Tell the session what was drawn and answered, and the gateway what it asks."""
        self.look()
        for answer in gateway.answers():
            self.session = heard(self.session, answer)
        self._told_of_export()
        if self.session.wants_preview:
            self.session = self.session.preview(self.canvas.png())
        for call in self.session.unsent:
            if isinstance(call, Classify):
                self._times[call.drawing] = self._now()
            gateway.ask(call)
        self.session = self.session.sent().counted(gateway.waiting)

    @property
    def possible(self) -> frozenset[Action]:
        """What would do something now."""
        blank, entry = self.session.drawing.is_blank, self.session.entry
        offered = {
            Action.CLEAR: not blank,
            Action.UNDO: self.canvas.can_undo,
            Action.REDO: self.canvas.can_redo,
            Action.SAVE: not blank,
            Action.CLASSIFY: self.session.objection is None,
            Action.HIDE: entry is not None and not entry.hidden,
            Action.EXPORT: bool(self.session.strip),
            Action.HISTORY: bool(self.session.strip),
        }
        return frozenset(action for action, possible in offered.items() if possible)

    def do(self, target: Target) -> None:
        self.rest()
        self._do(target)
        self.look()

    def _do(self, target: Target) -> None:
        match target:
            case Say(digit):
                self.session = self.session.tell(digit)
            case Look(place):
                self._show(place)
            case Action.CLASSIFY:
                self.session = self.session.record()
            case Action.CLEAR:
                self.canvas.clear()
            case Action.UNDO | Action.REDO:
                self._step(target)
            case Action.EARLIER | Action.LATER:
                self._leaf(target)
            case Action():
                self._also(target)

    def _also(self, action: Action) -> None:
        """What neither changes the drawing nor speaks of it."""
        match action:
            case Action.ERASER:
                self.erases = not self.erases
            case Action.THINNER | Action.WIDER:
                self.widen(STEP_PX if action is Action.WIDER else -STEP_PX)
            case Action.HIDE:
                self._hide()
            case Action.SAVE:
                self._save()
            case Action.EXPORT:
                self._export()

    def explain(self, *, wanted: bool) -> None:
        self.session = self.session.explain(wanted=wanted)

    def widen(self, step_px: float) -> None:
        self.canvas.widen(step_px)
        self.session = self.session.noting(Code.SET_PEN, f"{self.canvas.pen_px:g}")

    def open(self, path: Path) -> None:
        """A picture is on the screen, under the rules of any drawing; the same picture again is the same drawing."""
        self.rest()
        try:
            ground = read_ground(path)
        except CannotOpen as error:
            self.session = self.session.noting(Code.NOT_OPENED, path.name, problem=error.code)
            return
        self.canvas.show(self._opened.setdefault(ground.pixels, Drawing(uuid4(), ground=ground.pixels)))
        self.look()
        fitted = ground.size != (SIDE, SIDE)
        self.session = self.session.noting(Code.OPENED_FITTED if fitted else Code.OPENED, path.name)

    def _show(self, place: int) -> None:
        """A drawing of the strip is on the screen again: a digit corrects it."""
        entry = self.session.latest(place)
        if entry is not None:
            self.canvas.show(entry.drawing)

    def _leaf(self, action: Action) -> None:
        back = action is Action.EARLIER
        entry = self.session.neighbour(-1 if back else 1)
        if entry is None:
            self.session = self.session.noting(Code.NOTHING_EARLIER if back else Code.NOTHING_LATER)
        else:
            self.canvas.show(entry.drawing)

    def _step(self, action: Action) -> None:
        back = action is Action.UNDO
        if not (self.canvas.can_undo if back else self.canvas.can_redo):
            self.session = self.session.noting(Code.NOTHING_TO_UNDO if back else Code.NOTHING_TO_REDO)
        elif back:
            self.canvas.undo()
        else:
            self.canvas.redo()

    def _hide(self) -> None:
        if self.session.entry is not None:
            self.session = self.session.hide(self.session.drawing.id).noting(Code.HIDDEN)

    def _save(self) -> None:
        if self.canvas.drawing.is_blank:
            self.session = self.session.noting(Code.NOTHING_DRAWN)
            return
        try:
            path = album.save(self.canvas.png(), self.folder, self._now().astimezone())
        except CannotSave as error:
            self.session = self.session.noting(Code.NOT_SAVED, str(error))
        else:
            self.session = self.session.noting(Code.SAVED, str(path))

    def _export(self) -> None:
        """What was hidden is left out."""
        if not self.session.strip:
            self.session = self.session.noting(Code.NOTHING_TO_EXPORT)
            return
        if self._exporting is None:
            arguments = self.session.strip, dict(self._times), self.folder, self._now().astimezone()
            self._exporting = self._exports.submit(export, *arguments)
            wait([self._exporting], SOON_S)
        self.session = self.session.noting(Code.EXPORTING)
        self._told_of_export()

    def _told_of_export(self) -> None:
        """What became of it, once it is done."""
        if self._exporting is None or not self._exporting.done():
            return
        done, self._exporting = self._exporting, None
        try:
            self.session = self.session.noting(Code.EXPORTED, str(done.result()))
        except CannotSave as error:
            self.session = self.session.noting(Code.NOT_EXPORTED, str(error))


def _now() -> datetime:
    return datetime.now(UTC)
