"""What a language model answers: ids, and what it supposes of drawings. It is kept as far as it may stand."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated, Final
from uuid import UUID

from pydantic import BaseModel, Field, ValidationError, field_validator, model_validator

from handdraw_reporter.claims.claim import TOLD, TOPICS, Claim, Tone
from handdraw_reporter.claims.kinds import KINDS
from handdraw_reporter.claims.rules import RULES
from handdraw_reporter.writing.built_in import chapters_by_topic
from handdraw_reporter.writing.hypotheses import Refused, word_hypothesis
from handdraw_reporter.writing.sketches import name_drawings
from handdraw_reporter.writing.story import Briefing, Chapter, Line, find_headline

NEUTRAL_HEADINGS: Final = ("in_short", "more")
"""Headings over claims of any topic; over the others stand only claims of theirs."""
CONTRAST: Final = "however"
"""The connective for what is bad news after good, or good after bad; the others fit any two claims."""

MAX_HYPOTHESES: Final = 40

_CATALOGUE: Final = {rule.id for rule in RULES} | {kind.id for kind in KINDS}
_Id = Annotated[str, Field(max_length=100)]


class ChosenClaim(BaseModel):
    id: _Id
    connective: _Id | None = None

    @model_validator(mode="before")
    @classmethod
    def _take_an_id_alone(cls, given: object) -> object:
        return {"id": given} if isinstance(given, str) else given


class ChosenSection(BaseModel):
    heading: _Id
    claims: Annotated[tuple[ChosenClaim, ...], Field(max_length=100)]


class Hypothesis(BaseModel):
    drawing: str
    text: str


class Answer(BaseModel):
    """``hypotheses``: each is read by itself, so that one that is malformed takes nothing else with it."""

    sections: Annotated[tuple[ChosenSection, ...], Field(max_length=20)]
    actions: Annotated[tuple[_Id, ...], Field(max_length=40)] = ()
    hypotheses: tuple[object, ...] = ()

    @field_validator("hypotheses", mode="before")
    @classmethod
    def _take_a_list_alone(cls, given: object) -> object:
        return given if isinstance(given, list | tuple) else ()


@dataclass
class Judgement:
    """What can stand of an answer, and what cannot: a code and the refused word for each fault, for the log alone."""

    briefing: Briefing
    chapters: dict[str, list[Line]] = field(default_factory=dict)
    actions: list[str] = field(default_factory=list)
    hypotheses: dict[UUID, str] = field(default_factory=dict)
    refused: list[tuple[str, str]] = field(default_factory=list)

    @property
    def kept(self) -> int:
        return sum(map(len, self.chapters.values())) + len(self.actions) + len(self.hypotheses)

    @property
    def told(self) -> set[str]:
        return {line.claim.id for lines in self.chapters.values() for line in lines}

    def count_refused(self) -> Counter[str]:
        return Counter(code for code, _ in self.refused)

    def list_missing(self) -> list[Claim]:
        """Return what the story may not leave out: topics, bad news, and what the headline says."""
        told, headline = self.told, find_headline(self.briefing.claims)
        covered = {claim.topic for claim in self.briefing.claims if claim.id in told}
        return [
            claim
            for claim in self.briefing.claims
            if claim.importance >= TOLD
            and claim.id not in told
            and (claim.topic not in covered or claim.tone is Tone.BAD or claim is headline)
        ]


def judge(answer: Answer, briefing: Briefing) -> Judgement:
    found = Judgement(briefing)
    licensed = {claim.id: claim for claim in briefing.claims}
    for section in answer.sections:
        if section.heading not in (*NEUTRAL_HEADINGS, *TOPICS):
            found.refused.append(("unknown_heading", section.heading))
            continue
        for chosen in section.claims:
            fault = _find_fault(chosen, section.heading, licensed, found.told)
            if fault is not None:
                found.refused.append((fault, chosen.id))
                continue
            _keep(chosen, licensed[chosen.id], found, found.chapters.setdefault(section.heading, []))
    for action in answer.actions:
        if action not in briefing.actions:
            found.refused.append(("unknown_action", action))
        elif action in found.actions:
            found.refused.append(("repeated_action", action))
        else:
            found.actions.append(action)
    for given in answer.hypotheses[:MAX_HYPOTHESES]:
        _suppose(given, found)
    return found


def complete(found: Judgement) -> tuple[tuple[Chapter, ...], tuple[str, ...], int]:
    """Return chapters and actions with what the model may not leave out, and how many of them code added."""
    chapters, missing = dict(found.chapters), found.list_missing()
    for chapter in chapters_by_topic(missing):
        chapters[chapter.heading] = [*chapters.get(chapter.heading, []), *chapter.lines]
    actions = tuple(found.actions) or found.briefing.actions
    added = len(missing) + (0 if found.actions else len(actions))
    return tuple(Chapter(heading, tuple(lines)) for heading, lines in chapters.items()), actions, added


def _suppose(given: object, found: Judgement) -> None:
    try:
        said = Hypothesis.model_validate(given)
    except ValidationError:
        found.refused.append(("not_a_hypothesis", str(given)))
        return
    drawing = name_drawings(found.briefing).get(said.drawing)
    if drawing is None:
        found.refused.append(("unknown_drawing", said.drawing))
    elif drawing.id in found.hypotheses:
        found.refused.append(("repeated_drawing", said.text))
    else:
        try:
            found.hypotheses[drawing.id] = word_hypothesis(said.text, drawing, found.briefing.phrasing.language)
        except Refused as refused:
            found.refused.append((refused.code, said.text))


def _find_fault(chosen: ChosenClaim, heading: str, licensed: dict[str, Claim], told: set[str]) -> str | None:
    if chosen.id not in licensed:
        return "unlicensed_claim" if chosen.id.partition(".")[0] in _CATALOGUE else "unknown_claim"
    if chosen.id in told:
        return "repeated_claim"
    if heading not in NEUTRAL_HEADINGS and licensed[chosen.id].topic != heading:
        return "claim_under_wrong_heading"
    return None


def _keep(chosen: ChosenClaim, claim: Claim, found: Judgement, lines: list[Line]) -> None:
    connective = chosen.connective or None
    if connective is not None and connective not in found.briefing.phrasing.words.connectives:
        found.refused.append(("unknown_connective", connective))
        connective = None
    elif connective is not None and not _is_founded(connective, claim, lines):
        found.refused.append(("unfounded_connective", connective))
        connective = None
    lines.append(Line(claim, connective))


def _is_founded(connective: str, claim: Claim, before: Sequence[Line]) -> bool:
    """Nothing joins the first of a section to what was said; a contrast needs good news and bad news."""
    if not before:
        return False
    return connective != CONTRAST or before[-1].claim.tone * claim.tone < 0
