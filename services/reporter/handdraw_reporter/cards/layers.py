"""A network's layers, read from the words in which a card describes them, and what each of them hands on."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["convolution", "norm", "relu", "maximum", "sum", "mean", "flatten", "dropout", "dense", "other"]
Shape = tuple[int, ...]
"""Height, width and channels of a picture, or how many numbers."""

_FORMS: Final[dict[Kind, re.Pattern[str]]] = {
    "convolution": re.compile(
        r"convolution, (?P<filters>\d{1,5}) filters of (?P<size>\d{1,2})x(?P=size)"
        r"(?: in steps of (?P<stride>\d{1,2}))?(?P<relu>, relu)?"
    ),
    "norm": re.compile(r"batch normalisation"),
    "relu": re.compile(r"relu"),
    "maximum": re.compile(r"maximum of each (?P<size>\d{1,2})x(?P=size)"),
    "sum": re.compile(r"sum with what went into the block"),
    "mean": re.compile(r"mean of each filter"),
    "flatten": re.compile(r"flatten"),
    "dropout": re.compile(r"dropout of (?P<percent>\d{1,2})%"),
    "dense": re.compile(r"dense, (?P<units>\d{1,5}) units, (?:(?P<relu>relu)|linear|softmax)"),
}


@dataclass(frozen=True, slots=True)
class Layer:
    """``size``: of a filter, or of the squares of which the maximum is taken; what a layer does not have is 0."""

    kind: Kind
    filters: int = 0
    size: int = 0
    stride: int = 1
    units: int = 0
    percent: int = 0
    relu: bool = False


def parse_layer(text: str) -> Layer:
    """Return what the words say; a layer of a kind that is not known here is "other"."""
    for kind, form in _FORMS.items():
        if (found := form.fullmatch(text)) is not None:
            said = {name: value for name, value in found.groupdict().items() if value is not None}
            relu = said.pop("relu", None) is not None
            return Layer(kind, relu=relu, **{name: int(value) for name, value in said.items()})
    return Layer("other")


def trace(layers: Sequence[Layer], picture: Shape, parameters: int | None) -> tuple[Shape, ...] | None:
    """Return the shape after each layer; None where it cannot be told for certain.

    A card does not say whether convolutions keep the size: they do where something is summed. That the parameters of
    such a network are as many as the card says is the proof.
    """
    if len(picture) != 3 or min(picture) < 1:
        return None
    try:
        steps = tuple(_steps(layers, picture, keeps=any(layer.kind == "sum" for layer in layers)))
    except ValueError:
        return None
    return tuple(shape for shape, _ in steps) if sum(count for _, count in steps) == parameters else None


def _steps(layers: Sequence[Layer], shape: Shape, *, keeps: bool) -> Iterator[tuple[Shape, int]]:
    """Yield each layer's shape and how many parameters it has. Raises ValueError."""
    for place, layer in enumerate(layers):
        is_normed = place + 1 < len(layers) and layers[place + 1].kind == "norm"
        before, shape = shape, _shape_after(layer, shape, keeps=keeps)
        yield shape, _count_parameters(layer, before, bias=not is_normed)


def _shape_after(layer: Layer, shape: Shape, *, keeps: bool) -> Shape:
    height, width, *_ = (*shape, 1)
    match layer.kind:
        case "convolution" if len(shape) == 3 and layer.size and layer.stride:
            lost = 0 if keeps else layer.size - 1
            sides = (-(-(side - lost) // layer.stride) for side in (height, width))
            return _positive(*sides, layer.filters)
        case "maximum" if len(shape) == 3 and layer.size:
            return _positive(height // layer.size, width // layer.size, shape[-1])
        case "mean" if len(shape) == 3:
            return (shape[-1],)
        case "flatten" if len(shape) == 3:
            return (height * width * shape[-1],)
        case "dense" if len(shape) == 1:
            return _positive(layer.units)
        case "norm" | "relu" | "sum" | "dropout":
            return shape
        case _:
            raise ValueError(f"nothing is known of what {layer.kind} makes of {shape}")


def _positive(*shape: int) -> Shape:
    if min(shape) < 1:
        raise ValueError(f"{shape} is empty")
    return shape


def _count_parameters(layer: Layer, before: Shape, *, bias: bool) -> int:
    match layer.kind:
        case "convolution":
            return layer.filters * (layer.size**2 * before[-1] + bias)
        case "norm":
            return 4 * before[-1]
        case "dense":
            return layer.units * (before[-1] + 1)
        case _:
            return 0
