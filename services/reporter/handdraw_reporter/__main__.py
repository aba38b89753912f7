"""Runs the reporter: ``python -m handdraw_reporter``."""

import sys

import uvicorn
from pydantic import ValidationError

from handdraw_reporter import logs
from handdraw_reporter.app import create_app
from handdraw_reporter.settings import Settings, complaints


def main() -> int:
    try:
        settings = Settings()
    except ValidationError as error:
        print(complaints(error), file=sys.stderr)
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
