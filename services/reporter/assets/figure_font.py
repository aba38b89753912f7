"""Makes the figures' font: of Noto Sans KR what the reporter's languages are written with.

    make figure-font

It is cut out of the desktop client's font, which clients/desktop/assets/font.py makes, and once more whenever a word in
languages/ brings a letter that it lacks: a test says so. The same words make the same bytes.
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parents[3]
WHOLE = ROOT / "clients" / "desktop" / "handdraw_desktop" / "view" / "fonts" / "NotoSansKR-Regular.ttf"
REPORTER = ROOT / "services" / "reporter" / "handdraw_reporter"
CUT = REPORTER / "figures" / "fonts" / "NotoSansKR-Regular.ttf"
ALWAYS = (
    range(0x20, 0x7F),  # ASCII
    range(0xA0, 0x100),  # Latin-1
    range(0x2010, 0x2027),  # dashes, quotation marks, dots
    (0x2190, 0x2192, 0x2212, 0x2248, 0x2264, 0x2265),  # arrows, minus, relations
)


def wanted() -> set[int]:
    words = "".join(file.read_text("utf-8") for file in (REPORTER / "languages").glob("*/*.toml"))
    return {ord(letter) for letter in words if letter.isprintable()}.union(*ALWAYS)


def cut(file: Path) -> None:
    font = TTFont(WHOLE, recalcTimestamp=False)
    options = subset.Options(hinting=False, layout_features=["kern"], name_IDs=["*"], notdef_outline=True)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=wanted() & font.getBestCmap().keys())
    cutter.subset(font)
    font.save(file)


if __name__ == "__main__":
    cut(CUT)
    sys.stdout.write(f"{CUT}: {CUT.stat().st_size:,} bytes\n")
