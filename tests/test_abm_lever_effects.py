"""Each lever's first-order effects on 100,000 people, with a stated interval, and doses in order."""

from functools import cache

import numpy as np
import pandas as pd
import pytest

from abm import Branching, Dose, catalogue, demo
from abm.levers import levers
from experiments.comparison import interval

SEEDS = (1, 2)
PEOPLE = 100_000
FIRST_YEAR, LAST_YEAR = 2017, 2019
run_from_2015 = Branching(threads=1)  # each seed's years before the levers once for all of them
EFFECTS = [
    (lever.name, effect[0], effect[1:]) for lever in levers().values() for effect in lever.effects.split()
]
# What the model is known not to show fails here on purpose; the day it shows it, this fails instead.
SHOWN_OR_NOT = [
    pytest.param(
        *effect,
        id="".join(effect),
        marks=[pytest.mark.xfail(strict=True, reason=levers()[effect[0]].finding)]
        if "".join(effect[1:]) in levers()[effect[0]].not_found.split()
        else [],
    )
    for effect in EFFECTS
]
# No change, where the paper says that nothing follows: smaller than this share of the whole.
NOTHING = 0.02
# Theory says more of these is more: what a school or family meets grows with the dose.
MONOTONE = ("structured_conversations", "exclusion_charge", "workforce_training", "tighter_thresholds")


def test_effects_are_signs_and_measures() -> None:
    known = set(catalogue.measures()["name"])
    assert all(sign in {"+", "-", "="} and measure in known for _, sign, measure in EFFECTS)
    for lever in levers().values():
        assert set(lever.not_found.split()) <= set(lever.effects.split())
        assert bool(lever.not_found) == bool(lever.finding)


@cache
def years_of(name: str, dose: float, seed: int) -> dict[str, float]:
    """Every measure's mean of 2017 to 2019 with one lever pulled from 2015 on, when all queues are long."""
    pulled = {name: Dose(dose, start=2015.0, ramp_years=0.0)} if dose else {}
    years = run_from_2015(demo(PEOPLE, to=LAST_YEAR, seed=seed, levers=pulled)).years
    recent = years[years["date"].astype(int) >= FIRST_YEAR]
    return {str(name): float(value) for name, value in recent.groupby("measure")["value"].mean().items()}


def changes(name: str, measure: str, dose: float = 1.0) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """The change of a measure under each seed, same luck."""
    return np.array(
        [years_of(name, dose, seed)[measure] - years_of("", 0.0, seed)[measure] for seed in SEEDS]
    )


@pytest.mark.slow
@pytest.mark.parametrize(("name", "sign", "measure"), SHOWN_OR_NOT)
def test_a_lever_moves_first_what_the_paper_says(name: str, sign: str, measure: str) -> None:
    """Under each of two seeds the sign is the paper's; the failing line states the 95% interval."""
    change = changes(name, measure)
    whole = abs(years_of("", 0.0, SEEDS[0])[measure])
    low, high = interval(pd.Series(change))
    said = f"{name}: {measure} {change.mean():+.4g}, 95% from {low:+.4g} to {high:+.4g}, of {whole:.4g}"
    if sign == "=":
        assert abs(change.mean()) < max(NOTHING * whole, float(change.std(ddof=1))), said
    else:
        assert (np.sign(change) == (1.0 if sign == "+" else -1.0)).all(), said


@pytest.mark.slow
@pytest.mark.parametrize("name", MONOTONE)
def test_more_of_a_lever_does_more_where_theory_says_so(name: str) -> None:
    measure = next(measure for one, _, measure in EFFECTS if one == name)
    half, full = changes(name, measure, 0.5).mean(), changes(name, measure).mean()
    assert abs(full) > abs(half) > 0.0
    assert np.sign(full) == np.sign(half)
