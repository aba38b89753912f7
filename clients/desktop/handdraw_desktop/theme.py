"""By day or by night."""

from enum import StrEnum


class Theme(StrEnum):
    LIGHT = "light"
    DARK = "dark"

    @property
    def next(self) -> "Theme":
        return Theme.DARK if self is Theme.LIGHT else Theme.LIGHT
