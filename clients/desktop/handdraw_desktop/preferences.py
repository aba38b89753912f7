"""What a person has set, in a TOML file in the platform's folder: read at the start, written when the window is told.

A file that cannot be read keeps no window from opening, and is never written over.
"""

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Annotated

import platformdirs
import tomlkit
from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo
from tomlkit.exceptions import ParseError, TOMLKitError

from handdraw_desktop.session.codes import Complaint
from handdraw_desktop.settings import Settings

HEAD = "# Handdraw's window. Every setting of the README may stand here, without DESKTOP_ and in small letters.\n"


Kept = Mapping[str, object]


def preferences_path() -> Path:
    return platformdirs.user_config_path("handdraw", appauthor=False) / "settings.toml"


def merged(chosen: Kept, kept: Kept) -> Settings:
    """The command line wins over the environment, and that over the file. Raises ValidationError for the first two."""
    said = Settings.model_validate(dict(chosen))
    return Settings.model_validate({**{name: kept[name] for name in kept.keys() - said.model_fields_set}, **chosen})


def read_preferences(path: Path) -> tuple[Kept, tuple[Complaint, ...]]:
    """What stands there and makes sense, and a complaint for what does not."""
    try:
        text = path.read_text("utf-8")
        found = tomlkit.parse(text).unwrap()
    except FileNotFoundError:
        return {}, ()
    except ParseError as error:
        return {}, (Complaint("syntax", path, error.line),)
    except UnicodeDecodeError as error:
        return {}, (Complaint("syntax", path, error.object[: error.start].count(b"\n") + 1),)
    except OSError as error:
        return {}, (Complaint("unreadable", path, text=error.strerror or str(error)),)
    wrong = tuple(_wrong(path, text, found))
    return {name: value for name, value in found.items() if name not in {one.name for one in wrong}}, wrong


def keep(path: Path, **changed: str | float) -> Complaint | None:
    """Into the file, whole or not at all; what else stands there stays as the person wrote it. Why it could not be."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        document = tomlkit.parse(path.read_text("utf-8") if path.exists() else HEAD)
        document.update(changed)
        _replace(path, tomlkit.dumps(document))
    except (TOMLKitError, UnicodeDecodeError):
        return read_preferences(path)[1][0]
    except OSError as error:
        return Complaint("unwritable", path, text=error.strerror or str(error))
    return None


def _wrong(path: Path, text: str, found: Kept) -> Iterator[Complaint]:
    for name, value in found.items():
        field = Settings.model_fields.get(name)
        if field is None:
            yield Complaint("unknown_name", path, _line(text, name), name)
        elif not _makes_sense(field, value):
            yield Complaint("wrong_value", path, _line(text, name), name)


def _makes_sense(field: FieldInfo, value: object) -> bool:
    with suppress(ValidationError):
        TypeAdapter(Annotated[field.annotation, field]).validate_python(value)  # type: ignore[arg-type]
        return True
    return False


def _line(text: str, name: str) -> int:
    """Where a setting of that name begins."""
    begins = re.compile(rf"\s*\[*\s*[\"']?{re.escape(name)}\b")
    return next((number for number, line in enumerate(text.splitlines(), 1) if begins.match(line)), 0)


def _replace(path: Path, text: str) -> None:
    """Beside it first, so that a crash leaves the old file or the new one. A link stays one."""
    target = path.resolve()
    with NamedTemporaryFile("w", encoding="utf-8", dir=target.parent, prefix=".settings-", delete=False) as file:
        try:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
            file.close()
            Path(file.name).replace(target)
        except OSError:
            Path(file.name).unlink(missing_ok=True)
            raise
