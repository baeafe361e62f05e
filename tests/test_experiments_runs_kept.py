"""Runs kept for the page: made once, in turn, and ahead of being asked for."""

import threading
import time
from typing import Any

import pandas as pd
import pytest

from abm import Dose, Results, Scenario, packages
from experiments.views.ahead import LIKELY_DOSES, MOST_PULLS, lever_moves, likely_next
from experiments.views.choice import as_run, with_dose, with_package
from experiments.views.keeping import RUNS_KEPT, Rank, RunKeeper, ready_for_levers

PLAIN = Scenario(world="demo", start=2025)


def results_for(scenario: Scenario) -> Results:
    rows = {"date": ["2025"], "area": ["demo"], "group": ["all"], "measure": ["plans"], "value": [1.0]}
    return Results(pd.DataFrame(rows), {"seed": scenario.seed})


def never(_done: int, _total: int, _date: str) -> None:
    """Progress that nobody looks at."""


def test_a_run_is_made_once_and_the_oldest_is_forgotten() -> None:
    made: list[int] = []

    def make(scenario: Scenario, progress: Any) -> Results:  # noqa: ARG001
        made.append(scenario.seed)
        return results_for(scenario)

    keep = RunKeeper(room=2, make=make)
    for seed in (1, 2, 1, 3, 1, 2):
        assert keep(Scenario(world="demo", seed=seed), never).results.provenance["seed"] == seed
    assert made == [1, 2, 3, 2]  # 2 was the one least lately asked for when 3 came in


def test_a_run_that_is_stopped_is_not_kept_and_frees_its_turn() -> None:
    class Stop(BaseException):
        pass

    calls = []

    def make(scenario: Scenario, progress: Any) -> Results:
        calls.append(scenario.seed)
        progress(1, 2, "2025-01")
        return results_for(scenario)

    def stop(_done: int, _total: int, _date: str) -> None:
        raise Stop

    keep = RunKeeper(make=make)
    for _ in range(5):  # more than may run at once
        with pytest.raises(Stop):
            keep(Scenario(world="demo"), stop)
    keep(Scenario(world="demo"), never)
    assert len(calls) == 6


def test_background_runs_stand_still_while_somebody_waits_in_front() -> None:
    seen: list[str] = []
    keep = RunKeeper(make=lambda scenario, progress: (progress(1, 2, ""), results_for(scenario))[1])

    def look() -> None:
        seen.append("waiting")
        if len(seen) == 3:
            raise TimeoutError

    with keep.turns.in_front(look), pytest.raises(TimeoutError):
        keep.behind(Scenario(world="demo"), lambda *_: look())
    assert keep.kept(Scenario(world="demo")) is None
    assert keep.behind(Scenario(world="demo"), never).results.provenance["seed"] == 1


def test_a_run_made_behind_is_made_once_for_all_and_by_another_if_the_first_gives_up() -> None:
    class Stop(BaseException):
        pass

    first_is_at_it, may_go_on = threading.Event(), threading.Event()
    made: list[str] = []

    def make(scenario: Scenario, progress: Any) -> Results:
        made.append(threading.current_thread().name)
        progress(1, 2, "")
        return results_for(scenario)

    def hold(_done: int, _total: int, _date: str) -> None:
        first_is_at_it.set()
        may_go_on.wait(20)
        raise Stop

    def give_up() -> None:
        with pytest.raises(Stop):
            keep.behind(Scenario(world="demo"), hold)

    keep = RunKeeper(make=make)
    first = threading.Thread(target=give_up, name="first")
    others = [
        threading.Thread(target=lambda: keep.behind(Scenario(world="demo"), never), name="other")
        for _ in range(3)
    ]
    first.start()
    assert first_is_at_it.wait(20)
    for other in others:
        other.start()
    time.sleep(0.2)
    assert made == ["first"]
    may_go_on.set()
    for thread in (first, *others):
        thread.join(20)
    assert made == ["first", "other"]
    assert keep.kept(Scenario(world="demo")) is not None


def test_a_status_quo_is_run_with_a_lever_at_rest_so_that_its_branch_is_kept() -> None:
    (dose,) = ready_for_levers(PLAIN).levers.values()
    assert (dose.dose, dose.start) == (0.0, 2026.0)
    pulled = PLAIN.with_changes(levers={"tighter_thresholds": 0.5})
    assert ready_for_levers(pulled) == pulled


