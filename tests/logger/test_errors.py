from handdraw_logger import errors
from handdraw_logger.errors import LoggerError


def test_the_tree_on_top_of_the_file_names_every_error() -> None:
    tree = [line.split()[1] for line in str(errors.__doc__).splitlines() if line.startswith(("├", "└"))]

    assert tree == [error.__name__ for error in LoggerError.__subclasses__()]


def test_every_error_has_a_code_of_its_own() -> None:
    codes = [LoggerError.code, *(error.code for error in LoggerError.__subclasses__())]

    assert len(set(codes)) == len(codes)
