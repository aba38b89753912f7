"""One conversation with an OpenAI-compatible endpoint: what it answered, and what that took."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

from openai import APIConnectionError, APIStatusError, APITimeoutError
from openai.types.chat import ChatCompletionMessageParam

from handdraw_reporter.writing.endpoint.allowance import Deadline
from handdraw_reporter.writing.endpoint.circuit import Now, tell_now
from handdraw_reporter.writing.endpoint.completions import Said, is_model, read_model, read_said, read_usage
from handdraw_reporter.writing.endpoint.endpoint import Endpoint
from handdraw_reporter.writing.endpoint.line import Line
from handdraw_reporter.writing.endpoint.manners import Manners, give_way, make_body
from handdraw_reporter.writing.endpoint.waiting import may_pass, read_retry_after
from handdraw_reporter.writing.outcomes import is_prompt_too_long, read_refusal

PAUSE_S: Final = 1.0
"""Before the one try again, where the endpoint does not say how long."""
GUESSED: Final = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY})
"""What an endpoint answers to a field that it does not know, even where it does not name it."""


@dataclass
class Conversation:
    """``answered``: the model that the endpoint names, where that is the one that was asked; ``misnamed``: another.

    ``heard``: it gave an answer of a model, of whatever use. ``retry_after_s``: how long it wants to be left alone.
    """

    line: Line
    endpoint: Endpoint
    manners: Manners
    schema: Mapping[str, Any]
    deadline: Deadline
    sleep: Callable[[float], None] = time.sleep
    now: Now = tell_now
    calls: int = 0
    seconds: float = 0
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    answered: str | None = None
    misnamed: list[str] = field(default_factory=list)
    heard: bool = False
    retry_after_s: float | None = None
    _paused: bool = False

    def ask(self, messages: list[ChatCompletionMessageParam]) -> Said:
        """Ask in plainer manners for as long as those are refused, and once more what may pass. Raises OpenAIError."""
        while True:
            try:
                body = self._post(messages)
            except APIStatusError as error:
                plainer = self._give_way(error)
                if plainer is None and not (may_pass(error) and self._pause(error)):
                    raise
                self.manners = plainer or self.manners
            except APITimeoutError:
                raise
            except APIConnectionError:
                if not self._pause():
                    raise
            else:
                said = read_said(body)
                self.heard = True
                self._note(body)
                return said

    def _post(self, messages: list[ChatCompletionMessageParam]) -> bytes:
        self.calls += 1
        started = time.monotonic()
        try:
            body = make_body(self.endpoint, self.manners, messages, self.schema)
            return self.line.post(body, min(self.endpoint.call_s, self.deadline.left()))
        finally:
            self.seconds += time.monotonic() - started

    def _give_way(self, error: APIStatusError) -> Manners | None:
        refusal = read_refusal(error)
        if error.status_code in {401, 403, 429} or is_prompt_too_long(refusal):
            return None
        return give_way(self.endpoint, self.manners, refusal, guess=error.status_code in GUESSED)

    def _pause(self, error: APIStatusError | None = None) -> bool:
        """Wait as long as the endpoint asks for, if there is time for that and it is the first time."""
        asked = read_retry_after(error.response.headers, self.now()) if error else None
        self.retry_after_s = asked
        wait = PAUSE_S if asked is None else asked
        if self._paused or wait >= self.deadline.left():
            return False
        self._paused = True
        self.sleep(wait)
        return True

    def _note(self, body: bytes) -> None:
        """Keep what is told beside the answer, as far as it is what it should be."""
        if (usage := read_usage(body)) is not None:
            self.prompt_tokens = (self.prompt_tokens or 0) + usage[0]
            self.completion_tokens = (self.completion_tokens or 0) + usage[1]
        named = read_model(body)
        if named is None:
            return
        if is_model(named, self.endpoint.model):
            self.answered = named
        else:
            self.misnamed.append(named)
