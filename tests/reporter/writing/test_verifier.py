from typing import get_args

import pytest

from handdraw_contracts.reports import Fact, Language
from handdraw_reporter.wording import load_wording
from handdraw_reporter.writing.verifier import MAX_CHARACTERS, fill, find_references, find_violations

FACTS = (
    Fact(name="accuracy", label="Accuracy", value=0.951, shown="95.1%", n=41),
    Fact(name="drawings", label="Drawings", value=1234, shown="1,234", n=1234),
    Fact(name="digit.7", label="Read as 7", value=3, shown="3", n=1234),
    Fact(name="total_ms.p95", label="Time to answer, 95th percentile", value=15.6, shown="15.6 ms", n=1234),
)
CLAIM = "it compares, or turns a fact around"
NUMBER, WORD = "it holds a number of its own", "it holds a number word"
ADDRESS, CONTROL = "it holds an address", "it holds control characters"
MARKUP, CROWDED = "it holds markup, signs or foreign letters", "a reference is not set apart by spaces"


@pytest.mark.parametrize(
    "sentence",
    [
        "Of {{drawings}} drawings {{accuracy}} were read right.",
        "{{drawings}} drawings; the slow end: {{total_ms.p95}} (see below).",
        "Read as a certain digit: {{ digit.7 }}, or „{{digit.7}}“.",
        "Die Trefferquote lag bei {{accuracy}} \N{EN DASH} ein gutes, wenn auch vorläufiges Ergebnis.",
        "Someone often attends; tension, weight, bone and height are no number words.",
        "Achtung, Beachtung, Verdacht und Einheit sind keine Zahlwörter; das Netz wurde erneut gefragt.",
        "Überraschend häufig, z.B. am Abend, e.g. at night.",
    ],
)
def test_words_and_references_may_stand(sentence: str) -> None:
    assert find_violations(sentence, FACTS) == ()


@pytest.mark.parametrize(
    ("sentence", "fault"),
    [
        ("Accuracy was {{accuracy}} of {{secrets}}.", "there is no fact secrets"),
        ("Accuracy was 95%.", NUMBER),
        ("Accuracy was ９５.", NUMBER),  # noqa: RUF001
        ("About ½ of them.", NUMBER),
        ("Version Ⅷ.", NUMBER),
        ("三 of them.", NUMBER),
        ("Five of {{drawings}} were wrong.", WORD),
        ("A hundred drawings.", WORD),
        ("Twenty-one drawings.", WORD),
        ("It doubled.", WORD),
        ("\N{LATIN SMALL LIGATURE FI}ve of them.", WORD),
        ("F\N{LATIN SMALL LETTER I WITH ACUTE}ve of them.", WORD),
        ("Half of them.", WORD),
        ("Sevens were rare.", WORD),
        ("The second most.", WORD),
        ("A tenfold rise.", WORD),
        ("Some {{drawings}} percent.", WORD),
        ("Fünf davon.", WORD),
        ("Einundzwanzig Zeichnungen.", WORD),
        ("Zweihundert Zeichnungen.", WORD),
        ("Dreißig Zeichnungen.", WORD),
        ("Die Hälfte davon.", WORD),
        ("Ein Drittel davon.", WORD),
        ("Zweimal so viele, dreifach.", WORD),
        ("Die Siebenen waren selten.", WORD),
        ("Die zweite Ziffer.", WORD),
        ("Sechs Prozent.", WORD),
        ("Um {{drawings}} Prozentpunkte.", WORD),
        ("See https://evil.example/now.", ADDRESS),
        ("See www.evil.", ADDRESS),
        ("See evil.example now.", ADDRESS),
        ("Write to me@example.", ADDRESS),
        ("fi\u200bve of them.", CONTROL),
        ("Line\nbreak.", CONTROL),
        ("Right to \u202eleft.", CONTROL),
        ("Escape \x1b[31m red.", CONTROL),
        ("An <b>important</b> word.", MARKUP),
        ("An &lt; entity.", MARKUP),
        ("A [link](there).", MARKUP),
        ("A **bold** word.", MARKUP),
        ("A `code`.", MARKUP),
        ("A | cell.", MARKUP),
        ("{accuracy} in one brace.", MARKUP),
        ("{% raw %}", MARKUP),
        ("Fіve, with a foreign letter.", MARKUP),  # noqa: RUF001
        ("𝐟𝐢𝐯𝐞 in bold.", MARKUP),  # noqa: RUF001
        ("f̶i̶v̶e̶ struck out.", MARKUP),
        ("So many 🎉.", MARKUP),
        ("□ of them.", MARKUP),
        ("Joined {{drawings}}{{digit.7}} drawings.", CROWDED),
        ("Minus -{{accuracy}}.", CROWDED),
        ("A {{drawings}}-fold rise.", CROWDED),
        ("x{{accuracy}}.", CROWDED),
        ("{{accuracy}}x", CROWDED),
        ("", "it is empty"),
        ("  ", "it is empty"),
        ("long " * MAX_CHARACTERS, f"it has more than {MAX_CHARACTERS} characters"),
    ],
)
def test_what_may_not_stand_is_named(sentence: str, fault: str) -> None:
    assert fault in find_violations(sentence, FACTS)


