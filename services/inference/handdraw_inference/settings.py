"""What an operator may set, each as INFERENCE_… in the environment. The README's table is made from this."""

from pathlib import Path
from typing import Literal

from pydantic import Field, HttpUrl
from pydantic_settings import SettingsConfigDict

from handdraw_chassis.keys.showing import KeyFile
from handdraw_chassis.settings import ServiceSettings


class Settings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="INFERENCE_")

    port: int = Field(8000, ge=1, le=65535, description="The port that it listens on.")
    workers: int = Field(
        2, ge=1, le=64, description="How many processes answer on that port, on one outbox file: as many as cores."
    )
    models_dir: Path = Field(
        Path("services/inference/models"),
        description="The folder with `models.config` and the versions of the network that it names.",
    )
    models_poll_s: float = Field(10, gt=0, description="How often the embedded engine looks at `models.config` again.")
    tf_serving_target: str = Field(
        "", description="`host:port` of TensorFlow Serving's gRPC. Empty: the embedded engine alone answers."
    )
    tf_serving_deadline_ms: int = Field(
        1000, ge=1, description="How long TensorFlow Serving may take before the embedded engine answers instead."
    )
    logger_url: HttpUrl = Field(HttpUrl("http://127.0.0.1:8001"), description="The logger, where events go.")
    logger_key_file: KeyFile | None = Field(
        None, description="The file that holds the key to show the logger. Empty: none is shown."
    )
    outbox_file: Path = Field(
        Path(".run/outbox/outbox.db"),
        description="Where events wait for the logger: each lies here before its answer leaves.",
    )
    outbox_sync: Literal["normal", "full"] = Field(
        "normal",
        description="What a recorded event survives: `normal` the death of any process, `full` a power cut too.",
    )
    outbox_quota_mib: int = Field(
        1024,
        ge=1,
        description="What the outbox may take of the disk before drawings are answered 503; of refusals a tenth.",
    )
    outbox_max_age_s: float | None = Field(
        None,
        gt=0,
        description="Drawings are answered 503 as well while the oldest event has waited for longer. Empty: never.",
    )
    idempotency_hours: float = Field(
        24,
        gt=0,
        description="How long an Idempotency-Key gives the answer that it gave, at all gateways of one outbox file.",
    )
    idempotency_answers: int = Field(
        200_000,
        ge=1,
        description="How many such answers are kept at most, of some 700 bytes each; the oldest go first.",
    )
    max_wait_ms: int = Field(
        100,
        ge=1,
        description="How long a drawing may have to wait for those before it; others are answered 429 at once.",
    )
    decoding_memory_mib: int = Field(
        384,
        ge=64,
        description="The memory of pictures that are decoded, of all workers; others wait 2 s, then are answered 429.",
    )
    bodies_memory_mib: int = Field(
        128,
        ge=32,
        description="The memory of bodies until they are answered, each twice, of all workers; others likewise.",
    )
    low_confidence: float = Field(
        0.6, ge=0, le=1, description="Below this confidence an answer carries the warning `low_confidence`."
    )

    def share_mib(self, mib: int, least: int) -> int:
        """Return one worker's share of an amount of memory that is for all of them."""
        return max(least, mib // self.workers)
