import os
from pathlib import Path

import pytest

from benchmarks.hostile.serving import HostileGateway, make_cgroup


def test_what_lives_has_used_the_cpu_and_memory() -> None:
    gateway = HostileGateway(0, os.getpid(), "")

    assert (gateway.cpu_ms() > 0, gateway.peak_mib() > 1) == (True, True)


def test_a_dead_gateway_ends_the_benchmark(tmp_path: Path) -> None:
    never = int(Path("/proc/sys/kernel/pid_max").read_text()) + 1

    with pytest.raises(SystemExit, match="the gateway is dead"):
        HostileGateway(0, never, str(tmp_path)).peak_mib()


def test_a_cgroup_is_gone_after_its_block_or_never_was() -> None:
    with make_cgroup(64) as cgroup:
        made = cgroup is None or cgroup.is_dir()

    assert (made, cgroup is not None and cgroup.exists()) == (True, False)
