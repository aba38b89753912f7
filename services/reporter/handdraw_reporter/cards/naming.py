"""What blocks and shapes are called in a report's language."""

from collections.abc import Iterator

from handdraw_reporter.cards.blocks import Block
from handdraw_reporter.cards.layers import Layer, Shape
from handdraw_reporter.wording import Wording, fill


def name_block(block: Block, words: Wording) -> str:
    return words.blocks["residual" if block.is_residual else block.layers[0].kind]


def detail_block(block: Block, words: Wording) -> str:
    """Say what a block is made of, each thing once, in the order of its layers."""
    return ", ".join(dict.fromkeys(detail for layer in block.layers for detail in _details(layer, block, words)))


def name_shape(shape: Shape, words: Wording) -> str:
    return " × ".join(map(words.format_number, shape))  # noqa: RUF001 - a sign of multiplication


def _details(layer: Layer, block: Block, words: Wording) -> Iterator[str]:
    named = words.blocks
    match layer.kind:
        case "convolution":
            kind = "filters_twice" if block.is_residual else "filters"
            yield fill(named[kind], {"filters": words.format_number(layer.filters), "size": layer.size})
            if layer.stride > 1:
                yield fill(named["stride"], {"stride": layer.stride})
        case "maximum":
            yield fill(named["squares"], {"size": layer.size})
        case "dense":
            yield fill(named["units"], {"units": words.format_number(layer.units)})
        case "dropout":
            yield fill(named["dropout"], {"percent": words.format_number(layer.percent) + words.numbers.percent})
        case "norm" | "relu" | "sum":
            yield named[layer.kind]
    if layer.relu:
        yield named["relu"]
