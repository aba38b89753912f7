"""Adds, lists and takes away keys of a service: ``python -m handdraw_chassis.keys``."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from handdraw_chassis.keys.file import ANONYMOUS, SCOPES, Key, KeysUnreadable, hash_key, make_key, read_keys, write_keys

NAME_CHARACTERS = 64


def add(file: Path, name: str, scopes: Sequence[str]) -> str:
    """Return the new key. The file is made where there is none. Raises KeysUnreadable, ValueError, OSError."""
    keys = read_keys(file) if file.exists() else ()
    if name in {key.name for key in keys}:
        raise ValueError(f"{file} has a key called {name}: take it away first, or call the new one otherwise")
    key = make_key()
    write_keys(file, [*keys, Key(name, frozenset(scopes), hash_key(key.encode()))])
    return key


def remove(file: Path, name: str) -> None:
    """Raises KeysUnreadable, ValueError, OSError."""
    keys = read_keys(file)
    if name not in {key.name for key in keys}:
        raise ValueError(f"{file} has no key called {name}")
    write_keys(file, [key for key in keys if key.name != name])


def _name(text: str) -> str:
    if not (text.isascii() and text.replace("-", "").replace("_", "").replace(".", "").isalnum()):
        raise argparse.ArgumentTypeError("letters, digits, - _ and .")
    if len(text) > NAME_CHARACTERS:
        raise argparse.ArgumentTypeError(f"at most {NAME_CHARACTERS} characters")
    if text == ANONYMOUS:
        raise argparse.ArgumentTypeError(f"{ANONYMOUS} has no key: write the line `{ANONYMOUS} SCOPES` into the file")
    return text


def _scopes(text: str) -> list[str]:
    scopes = text.split(",")
    if set(scopes) - set(SCOPES):
        raise argparse.ArgumentTypeError(f"some of {', '.join(SCOPES)}, by commas")
    return scopes


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "python -m handdraw_chassis.keys",
        description="Keys of a service, as its setting …_API_KEYS_FILE names their file. It keeps hashes alone.",
        epilog="A service reads its file again within a second. A name that is taken away is locked out.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="add | list | remove")
    for command, says in (
        ("add", "print a new key, which is shown only now"),
        ("list", "list names and scopes"),
        ("remove", "take away a key, or `anonymous`: those who have none"),
    ):
        one = commands.add_parser(command, help=says, description=f"{says[0].upper()}{says[1:]}.")
        one.add_argument("file", metavar="FILE", type=Path)
        if command != "list":
            one.add_argument("name", metavar="NAME", type=_name if command == "add" else str)
        if command == "add":
            one.add_argument(
                "--scopes",
                metavar="SCOPES",
                type=_scopes,
                default=["read"],
                help=f"of {', '.join(SCOPES)} (default: read)",
            )
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        if options.command == "add":
            print(add(options.file, options.name, options.scopes))
        elif options.command == "remove":
            remove(options.file, options.name)
        else:
            for key in read_keys(options.file):
                print(key.name, ",".join(sorted(key.scopes)))
    except (KeysUnreadable, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{options.file} cannot be written: {error.strerror}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
