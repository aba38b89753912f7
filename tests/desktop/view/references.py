"""What the window looked like when a person last looked: a quarter as wide and as high, so that it is small and viewed.

`make references` takes them anew and says which changed. Look at each of those before it is committed.
"""

from collections.abc import Callable, Iterator
from itertools import cycle, product
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pygame
from numpy.typing import NDArray
from PIL import Image

from handdraw_desktop.language import Language
from handdraw_desktop.layout import FULL, Size, lay_out
from handdraw_desktop.theme import Theme
from handdraw_desktop.view.palette import PALETTES
from handdraw_desktop.view.picture import picture
from handdraw_desktop.view.screen import Picture, Screen
from handdraw_desktop.words.wording import load_words

from .scenes import SCENES

FOLDER = Path(__file__).parent / "references"
BLOCK = 4  # pixels across and down become one
TOLERANCE = 4  # of 255: another release of SDL rounds otherwise
EVERYWHERE = {"corrected": FULL, "warned": (500, 500), "waiting": (360, 640)}
"""scenes that are taken in each language and theme"""

Pixels = NDArray[np.int64]


class Shot(NamedTuple):
    scene: str
    language: Language
    theme: Theme
    size: Size = FULL

    @property
    def file(self) -> Path:
        width, height = self.size
        return FOLDER / f"{self.scene.replace(' ', '-')}-{self.language}-{self.theme}-{width}x{height}.png"


def shots() -> Iterator[Shot]:
    """Some scenes everywhere, the others each somewhere."""
    manners = list(product(Language, Theme))
    for (scene, size), manner in product(EVERYWHERE.items(), manners):
        yield Shot(scene, *manner, size)
    others = [scene for scene in SCENES if scene not in EVERYWHERE]
    for scene, manner in zip(others, cycle(manners), strict=False):
        yield Shot(scene, *manner)


def take(shot: Shot, change: Callable[[Picture], Picture] = lambda unchanged: unchanged) -> Pixels:
    """Of a picture of so many blocks, [height, width, 3]."""
    window = pygame.Surface(shot.size)
    session, hands = SCENES[shot.scene]
    of = picture(lay_out(shot.size), session, hands, load_words(shot.language), PALETTES[shot.theme])
    Screen().draw(window, change(of))
    across, down = (side // BLOCK for side in shot.size)
    blocks = pygame.surfarray.array3d(window).swapaxes(0, 1).reshape(down, BLOCK, across, BLOCK, 3)
    small: Pixels = np.rint(blocks.mean(axis=(1, 3))).astype(np.int64)
    return small


def difference(shot: Shot, seen: Pixels) -> str:
    """Where it is not what it was; nothing where it is."""
    if not shot.file.exists():
        return f"{shot.file.name} is new"
    kept = np.asarray(Image.open(shot.file).convert("RGB")).astype(int)
    if kept.shape != seen.shape:
        return f"{shot.file.name} has another size"
    apart = np.abs(kept - seen).max(axis=2)
    rows, columns = (apart > TOLERANCE).nonzero()
    if not len(rows):
        return ""
    left, top, right, bottom = (BLOCK * one for one in (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1))
    return (
        f"{shot.file.name}: {len(rows)} places differ, by up to {apart.max()} of 255, "
        f"between ({left}, {top}) and ({right}, {bottom})"
    )


def keep(shot: Shot, seen: Pixels) -> None:
    FOLDER.mkdir(exist_ok=True)
    Image.fromarray(seen.astype(np.uint8)).save(shot.file, optimize=True)
