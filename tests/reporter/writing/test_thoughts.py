import pytest

from handdraw_reporter.writing.thoughts import drop_thoughts


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("a", "a"),
        ("<think>b</think>a", "a"),
        ("b</think>a", "a"),
        ("a<think>b</think>c", "ac"),
        ("<think>b</think>a<think>c</think>d", "ad"),
        ("<think>b<think>c</think>d</think>a", "a"),
        ("<think>b", "<think>b"),
        ("a<think>b", "a<think>b"),
        ("<think/>a", "<think/>a"),
        ("a [1] <b>c</b> {reason}", "a [1] <b>c</b> {reason}"),
    ],
)
def test_thoughts_are_left_out_and_what_is_never_closed_stays(text: str, left: str) -> None:
    assert drop_thoughts(text) == left


@pytest.mark.parametrize(
    ("opens", "closes"),
    [
        ("<think>", "</think>"),
        ("<THINK>\n", "\n</THINK>"),
        ("<thinking>", "</thinking>"),
        ("<thought>", "</thought>"),
        ("<thoughts>", "</thoughts>"),
        ("<reasoning>", "</reasoning>"),
        ("<reason>", "</reason>"),
        ("<reflection>", "</reflection>"),
        ("<scratchpad>", "</scratchpad>"),
        ("<analysis>", "</analysis>"),
        ('<think type="long">', "</think>"),
        ("<seed:think>", "</seed:think>"),
        ("<|think|>", "<|/think|>"),
        ("[THINK]", "[/THINK]"),
        ("\u25c1think\u25b7", "\u25c1/think\u25b7"),
        ("<|begin_of_thought|>", "<|end_of_thought|>"),
        ("<|channel|>analysis<|message|>", "<|end|><|start|>assistant<|channel|>final<|message|>"),
        ("<|channel|>analysis<|message|>", "<|end|><|start|>assistant<|channel|>final <|constrain|>json<|message|>"),
    ],
)
def test_thoughts_are_known_in_every_spelling_also_without_their_beginning(opens: str, closes: str) -> None:
    thoughts = 'First {"sections": []}, or not?'

    assert [drop_thoughts(f"{opens}{thoughts}{closes}a"), drop_thoughts(f"{thoughts}{closes}a")] == ["a", "a"]
