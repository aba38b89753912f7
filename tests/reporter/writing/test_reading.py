import json
from typing import Any

import pytest

from handdraw_reporter.writing.answers import Answer
from handdraw_reporter.writing.reading import Reading, read_answer

FINAL: dict[str, Any] = {
    "sections": [
        {"heading": "in_short", "claims": [{"id": "drawings", "connective": None}]},
        {"heading": "right", "claims": [{"id": "accuracy", "connective": "also"}, "every_digit_read"]},
    ],
    "actions": ["label_more"],
}
ANSWER = json.dumps(FINAL)
PRETTY = json.dumps(FINAL, indent=2)
DRAFT = '{"sections": [{"heading": "more", "claims": ["draft"]}], "actions": []}'
FENCE = "```"
CUT = ANSWER[: len(ANSWER) // 2]


def commas(text: str) -> str:
    """Put a comma behind the last of every list and object."""
    return text.replace("\n", ",\n").replace(",,", ",").replace("{,", "{").replace("[,", "[").replace(': "', ':  "')


@pytest.mark.parametrize(
    "text",
    [
        ANSWER,
        PRETTY,
        f"\ufeff{ANSWER}",
        f"\n\n  {ANSWER}  \n",
        f"{FENCE}json\n{ANSWER}\n{FENCE}",
        f"{FENCE}JSON\r\n{ANSWER}\r\n{FENCE}",
        f"{FENCE}\n{ANSWER}\n{FENCE}",
        f"~~~\n{ANSWER}\n~~~",
        f"`{ANSWER}`",
        f"{FENCE}json\n{ANSWER}",
        f"{ANSWER}\n{FENCE}",
        f"Here you are:\n\n{ANSWER}",
        f"{ANSWER}\n\nAnything else?",
        f"Sure!\n{FENCE}json\n{PRETTY}\n{FENCE}\nI chose what matters (see {{above}}).",
        f"I use {{headings}} and {{ids}}: {ANSWER}",
        f"The set {{drawings, accuracy}} matters. {ANSWER} So be it }}",
        f"A brace {{ alone, then {ANSWER}",
        f'He said {{"this" or "that": {ANSWER}',
        f"{{{ANSWER}}}",
        f"{{{{{ANSWER}}}}}",
        f"[{ANSWER}]",
        f'{{"answer": {ANSWER}}}',
        f'{{"name": "report", "arguments": {ANSWER}}}',
        f'<tool_call>\n{{"name": "report", "parameters": {ANSWER}}}\n</tool_call>',
        f"<think>Which {{ids}}?</think>\n{ANSWER}",
        f"<think>{DRAFT}</think>{ANSWER}",
        f"<think>{DRAFT}</think>{ANSWER}<think>{DRAFT}</think>",
        f"{DRAFT} No, rather not.</think>\n\n{ANSWER}",
        f"<thinking>\n{DRAFT}\n</thinking>\n{FENCE}json\n{ANSWER}\n{FENCE}",
        f"<reasoning>{CUT}</reasoning>{ANSWER}",
        f"[THINK]{DRAFT}[/THINK]{ANSWER}",
        f"<think>I think I am done: {ANSWER}",
        f"<think>{CUT} hm, again:\n{ANSWER}",
        f"<|channel|>analysis<|message|>{DRAFT}<|end|><|start|>assistant<|channel|>final<|message|>{ANSWER}<|return|>",
        f"analysis{DRAFT}assistantfinal{ANSWER}",
        f"<|channel|>commentary to=functions.report <|constrain|>json<|message|>{ANSWER}<|call|>",
        f"Draft:\n{DRAFT}\nFinal:\n{ANSWER}",
        f"{FENCE}json\n{DRAFT}\n{FENCE}\nBetter:\n{FENCE}json\n{ANSWER}\n{FENCE}",
        f"{DRAFT}{ANSWER}",
        f"{CUT}\n\nLet me begin again.\n\n{ANSWER}",
        f"{ANSWER}\n{CUT}",
        f'{ANSWER}\n{{"done": true}}',
        f'{ANSWER}\n{{"sections": "as above"}}',
        f'{ANSWER}\n{{"sections": [7]}}',
        commas(PRETTY),
        ANSWER.replace("}]", "},]").replace('"]', '" , ]').replace("]}", "],\n}"),
        ANSWER.replace(": ", ":\n\t").replace(", ", "\r\n,"),
        json.dumps(FINAL | {"comment": "one\ntwo {three}"}).replace("\\n", "\n"),
        json.dumps(FINAL | {"title": "}{\"'\\", "note": {"deep": [[[{}]]]}}),
        json.dumps({"thoughts": "First {drawings}.", **FINAL}),
        json.dumps(FINAL, ensure_ascii=True).replace("drawings", "\\u0064rawings"),
        "\u201c\u2018{\u2019\u201d " + ANSWER + "\0\0",
        "{" * 2_000 + ANSWER,
        '{"a":' * 100 + ANSWER,
        "[" * 20_000 + ANSWER + "]" * 20_000,
        ANSWER + "{" * 20_000,
        "Hm. " * 8_000 + ANSWER,
    ],
    ids=lambda text: ascii(text[:40]),
)
def test_a_complete_answer_is_read_whatever_is_around_it(text: str) -> None:
    assert (read_answer(text).answer, read_answer(text).malformed) == (Answer.model_validate(FINAL), 0)


@pytest.mark.parametrize(
    ("text", "is_json"),
    [
        ("", False),
        ("I would rather not.", False),
        ("\0", False),
        (CUT, True),
        (ANSWER[:-1], True),
        (f"{FENCE}json\n{ANSWER[:-2]}\n{FENCE}", True),
        (f"<think>{ANSWER}</think>I would rather not.", False),
        (f"{ANSWER}</think>", False),
        (f"<|channel|>analysis<|message|>{ANSWER}<|end|><|start|>assistant<|channel|>final<|message|>No.", False),
        ("{}", True),
        ("[]", False),
        ("null", False),
        ('{"sections": null}', True),
        ('{"sections": "none"}', True),
        ('{"sections": {"heading": "more"}}', True),
        ('{"sections": [1, 2]}', True),
        ('{"sections": [{"heading": 1, "claims": [2]}]}', True),
        ('{"sections": [{"heading": "more", "claims": [NaN]}]}', False),
        ('{"sections": [{"heading": "more", "claims": [Infinity]}]}', False),
        ('{"sections": [' + "9" * 10_000 + "]}", False),
        ("{'sections': [{'heading': 'more', 'claims': ['drawings']}]}", False),
        ('{"sections": [{"heading": "more" "claims": ["drawings"]}]}', False),
        ('{"sections": [{"heading": "more", "claims": ["\\ud800"]}]}', True),
        ('{"sections": [{"heading": "' + "x" * 200 + '", "claims": []}]}', True),
        (json.dumps({"sections": [{"heading": "more", "claims": ["a"] * 101}]}), True),
        (json.dumps({"sections": [{"heading": "more", "claims": ["a"]}] * 21}), True),
        (json.dumps({"a": {"b": FINAL}}), True),
        (json.dumps({"answer": ANSWER}), True),
    ],
    ids=lambda value: ascii(str(value)[:40]),
)
def test_what_is_no_answer_is_read_as_none(text: str, is_json: bool) -> None:
    reading = read_answer(text)

    assert (reading.answer, reading.malformed, bool(reading.found)) == (None, 0, is_json)


@pytest.mark.parametrize(
    "text",
    [
        '{"sections": ' + "[" * 40_000,
        '{"sections": ' + "[" * 20_000 + "]" * 20_000 + "}",
        '{"a":' * 8_000,
        '{"a":' * 8_000 + "1" + "}" * 8_000,
        "{" * 50_000,
        '{"' * 25_000,
        '{"a":[' + "1,," * 15_000,
        '{"\\"' * 12_000,
        '{"sections":[' * 3_000,
        '{"sections":[{' * 3_000,
        '{"' * 25_000 + ANSWER,
        '{"a":' * 9_000 + ANSWER,
        "<think>" * 7_000 + "{",
        "</think>" * 6_000,
        "<think " * 7_000,
        "<|channel|>final" * 3_000,
        ", " * 25_000,
        "," + " " * 49_000,
        "{" + " " * 49_000,
    ],
    ids=lambda text: ascii(text[:20]),
)
def test_a_text_that_is_made_to_cost_much_is_read_as_none(text: str) -> None:
    assert read_answer(text).answer is None


GOOD = {"heading": "more", "claims": ["drawings"]}


@pytest.mark.parametrize(
    ("parts", "malformed"),
    [
        ({"sections": [GOOD, {"heading": "more"}]}, 1),
        ({"sections": [7, GOOD, None, "more", [GOOD]]}, 4),
        ({"sections": [{"heading": 1, "claims": [2, 3]}, GOOD]}, 1),
        ({"sections": [GOOD, {"heading": "more", "claims": [{"connective": "also"}]}]}, 1),
        ({"sections": [GOOD, {"heading": "x" * 101, "claims": []}]}, 1),
        ({"sections": [GOOD], "actions": [7, None]}, 2),
        ({"sections": [GOOD], "actions": "label_more"}, 1),
        ({"sections": [GOOD], "actions": None}, 1),
        ({"sections": [GOOD, {}], "actions": {"label_more": 1}}, 2),
    ],
)
def test_a_part_that_is_not_of_the_form_is_left_out_and_counted(parts: dict[str, Any], malformed: int) -> None:
    assert read_answer(json.dumps(parts)) == Reading(Answer.model_validate({"sections": [GOOD]}), malformed, 1)


def test_an_answer_without_a_section_is_one() -> None:
    assert read_answer('{"sections": []}') == Reading(Answer(sections=()), 0, 1)
