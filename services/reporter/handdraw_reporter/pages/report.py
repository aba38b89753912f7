"""A report as people read it: HTML that needs nothing else, and Markdown."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final
from uuid import UUID

from handdraw_contracts.reports import DrawingRow, Fact, Figure, Report
from handdraw_reporter.cards.describing import describe_model
from handdraw_reporter.drawings.album import ENLARGED, Album
from handdraw_reporter.pages.authorship import describe_authorship
from handdraw_reporter.pages.environment import Address, html_environment, language_variables, markdown_environment
from handdraw_reporter.pages.inlining import inline
from handdraw_reporter.pages.matrix import Pair, make_rows
from handdraw_reporter.pages.periods import describe_window
from handdraw_reporter.pages.placing import place_figures
from handdraw_reporter.pages.tiles import choose_tiles, group_facts
from handdraw_reporter.wording import Wording, load_wording
from handdraw_reporter.writing.story import BUILT_IN

TEMPLATES: Final = {"queued": "waiting", "writing": "waiting", "done": "report", "failed": "failed"}
LOOK_AGAIN_S: Final = 3
FIGURES: Final = "figures"


def render_html(report: Report, svgs: Mapping[str, str], root: str = "") -> str:
    """``svgs``: by the names of their figures; a figure that is not among them is left out.

    ``root``: the path below which the reporter is reached.
    """
    figures = [figure for figure in report.figures if figure.name in svgs]
    drawn = {figure.name: inline(svgs[figure.name], figure) for figure in figures}
    template = html_environment().get_template(f"{TEMPLATES[report.status]}.html")
    return template.render(
        _variables(report, figures),
        drawn=drawn,
        model_figures=[(figure, drawn[figure.name]) for figure in figures],
        tiles=choose_tiles(report.facts),
        look_again_s=LOOK_AGAIN_S,
        root=root,
    )


def render_markdown(report: Report, address: str = FIGURES) -> str:
    """``address``: under which its figures are found; by default as seen from the report's own folder."""
    template = markdown_environment().get_template(f"{TEMPLATES[report.status]}.md")
    album = Album(report, load_wording(report.language, report.time_zone), ENLARGED)
    return template.render(_variables(report, report.figures) | {"album": album}, address=Address(address))


def _variables(report: Report, figures: Sequence[Figure]) -> dict[str, Any]:
    words = load_wording(report.language, report.time_zone)
    section = describe_model(report.model, words)
    free = [figure for figure in figures if figure.name not in section.figures]
    chapters, rest = place_figures(report.sections, free, report.facts)
    return language_variables(report.language, words) | {
        "report": report,
        "known": {fact.id: fact for fact in report.facts},
        "album": Album(report, words),
        "model_section": section,
        "chapters": chapters,
        "rest": rest,
        "matrix": make_rows(report.confusion, _shown_pairs(report.misread)),
        "groups": group_facts(report.facts),
        "interval": partial(_describe_interval, words),
        "headings": words.headings,
        "window": describe_window(report.window, words),
        "writer": words.page["built_in"] if report.written_by == BUILT_IN else report.written_by,
        "authorship": describe_authorship(report.authorship, words) if report.authorship else (),
        "step": words.steps.get(report.step or "", report.step),
    }


def _describe_interval(words: Wording, fact: Fact) -> str:
    """Say a fact's interval in its unit; nothing where it has none."""
    if fact.interval is None:
        return ""
    low, high = (_show(value, fact, words) for value in (fact.interval.low, fact.interval.high))
    if fact.unit != "share":  # a unit that is a word is said once
        low = low.removesuffix(high.lstrip("+\N{MINUS SIGN}0123456789.,"))
    return words.page["interval_value"].format(low=low, high=high)


def _show(value: float, fact: Fact, words: Wording) -> str:
    match fact.unit:
        case "share":
            return words.format_share(value)
        case "points":
            return words.format_points(value)
        case "milliseconds":
            return words.format_milliseconds(value)
        case "score":
            return words.format_number(value, 3)
        case _:
            return words.format_number(value, 0 if value.is_integer() else 1)


def _shown_pairs(rows: Sequence[DrawingRow]) -> dict[Pair, UUID]:
    """Return the first drawing that is shown of each pair of what it was said to be and what was read."""
    drawings = [one for row in rows for one in row.drawings]
    return {(one.label, one.read): one.id for one in reversed(drawings) if one.label is not None}