@pytest.mark.parametrize("language", get_args(Language))
def test_each_language_has_its_numerals_and_its_comparisons(language: Language) -> None:
    numeral, comparison = {"en": ("Five of them.", "It is better."), "de": ("Fünf davon.", "Es ist besser.")}[language]

    assert (find_violations(numeral, FACTS), find_violations(comparison, FACTS)) == ((WORD,), (CLAIM,))


@pytest.mark.parametrize("language", get_args(Language))
def test_the_built_in_sentences_obey_the_same_rules(language: Language) -> None:
    words = load_wording(language)
    said = [one.text for one in words.titles]
    said += [sentence.text for passage in words.passages for sentence in passage.sentences]
    said += [passage.title for passage in words.passages]
    every = [Fact(name=name, label="", value=0, shown="", n=0) for text in said for name in find_references(text)]

    assert {text: find_violations(text, every) for text in said if find_violations(text, every)} == {}


def test_references_are_filled_with_what_their_facts_show() -> None:
    sentence = "Of {{drawings}} drawings {{ accuracy }} were read right, within {{total_ms.p95}}."

    assert fill(sentence, FACTS) == "Of 1,234 drawings 95.1% were read right, within 15.6 ms."


def test_a_reference_to_no_fact_cannot_be_filled() -> None:
    with pytest.raises(KeyError, match="secrets"):
        fill("{{secrets}}", FACTS)


@pytest.mark.parametrize(
    ("sentence", "fault"),
    [
        ("Right in ninetynine of them.", WORD),
        ("About onehundred were read.", WORD),
        ("Es waren zehntausend Zeichnungen.", WORD),
        ("Zweidrittel davon stimmten.", WORD),
        ("Das sind anderthalb davon.", WORD),
        ("It was XCIX in all.", "it holds spelt numbers"),
        ("It was n i n e in all.", "it holds spelt numbers"),
        ("It was \u0274\u026a\u0274\u1d07 in all.", "it holds markup, signs or foreign letters"),
        ("Accuracy rose.", CLAIM),
        ("That is better than before.", CLAIM),
        ("Die Genauigkeit ist gestiegen.", CLAIM),
    ],
)
def test_numbers_in_disguise_and_comparisons_are_refused(sentence: str, fault: str) -> None:
    assert find_violations(sentence, ()) == (fault,)


@pytest.mark.parametrize("before", ["more than", "minus", "not", "-"])
def test_a_fact_is_not_turned_around(before: str) -> None:
    fact = Fact(name="accuracy", label="Accuracy", value=0.9, shown="90.0%", n=10)

    sentence = f"It was {before} {{{{accuracy}}}} of them."

    assert find_violations(sentence, [fact]) == ("it compares, or turns a fact around",)


def test_a_fact_that_was_put_into_the_wrong_sentence_shows_itself() -> None:
    fact = Fact(name="accuracy", label="Accuracy", value=0.9, shown="90.0%", n=1200)

    assert fill("The share that failed is {{accuracy}}.", [fact], explained=True) == (
        "The share that failed is 90.0% (Accuracy, n = 1,200)."
    )
