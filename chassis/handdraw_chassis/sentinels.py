"""The address of a Redis that moves: Sentinels know which machine has the primary."""

from typing import NamedTuple

from pydantic import MongoDsn, UrlConstraints

PORT = 26379


class SentinelDsn(MongoDsn):
    """redis+sentinel://[user@]host[:port],host[:port],…/name-of-the-primary[/database]."""

    _constraints = UrlConstraints(allowed_schemes=["redis+sentinel"])


class Sentinels(NamedTuple):
    """``primary``: what the Sentinels call it. ``username``: Redis's, not the Sentinels'."""

    hosts: list[tuple[str, int]]
    primary: str
    database: int
    username: str | None


def parse_sentinels(address: SentinelDsn) -> Sentinels:
    """Raises ValueError."""
    primary, _, database = (address.path or "").strip("/").partition("/")
    if not primary or not (database or "0").isdecimal():
        raise ValueError("Sentinels are asked for a primary by its name: redis+sentinel://host,host,host/name/0")
    hosts = [((host["host"] or "").strip("[]"), host["port"] or PORT) for host in address.hosts()]
    return Sentinels(hosts, primary, int(database or 0), address.hosts()[0]["username"])


def check_address(address: object) -> object:
    """For a setting that names a Redis. Raises ValueError."""
    if isinstance(address, SentinelDsn):
        parse_sentinels(address)
    return address
