import pytest

from handdraw_reporter.cards.blocks import MOST_BLOCKS, find_blocks

from .descriptions import describe, shipped


def test_layers_that_belong_together_are_one_block() -> None:
    found = find_blocks(shipped())

    assert [(block.layers[0].kind, len(block.layers), block.is_residual, block.shape) for block in found] == [
        ("convolution", 3, False, (28, 28, 16)),
        ("maximum", 1, False, (14, 14, 16)),
        ("convolution", 7, True, (14, 14, 16)),
        ("convolution", 3, False, (7, 7, 64)),
        ("convolution", 7, True, (7, 7, 64)),
        ("convolution", 3, False, (4, 4, 128)),
        ("mean", 2, False, (128,)),
        ("dense", 1, False, (11,)),
    ]


@pytest.mark.parametrize(
    ("texts", "kinds"),
    [
        ([], []),
        (["batch normalisation", "relu"], [("norm", "relu")]),
        (["sum with what went into the block"], [("sum",)]),
        (["mean of each filter", "sum with what went into the block"], [("mean", "sum")]),
        (["something new", "relu", "dense, 10 units, softmax"], [("other", "relu"), ("dense",)]),
        (["dense, 9 units, linear"] * MOST_BLOCKS, [("dense",)] * MOST_BLOCKS),
        (["dense, 9 units, linear"] * (MOST_BLOCKS + 1), []),
        (["relu"] * 101, []),
    ],
)
def test_whatever_layers_a_card_names_there_are_blocks_or_none(texts: list[str], kinds: list[tuple[str, ...]]) -> None:
    found = find_blocks(describe({"architecture": texts}))

    assert [tuple(layer.kind for layer in block.layers) for block in found] == kinds
