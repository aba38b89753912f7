"""Settings that nobody knows: a name misspelt would else be taken for one that is not set."""

import os
from collections.abc import Collection, Iterable, Iterator
from difflib import get_close_matches
from itertools import islice
from typing import Final, NamedTuple

import structlog
from pydantic_settings import BaseSettings

NAMED: Final = 20  # at most

log = structlog.get_logger()


class Unknown(NamedTuple):
    """``nearest``: the known name that looks most like it, if any does."""

    name: str
    nearest: str | None

    def __str__(self) -> str:
        hint = f": is {self.nearest} meant?" if self.nearest else ""
        return f"{self.name} is no setting of Handdraw{hint}"


def known_names(prefix: str, fields: Iterable[str]) -> list[str]:
    return [f"{prefix}{field}".upper() for field in fields]


def find_unknown(prefix: str, known: Collection[str], names: Iterable[str]) -> Iterator[Unknown]:
    """Yield those of some environment's names that begin with our prefix, and are none of the known ones."""
    ours = (name for name in sorted(names) if name.upper().startswith(prefix) and name.upper() not in known)
    for name in ours:
        yield Unknown(name, next(iter(get_close_matches(name.upper(), known, n=1)), None))


def warn_of_unknown(settings: type[BaseSettings]) -> None:
    """Log each setting with this service's prefix, if it has one, that it does not know."""
    prefix = settings.model_config.get("env_prefix", "")
    found = find_unknown(prefix, known_names(prefix, settings.model_fields), os.environ) if prefix else iter(())
    for unknown in islice(found, NAMED):
        log.warning("a setting is unknown, and left alone", name=unknown.name, nearest=unknown.nearest)
