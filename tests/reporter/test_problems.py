from collections.abc import Iterator

from handdraw_reporter.errors import ReporterError
from handdraw_reporter.problems import STATUS, TITLES


def leaves(error: type[ReporterError]) -> Iterator[type[ReporterError]]:
    subclasses = error.__subclasses__()
    if not subclasses:
        yield error
    for subclass in subclasses:
        yield from leaves(subclass)


def test_every_error_has_exactly_one_status_and_one_title() -> None:
    errors = set(leaves(ReporterError))

    assert (set(STATUS), set(TITLES)) == (errors, errors)


def test_every_error_has_a_code_of_its_own() -> None:
    codes = [error.code for error in leaves(ReporterError)]

    assert sorted(set(codes)) == sorted(codes)
