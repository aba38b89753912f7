import inspect
from collections.abc import Iterator
from http import HTTPStatus

import pytest

from handdraw_chassis.errors import ServiceError
from handdraw_chassis.problems import Problems, first_errors
from handdraw_contracts.problems import Problem
from handdraw_inference import problems as inference
from handdraw_inference.errors import InferenceError
from handdraw_logger import problems as logger
from handdraw_logger.errors import LoggerError
from handdraw_reporter import problems as reporter
from handdraw_reporter.errors import ReporterError

TABLES = {InferenceError: inference.STATUS, LoggerError: logger.STATUS, ReporterError: reporter.STATUS}
each_root = pytest.mark.parametrize("root", TABLES, ids=lambda root: root.__name__)


class Refused(ServiceError):
    """A family."""

    code = "refused"
    title = "Refused"


class TooLarge(Refused):
    """One of it."""

    code = "too_large"
    title = "Too large"


def below(error: type[ServiceError]) -> Iterator[type[ServiceError]]:
    for child in error.__subclasses__():
        yield child
        yield from below(child)


def leaves(root: type[ServiceError]) -> list[type[ServiceError]]:
    return [error for error in below(root) if not error.__subclasses__()]


def drawn(root: type[ServiceError], indent: str = "") -> Iterator[str]:
    children = root.__subclasses__()
    for child in children:
        last = child is children[-1]
        yield f"{indent}{'└' if last else '├'}── {child.__name__}"
        yield from drawn(child, indent + ("    " if last else "│   "))


@each_root
def test_every_error_has_a_status(root: type[ServiceError]) -> None:
    table = TABLES[root]

    assert [error for error in (root, *below(root)) if not set(error.__mro__) & set(table)] == []


@each_root
def test_the_table_of_statuses_names_the_services_own_errors_alone(root: type[ServiceError]) -> None:
    assert set(TABLES[root]) - {root, *below(root)} == set()


@each_root
def test_every_error_has_a_code_of_its_own(root: type[ServiceError]) -> None:
    codes = [error.__dict__["code"] for error in (root, *below(root))]

    assert sorted(set(codes)) == sorted(codes)


@each_root
def test_every_error_has_a_title_and_says_what_it_means(root: type[ServiceError]) -> None:
    silent = [error for error in leaves(root) if not error.title or not error.__dict__["__doc__"]]

    assert silent == []


@each_root
def test_the_tree_on_top_of_the_file_is_that_of_the_classes(root: type[ServiceError]) -> None:
    on_top = inspect.getdoc(inspect.getmodule(root)) or ""

    assert on_top.split("\n\n")[1].strip() == "\n".join([root.__name__, *drawn(root)])


def test_an_error_that_the_table_does_not_name_has_the_status_of_its_nearest_ancestor() -> None:
    problem = Problems({Refused: HTTPStatus.CONFLICT}, "1").problem(TooLarge("Send less"))

    assert problem == Problem(title="Too large", status=409, detail="Send less", code="too_large")


def test_what_was_wrong_is_told_in_a_line_without_what_was_sent() -> None:
    wrong = [
        {"loc": ("query", "limit"), "msg": "too small", "input": "secret"},
        {"loc": (), "msg": "missing", "input": "secret"},
    ]

    assert first_errors(wrong) == "query.limit: too small; body: missing"


def test_the_first_three_things_that_were_wrong_are_told() -> None:
    assert first_errors([{"loc": ("query",), "msg": "wrong"}] * 1_000) == "query: wrong; query: wrong; query: wrong"
