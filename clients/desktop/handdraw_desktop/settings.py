"""What a person may set, each as DESKTOP_… in the environment."""

from pathlib import Path
from typing import Annotated

from pydantic import Field, HttpUrl
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="DESKTOP_", env_ignore_empty=True, frozen=True)

    gateway_url: HttpUrl = HttpUrl("http://127.0.0.1:8000")
    timeout_s: Annotated[float, Field(gt=0, le=300)] = 5
    """How long the gateway may be silent before it counts as away."""
    retry_s: Annotated[float, Field(gt=0, le=300)] = 1
    """When a call that failed is repeated, and how often an idle window looks whether the gateway is there."""
    scale: Annotated[float, Field(ge=0.5, le=8)] = 2
    """Pixels of the first window for one of the drawing's 280x280; the window may be resized."""
    pen_px: Annotated[float, Field(ge=1, le=64)] = 16
    """The pen's width, of the drawing's 280."""
    save_dir: Path = Path("drawings")
    """Made when the first drawing is saved."""
