"""A figure's SVG as a part of a page: as wide as there is room, in the page's colours, without styles of its own."""

import re
from typing import Final

from markupsafe import Markup, escape

from handdraw_contracts.reports import Figure
from handdraw_reporter.figures.colours import NAMES

_DRAWING: Final = re.compile(r'<svg[^>]*viewBox="([^"]*)"[^>]*>(.*)</svg>', re.DOTALL)
_SILENT: Final = re.compile(r"<metadata>.*?</metadata>|<!--.*?-->|<style.*?</style>", re.DOTALL)
_ID: Final = re.compile(r'(?<=\bid=")|(?<=href="#)|(?<=url\(#)')
_STYLE: Final = re.compile(r' style="([^"]*)"')
_ENDS: Final = 'stroke-linejoin="round" stroke-linecap="butt"'
"""What matplotlib says of every line in the style that is taken out."""


def inline(svg: str, figure: Figure) -> Markup:
    """Its ids become the figure's own, and its styles attributes: a page's policy runs no style but the page's."""
    found = _DRAWING.search(svg)
    if found is None:
        return Markup()
    content = _ID.sub(f"{figure.name}-", _SILENT.sub("", found[2]).replace("xlink:href", "href"))
    for colour, variable in NAMES.items():
        content = content.replace(colour, f"var(--{variable})")
    described = f'<svg role="img" aria-label="{escape(figure.description)}" viewBox="{found[1]}" {_ENDS}>'
    return Markup(described + _STYLE.sub(_attributes, content) + "</svg>")  # noqa: S704 - drawn by figures/


def _attributes(style: re.Match[str]) -> str:
    declared = (one.partition(":") for one in style[1].split(";") if one.strip())
    return "".join(f' {name.strip()}="{value.strip()}"' for name, _, value in declared)
