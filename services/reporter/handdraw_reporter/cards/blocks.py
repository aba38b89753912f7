"""A network as people draw it on a board: a few blocks, one after the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from handdraw_contracts.classifications import ModelDescription
from handdraw_reporter.cards.card import read_card
from handdraw_reporter.cards.layers import Layer, Shape, parse_layer, trace

MOST_BLOCKS: Final = 24
_BEGIN: Final = {"convolution", "maximum", "mean", "flatten", "dense", "other"}
"""With these a block begins; the other layers go with the one before."""


@dataclass(frozen=True, slots=True)
class Block:
    """Layers that belong together; the last one's shape. One that holds a sum leads past itself, too."""

    layers: tuple[Layer, ...]
    shape: Shape | None = None

    @property
    def is_residual(self) -> bool:
        return any(layer.kind == "sum" for layer in self.layers)


def find_blocks(model: ModelDescription) -> tuple[Block, ...]:
    """Return the blocks of a network, none where its card describes no layers, or more than anybody would draw."""
    card = read_card(model)
    layers = tuple(parse_layer(text) for text in card.architecture or ())
    shapes = trace(layers, model.input.shape, card.parameters)
    blocks = _group(layers, shapes or (None,) * len(layers))
    return blocks if len(blocks) <= MOST_BLOCKS else ()


def _group(layers: Sequence[Layer], shapes: Sequence[Shape | None]) -> tuple[Block, ...]:
    """A sum closes the block of the two convolutions before it, as residual blocks here are made."""
    blocks: list[Block] = []
    for layer, shape in zip(layers, shapes, strict=True):
        if layer.kind in _BEGIN or not blocks:
            blocks.append(Block((layer,), shape))
            continue
        joined: tuple[Layer, ...] = ()
        for _ in range(2 if layer.kind == "sum" and len(blocks) > 1 else 1):
            joined = blocks.pop().layers + joined
        blocks.append(Block((*joined, layer), shape))
    return tuple(blocks)
