"""The languages that the window speaks."""

from enum import StrEnum


class Language(StrEnum):
    ENGLISH = "en"
    KOREAN = "ko"
    GERMAN = "de"

    @property
    def next(self) -> "Language":
        """Round and round."""
        every = list(Language)
        return every[(every.index(self) + 1) % len(every)]
