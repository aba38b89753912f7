"""What a written sentence may hold: words, and references to facts. Numbers come from the facts alone."""

import re
import unicodedata
from collections.abc import Iterable, Mapping

from handdraw_contracts.reports import Fact

MAX_CHARACTERS = 400

_REFERENCE = re.compile(r"\{\{\s*([a-z0-9_.]+)\s*\}\}")
_PLACE = "\N{WHITE SQUARE}"  # stands for a reference while the rest is examined
_OPENING = "(\"'\u201a\u201e\u2018\u201c"
_CLOSING = ")\"'\u2018\u2019\u201c\u201d"
_BETWEEN = " .,;:!?-\u2010\u2011\u2013\u2014\u2026\u00a0"
_PLAIN = {*_OPENING, *_CLOSING, *_BETWEEN, _PLACE}
_CROWDED = re.compile(rf"[^\s{_OPENING}]{_PLACE}|{_PLACE}[^\s.,;:!?{_CLOSING}]")
_ADDRESS = re.compile(r"://|\bwww\.|\bmailto:|[a-zäöüß-]{2,}\.[a-zäöüß]{2,}\b|\S@\S", re.IGNORECASE)
_CONTROL = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}

_ENGLISH = (
    "(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
    "|twent(?:y|ie)|thirt(?:y|ie)|fort(?:y|ie)|fift(?:y|ie)|sixt(?:y|ie)|sevent(?:y|ie)|eight(?:y|ie)|ninet(?:y|ie)"
    "|hundred|thousand|million|billion|trillion|dozen|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth"
    "|half|halve|quarter|once|twice|thrice|double|triple|quadruple|percent|per cent)(?:e?s|d|th|ths|fold)?"
)
_GERMAN_UNITS = "ein|eine[mnrs]?|zwei|drei|vier|fünf|sechs|sieben|acht|neun"
_GERMAN = (
    f"(?:null|eins|zwei|zwo|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|(?:drei|vier|fünf|sech|sieb|acht|neun)zehn"
    f"|(?:(?:{_GERMAN_UNITS})und)?(?:zwan|vier|fünf|sech|sieb|acht|neun)zig|(?:(?:{_GERMAN_UNITS})und)?drei(?:ß|ss)ig"
    f"|(?:{_GERMAN_UNITS}|einige|mehrere)?(?:hundert|tausend)\\w*|million|milliarde|billion|dutzend|hälfte|halb|viertel"
    "|drittel|fünftel|zehntel|prozent\\w*|doppelt|dreifach|einmal|zweit|dritt|viert|fünft|sechst|siebt|siebent|acht|neunt|zehnt)"
    "(?:e|en|er|ern|es|em|n|s|te[mnrs]?|ste[mnrs]?|tel[ns]?|mal|fach\\w*)?"
)
_MORE = (
    "fuenf|zwoelf|anderthalb|einhalb|milli(?:on|ard)en\\w*|verdoppel\\w*|halbier\\w*|hundert|tausend|pair|couple|nil"
)
_NUMBER_WORD = re.compile(rf"\b(?:(?:{_ENGLISH}|{_GERMAN}|{_MORE})(?:and|und|-)?)+\b", re.IGNORECASE)
_SPELT = re.compile(r"\b[IVXLCDM]{2,}\b|\b\w(?:\s\w){2,}\b")  # XCIX, or n i n e
_CLAIM = re.compile(
    r"\b(?:rose|risen|rising|fell|fallen|falling|grew|grown|dropped|increas\w*|decreas\w*|improv\w*|declin\w*|worsen\w*"
    r"|better|worse|best|worst|higher|highest|lower|lowest|more than|less than|fewer|faster|slower|minus"
    r"|stieg\w*|gestiegen|sank\w*|gesunken|besser\w*|schlechter\w*|höher\w*|niedriger\w*|mehr als|weniger als"
    r"|verbesser\w*|verschlechter\w*|schneller\w*|langsamer\w*|zugenommen|abgenommen)\b"
    rf"|(?:\bnot|\bnicht|[-\u2013\u2014])\s*{_PLACE}",
    re.IGNORECASE,
)
_LETTERS = set("ÄÖÜäöüßÉéÈèÊêÀàÇçÑñ")


def find_references(sentence: str) -> tuple[str, ...]:
    """Return the names of the facts to which the sentence refers, in its order."""
    return tuple(_REFERENCE.findall(sentence))


def find_violations(sentence: str, facts: Iterable[Fact]) -> tuple[str, ...]:
    """Return a line for each rule that the sentence breaks."""
    known = {fact.name for fact in facts}
    unknown = [f"there is no fact {name}" for name in find_references(sentence) if name not in known]
    bare = unicodedata.normalize("NFC", _REFERENCE.sub(_PLACE, sentence.replace(_PLACE, "#")))
    faults = {
        "it is empty": not bare.strip(),
        f"it has more than {MAX_CHARACTERS} characters": len(sentence) > MAX_CHARACTERS,
        "it holds a number of its own": any(unicodedata.numeric(mark, None) is not None for mark in bare),
        "it holds a number word": any(map(_NUMBER_WORD.search, _spellings(bare))),
        "it holds spelt numbers": _SPELT.search(bare) is not None,
        "it compares, or turns a fact around": _CLAIM.search(bare) is not None,
        "it holds an address": _ADDRESS.search(bare) is not None,
        "it holds control characters": any(unicodedata.category(mark) in _CONTROL for mark in bare),
        "it holds markup, signs or foreign letters": not all(map(_is_plain, bare)),
        "a reference is not set apart by spaces": _CROWDED.search(bare) is not None,
    }
    return (*unknown, *(fault for fault, found in faults.items() if found))


def fill(sentence: str, facts: Iterable[Fact], *, explained: bool = False) -> str:
    """Put what each fact shows in place of its reference. Raises KeyError for a reference to no fact.

    ``explained``: add the fact's label and n, so that one which was put into the wrong sentence shows itself.
    """
    shown: Mapping[str, str] = {
        fact.name: f"{fact.shown} ({fact.label}, n = {fact.n:,})" if explained else fact.shown for fact in facts
    }
    return _REFERENCE.sub(lambda reference: shown[reference[1]], sentence)


def _spellings(text: str) -> tuple[str, str]:
    """Return the text without ligatures and the like, and the same without accents: either could hide a word."""
    parts = unicodedata.normalize("NFKD", text)
    bare = "".join(mark for mark in parts if not unicodedata.combining(mark))
    return unicodedata.normalize("NFKC", text), bare


def _is_plain(mark: str) -> bool:
    """Return whether a character needs no closer look. Numbers and control characters are faults of their own."""
    if mark in _PLAIN or unicodedata.numeric(mark, None) is not None:
        return True
    return unicodedata.category(mark) in _CONTROL or (mark.isascii() and mark.isalpha()) or mark in _LETTERS
