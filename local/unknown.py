"""Settings of `make run` that nobody knows: a name misspelt would count as not set."""

from collections.abc import Iterator, Mapping

import settings as local
from environment import PORTS
from pydantic import BaseModel

from handdraw_chassis.unknown_settings import find_unknown, known_names
from handdraw_desktop.settings import Settings as Desktop
from handdraw_desktop.unknown_settings import OTHERS
from handdraw_inference.settings import Settings as Inference
from handdraw_logger.settings import Settings as Logger
from handdraw_reporter.settings import Settings as Reporter

SETTINGS: dict[str, type[BaseModel]] = {
    "DESKTOP_": Desktop,
    "INFERENCE_": Inference,
    "LOCAL_": local.Settings,
    "LOGGER_": Logger,
    "REPORTER_": Reporter,
}


def name_unknown(environ: Mapping[str, str]) -> Iterator[str]:
    """Yield a sentence for each, with the nearest name that is known."""
    for prefix, settings in SETTINGS.items():
        known = {*known_names(prefix, settings.model_fields), *PORTS, *OTHERS}
        yield from map(str, find_unknown(prefix, [name for name in known if name.startswith(prefix)], environ))
