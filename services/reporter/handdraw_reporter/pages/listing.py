"""The page of GET /: a form that has a report written, and the reports that there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from handdraw_contracts.reports import Language, ReportSummary
from handdraw_reporter.form import Entries
from handdraw_reporter.pages.environment import html_environment, language_variables
from handdraw_reporter.pages.periods import describe_period, describe_window
from handdraw_reporter.wording import Wording, load_wording

LANGUAGES: Final[Mapping[Language, str]] = {"en": "English", "de": "Deutsch", "ko": "한국어"}
"""Each as those call it who read it."""


EMPTY: Final = Entries()


@dataclass(frozen=True, slots=True)
class Shelf:
    """A page's reports, newest first. ``newer``, ``older``: the ``before`` of the pages beside it, None at an end."""

    reports: Sequence[ReportSummary] = ()
    newer: UUID | None = None
    older: UUID | None = None
    is_first: bool = True


@dataclass(frozen=True, slots=True)
class Site:
    """Where the reporter is reached. ``root``: below which path; ``address``: all of it, with a slash behind it."""

    root: str = ""
    address: str = "http://127.0.0.1:8002/"


HERE: Final = Site()


def render_listing(  # noqa: PLR0913 what a page shows
    shelf: Shelf,
    language: Language,
    time_zone: str = "UTC",
    entries: Entries = EMPTY,
    refused: str = "",
    *,
    site: Site = HERE,
) -> str:
    """``entries``: what stands in the form; ``refused``: the code of why no report could be asked for."""
    words = load_wording(language, time_zone)
    template = html_environment().get_template("listing.html")
    return template.render(
        language_variables(language, words),
        shelf=shelf,
        periods=[describe_summary(report, words) for report in shelf.reports],
        languages=LANGUAGES,
        entries=entries,
        zone=words.zone.key,
        root=site.root,
        address=site.address,
        refused=refused and words.page.get(f"refused_{refused}", words.page["refused"]),
    )


def describe_summary(report: ReportSummary, words: Wording) -> str:
    """Say which time a report covers: of the events that were read, else of the window."""
    if report.first_recorded is not None and report.last_recorded is not None:
        return describe_period(report.first_recorded, report.last_recorded, words)
    return describe_window(report.window, words)
