import csv
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import numpy as np
import pytest
from PIL import Image

from handdraw_desktop.drawing.raster import rasterise
from handdraw_desktop.drawing.strokes import Drawing, Stroke
from handdraw_desktop.errors import CannotSave
from handdraw_desktop.exporting import export
from handdraw_desktop.session.history import Entry

from .answers import KEY, OTHER_KEY, read

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
ONE = Drawing(KEY, (Stroke(((40, 60), (200, 60)), 16),))
OTHER = Drawing(OTHER_KEY, (Stroke(((40, 160), (200, 60)), 16),))
ENTRIES = (Entry(ONE, read(7, KEY, "touches_edge", "faint_ink"), 1, taken=True), Entry(OTHER))


def test_each_drawing_its_28x28_and_a_table_of_what_was_read_and_said_lie_in_a_new_folder(tmp_path: Path) -> None:
    place = export(ENTRIES, {KEY: NOW}, tmp_path / "a", NOW)
    with (place / "session.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))

    assert place == tmp_path / "a" / "session-20260102-030405"
    assert sorted(file.name for file in place.iterdir()) == ["001-28x28.png", "001.png", "002.png", "session.csv"]
    assert [list(row.values()) for row in rows] == [
        [
            str(KEY),
            "2026-01-02T03:04:05+00:00",
            "001.png",
            "001-28x28.png",
            "7",
            "0.91",
            "1",
            "touches_edge faint_ink",
            "digits 1",
            "embedded",
        ],
        [str(OTHER_KEY), "", "002.png", *[""] * 7],
    ]


def test_the_pictures_are_what_was_drawn_and_what_was_seen(tmp_path: Path) -> None:
    place = export(ENTRIES, {}, tmp_path, NOW)
    drawn, seen = (np.asarray(Image.open(place / name)) for name in ("001.png", "001-28x28.png"))

    assert np.array_equal(drawn, rasterise(ONE))
    assert np.array_equal(seen, np.array([*range(196)] * 4, np.uint8).reshape(28, 28))


def test_no_export_is_written_over(tmp_path: Path) -> None:
    assert [export(ENTRIES, {}, tmp_path, NOW).name for _ in range(2)] == [
        "session-20260102-030405",
        "session-20260102-030405-2",
    ]


def test_a_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(CannotSave, match="file: File exists"):
        export([Entry(Drawing(UUID(int=1)))], {}, tmp_path / "file", NOW)
