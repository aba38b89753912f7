"""Which of our languages this system speaks."""

import ctypes
import locale
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress

from handdraw_desktop.language import Language

VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")  # the first that is set decides, as POSIX has it
MACOS = ("/usr/bin/defaults", "read", "-g", "AppleLocale")


def system_language(environment: Mapping[str, str], ask_platform: Callable[[], str] | None = None) -> Language:
    """English where the system speaks none of ours. ``ask_platform``: where the environment is silent."""
    locale_name = next((environment[name] for name in VARIABLES if environment.get(name)), None)
    return _language((ask_platform or platform_locale)() if locale_name is None else locale_name)


def _language(locale_name: str) -> Language:
    """Of ``de_AT.UTF-8``, ``ko-KR`` or ``C``."""
    code = locale_name.replace("-", "_").partition("_")[0].partition(".")[0].lower()
    return Language(code) if code in set(Language) else Language.ENGLISH


def platform_locale() -> str:
    """Windows and macOS tell a window's language apart from the environment; "" where nobody does."""
    if sys.platform == "win32":
        return locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")
    if sys.platform == "darwin":
        with suppress(OSError, subprocess.SubprocessError):
            return subprocess.run(MACOS, capture_output=True, text=True, timeout=1, check=True).stdout.strip()  # noqa: S603
    return ""
