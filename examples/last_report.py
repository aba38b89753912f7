"""Asks for a report of what was recorded since the last scheduled one, waits for it, and saves it.

python last_report.py report.html        # or .md, or .json
"""

import argparse
import signal
import sys
import time
from pathlib import Path

import httpx

FORMS = {".html": "text/html", ".md": "text/markdown", ".json": "application/json"}


def wait_until_written(reporter: httpx.Client, location: str, patience_s: float) -> None:
    """Wait, and show how far it is. Raises SystemExit if it fails or takes too long."""
    end, told = time.monotonic() + patience_s, ""
    while True:
        report = reporter.get(location, headers={"Accept": "application/json"}).raise_for_status().json()
        step = f"{report['progress']:4.0%} {report['status']} {report.get('step') or ''}"
        if step != told:
            print(step, file=sys.stderr)
            told = step
        if report["status"] == "done":
            return
        if report["status"] == "failed":
            sys.exit(f"The report failed: {report['failure']['detail']}")
        if time.monotonic() > end:
            sys.exit(f"Not written within {patience_s:.0f} s; it may be later, at {location}")
        time.sleep(0.5)


def read_key(file: str) -> dict[str, str]:
    """Return the header that shows the key of a file. Raises ArgumentTypeError."""
    try:
        return {"Authorization": f"Bearer {Path(file).read_text('ascii').strip()}"}
    except (OSError, ValueError) as error:
        raise argparse.ArgumentTypeError(f"{file} holds no key: {error}") from error


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="its ending says in which form")
    parser.add_argument("--reporter", default="http://127.0.0.1:8002", help="(default: %(default)s)")
    parser.add_argument("--language", help="en, de or ko (default: as the reporter is set)")
    parser.add_argument("--patience", type=float, default=120, metavar="SECONDS", help="(default: %(default)s)")
    parser.add_argument(
        "--key-file", type=read_key, dest="key", default={}, help="with the key that the reporter may want"
    )
    options = parser.parse_args()
    if options.file.suffix not in FORMS:
        parser.error(f"{options.file} must end in one of {', '.join(FORMS)}")
    try:
        with httpx.Client(base_url=options.reporter, timeout=30, headers=options.key) as reporter:
            asked = reporter.post("/v1/reports", json={"language": options.language})
            if not asked.is_success:
                sys.exit(asked.json()["detail"])
            location = str(asked.url.join(asked.headers["Location"]))
            wait_until_written(reporter, location, options.patience)
            report = reporter.get(location, headers={"Accept": FORMS[options.file.suffix]})
    except httpx.TransportError as error:
        sys.exit(f"No reporter answers at {options.reporter}: {error}")
    options.file.write_bytes(report.raise_for_status().content)
    print(options.file)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a script's shell makes its background jobs ignore it
    main()
