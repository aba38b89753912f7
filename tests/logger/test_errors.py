from handdraw_logger import errors
from handdraw_logger.errors import LoggerError


def test_the_tree_on_top_of_the_file_names_every_error() -> None:
    tree = [line.split("── ")[1].split()[0] for line in str(errors.__doc__).splitlines() if "── " in line]

    assert tree == [error.__name__ for error in all_errors()[1:]]


def all_errors(error: type[LoggerError] = LoggerError) -> list[type[LoggerError]]:
    """It and those below it, as the tree is drawn."""
    return [error, *(below for child in error.__subclasses__() for below in all_errors(child))]


def test_every_error_has_a_code_of_its_own() -> None:
    codes = [error.code for error in all_errors()]

    assert len(set(codes)) == len(codes)
