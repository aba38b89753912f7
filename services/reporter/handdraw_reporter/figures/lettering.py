"""The one font of every figure, whatever its language: of Noto Sans KR, what the languages need."""

from pathlib import Path
from typing import Final

from matplotlib.figure import Figure as Canvas
from matplotlib.text import Text

FONT: Final = Path(__file__).with_name("fonts") / "NotoSansKR-Regular.ttf"


def set_letters(canvas: Canvas) -> None:
    """Set whatever was painted in the font, by its file: matplotlib's own list of fonts is neither asked nor changed.

    Labels of ticks that come only when the figure is laid out are like an axis's first.
    """
    for text in canvas.findobj(Text):
        if isinstance(text, Text):
            properties = text.get_fontproperties().copy()
            properties.set_file(FONT)
            text.set_fontproperties(properties)
