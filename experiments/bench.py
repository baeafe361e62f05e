"""How fast the model is and how much memory it takes, each case in a process of its own."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from abm import Scenario, run
from experiments.processes import BYTES_PER_MEBIBYTE, Outcome, outcomes, peak_mib

MONTHS_TO_COMPARE = 25
SMALLEST = Scenario(world="demo", start=2010, to=2010, people=200)


class Case(NamedTuple):
    """One thing to time: a scenario on a number of threads, the best of some repeats."""

    scenario: Scenario
    threads: int
    repeats: int


class Clock(NamedTuple):
    """When a run started and when each of its months ended, in seconds, and people in its first month."""

    started: float
    ends: list[float]
    people: int

    @property
    def months(self) -> int:
        """How many months there were."""
        return len(self.ends)

    @property
    def start_seconds(self) -> float:
        """Time to the end of the first month."""
        return self.ends[0] - self.started

    @property
    def seconds_per_month(self) -> float:
        """Mean time of a month after the first."""
        return (self.ends[-1] - self.ends[0]) / max(1, self.months - 1)

    @property
    def late_over_early(self) -> float:
        """Time of the last twelve months over that of the twelve after the first; 1 in shorter runs."""
        if self.months < MONTHS_TO_COMPARE:
            return 1.0
        return (self.ends[-1] - self.ends[-13]) / (self.ends[12] - self.ends[0])


@dataclass(frozen=True)
class Timing:
    """What one case took. ``ns_per_person_month`` leaves out building the world and compiling.

    ``start_seconds`` is the time to the end of the first month: building, spin-up and loading the
    compiled code. ``peak_mib`` is the whole process's; ``idle_mib`` what it had before the model.
    ``late_over_early`` is the time of the last twelve months over that of twelve early ones.
    """

    world: str
    people: int
    months: int
    threads: int
    start_seconds: float
    ms_per_month: float
    ns_per_person_month: float
    idle_mib: float
    peak_mib: float
    late_over_early: float = 1.0


def cases(sizes: Sequence[int], world: str, to: int, threads: Sequence[int], repeats: int) -> list[Case]:
    """Return demo worlds of these sizes on one thread, and ``world`` on each number of threads."""
    demos = [Scenario(world="demo", people=size, to=to) for size in sizes]
    whole = Scenario(world=world, to=to)
    return [
        *(Case(scenario, threads[0], repeats) for scenario in demos),
        *(Case(whole, count, repeats) for count in threads),
    ]


def timings(chosen: Sequence[Case]) -> Iterator[Outcome[Timing]]:
    """Time each case in a fresh process, one after the other so that they do not disturb each other."""
    for case in chosen:
        yield from outcomes(time_case, [case], processes=1)


def time_case(case: Case) -> Timing:
    """Run one case, after a tiny run that loads the compiled code."""
    time_of_loading()
    idle = peak_mib()
    clocks = [_clock(case) for _ in range(case.repeats)]
    peak = peak_mib()
    people = clocks[0].people
    month = min(clock.seconds_per_month for clock in clocks)
    return Timing(
        world=case.scenario.world,
        people=people,
        months=clocks[0].months,
        threads=case.threads,
        start_seconds=round(min(clock.start_seconds for clock in clocks), 3),
        ms_per_month=round(month * 1e3, 3),
        ns_per_person_month=round(month * 1e9 / people, 2),
        idle_mib=round(idle, 1),
        peak_mib=round(peak, 1),
        late_over_early=round(min(clock.late_over_early for clock in clocks), 3),
    )


def ratios(measured: Sequence[Timing]) -> dict[str, float]:
    """Return what the timings say relative to each other.

    ``late_over_early`` is how a month's time grows over the longest run (1: it does not);
    ``speed_up_N_threads`` is the time of a month on one thread over that on N, in the real world;
    ``growth_exponent`` is p in (time of a month) ~ people to the power p, over all cases on the fewest
    threads (1: twice the people, twice the time); ``bytes_per_person`` is how what the model adds to
    the peak grows.
    """
    fewest = min(timing.threads for timing in measured)
    single = [timing for timing in measured if timing.threads == fewest]
    by_threads = {timing.threads: timing.ms_per_month for timing in measured if timing.world != "demo"}
    longest = max(measured, key=lambda timing: timing.people * timing.months)
    found = {"late_over_early": longest.late_over_early} if longest.months >= MONTHS_TO_COMPARE else {}
    found |= {
        f"speed_up_{count}_threads": round(by_threads[fewest] / month, 3)
        for count, month in by_threads.items()
        if count != fewest and fewest in by_threads
    }
    if len({timing.people for timing in single}) > 1:
        people = np.array([timing.people for timing in single], dtype=float)
        month = np.array([timing.ms_per_month for timing in single])
        memory = np.array([timing.peak_mib - timing.idle_mib for timing in single]) * BYTES_PER_MEBIBYTE
        found["growth_exponent"] = round(float(np.polyfit(np.log(people), np.log(month), 1)[0]), 3)
        found["bytes_per_person"] = round(float(np.polyfit(people, memory, 1)[0]), 1)
    return found


def as_record(measured: Sequence[Timing], found: dict[str, float], machine: dict[str, Any]) -> dict[str, Any]:
    """Return everything in one record, ready for JSON."""
    return {"timings": [asdict(timing) for timing in measured], "ratios": found, "machine": machine}


def as_table(measured: Sequence[Timing]) -> pd.DataFrame:
    """Return one row a case, under headings to read."""
    table = pd.DataFrame([asdict(timing) for timing in measured])
    return table.rename(columns=lambda name: str(name).replace("_", " "))


def time_of_loading() -> float:
    """Load the compiled code by a tiny run; returns the seconds that took."""
    started = time.perf_counter()
    run(SMALLEST, threads=1)
    return time.perf_counter() - started


def _clock(case: Case) -> Clock:
    """Run the case once and note when each month ended."""
    ends: list[float] = []
    started = time.perf_counter()
    timed = run(case.scenario, threads=case.threads, progress=lambda *_: ends.append(time.perf_counter()))
    return Clock(started, ends, round(timed.monthly("people").iloc[0]))
