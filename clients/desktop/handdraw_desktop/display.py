"""How much larger than on a plain display a window's pixels have to be, as the platform tells it.

SDL 2 opens windows in points on macOS and Wayland, which then enlarge them: 1. On X11 desktops write ``Xft.dpi``; on
Windows a program that says that it knows of scales gets true pixels and the display's dots per inch.
"""

import ctypes
import sys
from collections.abc import Callable, MutableMapping

PLAIN_DPI = 96
SMALLEST, LARGEST = 1.0, 4.0
AWARENESS = "SDL_WINDOWS_DPI_AWARENESS"  # SDL 2.24 reads it at its start

Dots = Callable[[], float | None]


def ask_for_true_pixels(environment: MutableMapping[str, str]) -> None:
    """Before SDL starts: else Windows draws an enlarged window out of few pixels."""
    environment.setdefault(AWARENESS, "permonitorv2")


def display_scale(driver: str, dots: Dots | None = None) -> float:
    """1 to 4. ``driver``: SDL's video driver. ``dots``: the display's dots per inch; None where nobody knows."""
    ask = dots or DRIVERS.get(driver)
    dpi = ask() if ask else None
    return min(max((dpi or PLAIN_DPI) / PLAIN_DPI, SMALLEST), LARGEST)


def x11_dots() -> float | None:
    """``Xft.dpi`` of the X resources, where GNOME, KDE and others write the scale that was chosen."""
    try:
        xlib = ctypes.CDLL("libX11.so.6")
    except OSError:
        return None
    xlib.XOpenDisplay.restype = ctypes.c_void_p
    xlib.XGetDefault.restype = ctypes.c_char_p
    display = ctypes.c_void_p(xlib.XOpenDisplay(None))
    if not display:
        return None
    try:
        return _number(xlib.XGetDefault(display, b"Xft", b"dpi"))
    finally:
        xlib.XCloseDisplay(display)


def windows_dots() -> float | None:
    """96 for a program that does not know of scales; Windows 10 and later."""
    if sys.platform == "win32":
        return float(ctypes.windll.user32.GetDpiForSystem())
    return None


def _number(text: bytes | None) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None


DRIVERS: dict[str, Dots] = {"x11": x11_dots, "windows": windows_dots}
