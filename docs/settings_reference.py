"""Writes every setting with its description into .env.example and the README's table, and for Compose who gets which.

make settings
"""

import re
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
COMPOSE = ROOT / "docker-compose.yml"
PASSED_ON = ROOT / "deploy" / "compose" / "settings.yml"
STACK = ROOT / "deploy" / "swarm" / "stack.yml"
PASSED_ON_IN_SWARM = STACK.with_name("settings.yml")
BEGIN, END = "<!-- settings: made by `make settings` -->\n", "<!-- settings end -->\n"
HEADER = """\
# Settings of Handdraw, with their defaults. Copy to .env, and take the # from what you change: `make run`, `make draw`
# and Compose read it. For the first two what stands in the environment wins; Compose decides hosts, addresses and
# folders itself. Made by `make settings` from each settings.py.
"""
PASSED_ON_HEADER = """\
# Which settings of .env, or of the environment, reach which service: its own, and no others. docker-compose.yml extends
# these by what it decides itself. Made by `make settings` from it and from each settings.py.
"""
IN_SWARM_HEADER = """\
# Which settings of .env, or of the environment, reach which service on several machines. stack.yml is merged over this,
# and decides the others itself. Made by `make settings` from it and from each settings.py.
version: "3.9"
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


PASSED_ON_TO = {"inference": PARTS[0], "logger": PARTS[1], "reporter": PARTS[2], "worker": PARTS[2]}


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


def render_passed_on() -> str:
    """Return the text of Compose's file: names without values, which it passes on where they are set."""
    return PASSED_ON_HEADER + render_services(COMPOSE)


def render_passed_on_in_swarm() -> str:
    return IN_SWARM_HEADER + render_services(STACK)


def render_services(file: Path) -> str:
    return "services:\n" + "".join(render_service(service, file) for service in PASSED_ON_TO)


def render_service(service: str, file: Path) -> str:
    names = [one.name for one in list_settings(PASSED_ON_TO[service]) if concerns(service, one.name, file)]
    return f"  {service}:\n    environment:\n" + "".join(f"      {name}:\n" for name in names)


def concerns(service: str, name: str, file: Path = COMPOSE) -> bool:
    """Return whether a service uses the setting, and that file does not decide it.

    What asks a language model is the worker's alone; that there is one, the reporter knows as well, which says whether
    it answers.
    """
    kind = name.partition("_")[2]
    asking = kind.startswith("OPENAI_") and kind != "OPENAI_MODEL"
    listening = kind in ("ALLOWED_HOSTS", "ALLOWED_ORIGINS")
    decided = re.search(rf"^ +{name}:", file.read_text(), re.MULTILINE)
    return not ({"reporter": asking, "worker": listening}.get(service, False) or decided)


def replace_table(readme: str) -> str:
    """Return the README with the table of today. Raises ValueError if a marker is missing."""
    before, rest = readme.split(BEGIN)
    _, after = rest.split(END)
    return f"{before}{BEGIN}{render_table()}{END}{after}"


if __name__ == "__main__":
    EXAMPLE.write_text(render_example())
    PASSED_ON.write_text(render_passed_on())
    PASSED_ON_IN_SWARM.write_text(render_passed_on_in_swarm())
    README.write_text(replace_table(README.read_text()))
