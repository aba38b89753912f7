"""What a person may set for `make run`, each as LOCAL_… in the environment. The README's table is made from this."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field


class Settings(BaseModel):
    model_config = ConfigDict(frozen=True)

    redis_port: int = Field(6390, ge=1, le=65535, description="The port of the embedded Valkey.")
    run_dir: Path = Field(Path(".run"), description="Where data and logs lie.")
