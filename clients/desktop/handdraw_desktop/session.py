"""What the person and the gateway have said so far: a value, and how each word of the person changes it.

What the gateway says changes it in hearing.py. What is asked of the gateway gathers in ``unsent``; whoever sends it
goes on with ``sent()``.
"""

from dataclasses import dataclass, replace
from typing import Literal, Self
from uuid import UUID

from handdraw_contracts.classifications import Classification
from handdraw_desktop.calls import Call, Classify, Preview, Tell

Link = Literal["unknown", "present", "away"]
Tone = Literal["plain", "good", "problem"]

INVITATION = "Draw a digit with the mouse"
NEXT = "Classify (Enter) records the drawing"
NOTHING_DRAWN = "There is nothing drawn yet"
STILL_WAITING = "The gateway has not answered yet"
ALREADY_RECORDED = "This drawing is recorded already: draw on, or clear it"
CLASSIFY_FIRST = "Classify the drawing first, then say what it was"


@dataclass(frozen=True, slots=True)
class Reading:
    """An answer, and the state of the canvas that it speaks of. ``recorded``: it is in the log, no preview."""

    revision: int
    answer: Classification
    recorded: bool

    @property
    def rank(self) -> tuple[int, bool]:
        """The newer state counts, and for the same state what is recorded."""
        return self.revision, self.recorded


@dataclass(frozen=True, slots=True)
class Subject:
    """The drawing that a label speaks of: the last that was sent to be recorded."""

    key: UUID
    revision: int
    answered: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """``taken``: the gateway has it."""

    digit: int
    taken: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    text: str
    tone: Tone = "plain"


ASKING = Message("Asking the gateway …")
KEPT = Message("The gateway is away: the drawing is kept, and sent once it is back", "problem")


@dataclass(frozen=True, slots=True)
class Session:
    """One person at one canvas.

    ``revision`` is the canvas's now, ``since`` where the present drawing began: answers for what lay there before are
    not shown. ``shown`` is the answer for the newest state that was answered.

    A digit labels the ``subject`` from the moment that it is sent, before the answer too, and while the person draws
    on; the next Classify makes another subject, Clear leaves none.
    """

    revision: int = 0
    since: int = 0
    blank: bool = True
    previewed: int = 0
    shown: Reading | None = None
    subject: Subject | None = None
    label: Label | None = None
    link: Link = "unknown"
    message: Message = Message(INVITATION)
    unsent: tuple[Call, ...] = ()

    @property
    def waits(self) -> bool:
        """The answer that is to be recorded is not there yet."""
        return self.subject is not None and not self.subject.answered

    @property
    def objection(self) -> str | None:
        """Why the drawing cannot be classified now."""
        if self.waits:
            return STILL_WAITING
        if self.blank:
            return NOTHING_DRAWN
        return ALREADY_RECORDED if self._is_subject else None

    @property
    def wants_preview(self) -> bool:
        return not self.blank and self.revision > self.previewed and not self._is_subject

    @property
    def _is_subject(self) -> bool:
        return self.subject is not None and self.subject.revision == self.revision

    def drawn(self, revision: int, *, blank: bool) -> Self:
        """The canvas has changed."""
        if blank:
            return replace(self, revision=revision, since=revision, blank=True, shown=None)
        message = Message(NEXT) if self.message == Message(INVITATION) else self.message
        return replace(self, revision=revision, blank=False, message=message)

    def cleared(self) -> Self:
        """Another drawing begins. What was asked for the last one is still sent."""
        return replace(self, since=self.revision, shown=None, subject=None, label=None, message=Message(INVITATION))

    def preview(self, png: bytes) -> Self:
        return replace(self, previewed=self.revision, unsent=(*self.unsent, Preview(self.revision, png)))

    def classify(self, png: bytes, key: UUID) -> Self:
        if self.objection:
            return self.saying(self.objection)
        return replace(
            self,
            subject=Subject(key, self.revision),
            label=None,
            message=KEPT if self.link == "away" else ASKING,
            unsent=(*self.unsent, Classify(self.revision, png, key)),
        )

    def tell(self, digit: int) -> Self:
        """The person says what the subject was; another digit corrects it."""
        if self.subject is None:
            return self.saying(NOTHING_DRAWN if self.blank else CLASSIFY_FIRST)
        if self.label is not None and self.label.digit == digit:
            return self
        return replace(
            self,
            label=Label(digit),
            message=Message(f"You say: a {digit}"),
            unsent=(*self.unsent, Tell(self.subject.key, digit)),
        )

    def saying(self, text: str, tone: Tone = "plain") -> Self:
        return replace(self, message=Message(text, tone))

    def sent(self) -> Self:
        return replace(self, unsent=())
