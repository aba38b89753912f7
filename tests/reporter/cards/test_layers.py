import pytest

from handdraw_reporter.cards.layers import Layer, parse_layer, trace

from .descriptions import shipped_card

PICTURE = (28, 28, 1)


@pytest.mark.parametrize(
    ("text", "layer"),
    [
        ("convolution, 16 filters of 3x3", Layer("convolution", filters=16, size=3)),
        ("convolution, 64 filters of 3x3 in steps of 2", Layer("convolution", filters=64, size=3, stride=2)),
        ("convolution, 32 filters of 3x3, relu", Layer("convolution", filters=32, size=3, relu=True)),
        ("batch normalisation", Layer("norm")),
        ("maximum of each 2x2", Layer("maximum", size=2)),
        ("sum with what went into the block", Layer("sum")),
        ("mean of each filter", Layer("mean")),
        ("dropout of 20%", Layer("dropout", percent=20)),
        ("dense, 64 units, relu", Layer("dense", units=64, relu=True)),
        ("dense, 11 units, linear", Layer("dense", units=11)),
        ("dense, 64 units, swish", Layer("other")),
        ("convolution, 16 filters of 3x5", Layer("other")),
        ("<script>", Layer("other")),
        ("", Layer("other")),
    ],
)
def test_a_layer_is_read_from_its_words(text: str, layer: Layer) -> None:
    assert parse_layer(text) == layer


@pytest.mark.parametrize("version", ["4", "5"])
def test_every_layer_of_the_versions_that_ship_is_known(version: str) -> None:
    kinds = {parse_layer(text).kind for text in shipped_card(version)["architecture"]}

    assert "other" not in kinds


@pytest.mark.parametrize(("version", "picture", "last"), [("4", (3, 3, 64), (10,)), ("5", (4, 4, 128), (11,))])
def test_shapes_follow_where_the_parameters_prove_them(
    version: str, picture: tuple[int, ...], last: tuple[int, ...]
) -> None:
    card = shipped_card(version)
    shapes = trace([parse_layer(text) for text in card["architecture"]], PICTURE, card["parameters"]) or ()

    assert ([shape for shape in shapes if len(shape) == 3][-1], shapes[-1]) == (picture, last)


@pytest.mark.parametrize(
    ("texts", "picture", "parameters"),
    [
        (["dense, 10 units, softmax"], PICTURE, 10),
        (["flatten", "dense, 10 units, softmax"], PICTURE, 7849),
        (["flatten", "dense, 10 units, softmax"], PICTURE, None),
        (["flatten", "dense, 10 units, softmax"], (28, 28), 7850),
        (["flatten"], (0, 28, 1), 0),
        (["maximum of each 99x99"], PICTURE, 0),
        (["maximum of each 0x0"], PICTURE, 0),
        (["convolution, 0 filters of 3x3"], PICTURE, 0),
        (["convolution, 1 filters of 3x3 in steps of 0"], PICTURE, 10),
        (["flatten", "flatten"], PICTURE, 0),
        (["something new"], PICTURE, 0),
    ],
)
def test_a_shape_that_is_not_certain_is_not_told(
    texts: list[str], picture: tuple[int, ...], parameters: int | None
) -> None:
    assert trace([parse_layer(text) for text in texts], picture, parameters) is None


def test_the_parameters_of_a_dense_layer_are_its_proof() -> None:
    layers = [parse_layer(text) for text in ("flatten", "dense, 10 units, softmax")]

    assert trace(layers, PICTURE, 7850) == ((784,), (10,))
