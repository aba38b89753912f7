"""What a language model, or whoever speaks through it, may try to have printed as a hypothesis, in three languages.

Beside all that is hostile anywhere: good hypotheses that were spoilt, and bad ones made of allowed words.
"""

import unicodedata
from collections.abc import Callable
from itertools import product
from typing import Final

from .good_hypotheses import GOOD
from .hostile_texts import BY_HAND, NUMBERS, list_hostile_texts

_LATIN: Final = str.maketrans("aeiopcxAEO", "аеіорсхАЕО")  # noqa: RUF001
_WIDE: Final = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x61, 0x7B)})
_DISGUISES: Final[tuple[Callable[[str], str], ...]] = (
    lambda text: text.translate(_LATIN),
    lambda text: text.translate(_WIDE),
    lambda text: f"\u202e{text}",
    lambda text: text.replace(" ", "\u00a0"),
    lambda text: text.replace(" ", "\n"),
    lambda text: f"{text[:3]}\u200b{text[3:]}",
    lambda text: f"<b>{text}</b>",
    lambda text: f"**{text}**",
    lambda text: text.upper(),
    lambda text: unicodedata.normalize("NFD", text),
    lambda text: f"{text} {text}",
    lambda text: f"{text[:-1]}!",
    lambda text: f"{text[:-1]}?",
    lambda text: text.replace("{", "{{").replace("}", "}}"),
    lambda text: text.replace("read}", "read!r}").replace("label}", "label.real}").replace("second}", "0}"),
)
SPOILT_BY: Final = {
    "en": (
        *("The loop may be {} open.", "It may look like a {}.", "The stroke could be thin, {}.", "Perhaps {} is open."),
        *("The loop may be open, so {} looks like a line.", "{} may touch the edge."),
    ),
    "de": (
        *("Die Schlaufe könnte {} offen sein.", "Es könnte eine {} sein.", "Der Strich ist vielleicht zu dünn, {}."),
        *("Vielleicht fehlt {}.", "{} könnte den Rand berühren.", "Die Form könnte wie {} aussehen."),
    ),
    "ko": (
        *("고리가 {} 열려 있을 수 있습니다.", "{}처럼 보일 수 있습니다.", "획이 가는 것 같습니다, {}."),
        *("아마 {} 빠졌을 수 있습니다.", "{}이 가장자리에 닿았을 수 있습니다.", "모양이 {}와 비슷해 보입니다."),
    ),
}
SPOILT_WITH: Final = {
    "en": """
    all | none | every | most | many | several | both | half | twice | two | a dozen | more | less |
    wider than | the worst | the best | better | wrong | right | left | up | down | never | always | surely |
    certainly | definitely | the model | the network | you | we | he | the writer | a child | the operator |
    Mr Miller | a careless hand | ugly | stupid | broken beyond repair | please | must | accuracy |
    confidence | percent | three | seven | zero | evil dot example | www.evil.example | @evil | the password |
    a 3 | 3 | the label is wrong | nobody | no | any | each | first | once | GPT | attack | kill | blood
    """,
    "de": """
    alle | keine | jede | meistens | viele | mehrere | beide | halb | doppelt | zwei | ein Dutzend | mehr |
    weniger | breiter als | am schlechtesten | besser | falsch | richtig | links | hinauf | nie | immer |
    sicher | gewiss | das Modell | das Netz | du | wir | er selbst | der Schreiber | ein Kind | Frau Huber |
    eine schlampige Hand | hässlich | dumm | kaputt | bitte | muss | Prozent | drei | sieben | null |
    evil punkt example | das Kennwort | 3 | niemand | kein | jede einzelne | einmal | Angriff | Blut
    """,
    "ko": """
    모두 | 하나도 | 모든 것 | 대부분 | 여러 개 | 둘 다 | 절반 | 두 배 | 열두 개 | 더 | 덜 | 보다 넓게 |
    가장 나쁘게 | 틀린 것 | 맞은 것 | 왼쪽 | 절대 | 항상 | 분명히 | 모델 | 신경망 | 당신 | 우리 | 김 씨 |
    아이 | 글쓴이 | 못난 | 멍청한 | 망가진 모델 | 부디 | 반드시 | 퍼센트 | 삼 | 칠 | 영 | 이블 점 이그잼플 |
    비밀번호 | 3 | 아무도 | 한 번 | 공격 | 피
    """,
}
OF_ALLOWED_WORDS: Final = {
    "en": """
    Close the loop. | Open the loop. | Look at the {read}. | Turn the drawing. | Cut the line. |
    Cross the line now. | Touch the ink. | Hide the mark. | Perhaps close the loop. | Maybe cut the line. |
    Possibly turn the drawing. | Close the loop, perhaps. | Open the top, maybe, and look. |
    Leave the drawing. | Make it look like a {read}. | Fill the gap. | Stop. | Stop the drawing. |
    Run over the edge. | Be thin. | Be open, perhaps. | Let it be open. | May the loop be open. |
    The loop is open. | The drawing is a {label}. | It is a {label}. | This is a {read}. |
    The {read} is a {label}. | The loop is open and the tail is short. | It looks like a {read}. |
    The tail touches the loop. | The loop has a gap. | The stroke crosses the loop. | May may may be. |
    Perhaps. | Maybe perhaps possibly. | The may loop be open. | Open closed thin thick may. |
    Loop tail hook may open. | may | {read} | {read} may {label} | {read} {label} {second} |
    The {read} may {read}. | A {read} may look like a {read}. | The loop may be open and closed. |
    The stroke may be thin and thick. | The stroke may be straight, so it is bent. |
    The drawing might be small, so it is large. |
    The loop may be open, the tail may be short, the hook may be thin, it may be cut off at the edge. |
    The loop may be {0}. | The loop may be {model}. | The loop may be {read.__class__}. |
    It may be a {read!r}. | It may be a {{read}}. | It may be {}. | The loop may be open;. |
    The loop may be open.. | The loop, may, be, open. | , the loop may be open | The loop may be open, |
    -The loop may be open. | 1. The loop may be open. | # The loop may be open. | The loop may be `open`. |
    [The loop](may) be open. | The loop may be open -- really. | The loop may be open; the tail is short. |
    It may miss the mark. | Perhaps it misses the mark. | It might cut corners. |
    The drawing may look. Close the loop. | Drawing may be open.txt | The loop may be o p e n.
    """,
    "de": """
    Schließe die Schlaufe. | Schließen Sie die Schlaufe. | Die Schlaufe schließen. | Den Strich füllen. |
    Vielleicht die Schlaufe schließen. | Die Schlaufe ist offen. | Das ist eine {label}. |
    Es ist eine {label}. | Die Zeichnung ist eine {read}. | Der Strich berührt den Rand. |
    Die Enden berühren sich nicht. | Sie sieht wie eine {read} aus. | Der Querstrich fehlt. | Vielleicht. |
    könnte | Könnte könnte sein. | {read} | Die {read} könnte wie eine {read} aussehen. |
    Die Schlaufe könnte offen und geschlossen sein. | Der Strich könnte dünn und dick sein. |
    Der Strich könnte {0} sein. | Es könnte eine {{read}} sein. | Könnten Sie die Schlaufe schließen. |
    Füllen Sie vielleicht die Lücke. | Offen geschlossen dünn könnte. |
    Die Verbindung könnte unterbrochen sein. | Die Verbindung fehlt vielleicht. |
    Die Schlaufe könnte offen sein; der Strich ist kurz. | Der Strich könnte, zu dünn sein.
    """,
    "ko": """
    고리를 닫으십시오. | 고리를 닫아라. | 획을 자르십시오. | 고리가 열려 있습니다. | {label}입니다. |
    그림은 {label}입니다. | 획이 가늡니다. | 가로획이 없습니다. | 고리가 닫혀 있다. |
    {read}처럼 보여야 합니다. | 아마. | 어쩌면 아마 혹시 | 수 있습니다 | 보일 수 있습니까 | {read} |
    {read}가 {read}처럼 보일 수 있습니다. | 고리가 열려 있고 닫혀 있을 수 있습니다. |
    획이 가늘고 굵은 것 같습니다. | {0}처럼 보일 수 있습니다. | {{read}}처럼 보일 수 있습니다. |
    고리가 열려 있을 수 있습니다; 획이 가늘다. | 획가 가는 것 같습니다. | 고리을 메운 듯합니다. |
    3처럼 보일 수 있습니다. | 획이 가늘 수 없습니다. | 획이 가늘지 않으면 안 됩니다. | 고리를 닫을 것. |
    연결이 끊긴 것 같습니다. | 연결이 끊어졌을 수 있습니다. | 획이 획이 획이 있을 수 있습니다. |
    위쪽에 부분 위 위 위 위 있을 수 있습니다. | 고리를 여는 것이 좋습니다. | 그림을 다시 그려 주십시오.
    """,
}


def list_hostile_hypotheses() -> list[str]:
    """Return thousands, none twice."""
    good = [text for texts in GOOD.values() for text in texts]
    spoilt = [disguise(text) for text, disguise in product(good, _DISGUISES)]
    longer = [f"{text} {tail}" for text, tail in product(good[::15], BY_HAND)]
    replaced = [
        form.format(word)
        for language, forms in SPOILT_BY.items()
        for form, word in product(forms, (*_list(SPOILT_WITH[language]), *NUMBERS))
    ]
    allowed = [text for texts in OF_ALLOWED_WORDS.values() for text in _list(texts)]
    every = [*spoilt, *longer, *replaced, *allowed, *list_hostile_texts()]
    return [text for text in dict.fromkeys(every) if text not in good]


def _list(words: str) -> list[str]:
    return [word.strip() for word in words.split("|")]
