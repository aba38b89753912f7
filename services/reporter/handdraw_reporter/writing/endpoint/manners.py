"""How an endpoint wants to be asked: what it refuses is asked for in the next plainer way, each once."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal

from openai.types.chat import ChatCompletionMessageParam

from handdraw_contracts.wire import WireModel
from handdraw_reporter.writing.endpoint.endpoint import Endpoint

Body = dict[str, Any]


class Manners(WireModel):
    """The plainest way to ask that an endpoint was found to need, in each of four things."""

    shape: Literal["json_schema", "json_object", "text"] = "json_schema"
    budget: Literal["max_completion_tokens", "max_tokens"] = "max_completion_tokens"
    instructed_by: Literal["system", "user"] = "system"
    tempered: bool = True


def make_body(
    endpoint: Endpoint, manners: Manners, messages: list[ChatCompletionMessageParam], schema: Mapping[str, Any]
) -> Body:
    """Return the body of a request. What an operator adds stands behind what is ours."""
    body: Body = {**endpoint.extra_body, "model": endpoint.model, manners.budget: endpoint.max_tokens}
    body["messages"] = messages if manners.instructed_by == "system" else _speak_as_user(messages)
    if endpoint.temperature is not None and manners.tempered:
        body["temperature"] = endpoint.temperature
    if manners.shape == "json_schema":
        described = {"name": "report", "strict": True, "schema": schema}
        body["response_format"] = {"type": "json_schema", "json_schema": described}
    elif manners.shape == "json_object":
        body["response_format"] = {"type": "json_object"}
    return body


def give_way(endpoint: Endpoint, manners: Manners, refusal: str, *, guess: bool) -> Manners | None:
    """Return plainer manners in what a refusal names; where it names nothing and ``guess``, in the likeliest left."""
    plainer = [(name, step) for name, find in _LADDER if (step := find(endpoint, manners)) is not None]
    named = [step for name, step in plainer if name.search(refusal)]
    guesses = [step for _, step in plainer] if guess else []
    return next(iter([*named, *guesses]), None)


def _speak_as_user(messages: Iterable[ChatCompletionMessageParam]) -> list[dict[str, Any]]:
    """Put the instructions at the head of what the user says: roles alternate then, as some templates demand."""
    spoken: list[dict[str, Any]] = []
    for message in messages:
        role = "user" if message["role"] == "system" else message["role"]
        content = message.get("content")
        if spoken and spoken[-1]["role"] == role:
            spoken[-1] = {"role": role, "content": f"{spoken[-1]['content']}\n\n{content}"}
        else:
            spoken.append({"role": role, "content": content})
    return spoken


def _lower_shape(_: Endpoint, manners: Manners) -> Manners | None:
    return manners.model_copy(update={"shape": _PLAINER[manners.shape]}) if manners.shape in _PLAINER else None


def _lower_budget(_: Endpoint, manners: Manners) -> Manners | None:
    return manners.model_copy(update={"budget": "max_tokens"}) if manners.budget != "max_tokens" else None


def _lower_role(_: Endpoint, manners: Manners) -> Manners | None:
    return manners.model_copy(update={"instructed_by": "user"}) if manners.instructed_by != "user" else None


def _lower_temperature(endpoint: Endpoint, manners: Manners) -> Manners | None:
    sent = manners.tempered and endpoint.temperature is not None
    return manners.model_copy(update={"tempered": False}) if sent else None


_PLAINER: Final = {"json_schema": "json_object", "json_object": "text"}
_LADDER: Final = (
    (re.compile(r"response_?format|json_?object|schema|grammar|guided|structured", re.IGNORECASE), _lower_shape),
    (re.compile(r"max_completion_tokens|max_tokens|max_new_tokens", re.IGNORECASE), _lower_budget),
    (re.compile(r"\bsystem\b|\broles?\b|developer", re.IGNORECASE), _lower_role),
    (re.compile(r"temperature", re.IGNORECASE), _lower_temperature),
)
"""What a refusal says of each thing, and the plainer way; the likeliest to be refused first."""
