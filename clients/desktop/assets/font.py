"""Makes the window's fonts: of Noto Sans KR what Korean and western European sentences need.

    python clients/desktop/assets/font.py NotoSansKR-Regular.ttf Regular
    python clients/desktop/assets/font.py NotoSansKR-SemiBold.ttf SemiBold

The full fonts are Google's static instances of Noto Sans KR 2.004, six megabytes each, under the SIL Open Font Licence;
npm's package ``@expo-google-fonts/noto-sans-kr`` carries them and the licence. The same full font makes the same bytes.
"""

import argparse
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FONTS = Path(__file__).resolve().parent.parent / "handdraw_desktop" / "view" / "fonts"
SYLLABLE_LEADS, SYLLABLE_TRAILS = range(0xB0, 0xC9), range(0xA1, 0xFF)  # of KS X 1001 in EUC-KR
SIGNS = "′″‹›※₩€←↑→↓↔↕↹⇧⌘−×÷√∞≈≠≤≥■□▲△▶▼▽◀◆◇○●★☆☀☎♪、。「」『』〈〉《》㎜"  # noqa: RUF001 (letters of other scripts)
RANGES = (
    range(0x20, 0x7F),  # ASCII
    range(0xA0, 0x180),  # Latin-1, and of Latin Extended-A what the full font has
    range(0x2010, 0x2028),  # dashes, quotation marks, dots
    range(0x3131, 0x3164),  # the letters on a Korean keyboard
)
NAMES = [0, 1, 2, 3, 4, 5, 6, 13, 14]  # copyright, family, style, ..., licence and where it stands


def syllables() -> list[str]:
    """The 2,350 of KS X 1001, in its order."""
    return [bytes((lead, trail)).decode("euc_kr") for lead in SYLLABLE_LEADS for trail in SYLLABLE_TRAILS]


def wanted() -> set[int]:
    return {ord(letter) for letter in [*syllables(), *SIGNS]}.union(*RANGES)


def make(full: Path, weight: str) -> Path:
    """Without hints, which FreeType does better than this font, and without the features of vertical text.

    Which letters they hold goes into reach.txt: Pygame does not tell a letter from the box that stands for none.
    """
    font = TTFont(full, recalcTimestamp=False)
    options = subset.Options(hinting=False, layout_features=["kern"], name_IDs=NAMES, notdef_outline=True)
    options.drop_tables += ["BASE", "STAT", "gasp", "vhea", "vmtx"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=wanted() & font.getBestCmap().keys())
    cutter.subset(font)
    file = FONTS / f"NotoSansKR-{weight}.ttf"
    font.save(file)
    (FONTS / "reach.txt").write_text("".join(map(chr, sorted(font.getBestCmap()))), "utf-8")
    return file


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Cuts the window's font out of the full Noto Sans KR.")
    parser.add_argument("full", type=Path, help="the whole font, a TTF of one weight")
    parser.add_argument("weight", choices=["Regular", "SemiBold"])
    asked = parser.parse_args()
    made = make(asked.full, asked.weight)
    parser.exit(0, f"{made}: {made.stat().st_size:,} bytes\n")
