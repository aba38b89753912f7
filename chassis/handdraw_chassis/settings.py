"""What an operator may set for every service alike. Each service's settings.py adds its own."""

from ipaddress import ip_address
from typing import Literal

from pydantic import Field, FilePath
from pydantic_settings import BaseSettings, SettingsConfigDict

from handdraw_chassis.hosts import HostNames, Origins
from handdraw_chassis.proxied import RootPath


class ServiceSettings(BaseSettings):
    model_config = SettingsConfigDict(env_ignore_empty=True, frozen=True)

    host: str = Field("127.0.0.1", description="The address that it listens on.")
    port: int = Field(0, ge=0, le=65535, description="The port that it listens on.")
    allowed_hosts: HostNames = Field(
        (),
        description="Hosts beside loopback and its own name that it answers to and whose pages may call it, by commas.",
    )
    allowed_origins: Origins = Field(
        (),
        description="Pages of other sites that may call it and read its answers (CORS), by commas: "
        "`https://draw.example`.",
    )
    api_keys_file: FilePath | None = Field(
        None, description="The file of its keys: docs/security.md. Empty: whoever reaches it may do everything."
    )
    published: Literal["loopback"] | None = Field(
        None,
        description="`loopback`: it listens beyond loopback within a container whose port is published on loopback "
        "alone. Else it does not start there while people without a key are let in.",
    )
    root_path: RootPath = Field(
        "",
        description="The path below which a reverse proxy puts it, `/handdraw/reports`; its site is one of the allowed "
        "hosts: docs/reverse-proxy.md.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="`debug`, `info`, `warning` or `error`. Logs are JSON lines on stderr."
    )

    @classmethod
    def environment_name(cls, field: str) -> str:
        return f"{cls.model_config.get('env_prefix', '')}{field}".upper()

    @property
    def listens_beyond_loopback(self) -> bool:
        try:
            return not ip_address(self.host.strip("[]")).is_loopback
        except ValueError:
            return self.host.lower() != "localhost"
