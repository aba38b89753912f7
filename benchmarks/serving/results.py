"""What the rounds say: a table, medians of the rounds, and how contenders compare."""

from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from statistics import median

from benchmarks.recorded import Recorded
from benchmarks.serving.measuring import Round, Window

Rounds = Mapping[str, Sequence[Round]]
"""by the contender's name; a round has the same place in each"""
Cell = Callable[[Sequence[Round]], str]


def compare_rates(ours: Sequence[Round], theirs: Sequence[Round], connections: int) -> float:
    """Return how many times as much the first answer: the median of the rounds' own ratios; NaN without rounds."""
    return _compare(ours, theirs, connections, lambda window: window.tally.rate)


def compare_costs(ours: Sequence[Round], theirs: Sequence[Round], connections: int) -> float:
    """Return how many times the CPU time an answer takes of the first's server, likewise."""
    return _compare(ours, theirs, connections, lambda window: window.server_ms)


def count_recorded(rounds: Sequence[Round]) -> Recorded:
    return sum((window.recorded for one in rounds for window in one.windows.values()), Recorded())


def format_table(rounds: Rounds, connections: Sequence[int], beside: str) -> str:
    """Return the rows as Markdown; ``beside``: whom the ratios compare with."""
    columns = _columns(connections, rounds[beside])
    head = ["", *(name for name, _ in columns)]
    lines = [head, ["---"] * len(head)]
    for name, found in rounds.items():
        lines.append([name, *(cell(found) if found else "failed" for _, cell in columns)])
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _columns(connections: Sequence[int], beside: Sequence[Round]) -> list[tuple[str, Cell]]:
    most = connections[-1]
    pairs = [
        [(f"{count} conn /s (range)", _rates(count)), (f"{count}: p50 / p99 ms", _latencies(count))]
        for count in connections
    ]
    return [
        *chain(*pairs),
        *((f"ratio at {count}", _ratio(count, beside)) for count in connections),
        (f"CPU ms an answer at {most} (server / all)", _costs(most)),
        ("PSS MB (server / all)", _memory),
        ("processes", lambda rounds: str(rounds[-1].processes)),
        ("start s (CPU s)", _start),
        ("not 200", lambda rounds: str(sum(map(count_failures, rounds)))),
        ("in the log: lost, doubled", _recorded),
        ("other cores", _others),
    ]


def describe_callers(rounds: Rounds, connections: Sequence[int]) -> str:
    every = [one for found in rounds.values() for one in found]
    return ", ".join(
        f"{median(_of(every, count, lambda window: window.tally.own_us)):.0f} us at {count}" for count in connections
    )


def count_failures(one: Round) -> int:
    return sum(times for w in one.windows.values() for status, times in w.tally.statuses.items() if status != "200")


def _compare(
    ours: Sequence[Round], theirs: Sequence[Round], connections: int, figure: Callable[[Window], float]
) -> float:
    pairs = zip(_of(ours, connections, figure), _of(theirs, connections, figure), strict=False)
    ratios = [one / max(other, 1e-9) for one, other in pairs]
    return median(ratios) if ratios else float("nan")


def _of(rounds: Sequence[Round], connections: int, figure: Callable[[Window], float]) -> list[float]:
    return [figure(one.windows[connections]) for one in rounds]


def _ratio(connections: int, beside: Sequence[Round]) -> Cell:
    return lambda rounds: f"{compare_rates(rounds, beside, connections):.2f}"


def _rates(connections: int) -> Cell:
    def cell(rounds: Sequence[Round]) -> str:
        rates = _of(rounds, connections, lambda window: window.tally.rate)
        return f"{median(rates):,.0f} ({min(rates):,.0f} to {max(rates):,.0f})"

    return cell


def _latencies(connections: int) -> Cell:
    def cell(rounds: Sequence[Round]) -> str:
        middle = median(_of(rounds, connections, lambda window: window.tally.p50_ms))
        late = median(_of(rounds, connections, lambda window: window.tally.p99_ms))
        return f"{middle:.2f} / {late:.1f}"

    return cell


def _costs(connections: int) -> Cell:
    def cell(rounds: Sequence[Round]) -> str:
        server = median(_of(rounds, connections, lambda window: window.server_ms))
        everything = median(_of(rounds, connections, lambda window: window.all_ms))
        return f"{server:.3f} / {everything:.3f}"

    return cell


def _memory(rounds: Sequence[Round]) -> str:
    server, everything = (median(one.pss_mb[place] for one in rounds) for place in (0, 1))
    return f"{server:.0f} / {everything:.0f}"


def _start(rounds: Sequence[Round]) -> str:
    return f"{median(one.start_s for one in rounds):.1f} ({median(one.start_cpu_s for one in rounds):.1f})"


def _recorded(rounds: Sequence[Round]) -> str:
    found = count_recorded(rounds)
    return f"{found.answers:,}: {found.lost}, {found.doubled}" if found.answers else "records nothing"


def _others(rounds: Sequence[Round]) -> str:
    return f"{median(max(window.other_cores for window in one.windows.values()) for one in rounds):.2f}"
