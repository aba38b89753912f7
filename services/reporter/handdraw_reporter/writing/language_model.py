"""The story as a language model tells it: it is given claims, and answers with their ids."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

import structlog
from openai import OpenAI, OpenAIError
from openai.types.chat import ChatCompletionMessageParam
from pydantic import ValidationError

from handdraw_contracts.reports import Authorship, Refusal
from handdraw_reporter.writing.answers import Answer, Judgement, complete, judge
from handdraw_reporter.writing.built_in import write_built_in
from handdraw_reporter.writing.conversation import Conversation, Said
from handdraw_reporter.writing.outcomes import Outcome, name_failure
from handdraw_reporter.writing.prompting import first_messages, second_messages
from handdraw_reporter.writing.story import Briefing, Story

LOGGED_FAULTS: Final = 20
LOGGED_CHARACTERS: Final = 120

_THOUGHTS = re.compile(r"<think>.*?</think>", re.DOTALL)

log = structlog.get_logger()


class OpenAIAnalyst:
    """Asks an OpenAI-compatible endpoint, twice at most. ``client`` carries address, key, timeout and retries.

    What it may not choose is refused, what it may not leave out is added; if nothing is left, the built-in story
    stands.
    """

    def __init__(self, client: OpenAI, model: str) -> None:
        self._client = client
        self._model = model

    def write(self, briefing: Briefing) -> Story:
        messages = first_messages(briefing)
        talk = Conversation(self._client, self._model)
        refused = Counter[str]()
        found = _converse(talk, messages, briefing, refused)
        if talk.misnamed:
            refused["unknown_model_name"] += len(talk.misnamed)
            _log_refused([("unknown_model_name", name) for name in talk.misnamed])
        authorship = _describe(talk, messages, briefing, refused)
        if isinstance(found, Outcome):
            log.warning("the language model is of no use", model=self._model, outcome=found)
            return write_built_in(briefing, authorship.model_copy(update={"outcome": found}))
        chapters, actions, added = complete(found)
        outcome = Outcome.CHOSEN_IN_PART if added or found.refused else Outcome.CHOSEN_BY_MODEL
        counts = {"outcome": outcome, "kept": found.kept, "added": added}
        return Story(chapters, actions, self._model, authorship.model_copy(update=counts), found.hypotheses)


def _converse(
    talk: Conversation, messages: list[ChatCompletionMessageParam], briefing: Briefing, refused: Counter[str]
) -> Judgement | Outcome:
    """Return what can stand of the last answer of which something can, or why nothing can."""
    best: Judgement | Outcome = Outcome.NOTHING_KEPT
    for last in (False, True):
        try:
            said = talk.ask(messages)
        except (OpenAIError, ValidationError) as error:
            log.info("the endpoint gave no answer", error=type(error).__name__, said=_cut(str(error)))
            return best if isinstance(best, Judgement) else name_failure(error)
        found = _read(said, briefing)
        if isinstance(found, Judgement):
            refused.update(found.count_refused())
            _log_refused(found.refused)
        if isinstance(found, Judgement) and found.told:
            best = found
        elif not isinstance(best, Judgement):
            best = Outcome.NOTHING_KEPT if isinstance(found, Judgement) else found
        faults = _name_faults(found)
        if last or not faults:
            break
        messages = [*messages, *second_messages(said.content, faults)]
    return best


def _read(said: Said, briefing: Briefing) -> Judgement | Outcome:
    """Read the JSON in an answer, whatever stands around it: a code fence, thoughts, politeness."""
    if not said.finished:
        return Outcome.NOT_FINISHED
    text = _THOUGHTS.sub("", said.content)
    try:
        answer = Answer.model_validate_json(text[text.find("{") : text.rfind("}") + 1])
    except ValidationError as error:
        malformed = any(fault["type"] == "json_invalid" for fault in error.errors(include_url=False))
        return Outcome.NOT_JSON if malformed else Outcome.NOT_THE_SCHEMA
    return judge(answer, briefing)


def _name_faults(found: Judgement | Outcome) -> list[str]:
    """Return a line for each thing that the model can do better."""
    if isinstance(found, Outcome):
        return [f"- {found}: one JSON object of the form above, and nothing else"]
    refused = [f"- {code}: {_cut(word)}" for code, word in found.refused[:LOGGED_FAULTS]]
    untold = {claim.topic for claim in found.list_missing()}
    return refused + [f"- {topic}: an important claim of this topic is left out" for topic in sorted(untold)]


def _describe(
    talk: Conversation,
    messages: Sequence[ChatCompletionMessageParam],
    briefing: Briefing,
    refused: Counter[str],
) -> Authorship:
    prompt = json.dumps(messages, ensure_ascii=False)
    return Authorship(
        outcome=Outcome.NOTHING_KEPT,
        model_asked=talk.model,
        model_answered=talk.answered,
        calls=talk.calls,
        refused=tuple(Refusal(code=code, count=count) for code, count in sorted(refused.items())),
        prompt_tokens=talk.prompt_tokens,
        completion_tokens=talk.completion_tokens,
        seconds=round(talk.seconds, 2),
        prompt_sha256=hashlib.sha256(prompt.encode("utf-8", "surrogatepass")).hexdigest(),
        facts_sha256=briefing.facts_sha256,
    )


def _log_refused(refused: Sequence[tuple[str, str]]) -> None:
    """The one place where words of a language model are kept."""
    for code, word in refused[:LOGGED_FAULTS]:
        log.info("refused of the language model", code=code, word=_cut(word))


def _cut(word: str) -> str:
    return ascii(word[:LOGGED_CHARACTERS])
