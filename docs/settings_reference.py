"""Writes every setting with its description into .env.example and the README's table.

make settings
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel
from settings import Settings as LocalSettings

from handdraw_desktop.settings import Settings as DesktopSettings
from handdraw_inference.settings import Settings as InferenceSettings
from handdraw_logger.settings import Settings as LoggerSettings
from handdraw_reporter.settings import Settings as ReporterSettings

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE, README = ROOT / ".env.example", ROOT / "README.md"
BEGIN, END = "<!-- settings: made by `make settings` -->\n", "<!-- settings end -->\n"
HEADER = """\
# Settings of Handdraw, with their defaults. Copy to .env, and take the # from what you change: `make run`, `make draw`
# and Compose read it. For the first two what stands in the environment wins; Compose decides hosts, addresses and
# folders itself. Made by `make settings` from each settings.py.
"""


class Part(NamedTuple):
    title: str
    prefix: str
    settings: type[BaseModel]


PARTS = (
    Part("The gateway", "INFERENCE_", InferenceSettings),
    Part("The logger", "LOGGER_", LoggerSettings),
    Part("The reporter, and the worker that writes the reports", "REPORTER_", ReporterSettings),
    Part("The desktop client, `make draw`", "DESKTOP_", DesktopSettings),
    Part("`make run`", "LOCAL_", LocalSettings),
)


class Setting(NamedTuple):
    """``default``: as the environment writes it; empty if there is none."""

    name: str
    default: str
    description: str


def list_settings(part: Part) -> Iterator[Setting]:
    for name, field in part.settings.model_fields.items():
        yield Setting(f"{part.prefix}{name}".upper(), format_default(field.default), field.description or "")


def format_default(default: object) -> str:
    if default is None:
        return ""
    if isinstance(default, tuple):
        return ",".join(default)
    return f"{default:g}" if isinstance(default, float) else str(default).rstrip("/")


def render_example() -> str:
    """Return the text of .env.example: each setting commented out, so that a copy changes nothing."""
    return HEADER + "".join(f"\n# {part.title}\n\n{''.join(map(comment_out, list_settings(part)))}" for part in PARTS)


def comment_out(setting: Setting) -> str:
    return f"# {setting.description}\n#{setting.name}={setting.default}\n"


def render_table() -> str:
    """Return the table that the README has between its two markers."""
    rows = [f"| **{part.title}** | | |\n{''.join(map(render_row, list_settings(part)))}" for part in PARTS]
    return f"\n| setting | default | meaning |\n| --- | --- | --- |\n{''.join(rows)}\n"


def render_row(setting: Setting) -> str:
    default = f" `{setting.default}`" if setting.default else ""
    return f"| `{setting.name}` |{default} | {setting.description} |\n"


def replace_table(readme: str) -> str:
    """Return the README with the table of today. Raises ValueError if a marker is missing."""
    before, rest = readme.split(BEGIN)
    _, after = rest.split(END)
    return f"{before}{BEGIN}{render_table()}{END}{after}"


if __name__ == "__main__":
    EXAMPLE.write_text(render_example())
    README.write_text(replace_table(README.read_text()))
