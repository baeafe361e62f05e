"""How long somebody waits: for an authority, for several scenarios, for a cold start."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from abm import Scenario, run, run_many
from experiments.bench import SMALLEST, time_of_loading
from experiments.processes import outcomes

FIRST_RUN = f"""
from abm import Scenario, run
from experiments.compiling_first import compile_first
compile_first()
run(Scenario(world="{SMALLEST.world}", to={SMALLEST.to}, people={SMALLEST.people}), threads=1)
"""


@dataclass(frozen=True)
class Waits:
    """Seconds somebody waits; ``authorities`` from January 2025 to the end of 2035, by name.

    ``cold_start`` is a new process's way to its first tiny run with compiled code at hand, ``compiling``
    the same without (None if not asked for). ``one_by_one`` and ``together`` are for ``scenarios`` seeds.
    """

    authorities: dict[str, float]
    scenarios: int
    one_by_one: float
    together: float
    cold_start: float
    compiling: float | None

    @property
    def gain_of_many(self) -> float:
        """Time of the scenarios one by one on one thread over that of one call on all cores."""
        return round(self.one_by_one / self.together, 3)

    def as_record(self) -> dict[str, Any]:
        """Return the seconds in one record, ready for JSON."""
        return asdict(self)


def measure_waits(names: Sequence[str], scenarios: int, repeats: int, with_compiling: bool) -> Waits:
    """Measure each in a process of its own, the best of some repeats."""
    by_name = {name: min(_apart(answer_seconds, name) for _ in range(repeats)) for name in names}
    pairs = [_apart(many_seconds, (names[0], scenarios)) for _ in range(repeats)]
    one_by_one, together = (min(seconds) for seconds in zip(*pairs, strict=True))
    cold = min(first_run_seconds({}) for _ in range(repeats))
    with tempfile.TemporaryDirectory() as folder:
        compiling = first_run_seconds({"SENDLAB_CACHE": folder}) if with_compiling else None
    return Waits(by_name, scenarios, one_by_one, together, cold, compiling)


def answer_seconds(name: str) -> float:
    """Seconds that one authority takes from January 2025 to 2035, loading of compiled code apart."""
    time_of_loading()
    return _seconds(lambda: run(Scenario(world=name, start=2025)))


def many_seconds(case: tuple[str, int]) -> tuple[float, float]:
    """Seconds for some seeds of one authority, 2025 to 2030: one by one on one thread, and in one call."""
    name, n = case
    time_of_loading()
    scenarios = [Scenario(world=name, start=2025, to=2030, seed=seed) for seed in range(1, n + 1)]
    alone = _seconds(lambda: [run(scenario, threads=1) for scenario in scenarios])
    return alone, _seconds(lambda: run_many(scenarios))


def first_run_seconds(settings: dict[str, str]) -> float:
    """Seconds from starting Python to the end of a tiny run, under these environment variables too."""
    words = [sys.executable, "-c", FIRST_RUN]
    return _seconds(lambda: subprocess.run(words, check=True, env={**os.environ, **settings}))


def _apart(work: Callable[[Any], Any], case: Any) -> Any:
    """What ``work`` returns in a process of its own; raises ``RuntimeError`` if it fails."""
    (outcome,) = outcomes(work, [case], processes=1)
    if outcome.answer is None:
        raise RuntimeError(f"{case}: {outcome.error}")
    return outcome.answer


def _seconds(work: Callable[[], Any]) -> float:
    started = time.perf_counter()
    work()
    return round(time.perf_counter() - started, 3)
