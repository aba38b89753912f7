"""One conversation with an OpenAI-compatible endpoint: what it answered, and what that took."""

import re
import time
from dataclasses import dataclass, field
from typing import Annotated, Final

from openai import OpenAI
from openai.types.chat import ChatCompletionMessageParam
from pydantic import BaseModel, Field, ValidationError

MAX_ANSWER_CHARACTERS: Final = 50_000
MAX_TOKENS: Final = 2_000
FINISHED: Final = "stop"
_DATED: Final = r"(?:-20\d\d-?[01]\d-?[0-3]\d)?"
"""What an endpoint may add to the name of the model that was asked: the day it is of."""

_Tokens = Annotated[int, Field(ge=0, le=10**9)]


class _Usage(BaseModel):
    prompt_tokens: _Tokens
    completion_tokens: _Tokens


class _Spent(BaseModel):
    usage: _Usage


class _Named(BaseModel):
    model: str


class _Message(BaseModel):
    content: Annotated[str, Field(max_length=MAX_ANSWER_CHARACTERS)]


class _Choice(BaseModel):
    message: _Message
    finish_reason: str | None = None


class _Completion(BaseModel):
    choices: Annotated[tuple[_Choice, ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class Said:
    content: str
    finished: bool


@dataclass
class Conversation:
    """``answered``: the model that the endpoint names, where that is the one that was asked; ``misnamed``: another."""

    client: OpenAI
    model: str
    calls: int = 0
    seconds: float = 0
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    answered: str | None = None
    misnamed: list[str] = field(default_factory=list)

    def ask(self, messages: list[ChatCompletionMessageParam]) -> Said:
        """Raises OpenAIError, ValidationError."""
        self.calls += 1
        started = time.monotonic()
        try:
            raw = self.client.chat.completions.with_raw_response.create(
                model=self.model, messages=messages, max_completion_tokens=MAX_TOKENS
            )
        finally:
            self.seconds += time.monotonic() - started
        choice = _Completion.model_validate_json(raw.content).choices[0]
        self._note(raw.content)
        return Said(choice.message.content, choice.finish_reason == FINISHED)

    def _note(self, body: bytes) -> None:
        """Keep what is told beside the answer, as far as it is what it should be."""
        try:
            usage = _Spent.model_validate_json(body).usage
            self.prompt_tokens = (self.prompt_tokens or 0) + usage.prompt_tokens
            self.completion_tokens = (self.completion_tokens or 0) + usage.completion_tokens
        except ValidationError:
            pass
        try:
            named = _Named.model_validate_json(body).model
        except ValidationError:
            return
        if re.fullmatch(re.escape(self.model) + _DATED, named, re.ASCII):
            self.answered = named
        else:
            self.misnamed.append(named)
