"""Reports as people read them: HTML that needs nothing else, Markdown, and the list of all reports."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from handdraw_contracts.reports import Authorship, Figure, Language, Report, ReportSummary
from handdraw_reporter.cards.describing import describe_model
from handdraw_reporter.drawings.album import ENLARGED, Album
from handdraw_reporter.figures.colours import NAMES
from handdraw_reporter.wording import Wording, load_wording
from handdraw_reporter.writing.story import BUILT_IN

TEMPLATES = {"queued": "waiting", "writing": "waiting", "done": "report", "failed": "failed"}
HEADLINES = ("drawings", "answered_share", "accuracy", "total_ms.median")
LOOK_AGAIN_S = 3

_DRAWING = re.compile(r'<svg[^>]*viewBox="([^"]*)"[^>]*>(.*)</svg>', re.DOTALL)
_SILENT = re.compile(r"<metadata>.*?</metadata>|<!--.*?-->", re.DOTALL)
_ID = re.compile(r'(?<=\bid=")|(?<=href="#)|(?<=url\(#)')
_MARKDOWN_GAPS = re.compile(r"[^\S\u00a0]+")
_MARKDOWN_MARKS = re.compile(r"[\\`*_\[\]|#~!]")
_MARKDOWN_LINKS = re.compile(r"(?<=:)(?=//)|(?<=www)(?=\.)|(?=@)", re.IGNORECASE)
_MARKDOWN_LISTS = re.compile(r"^(\d*)([-+=.)])(?=\s|$)")
_HTML_MARKS = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;"}


def render_html(report: Report, svgs: Mapping[str, str]) -> str:
    """``svgs``: by the names of their figures; a figure that is not among them is left out."""
    drawn = [(figure, _inline(svgs[figure.name], figure)) for figure in report.figures if figure.name in svgs]
    template = _html_environment().get_template(f"{TEMPLATES[report.status]}.html")
    return template.render(_report_variables(report), drawn=drawn, model_figures=drawn, look_again_s=LOOK_AGAIN_S)


def render_markdown(report: Report) -> str:
    template = _markdown_environment().get_template(f"{TEMPLATES[report.status]}.md")
    album = Album(report, load_wording(report.language), ENLARGED)
    return template.render(_report_variables(report) | {"album": album})


def render_listing(reports: Sequence[ReportSummary], language: Language = "en", time_zone: str = "UTC") -> str:
    """Render the page of GET /, with the reports in the order in which they are given."""
    template = _html_environment().get_template("listing.html")
    return template.render(_language_variables(load_wording(language, time_zone), language), reports=reports)


def _report_variables(report: Report) -> dict[str, Any]:
    known = {fact.id: fact for fact in report.facts}
    words = load_wording(report.language, report.time_zone)
    return _language_variables(words, report.language) | {
        "report": report,
        "known": known,
        "headlines": [known[name] for name in HEADLINES if name in known],
        "writer": words.page["built_in"] if report.written_by == BUILT_IN else report.written_by,
        "authorship": describe_authorship(report.authorship, words) if report.authorship else (),
        "model_section": describe_model(report.model, words),
        "step": words.steps.get(report.step or "", report.step),
        "album": Album(report, words),
    }


def describe_authorship(of: Authorship, words: Wording) -> tuple[tuple[str, str], ...]:
    """Return who wrote what, as pairs of a label and a value; what there is nothing of is left out."""
    page, number = words.page, words.format_number
    refused = ", ".join(f"{words.refusals.get(one.code, one.code)}: {number(one.count)}" for one in of.refused)
    tokens = None
    if of.prompt_tokens is not None and of.completion_tokens is not None:
        counts = {"prompt": number(of.prompt_tokens), "completion": number(of.completion_tokens)}
        tokens = page["tokens_value"].format_map(counts)
    rows = {
        "outcome": words.outcomes.get(of.outcome, of.outcome),
        "asked_model": of.model_asked,
        "answered_model": of.model_answered,
        "calls": number(of.calls) if of.calls else None,
        "kept": number(of.kept) if of.calls else None,
        "added": number(of.added),
        "refused_ids": refused,
        "tokens": tokens,
        "seconds": number(of.seconds, 1) if of.calls else None,
        "prompt_hash": of.prompt_sha256,
        "facts_hash": of.facts_sha256,
    }
    return tuple((page[name], value) for name, value in rows.items() if value)


def _language_variables(words: Wording, language: Language) -> dict[str, Any]:
    return {
        "language": language,
        "words": words.page,
        "states": words.states,
        "time": words.format_time,
        "number": words.format_number,
    }


def _inline(svg: str, figure: Figure) -> Markup:
    """Make a part of a page of it: as wide as there is room, in the page's colours, with ids of its own."""
    found = _DRAWING.search(svg)
    if found is None:
        return Markup()
    content = _ID.sub(f"{figure.name}-", _SILENT.sub("", found[2]).replace("xlink:href", "href"))
    for colour, variable in NAMES.items():
        content = content.replace(colour, f"var(--{variable})")
    opening = Markup('<svg role="img" aria-label="{}" viewBox="{}">').format(figure.description, found[1])
    return opening + Markup(content) + Markup("</svg>")  # noqa: S704 - drawn by figures/


@cache
def _html_environment() -> Environment:
    return Environment(autoescape=True, **_options())


@cache
def _markdown_environment() -> Environment:
    return Environment(autoescape=False, finalize=_escape_markdown, **_options())  # noqa: S701 - finalize escapes


def _options() -> dict[str, Any]:
    loader = PackageLoader("handdraw_reporter")
    return {"loader": loader, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}


def _escape_markdown(value: object) -> str:
    """Keep what a template inserts as text: on one line, without markup, HTML or addresses of its own."""
    line = _MARKDOWN_GAPS.sub(" ", str(value)).strip().translate(_HTML_MARKS)
    for marks in (_MARKDOWN_MARKS, _MARKDOWN_LINKS):
        line = marks.sub(r"\\\g<0>", line)
    return _MARKDOWN_LISTS.sub(r"\1\\\2", line)
