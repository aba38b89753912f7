"""The story as a language model tells it: it is given claims, and answers with their ids."""

import hashlib
import json
import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final

import structlog
from openai import OpenAIError
from openai.types.chat import ChatCompletionMessageParam

from handdraw_contracts.reports import Authorship, Refusal
from handdraw_reporter.writing.answers import Judgement, complete, judge
from handdraw_reporter.writing.built_in import write_built_in
from handdraw_reporter.writing.conversation import Conversation
from handdraw_reporter.writing.endpoint.allowance import begin_deadline
from handdraw_reporter.writing.endpoint.circuit import Memory, Now, Remembered, tell_now
from handdraw_reporter.writing.endpoint.completions import Said
from handdraw_reporter.writing.endpoint.endpoint import Endpoint
from handdraw_reporter.writing.endpoint.line import open_line
from handdraw_reporter.writing.outcomes import DEAD, Outcome, name_failure
from handdraw_reporter.writing.prompting import first_messages, second_messages
from handdraw_reporter.writing.reading import read_answer
from handdraw_reporter.writing.schema import answer_schema
from handdraw_reporter.writing.story import Briefing, Story

LOGGED_FAULTS: Final = 20
LOGGED_CHARACTERS: Final = 120
REPEATED_CHARACTERS: Final = 10_000
"""What of an answer is shown to the model again, beside its faults."""

log = structlog.get_logger()


class OpenAIAnalyst:
    """Asks an OpenAI-compatible endpoint, twice at most and within its deadline, unless it is known to be dead.

    What it may not choose is refused, what it may not leave out is added; if nothing is left, the built-in story
    stands.
    """

    def __init__(
        self, endpoint: Endpoint, memory: Memory, sleep: Callable[[float], None] = time.sleep, now: Now = tell_now
    ) -> None:
        self._endpoint = endpoint
        self._memory = memory
        self._sleep = sleep
        self._now = now

    def write(self, briefing: Briefing) -> Story:
        """Raises ReportsUnwritable where the memory cannot be kept."""
        remembered = self._memory.recall(self._endpoint.key)
        if remembered.is_resting(self._now()):
            asked = {"outcome": Outcome.COOLING_OFF, "model_asked": self._endpoint.model}
            log.warning("the endpoint is left alone until later", until=str(remembered.rests_until))
            return write_built_in(briefing, Authorship(facts_sha256=briefing.facts_sha256, **asked))
        manners = remembered.recall_manners(self._now())
        with open_line(self._endpoint) as line:
            deadline = begin_deadline(self._endpoint.deadline_s)
            schema = answer_schema(briefing)
            talk = Conversation(line, self._endpoint, manners, schema, deadline, self._sleep, self._now)
            messages, refused = first_messages(briefing), Counter[str]()
            found = _converse(talk, messages, briefing, refused)
        self._learn(remembered, talk, found)
        return _make_story(found, briefing, _describe(talk, messages, briefing, refused))

    def _learn(self, before: Remembered, talk: Conversation, found: Judgement | Outcome) -> None:
        after = before
        if talk.heard:
            after = before.after_answer(talk.manners, self._now())
        elif found in DEAD:
            after = before.after_failure(self._endpoint.cool_off_s, talk.retry_after_s, self._now())
        if after != before:
            self._memory.keep(self._endpoint.key, after)


def _make_story(found: Judgement | Outcome, briefing: Briefing, authorship: Authorship) -> Story:
    if isinstance(found, Outcome):
        log.warning("the language model is of no use", model=authorship.model_asked, outcome=found)
        return write_built_in(briefing, authorship.model_copy(update={"outcome": found}))
    chapters, actions, added = complete(found)
    outcome = Outcome.CHOSEN_IN_PART if added or found.refused else Outcome.CHOSEN_BY_MODEL
    counts = {"outcome": outcome, "kept": found.kept, "added": added}
    authorship = authorship.model_copy(update=counts)
    return Story(chapters, actions, str(authorship.model_asked), authorship, found.hypotheses)


def _converse(
    talk: Conversation, messages: list[ChatCompletionMessageParam], briefing: Briefing, refused: Counter[str]
) -> Judgement | Outcome:
    """Return what can stand of the last answer of which something can, or why nothing can."""
    best: Judgement | Outcome = Outcome.NOTHING_KEPT
    for last in (False, True):
        try:
            said = talk.ask(messages)
        except OpenAIError as error:
            log.info("the endpoint gave no answer", error=type(error).__name__, said=_cut(_veil(str(error), talk)))
            return best if isinstance(best, Judgement) else name_failure(error)
        found = _read(said, briefing)
        if isinstance(found, Judgement):
            refused.update(found.count_refused())
            _log_refused(found.refused)
        if isinstance(found, Judgement) and found.told:
            earlier = best.hypotheses if isinstance(best, Judgement) else {}
            found.hypotheses = earlier | found.hypotheses
            best = found
        elif not isinstance(best, Judgement):
            best = Outcome.NOTHING_KEPT if isinstance(found, Judgement) else found
        faults = _name_faults(found)
        if last or not faults:
            break
        messages = [*messages, *second_messages(said.text[-REPEATED_CHARACTERS:], faults)]
    return best


def _read(said: Said, briefing: Briefing) -> Judgement | Outcome:
    if not said.finished:
        return Outcome.NOT_FINISHED
    reading = read_answer(said.text)
    if reading.answer is None:
        return Outcome.NOT_THE_SCHEMA if reading.found else Outcome.NOT_JSON
    found = judge(reading.answer, briefing)
    found.refused.extend([("malformed_part", "")] * reading.malformed)
    return found


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
    if talk.misnamed:
        refused["unknown_model_name"] += len(talk.misnamed)
        _log_refused([("unknown_model_name", name) for name in talk.misnamed])
    return Authorship(
        outcome=Outcome.NOTHING_KEPT,
        model_asked=talk.endpoint.model,
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


def _veil(words: str, talk: Conversation) -> str:
    """Leave out the API key, which an endpoint may say again."""
    key = talk.endpoint.api_key
    return words.replace(key, "[key]") if key else words


def _cut(word: str) -> str:
    return ascii(word[:LOGGED_CHARACTERS])
