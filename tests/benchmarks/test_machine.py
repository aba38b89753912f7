import pytest

from benchmarks.machine import describe_machine, read_cpuinfo

X86 = "model name\t: Xeon\nflags\t\t: fpu avx2 avx512_vnni\n\nmodel name\t: Other\nflags\t\t: fpu\n"
ARM = "processor\t: 0\nFeatures\t: fp asimddp\nCPU implementer\t: 0x41\n"


@pytest.mark.parametrize(
    ("text", "cpu"),
    [
        (X86, "Xeon (avx2 avx512_vnni)"),
        (ARM, "(asimddp)"),
        ("", "(none of avx2 avx512f avx512_vnni avx_vnni amx_int8 asimddp i8mm)"),
    ],
)
def test_of_a_cpu_the_flags_that_matter_are_told(text: str, cpu: str) -> None:
    assert read_cpuinfo(text).endswith(cpu)


def test_cores_load_system_and_commit_are_told() -> None:
    described = describe_machine()

    assert [word in described for word in ("cores", "load", "Linux", "Python 3", "\ncommit ")] == [True] * 5
