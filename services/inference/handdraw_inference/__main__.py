"""Runs the gateway: ``python -m handdraw_inference``."""

import sys

import uvicorn
from pydantic import ValidationError

from handdraw_inference import logs
from handdraw_inference.app import create_app
from handdraw_inference.settings import Settings


def main() -> int:
    try:
        settings = Settings()
    except ValidationError as error:
        for wrong in error.errors():
            print(f"INFERENCE_{wrong['loc'][0]}".upper(), wrong["msg"], file=sys.stderr)
        return 2
    logs.configure(settings.log_level)
    uvicorn.run(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=10,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
