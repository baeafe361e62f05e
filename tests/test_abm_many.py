"""Many scenarios in one call: the same results as one by one, in order, and at the same time."""

import threading
from collections.abc import Sequence

import pytest

from abm import Dose, InputError, Scenario, run, run_many
from abm import many as many_module

SMALL = Scenario(world="demo", people=300, to=2012)
PULLED = SMALL.with_changes(levers={"restore_early_intervention": Dose(1.0, start=2011)})


def test_results_are_those_of_run_in_the_order_asked_for() -> None:
    scenarios = [PULLED, SMALL, SMALL.with_changes(seed=5), PULLED.with_changes(to=2011)]
    together = run_many(scenarios, threads=2, groups=("phase",))
    for scenario, results in zip(scenarios, together, strict=True):
        assert results.table.equals(run(scenario, threads=1, groups=("phase",)).table)
    assert not together[0].table.equals(together[1].table)


class Meeting:
    """Stands in for the runs: each waits until as many have come as may run at a time."""

    met = threading.Barrier(2, timeout=20.0)

    def __init__(self, threads: int) -> None:
        self.threads = threads

    def __call__(self, scenario: Scenario, *, groups: Sequence[str]) -> int:
        assert scenario in (SMALL, PULLED)
        assert not groups
        self.met.wait()
        return self.threads


@pytest.mark.parametrize(("cores", "each"), [(2, 1), (5, 2)])
def test_scenarios_run_at_the_same_time_and_share_the_cores(
    cores: int, each: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(many_module, "Branching", Meeting)
    threads_each: list[object] = list(run_many([SMALL, PULLED], threads=cores))
    assert threads_each == [each, each]


def test_progress_counts_scenarios() -> None:
    seen: list[tuple[int, int, str]] = []
    run_many([SMALL.with_changes(to=2010)] * 3, threads=2, progress=lambda *said: seen.append(said))
    assert seen == [(1, 3, "demo"), (2, 3, "demo"), (3, 3, "demo")]


def test_one_bad_scenario_stops_all_before_any_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many_module, "Branching", None)
    with pytest.raises(InputError, match="Leedz"):
        run_many([SMALL, Scenario(world="Leedz")])
    with pytest.raises(InputError, match="needs"):
        run_many([SMALL], groups=("needs",))
    assert run_many([]) == []
