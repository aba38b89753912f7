"""A real Prometheus with the rules that ship, hastened: what takes minutes there takes seconds here."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from ..processes import ROOT, answers, eventually, free_port, run_process

MONITORING = ROOT / "deploy" / "monitoring"
RULES = MONITORING / "alerts.yml"
MISSING = [program for program in ("prometheus", "promtool") if shutil.which(program) is None]
WINDOW = "20s"
LOWERED = {
    "rate(handdraw_classify_seconds_bucket[20s]))) > 0.5": "rate(handdraw_classify_seconds_bucket[20s]))) > 0.0001",
    "handdraw_outbox_oldest_age_seconds > 120": "handdraw_outbox_oldest_age_seconds > 2",
    "handdraw_outbox_disk_free_bytes < 1e9": "handdraw_outbox_disk_free_bytes < 1e18",
    "handdraw_report_oldest_waiting_seconds > 1800": "handdraw_report_oldest_waiting_seconds > 2",
    "[20s]) > 2": "[20s]) > 0",
    "[20s]) > 3": "[20s]) > 0",
}
"""What would take a full disk, or half an hour, is expected of less."""


def alert_names() -> set[str]:
    return set(re.findall(r"alert: (\w+)", RULES.read_text()))


def hasten(rules: str) -> str:
    """Return the rules without patience, over seconds in place of minutes."""
    hasty = re.sub(r"for: \d+m", "for: 0s", re.sub(r"\[\d+m\]", f"[{WINDOW}]", rules))
    for usual, lowered in LOWERED.items():
        assert usual in hasty, usual
        hasty = hasty.replace(usual, lowered)
    return hasty


def queries(dashboard: Path) -> list[str]:
    panels = json.loads(dashboard.read_text())["panels"]
    targets = [target for panel in panels for target in panel.get("targets", [])]
    return [target["expr"].replace("$__rate_interval", WINDOW) for target in targets]


@dataclass(frozen=True)
class Prometheus:
    client: httpx.Client

    def query(self, expression: str) -> list[dict[str, Any]]:
        answer = self.client.get("/api/v1/query", params={"query": expression})
        assert answer.is_success, answer.text
        found: list[dict[str, Any]] = answer.json()["data"]["result"]
        return found

    def fired(self) -> set[str]:
        """Return the alerts that fired since it was started."""
        return {
            one["metric"]["alertname"]
            for one in self.query('count by (alertname) (count_over_time(ALERTS{alertstate="firing"}[1h]))')
        }

    def firing(self) -> set[str]:
        return {one["metric"]["alertname"] for one in self.query('ALERTS{alertstate="firing"}')}


@contextmanager
def watching(folder: Path, targets: Mapping[str, int], key_file: Path) -> Iterator[Prometheus]:
    """Run a Prometheus over services, by their ports, until the block ends."""
    (folder / "alerts.yml").write_text(hasten(RULES.read_text()))
    (folder / "prometheus.yml").write_text(configuration(targets, key_file))
    port = free_port()
    command = ["prometheus", f"--config.file={folder}/prometheus.yml", f"--storage.tsdb.path={folder}/tsdb"]
    command.append(f"--web.listen-address=127.0.0.1:{port}")
    with (
        run_process(command, folder / "prometheus.log"),
        httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=30) as client,
    ):
        eventually(lambda: answers(f"http://127.0.0.1:{port}/-/ready"), "Prometheus is ready")
        yield Prometheus(client)


def configuration(targets: Mapping[str, int], key_file: Path) -> str:
    """Return the configuration that ships, over these ports and with this key, a scrape each two seconds."""
    text = (MONITORING / "prometheus.yml").read_text().replace("/secrets/key", str(key_file))
    for job, port in targets.items():
        text = re.sub(rf'"{job}:\d+"', f'"127.0.0.1:{port}"', text)
    text = re.sub(r"(scrape_interval|evaluation_interval): \d+s", r"\1: 2s", text)
    return re.sub(r"scrape_timeout: \d+s", "scrape_timeout: 2s", text)


def promtool(*words: str, cwd: Path = ROOT, given: str = "") -> tuple[int, str]:
    """Return its exit status and what it says."""
    ended = subprocess.run(["promtool", *words], cwd=cwd, input=given, capture_output=True, text=True, check=False)
    return ended.returncode, ended.stdout + ended.stderr
