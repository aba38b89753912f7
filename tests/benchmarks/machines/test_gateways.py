import pytest

from benchmarks.machines.gateways import Growth, print_growth


def test_what_is_told_says_how_the_sum_grows(capsys: pytest.CaptureFixture[str]) -> None:
    print_growth(Growth({1: 500.0, 2: 1000.0, 3: 1250.0}, 350.0, is_held=True), share=0.3)

    assert capsys.readouterr().out.splitlines() == [
        "gateways, each held to 0.3 of a core: 350 us of CPU an answer, until it is in the log",
        "  1 at once         500 answers/s   1.00 times one's",
        "  2 at once       1,000 answers/s   2.00 times one's",
        "  3 at once       1,250 answers/s   2.50 times one's",
    ]


def test_a_gateway_that_could_not_be_held_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    print_growth(Growth({1: 500.0}, 350.0, is_held=False), share=0.3)

    assert "NOT held to a share" in capsys.readouterr().out
