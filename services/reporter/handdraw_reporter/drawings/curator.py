"""From what was chosen to what is shown: fetched, described, explained and counted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, Literal

from handdraw_contracts.reports import DrawingRow, ShownDrawing
from handdraw_reporter.drawings.causes import Confusion, explain, find_causes
from handdraw_reporter.drawings.choosing import A_DIGIT, Contradiction, Selection
from handdraw_reporter.drawings.description import describe, describe_label
from handdraw_reporter.drawings.doubt import is_possible
from handdraw_reporter.drawings.fetching import Fetcher
from handdraw_reporter.drawings.gallery import Gallery
from handdraw_reporter.logged import LoggedEvent
from handdraw_reporter.wording import Wording

JUDGED: Final = 64
"""Labels against a sure reading whose drawings are fetched, to see whether the label is possible."""
CONTRADICTED: Final = 48
"""Labels to look at again are listed, not only shown by example."""
SHOWN: Final = 12

RowName = Literal["contradicted", "unsure", "unlike"]


@dataclass(frozen=True)
class Curator:
    """``logger_url``: where people's browsers reach the logger. ``confusion``: of the network in service."""

    selection: Selection
    fetcher: Fetcher
    words: Wording
    logger_url: str
    confusion: Confusion = ()

    def hang(self) -> Gallery:
        """Return the rows that hold something, and the sheet.

        Beyond JUDGED labels against sure readings the confidence alone decides, and the count includes those few that
        are possible after all.
        """
        of, counts = self.selection, self.selection.counts
        labelled = [self._fetch_labelled(said) for said in of.contradicted.first(JUDGED)]
        possible = [drawing for drawing in labelled if is_possible(drawing)]
        doubted = [self._explain(drawing, doubted=True) for drawing in labelled if not is_possible(drawing)]
        unsure = [self._explain(drawing) for drawing in islice(self._list_unsure(possible), SHOWN)]
        unlike = [self._explain(self._show(logged)) for logged in of.unlike.first(SHOWN)]
        rows = (
            self._row("contradicted", counts["contradicted"] - len(possible), doubted[:CONTRADICTED]),
            self._row("unsure", counts["misread"] + counts["unsure"] + len(possible), unsure),
            self._row("unlike", counts["unlike"], unlike),
        )
        sheet = tuple(self._show(logged) for digit in of.sheet for logged in digit.first(A_DIGIT))
        return Gallery(tuple(row for row in rows if row.count > 0), sheet, rows[0].count, counts["labelled"])

    def _list_unsure(self, possible: Sequence[ShownDrawing]) -> Iterator[ShownDrawing]:
        """Yield what was misread, then what was read with little confidence."""
        yield from possible
        yield from (self._fetch_labelled(said) for said in self.selection.misread.first(SHOWN))
        yield from (self._show(logged) for logged in self.selection.unsure.first(SHOWN))

    def _row(self, name: RowName, count: int, drawings: Sequence[ShownDrawing]) -> DrawingRow:
        title, description = (self.words.misread[f"{name}_{part}"] for part in ("title", "description"))
        return DrawingRow(name=name, title=title, description=description, count=count, drawings=tuple(drawings))

    def _explain(self, drawing: ShownDrawing, *, doubted: bool = False) -> ShownDrawing:
        causes = find_causes(drawing, self.words, self.confusion, doubted=doubted)
        found = {"causes": tuple(cause.code for cause in causes), "explanation": explain(causes, self.words)}
        return drawing.model_copy(update=found)

    def _fetch_labelled(self, said: Contradiction) -> ShownDrawing:
        logged = self.fetcher.fetch(said.drawing)
        shown = None if logged is None else describe(logged, said.label, self.logger_url)
        return shown or describe_label(said, self.logger_url)

    def _show(self, logged: LoggedEvent) -> ShownDrawing:
        """Show a drawing of the window; its picture is fetched where the stream left it out."""
        label = self.selection.label_of(logged)
        fetched = self.fetcher.fetch(logged.event.id) if logged.glyph_digest is not None else None
        shown = describe(fetched or logged, label, self.logger_url) or describe(logged, label, self.logger_url)
        if shown is None:
            raise ValueError("only what was read is chosen to be shown")
        return shown
