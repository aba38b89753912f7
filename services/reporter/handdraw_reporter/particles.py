"""Korean particles, whose form depends on how the word before them ends: ``[을/를]``, ``[으로/로]``."""

import re
from typing import Final

_CHOICE: Final = re.compile(r"\[([가-힣]+)/([가-힣]+)\]")
_UNSPOKEN: Final = re.compile(r"\([^()]*\)$|[\s'\"\u2018\u2019\u201c\u201d.,)]+$")
_FINAL: Final = dict.fromkeys("178LR", "ㄹ") | dict.fromkeys("036MN", "ㅇ")
"""With which consonant a digit or a letter ends when it is read aloud; all others end with a vowel."""
_WORD: Final = re.compile(r"[A-Za-z]*[a-z]{2}$")
_WORD_FINALS: Final = ((re.compile(r"le?$"), "ㄹ"), (re.compile(r"(ng|[mn]e?)$"), "ㅇ"))
"""How English words end in Korean: 파일, 서빙, 엔진; 서버 and 클라이언트 with a vowel. What makes no word is spelt."""
_UNITS: Final = ("ms", "%p", "%")  # 밀리초, 퍼센트포인트, 퍼센트: each ends with a vowel
_RIEUL: Final = 8  # of the 28 endings of a syllable


def attach_particles(text: str, before: str = "") -> str:
    """Choose the form of every particle: the first after a consonant, the second after a vowel.

    ``before``: what stands before the text, and has its particles.
    """
    while (found := _CHOICE.search(text)) is not None:
        ending = _ending(before + text[: found.start()])
        after_vowel = ending == "" or (ending == "ㄹ" and found[2] == "로")
        text = text[: found.start()] + found[2 if after_vowel else 1] + text[found.end() :]
    return text


def _ending(text: str) -> str:
    """Return the consonant with which the text ends when it is read aloud, ㅇ for any but ㄹ; "" for a vowel."""
    while (found := _UNSPOKEN.search(text)) is not None:
        text = text[: found.start()]
    if not text or text.endswith(_UNITS):
        return ""
    if (word := _WORD.search(text)) is not None:
        return next((final for end, final in _WORD_FINALS if end.search(word[0])), "")
    last = text[-1]
    if "가" <= last <= "힣":
        index = (ord(last) - ord("가")) % 28
        return "ㄹ" if index == _RIEUL else "ㅇ" if index else ""
    return _FINAL.get(last.upper(), "")
