"""What a person did, kept beside the window and without any of its code: what the log has to hold in the end."""

from dataclasses import dataclass, field, replace
from io import BytesIO
from itertools import pairwise

from PIL import Image, ImageDraw

SIDE, FINER = 280, 4
THINNEST, WIDEST = 2, 64

Point = tuple[float, float]


@dataclass(frozen=True)
class Line:
    """In the drawing's 280x280."""

    points: tuple[Point, ...]
    width: float
    erases: bool = False


@dataclass(frozen=True, eq=False)
class Sheet:
    """What lay on the paper at one time; another sheet is another drawing, however alike."""

    lines: tuple[Line, ...] = ()

    def png(self) -> bytes:
        """As another program would draw it: straight lines, and round ends."""
        image = Image.new("L", (SIDE * FINER, SIDE * FINER), 255)
        pen = ImageDraw.Draw(image)
        for line in self.lines:
            ink, radius = (255 if line.erases else 0), line.width / 2 * FINER
            corners = [(x * FINER, y * FINER) for x, y in line.points]
            for pair in pairwise(corners):
                pen.line(pair, ink, round(2 * radius))
            for x, y in corners:
                pen.ellipse((x - radius, y - radius, x + radius, y + radius), ink)
        file = BytesIO()
        image.resize((SIDE, SIDE), Image.Resampling.BOX).save(file, "PNG")
        return file.getvalue()


@dataclass
class Diary:
    """``recorded`` and ``said``, the latter of which recorded sheet, are what was asked for, in its order."""

    recorded: list[Sheet] = field(default_factory=list)
    said: list[tuple[int, int]] = field(default_factory=list)
    acts: list[str] = field(default_factory=list)
    width: float = 16
    sheet: Sheet = field(default_factory=Sheet)
    strip: list[Sheet] = field(default_factory=list)
    before: list[Sheet] = field(default_factory=list)
    after: list[Sheet] = field(default_factory=list)

    def draws(self, points: tuple[Point, ...], *, erases: bool = False) -> None:
        self.acts.append(f"draws {len(points)} points{' with the eraser' if erases else ''}")
        width = self.width * 2 if erases else self.width
        self._goes_on(replace(self.sheet, lines=(*self.sheet.lines, Line(points, width, erases))))

    def widens(self, step: float) -> None:
        self.acts.append(f"widens by {step}")
        self.width = min(max(self.width + step, THINNEST), WIDEST)

    def undoes(self) -> None:
        self.acts.append("undoes")
        self._steps(self.before, self.after)

    def redoes(self) -> None:
        self.acts.append("redoes")
        self._steps(self.after, self.before)

    def clears(self) -> None:
        self.acts.append("clears")
        if self.sheet.lines:
            self._goes_on(Sheet())

    def looks_at(self, place: int) -> None:
        """Of the strip: 0 is the newest."""
        self.acts.append(f"looks at {place}")
        sheet = self.strip[-1 - place]
        if sheet is not self.sheet:
            self._goes_on(sheet)

    def records(self) -> None:
        self.acts.append("records")
        if self.sheet.lines and self.sheet not in self.recorded:
            self.recorded.append(self.sheet)
            self.strip.append(self.sheet)

    def says(self, digit: int, *, how: str = "a key") -> None:
        self.acts.append(f"says {digit} by {how}")
        if not self.sheet.lines:
            return
        self.records()
        place = self.recorded.index(self.sheet)
        if next((said for which, said in reversed(self.said) if which == place), None) != digit:
            self.said.append((place, digit))

    def opens_another_window(self, how: str) -> None:
        """It knows nothing of what was on the screen of the last."""
        self.acts.append(f"{how}, and opens another window")
        self.sheet, self.strip, self.before, self.after, self.width = Sheet(), [], [], [], 16

    def notes(self, what: str) -> None:
        self.acts.append(f"-- {what}")

    def _goes_on(self, sheet: Sheet) -> None:
        self.before.append(self.sheet)
        self.after.clear()
        self.sheet = sheet

    def _steps(self, source: list[Sheet], target: list[Sheet]) -> None:
        if source:
            target.append(self.sheet)
            self.sheet = source.pop()
