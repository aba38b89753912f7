from collections.abc import Iterator

from handdraw_inference.errors import InferenceError
from handdraw_inference.problems import STATUS, TITLES


def leaves(error: type[InferenceError]) -> Iterator[type[InferenceError]]:
    subclasses = error.__subclasses__()
    if not subclasses:
        yield error
    for subclass in subclasses:
        yield from leaves(subclass)


def test_every_error_has_exactly_one_status_and_one_title() -> None:
    errors = set(leaves(InferenceError))

    assert (set(STATUS), set(TITLES)) == (errors, errors)


def test_every_error_has_a_code_of_its_own() -> None:
    codes = [error.code for error in leaves(InferenceError)]

    assert sorted(set(codes)) == sorted(codes)
