"""Feedback loops: their links, what cutting each one changes, and how much of a lever it carries."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from abm import Held, InputError, Loop, Scenario, links, links_from, loops, nearest_choice, run, run_following
from experiments.compare_headlines import HEADLINES, Headline, in_millions
from experiments.comparison import STATUS_QUO, Kept
from experiments.processes import Outcome, outcomes
from experiments.wording import MINUS
from experiments.year_table import yearly_measures

WHERE = "sendlab loops"
GROWTH, LEVER = "growth", "lever"
WITH_LEVERS = "levers, nothing held"
FROZEN = "confidence frozen in all it acts on"
LOOP_HEADLINES = (
    *(one for one in HEADLINES if one.measure in {"plans", "requests", "appeals_registered"}),
    *(one for one in HEADLINES if one.measure in {"permanent_exclusions", "suspensions", "confidence_mean"}),
    Headline("high_needs_balance_gbp", "High needs balance", "£m", in_millions, 1e-6),
    *(one for one in HEADLINES if one.measure in {"unmet_need_mean", "need_met_gap_by_resources"}),
)


class CutRun(NamedTuple):
    """One run: what it is called, its seed and scenario, the links that are held, and in which meaning."""

    policy: str
    seed: int
    scenario: Scenario
    links: tuple[str, ...]
    meaning: str


def loops_named(ids: Sequence[str]) -> list[Loop]:
    """The loops of these ids, all of them if none is given; raises ``InputError``."""
    for one in ids:
        if one not in loops():
            raise InputError(WHERE, one, "the id of a loop", nearest_choice(one, loops()))
    return [loops()[one] for one in (ids or loops())]


def cuts_of(chosen: Sequence[Loop]) -> dict[str, tuple[str, ...]]:
    """The links to be held for each loop, by what the row is called; loops with one cut share a row.

    Loops of which no decision reads a link are left out.

    The last row holds everything that confidence acts on: what the thesis of the paper comes to.
    """
    by_links: dict[tuple[str, ...], list[Loop]] = {}
    for loop in chosen:
        by_links.setdefault(loop.cut, []).append(loop)
    rows = {
        f"{' and '.join(loop.id for loop in group)}: {group[0].name}": cut
        for cut, group in by_links.items()
        if cut
    }
    return rows | {FROZEN: links_from("confidence")}


def cut_runs(base: Scenario, cuts: Mapping[str, tuple[str, ...]], n_seeds: int, meaning: str) -> list[CutRun]:
    """Every run to be made: under each seed the status quo, and the scenario with each cut.

    In the meaning ``growth`` the scenario is ``base``; in the meaning ``lever`` it is ``base`` with its
    levers, held against itself without them, and one run has all its links.
    """
    runs = []
    for i in range(n_seeds):
        seed = base.seed + i
        scenario = base.with_changes(seed=seed)
        plain = scenario.with_changes(levers={}) if meaning == LEVER else scenario
        runs.append(CutRun(STATUS_QUO, seed, plain, (), meaning))
        if meaning == LEVER:
            runs.append(CutRun(WITH_LEVERS, seed, scenario, (), meaning))
        runs += [CutRun(name, seed, scenario, cut, meaning) for name, cut in cuts.items()]
    return runs


def make_runs(points: Sequence[CutRun], processes: int) -> Iterator[Outcome[Kept]]:
    """Run all points in ``processes`` processes, yielding outcomes as they come."""
    return outcomes(run_point, points, processes)


def run_point(point: CutRun) -> Kept:
    """Run one point on one thread and keep its years."""
    if not point.links:
        results = run(point.scenario, threads=1)
    elif point.meaning == GROWTH:
        results = run(point.scenario, threads=1, cuts=Held(point.links, point.scenario.seed))
    else:
        results = run_following(point.scenario, point.links, threads=1)
    return Kept(yearly_measures(results), results.provenance)


def loop_table(chosen: Sequence[Loop]) -> pd.DataFrame:
    """One row a loop: polarity computed from its links, the first guess, the chain, what is cut, notes."""
    return pd.DataFrame(
        {
            "loop": loop.id,
            "name": loop.name,
            "polarity": loop.polarity,
            "first_guess": loop.first_guess,
            "is_closed": loop.is_closed,
            "chain": chain_of(loop),
            "links": " ".join(loop.links),
            "cut": " ".join(loop.cut),
            "shared_with": " ".join(loop.shared_with),
            "time_scale": loop.time_scale,
            "note": loop.note,
        }
        for loop in chosen
    )


def chain_of(loop: Loop) -> str:
    """The loop in words: a source, then the sign of each link and what it acts on."""
    chain = [links()[name] for name in loop.links]
    return chain[0].source + "".join(f" → ({'+' if one.sign > 0 else MINUS}) {one.target}" for one in chain)
