"""The templates, and how what they insert is escaped: in HTML, and in Markdown."""

import re
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from handdraw_contracts.reports import Language
from handdraw_reporter.wording import Wording

_MARKDOWN_GAPS = re.compile(r"[^\S\u00a0]+")
_MARKDOWN_MARKS = re.compile(r"[\\`*_\[\]|#~!]")
_MARKDOWN_LINKS = re.compile(r"(?<=:)(?=//)|(?<=www)(?=\.)|(?=@)", re.IGNORECASE)
_MARKDOWN_LISTS = re.compile(r"^(\d*)([-+=.)])(?=\s|$)")
_HTML_MARKS = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;"}


class Address(str):
    """An address of ours, which a text inserts as it is."""

    __slots__ = ()


@cache
def html_environment() -> Environment:
    return Environment(autoescape=True, **_options())


@cache
def markdown_environment() -> Environment:
    return Environment(autoescape=False, finalize=_escape_markdown, **_options())  # noqa: S701 - finalize escapes


def language_variables(language: Language, words: Wording) -> dict[str, Any]:
    return {
        "language": language,
        "words": words.page,
        "states": words.states,
        "time": words.format_time,
        "number": words.format_number,
        "share": words.format_share,
    }


def _options() -> dict[str, Any]:
    loader = PackageLoader("handdraw_reporter")
    return {"loader": loader, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}


def _escape_markdown(value: object) -> str:
    """Keep what a template inserts as text: on one line, without markup, HTML or addresses of its own."""
    if isinstance(value, Address):
        return value
    line = _MARKDOWN_GAPS.sub(" ", str(value)).strip().translate(_HTML_MARKS)
    for marks in (_MARKDOWN_MARKS, _MARKDOWN_LINKS):
        line = marks.sub(r"\\\g<0>", line)
    return _MARKDOWN_LISTS.sub(r"\1\\\2", line)
