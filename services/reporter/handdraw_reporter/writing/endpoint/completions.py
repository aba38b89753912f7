"""A chat completion as endpoints write it: what the model said, and what stands beside that."""

import json
import re
from dataclasses import dataclass
from typing import Annotated, Final

from openai import OpenAIError
from pydantic import BaseModel, Field, ValidationError

from handdraw_chassis.errors import map_errors

FINISHED: Final = "stop"
CALLED: Final = frozenset({"tool_calls", "function_call"})
"""How an endpoint ends that makes a call of the answer; its arguments are whole then."""
MAX_ANSWER_CHARACTERS: Final = 50_000
_DATED: Final = r"(?:-20\d\d-?[01]\d-?[0-3]\d)?"
"""What an endpoint may add to the name of the model that was asked: the day it is of."""
_THOUGHT_PARTS: Final = frozenset({"thinking", "reasoning", "redacted_thinking"})

_Tokens = Annotated[int, Field(ge=0, le=10**9)]


class NotACompletion(OpenAIError):
    """What came is no answer of a model."""


@dataclass(frozen=True, slots=True)
class Said:
    """``text``: at most the last ``MAX_ANSWER_CHARACTERS``, since thoughts come first. ``finished``: it is whole."""

    text: str
    finished: bool


class _Usage(BaseModel):
    prompt_tokens: _Tokens
    completion_tokens: _Tokens


class _Spent(BaseModel):
    usage: _Usage


class _Named(BaseModel):
    model: str


class _Part(BaseModel):
    type: str = "text"
    text: str


class _Function(BaseModel):
    arguments: str | dict[str, object]


class _ToolCall(BaseModel):
    function: _Function


class _Message(BaseModel):
    content: str | list[_Part | object] | None = None
    tool_calls: list[_ToolCall | object] | None = None
    function_call: _Function | None = None
    reasoning_content: object = None
    reasoning: object = None


class _Choice(BaseModel):
    message: _Message
    finish_reason: str | None = None


class _Completion(BaseModel):
    choices: Annotated[tuple[_Choice, ...], Field(min_length=1)]


def read_said(body: bytes) -> Said:
    """Return the first choice. Raises NotACompletion."""
    with map_errors(ValidationError, lambda error: NotACompletion(f"{error.error_count()} faults")):
        choice = _Completion.model_validate_json(_drop_mark(body)).choices[0]
    calls = _list_arguments(choice.message)
    text = "\n".join([*_list_texts(choice.message), *calls]) or _find_thoughts(choice.message)
    if not text:
        raise NotACompletion("Its message is empty")
    finished = choice.finish_reason == FINISHED or (choice.finish_reason in CALLED and bool(calls))
    return Said(text[-MAX_ANSWER_CHARACTERS:], finished)


def read_usage(body: bytes) -> tuple[int, int] | None:
    """Return the tokens of the prompt and of the answer, where both are numbers that can be."""
    try:
        usage = _Spent.model_validate_json(_drop_mark(body)).usage
    except ValidationError:
        return None
    return usage.prompt_tokens, usage.completion_tokens


def read_model(body: bytes) -> str | None:
    try:
        return _Named.model_validate_json(_drop_mark(body)).model
    except ValidationError:
        return None


def is_model(named: str, asked: str) -> bool:
    """Whether a name is the one that was asked for, at most with the day it is of."""
    return re.fullmatch(re.escape(asked) + _DATED, named, re.ASCII) is not None


def _list_texts(message: _Message) -> list[str]:
    parts = [message.content] if isinstance(message.content, str) else message.content or []
    found = [part.text if isinstance(part, _Part) and part.type not in _THOUGHT_PARTS else part for part in parts]
    return [text for text in found if isinstance(text, str) and text]


def _list_arguments(message: _Message) -> list[str]:
    calls = [call.function for call in message.tool_calls or () if isinstance(call, _ToolCall)]
    found = [call.arguments for call in (*calls, *filter(None, (message.function_call,)))]
    return [one if isinstance(one, str) else json.dumps(one) for one in found if one]


def _find_thoughts(message: _Message) -> str:
    """Return the thoughts of a message that has nothing else: some endpoints take the whole answer for one."""
    found = (message.reasoning_content, message.reasoning)
    return next((one for one in found if isinstance(one, str) and one), "")


def _drop_mark(body: bytes) -> bytes:
    return body.removeprefix(b"\xef\xbb\xbf")
