import os
import subprocess
import sys
from pathlib import Path

from benchmarks.accounts import Group, busy_s, cpu_s, pss_mb
from benchmarks.processes import run_process, wait_until

SLEEP = "import time; time.sleep(60)"
DETACHED = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {SLEEP!r}], start_new_session=True)"
BUSY = "import time; end = time.process_time() + 0.2\nwhile time.process_time() < end: pass\ntime.sleep(60)"


def test_a_group_is_all_with_its_mark_detached_or_not() -> None:
    group, other = Group.new("one"), Group.new("other")
    command = [sys.executable, "-c", f"{DETACHED}; {SLEEP}"]

    with run_process(command, group.environment):
        wait_until(lambda: len(group.pids()) == 2, "it has a child")
        found = (len(group.pids()), group.pss_mb() > 1, other.pids())
    group.end()

    assert (found, group.pids()) == ((2, True, []), [])


def test_what_its_processes_used_is_added_up() -> None:
    group = Group.new("busy")
    with run_process([sys.executable, "-c", BUSY], group.environment):
        wait_until(lambda: group.cpu_s() >= 0.2, "it has worked")
        together = cpu_s([group, group]) / group.cpu_s()

    assert together == 2


def test_who_does_not_ask_to_live_is_killed() -> None:
    group = Group.new("deaf")
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", deaf], env=group.environment, stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()
        group.end(patience_s=0)

    assert process.returncode == -9


def test_what_is_gone_takes_nothing() -> None:
    never = int(Path("/proc/sys/kernel/pid_max").read_text()) + 1

    assert (pss_mb(never), Group.new("nobody").cpu_s()) == (0, 0)


def test_the_machine_has_been_busy() -> None:
    assert busy_s() > 0


def test_a_process_without_a_mark_is_known_by_its_id() -> None:
    assert (Group("none", known=(os.getpid(),)).pids(), Group("none").pids()) == ([os.getpid()], [])
