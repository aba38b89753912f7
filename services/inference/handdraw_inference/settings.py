"""What an operator may set, each as INFERENCE_… in the environment."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, HttpUrl
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="INFERENCE_", env_ignore_empty=True, frozen=True)

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 8000
    models_dir: Path = Path("services/inference/models")
    models_poll_s: Annotated[float, Field(gt=0)] = 10
    tf_serving_target: str = ""
    """host:port of TensorFlow Serving's gRPC; empty: the embedded engine alone answers."""
    tf_serving_deadline_ms: Annotated[int, Field(ge=1)] = 1000
    logger_url: HttpUrl = HttpUrl("http://127.0.0.1:8001")
    outbox_file: Path = Path(".run/outbox/outbox.db")
    outbox_sync: Literal["normal", "full"] = "normal"
    """normal survives the death of any process; full survives a power cut too."""
    outbox_quota_mib: Annotated[int, Field(ge=1)] = 1024
    """What may wait, quarantine included, before drawings are answered 503; refusals may use a tenth of it."""
    outbox_max_age_s: Annotated[float, Field(gt=0)] | None = None
    """Drawings are answered 503, too, while the oldest event has waited for longer. None: however long."""
    max_waiting: Annotated[int, Field(ge=64)] = 1024
    """Drawings that may wait for the engine before others are answered 429."""
    low_confidence: Annotated[float, Field(ge=0, le=1)] = 0.6
    """Below it an answer carries the warning low_confidence."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"
