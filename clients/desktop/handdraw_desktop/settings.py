"""What a person may set, each as DESKTOP_… in the environment or in the file of preferences.

The README's table is made from this.
"""

from pathlib import Path

from pydantic import Field, HttpUrl
from pydantic_settings import BaseSettings, SettingsConfigDict

from handdraw_desktop.language import Language
from handdraw_desktop.theme import Theme


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="DESKTOP_", env_ignore_empty=True, frozen=True)

    gateway_url: HttpUrl = Field(
        HttpUrl("http://127.0.0.1:8000"),
        description="The gateway. Not set: `make draw` looks for it on this machine, at INFERENCE_PORT.",
    )
    timeout_s: float = Field(
        5, gt=0, le=300, description="How long the gateway may be silent before it counts as away."
    )
    preview_timeout_s: float = Field(
        1, gt=0, le=300, description="How long a preview, read while you draw, may take; none is sent twice."
    )
    retry_s: float = Field(
        1,
        gt=0,
        le=300,
        description="After how long an order that failed is tried again; the pauses grow to half a minute.",
    )
    scale: float | None = Field(
        None,
        ge=0.5,
        le=8,
        description="How much larger than 280x280 the canvas is shown at first; the window may be resized. "
        "Not set: twice the display's scale.",
    )
    language: Language | None = Field(
        None, description="`en`, `ko` or `de`: the window's language. Not set: the system's."
    )
    theme: Theme = Field(Theme.LIGHT, description="`light` or `dark`: the window's colours.")
    pen_px: float = Field(16, ge=1, le=64, description="The pen's width, of the drawing's 280.")
    save_dir: Path = Field(Path("drawings"), description="Where drawings are saved; made with the first of them.")
    data_dir: Path | None = Field(
        None, description="Where what waits to be sent is kept. Not set: the platform's folder for data."
    )
    key_file: Path | None = Field(
        None, description="The file with the key that the gateway is shown, where it wants one; read for each call."
    )
