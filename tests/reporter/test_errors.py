import re
from collections.abc import Iterator

from handdraw_reporter import errors
from handdraw_reporter.errors import ReporterError


def below(kind: type[ReporterError]) -> Iterator[type[ReporterError]]:
    for one in kind.__subclasses__():
        yield one
        yield from below(one)


def test_every_error_has_a_code_of_its_own_a_title_and_a_docstring() -> None:
    kinds = list(below(ReporterError))

    assert len({kind.code for kind in kinds} - {ReporterError.code}) == len(kinds)
    assert [kind for kind in kinds if not kind.title or not kind.__doc__] == []


def test_the_tree_on_top_of_the_file_is_the_tree_of_the_classes() -> None:
    drawn = re.findall(r"[├└]── (\w+)", errors.__doc__ or "")

    assert drawn == [kind.__name__ for kind in below(ReporterError)]
