"""Pictures of what the network saw, as people drew it: dark ink on paper."""

from base64 import b64decode, b64encode
from io import BytesIO
from typing import Final

from PIL import Image, ImageOps

SIDE: Final = 28


def picture(glyph: str, enlarged: int = 1) -> str:
    """Return a PNG as a data: address. ``glyph``: base64 of 28x28 grey bytes, white ink on black."""
    drawn = ImageOps.invert(Image.frombytes("L", (SIDE, SIDE), b64decode(glyph)))
    if enlarged > 1:
        drawn = drawn.resize((SIDE * enlarged, SIDE * enlarged), Image.Resampling.NEAREST)
    file = BytesIO()
    drawn.save(file, "PNG", optimize=True)
    return f"data:image/png;base64,{b64encode(file.getvalue()).decode()}"
