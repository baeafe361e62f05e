"""One thread or several: the same to the last bit."""

import numpy as np
import pytest

from abm import Dose, Scenario, run, threads
from abm.levers import levers as levers_declared
from abm.simulation import Simulation
from abm.threads import Share, Threads
from tests.busy_worlds import eager, every_lever
from tests.people_compared import institutions
from tests.small_worlds import state_of

SMALL_ENOUGH_TO_SHARE = 40


@pytest.fixture
def shares_seen(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Let small worlds be shared out; returns a list that fills with how many shares were made."""
    seen: list[int] = []
    shares_of = threads.shares_of.__wrapped__  # not what was remembered of larger shares

    def noted(n_rows: int, n_threads: int, first_row: int, weight: int) -> tuple[Share, ...]:
        shares = shares_of(n_rows, n_threads, first_row, weight)
        seen.append(len(shares))
        return shares

    monkeypatch.setattr(threads, "SMALLEST_SHARE", SMALL_ENOUGH_TO_SHARE)
    monkeypatch.setattr(threads, "shares_of", noted)
    return seen


@pytest.mark.parametrize("n_threads", [2, 3])
def test_results_are_the_same_on_several_threads(n_threads: int, shares_seen: list[int]) -> None:
    levers: dict[str, Dose] = {}
    for name, dose in every_lever(
        2011.0
    ).items():  # but for those that contradict one before: run refuses both
        if not any(other in levers for other in levers_declared()[name].conflicts.split()):
            levers[name] = dose
    scenario = Scenario(world="demo", people=600, to=2012, parameters=eager(), levers=levers)
    alone = run(scenario, threads=1).table
    assert set(shares_seen) == {1}
    together = run(scenario, threads=n_threads).table
    assert max(shares_seen) == threads.SHARES_A_THREAD * n_threads
    assert alone.equals(together)


def test_every_column_is_the_same_on_several_threads(shares_seen: list[int]) -> None:
    scenario = Scenario(world="demo", people=600, to=2012, seed=7, parameters=eager())
    pool = Threads(3)
    alone, together = Simulation(scenario, Threads(1)), Simulation(scenario, pool)
    for _ in range(40):
        alone.step()
        together.step()
        for whole, shared in (
            (state_of(alone), state_of(together)),
            (institutions(alone), institutions(together)),
        ):
            for name, column in whole.items():
                np.testing.assert_array_equal(column, shared[name], f"{name} after {alone.last_label}")
    pool.close()
    assert {1, 3 * threads.SHARES_A_THREAD} <= set(shares_seen)


@pytest.mark.slow
def test_a_world_large_enough_to_share_is_the_same_on_two_threads() -> None:
    scenario = Scenario(world="demo", people=3 * threads.SMALLEST_SHARE, to=2011)
    assert run(scenario, threads=1).table.equals(run(scenario, threads=2).table)
