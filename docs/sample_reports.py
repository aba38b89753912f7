"""Writes the sample reports: a real run, two windows of drawings, a report of the second in each language.

make samples        # needs recorded pen strokes (HANDDRAW_STROKES), and Chromium for the pictures

People's pen strokes are drawn, most labelled as what they are, some wrongly, and a few letters among them.
"""

import gzip
import json
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from itertools import islice
from pathlib import Path
from random import Random

import httpx
from last_report import wait_until_written
from render import Stroke, render
from screenshots import DOCS, photograph, run_handdraw

PICTURES = {"en": "report.png", "de": "report-de.png", "ko": "report-ko.png"}
SIZE = "1280,2400"
PATIENCE_S = 120
REFUSED = 5
BEFORE, NOW = 220, 320
CLIENTS = ("handdraw-desktop/0.1.0",) * 5 + ("curl/8.5.0", "python-httpx/0.28.1")
LABELLED, MISLABELLED, LETTERS = 0.5, 0.07, 0.06  # of the second window's drawings, labels, drawings
PENS = (9, 12, 12, 14, 16, 16, 18, 20)
ABC: Sequence[Sequence[Stroke]] = (
    [[(20, 90), (50, 10), (80, 90)], [(32, 60), (68, 60)]],
    [[(75, 10), (25, 10), (25, 90), (75, 90)], [(25, 50), (65, 50)]],
    [[(20, 90), (20, 10), (50, 60), (80, 10), (80, 90)]],
    [[(20, 10), (80, 90)], [(80, 10), (20, 90)]],
    [[(15, 10), (35, 90), (50, 40), (65, 90), (85, 10)]],
    [[(25, 10), (25, 90)], [(75, 10), (25, 55), (75, 90)]],
)
"""Letters, as points in 0..100 with y pointing down."""


def read_people(file: Path) -> Iterator[tuple[int, list[Stroke]]]:
    """Yield what was drawn, and its strokes within 0..100."""
    with gzip.open(file, "rt") as lines:
        for line in lines:
            drawing = json.loads(line)
            yield drawing["label"], fit(drawing["strokes"])


def fit(strokes: Sequence[Sequence[Sequence[float]]], size: float = 60) -> list[Stroke]:
    """Scale to ``size`` and put it in the middle."""
    points = [point for stroke in strokes for point in stroke]
    low, high = ([edge(point[axis] for point in points) for axis in (0, 1)] for edge in (min, max))
    scale = size / max(high[0] - low[0], high[1] - low[1], 1)
    middle = [(low[axis] + high[axis]) / 2 for axis in (0, 1)]
    return [[(50 + (x - middle[0]) * scale, 50 + (y - middle[1]) * scale) for x, y in stroke] for stroke in strokes]


def draw(gateway: httpx.Client, strokes: Sequence[Stroke], chance: Random) -> str:
    """Return the answer's id."""
    picture = BytesIO()
    render(list(strokes), pen=chance.choice(PENS)).save(picture, "PNG")
    headers = {"Content-Type": "image/png", "User-Agent": chance.choice(CLIENTS)}
    answer = gateway.post("/v1/classify", content=picture.getvalue(), headers=headers).raise_for_status()
    return str(answer.json()["id"])


def draw_window(gateway: httpx.Client, people: Iterable[tuple[int, list[Stroke]]], chance: Random, *, odd: bool) -> int:
    """``odd``: with wrong labels, letters, and calls that are refused. Return how many events there are then."""
    events = 0
    for truth, strokes in people:
        if odd and chance.random() < LETTERS:
            draw(gateway, fit(chance.choice(ABC)), chance)
            events += 1
        drawn = draw(gateway, strokes, chance)
        events += 1
        if chance.random() < LABELLED:
            said = (truth + chance.randrange(1, 10)) % 10 if odd and chance.random() < MISLABELLED else truth
            gateway.put(f"/v1/classifications/{drawn}/label", json={"digit": said}).raise_for_status()
            events += 1
    for _ in range(REFUSED if odd else 0):
        gateway.post("/v1/classify", content=b"", headers={"Content-Type": "image/png"})
        events += 1
    return events


def wait_until_logged(logger: httpx.Client, events: int) -> str:
    """Return where the log ends."""
    while (counted := logger.get("/v1/stats").raise_for_status().json())["events"] < events:
        time.sleep(0.2)
    return str(counted["last"])


def save_report(reporter: httpx.Client, file: Path | None, **wanted: str) -> None:
    """Have a report written, and save its page."""
    location = reporter.post("/v1/reports", json=wanted).raise_for_status().headers["Location"]
    wait_until_written(reporter, location, PATIENCE_S)
    if file is not None:
        file.write_text(reporter.get(f"{location}.html").raise_for_status().text, encoding="utf-8")


def main() -> None:
    people = list(islice(read_people(Path(os.environ["HANDDRAW_STROKES"])), BEFORE + NOW))
    chance = Random(31)  # noqa: S311 - the same drawings each time
    with run_handdraw() as env:
        gateway, logger, reporter = (
            httpx.Client(base_url=f"http://127.0.0.1:{env[name]}", timeout=30)
            for name in ("INFERENCE_PORT", "LOGGER_PORT", "REPORTER_PORT")
        )
        events = draw_window(gateway, people[:BEFORE], chance, odd=False)
        middle = wait_until_logged(logger, events)
        save_report(reporter, None, upto=middle)
        events += draw_window(gateway, people[BEFORE:], chance, odd=True)
        end = wait_until_logged(logger, events)
        for language, picture in PICTURES.items():
            page = DOCS / f"report-{language}.html"
            save_report(reporter, page, after=middle, upto=end, language=language)
            photograph(page, DOCS / picture, SIZE)


if __name__ == "__main__":
    main()
