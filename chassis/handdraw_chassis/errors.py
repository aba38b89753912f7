"""The root of every service's errors, and how those of a library become a service's own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ClassVar, TypeVar

Foreign = TypeVar("Foreign", bound=Exception)


class ServiceError(Exception):
    """What a caller may be told. ``code``: a stable word of the wire. ``title``: the kind, in a few words for people.

    Its text is the detail. It knows no HTTP: a service's problems.py has the one table of statuses.
    """

    code: ClassVar[str]
    title: ClassVar[str]


@contextmanager
def map_errors(
    foreign: type[Foreign] | tuple[type[Foreign], ...], own: Callable[[Foreign], Exception]
) -> Iterator[None]:
    """Raise what ``own`` makes of any ``foreign`` error that is raised in the block, awaits included."""
    try:
        yield
    except foreign as error:
        raise own(error) from error