@pytest.mark.parametrize(
    ("at_work", "rank", "waits"),
    [
        (Rank.HAND, Rank.NEXT, True),
        (Rank.HAND, Rank.BESIDE, True),
        (Rank.NEXT, Rank.BESIDE, True),
        (Rank.BESIDE, Rank.NEXT, False),
        (Rank.HAND, Rank.AHEAD, True),
        (Rank.BESIDE, Rank.AHEAD, True),
        (Rank.BESIDE, Rank.BESIDE, False),
        (Rank.AHEAD, Rank.BESIDE, False),
        (Rank.AHEAD, Rank.AHEAD, False),
    ],
)
def test_a_run_waits_for_those_of_a_better_rank_alone(at_work: Rank, rank: Rank, waits: bool) -> None:
    class Waited(BaseException):
        pass

    looks: list[int] = []

    def look(*_: Any) -> None:
        looks.append(1)
        if len(looks) == 3:
            raise Waited

    keep = RunKeeper(make=lambda scenario, progress: (progress(1, 2, ""), results_for(scenario))[1])
    with keep.turns.at_work(at_work):
        if waits:
            with pytest.raises(Waited):
                keep.behind(PLAIN, look, rank)
        else:
            keep.behind(PLAIN, look, rank)
    assert (keep.kept(PLAIN) is None) == waits
    keep.behind(PLAIN, never, Rank.AHEAD)  # nobody is at work any more


def test_what_stands_beside_an_answer_does_not_wait_for_the_same_run_made_ahead() -> None:
    ahead_is_at_it, may_go_on = threading.Event(), threading.Event()

    def make(scenario: Scenario, progress: Any) -> Results:
        progress(1, 2, "")
        return results_for(scenario)

    def hold(_done: int, _total: int, _date: str) -> None:
        ahead_is_at_it.set()
        may_go_on.wait(20)

    keep = RunKeeper(make=make)
    ahead = threading.Thread(target=lambda: keep.behind(PLAIN, hold, Rank.AHEAD))
    ahead.start()
    assert ahead_is_at_it.wait(20)
    try:
        assert keep.behind(PLAIN, never, Rank.BESIDE).scenario == PLAIN
    finally:
        may_go_on.set()
        ahead.join(20)


@pytest.mark.parametrize("rank", [Rank.NEXT, Rank.AHEAD])
def test_of_runs_that_nobody_has_asked_for_there_is_one_at_a_time(rank: Rank) -> None:
    at_once: list[int] = []
    running = 0

    def make(scenario: Scenario, progress: Any) -> Results:  # noqa: ARG001
        nonlocal running
        running += 1
        at_once.append(running)
        time.sleep(0.05)
        running -= 1
        return results_for(scenario)

    keep = RunKeeper(make=make)
    wanted = [PLAIN.with_changes(seed=seed) for seed in range(4)]
    threads = [threading.Thread(target=keep.behind, args=(each, never, rank)) for each in wanted]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert at_once == [1, 1, 1, 1]
    assert all(keep.kept(each) for each in wanted)


# What may be asked next


def test_packages_come_first_then_levers_in_sight_in_full_then_halfway() -> None:
    pulled = with_dose(PLAIN, "tighter_thresholds", Dose(0.2, start=2028, ramp_years=2))
    found = list(likely_next(pulled, ("mandatory_mediation", "tighter_thresholds")))
    n = len(packages())
    assert found[:n] == [with_package(pulled, name) for name in packages()]
    full, further, half, less = (each.levers for each in found[n : n + 4])
    assert full["mandatory_mediation"] == Dose(1.0, start=2026)
    assert half["mandatory_mediation"] == Dose(0.5, start=2026)
    assert full["tighter_thresholds"] == half["tighter_thresholds"] == pulled.levers["tighter_thresholds"]
    assert further == {"tighter_thresholds": Dose(1.0, start=2028, ramp_years=2)}
    assert less == {"tighter_thresholds": Dose(0.5, start=2028, ramp_years=2)}


def test_of_the_lever_in_hand_every_likely_dose_is_made_from_where_it_stands() -> None:
    pulled = with_dose(PLAIN, "tighter_thresholds", Dose(0.5, start=2028))
    doses = [each.levers["tighter_thresholds"] for each in lever_moves(pulled, ("tighter_thresholds",))]
    assert doses == [Dose(dose, start=2028) for dose in LIKELY_DOSES]


def test_no_more_is_made_ahead_than_is_kept() -> None:
    many = tuple(f"lever {i}" for i in range(1000))
    found = {as_run(each) for each in likely_next(PLAIN, many)}
    assert len(found) == len(packages()) + MOST_PULLS
    assert 3 * len(found) < RUNS_KEPT  # of three visitors
