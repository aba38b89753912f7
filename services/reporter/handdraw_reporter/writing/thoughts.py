"""Thoughts that stand in an answer's text, in whatever spelling: they are not the answer."""

import re
from typing import Final

_WORDS: Final = "think|thinking|thoughts?|reason|reasoning|reflection|scratchpad|analysis|reflect"
_OPENS: Final = rf"[<\[◁]\|?(?:[a-z]{{1,9}}:)?(?:{_WORDS})(?:\s[^<>]{{0,40}})?\|?[>\]▷]"
_CLOSES: Final = rf"[<\[◁]\|?/(?:[a-z]{{1,9}}:)?(?:{_WORDS})\s?\|?[>\]▷]"
_MARK: Final = re.compile(
    rf"(?P<closes>{_CLOSES}|<\|(?:channel|message)\|>final\b.{{0,40}}?<\|message\|>|<\|end_of_thought\|>)"
    rf"|(?P<opens>{_OPENS}|<\|channel\|>analysis<\|message\|>|<\|begin_of_thought\|>)",
    re.IGNORECASE,
)


def drop_thoughts(text: str) -> str:
    """Leave out what stands between an opening mark and the next closing one, and all before a closing one alone.

    What is opened and never closed stays: there the answer itself may stand.
    """
    kept: list[str] = []
    begin, opened = 0, None
    for mark in _MARK.finditer(text):
        if mark["opens"]:
            opened = mark.start() if opened is None else opened
            continue
        kept = [] if opened is None else [*kept, text[begin:opened]]
        begin, opened = mark.end(), None
    return "".join([*kept, text[begin:]])
