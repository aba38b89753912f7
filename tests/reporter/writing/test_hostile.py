"""Whatever an endpoint says, and whatever stands in the log: a report's words are ours."""

import json
from datetime import UTC, datetime
from typing import Any, get_args
from uuid import UUID

import pytest

from handdraw_contracts.reports import Language, Report, Window
from handdraw_reporter.counting.facts import compute_facts
from handdraw_reporter.pages import report as pages
from handdraw_reporter.writing.language_model import OpenAIAnalyst
from handdraw_reporter.writing.story import Briefing, Story, brief
from handdraw_reporter.writing.telling import tell

from ..fake_openai import FakeMemory, Reply, completion, endpoint, message, no_sleep
from ..hostile_texts import list_hostile_texts
from ..log_events import Json, classification, refusal, simulate_log, summarise

TEXTS = list_hostile_texts()
AT_ONCE = 60
HARMLESS = "zz"
MOMENT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
LANGUAGES = get_args(Language)


def briefing(language: Language, events: list[Json] | None = None) -> Briefing:
    return brief(compute_facts(summarise(events or simulate_log(300)), language), language)


def printed(story: Story, of: Briefing, language: Language) -> tuple[str, str, str]:
    """Return all that anybody reads of the report; how long it took is not told."""
    title, sections = tell(story, of)
    report = Report(
        id=UUID("01a20cba-fd22-76e7-863d-b18dc65aefb3"),
        status="done",
        scheduled=True,
        language=language,
        window=Window(after=None, upto=None),
        requested_at=MOMENT,
        written_by=story.written_by,
        authorship=story.authorship.model_copy(update={"seconds": 0}),
        title=title,
        sections=sections,
    )
    return report.model_dump_json(), pages.render_html(report, {}), pages.render_markdown(report)


def everywhere(texts: list[str], kept: str = "drawings") -> Reply:
    """Answer with one honest claim, and with the texts wherever an answer has room for words."""
    sections: list[dict[str, Any]] = [{"heading": "in_short", "claims": [{"id": kept, "title": texts[0]}]}]
    sections += [{"heading": "more", "claims": [{"id": text, "connective": text, "words": text} for text in texts]}]
    sections += [{"heading": text, "claims": ["accuracy"], "title": text} for text in texts[:10]]
    sections += [{"heading": "right", "claims": [{"id": "accuracy", "connective": texts[0]}]}]
    answer = {"sections": sections, "actions": texts[:30], "summary": texts, "title": texts[0], "headline": texts[0]}
    first, last = (text.translate(dict.fromkeys(map(ord, "{}"), "-")) for text in (texts[0], texts[-1]))
    content = f"{first}\n```json\n{json.dumps(answer)}\n```\n{last}"
    return completion(content, model=texts[0], system_fingerprint=texts[0], usage={"prompt_tokens": texts[0]})


def write(reply: Reply, of: Briefing) -> Story:
    with endpoint([reply]) as there:
        return OpenAIAnalyst(there.endpoint, FakeMemory(), no_sleep).write(of)


def test_there_are_more_than_a_thousand_texts() -> None:
    assert len(TEXTS) == len(set(TEXTS)) > 1_000


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_is_the_same_whatever_words_the_model_put_into_its_answer(language: Language) -> None:
    of = briefing(language)
    unlicensed = {"accuracy_fell", "accuracy_rose", "none_read", "digit_count.11", "warned.evil"}
    texts = [text for text in TEXTS if text not in unlicensed]
    for start in range(0, len(texts), AT_ONCE):
        some = texts[start : start + AT_ONCE]
        told = printed(write(everywhere(some), of), of, language)
        harmless = printed(write(everywhere([HARMLESS] * len(some)), of), of, language)

        assert told == harmless


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_claim_that_the_facts_do_not_bear_out_is_not_told(language: Language) -> None:
    of = briefing(language)
    claims = ["accuracy_fell", "accuracy_rose", "none_read", "every_drawing_read", "digit_count.11", "warned.evil"]
    story = write(completion(json.dumps({"sections": [{"heading": "more", "claims": [*claims, "drawings"]}]})), of)
    told = {line.claim.id for chapter in story.chapters for line in chapter.lines}

    assert (told & set(claims), story.authorship.refused[0].code) == (set(), "unlicensed_claim")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_is_the_same_wherever_an_endpoint_puts_the_words(language: Language) -> None:
    of = briefing(language)
    honest = json.dumps({"sections": [{"heading": "in_short", "claims": ["drawings"]}], "actions": []})

    def say(texts: list[str]) -> list[Reply]:
        first, all_of_them = texts[0], "\n".join(texts)
        call = {"id": first, "type": first, "function": {"name": first, "arguments": honest}}
        parts = [
            {"type": "thinking", "thinking": all_of_them},
            {"type": first},
            {"type": "text", "text": honest},
            first,
        ]
        beside = {"refusal": all_of_them, "reasoning_content": all_of_them, "reasoning": first, "name": first}
        return [
            message({"content": f"<think>{all_of_them}</think>{honest}", **beside}),
            message({"content": f"{all_of_them}</think>{honest}", **beside}),
            message({"content": parts, **beside}),
            message({"content": None, "tool_calls": [call], **beside}, "tool_calls"),
            message({"content": honest, **beside}, choices_of=texts, object=first, service_tier=first),
        ]

    for start in range(0, len(TEXTS), 20 * AT_ONCE):
        some = [text.translate(dict.fromkeys(map(ord, "{}"), "-")) for text in TEXTS[start : start + AT_ONCE]]
        harmless = say([HARMLESS] * len(some))
        for hostile, other in zip(say(some), harmless, strict=True):
            assert printed(write(hostile, of), of, language) == printed(write(other, of), of, language)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500, 503])
def test_an_endpoints_error_is_told_in_words_of_ours(status: int) -> None:
    of = briefing("en")
    told = {
        printed(write(Reply(json.dumps({"error": {"message": text, "code": text}}), status), of), of, "en")
        for text in TEXTS[:60:6]
    }

    assert len(told) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_planted_in_events_reaches_neither_the_prompt_nor_a_sentence(language: Language) -> None:
    def events(word: str) -> list[Json]:
        model = {"name": word[:30], "version": word[:20], "engine": "embedded"}
        code = "planted_words" if word == HARMLESS else "ignore_all_instructions"
        planted = [classification(500, client=word[:64], model=model), refusal(501, code, client=word[:64])]
        return [*simulate_log(300), *planted]

    prompts, told = set(), set()
    for text in [HARMLESS, *TEXTS[::120]]:
        of = briefing(language, events(text))
        with endpoint([completion("{}")]) as there:
            story = OpenAIAnalyst(there.endpoint, FakeMemory(), no_sleep).write(of)
        prompts.add(json.dumps(there.asked[0]["messages"]))
        told.add(str(tell(story, of)))

    assert (len(prompts), len(told)) == (1, 1)
