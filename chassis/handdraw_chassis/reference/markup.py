"""HTML out of texts: what is not marked as HTML is escaped."""

import re
from collections.abc import Iterable
from html import escape
from typing import Final

_CODE: Final = re.compile(r"(`{1,2})([^`]+)\1")
_GAP: Final = re.compile(r"\n\s*\n")


class Html(str):
    """A text that is HTML already."""

    __slots__ = ()


def element(name: str, *inner: str, **attributes: str) -> Html:
    """``attributes``: with _ behind a name that is a word of Python."""
    said = "".join(f' {key.rstrip("_")}="{escape(value)}"' for key, value in attributes.items())
    return Html(f"<{name}{said}>{join(inner)}</{name}>")


def join(parts: Iterable[str], between: str = "") -> Html:
    return Html(_as_html(between).join(map(_as_html, parts)))


def paragraphs(text: str) -> Html:
    """Return a description, as code has it in its docstrings, as HTML."""
    return join(element("p", with_code(one)) for one in _GAP.split(text.strip()) if one)


def with_code(text: str) -> Html:
    """Show what stands between ` or `` as code."""
    return Html(_CODE.sub(r"<code>\2</code>", escape(text, quote=False)))


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Html:
    """Return a table whose rows begin with what they speak of."""
    names = element("tr", *(element("th", name, scope="col") for name in head))
    return element("table", element("thead", names), element("tbody", *map(_row, rows)))


def _row(cells: Iterable[str]) -> Html:
    first, *others = cells
    return element("tr", element("th", first, scope="row"), *(element("td", cell) for cell in others))


def _as_html(text: str) -> str:
    return text if isinstance(text, Html) else escape(text, quote=False)
