"""Worlds of which theory says what must happen: no limits, no requests, nothing to win, two halves."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from abm import demo, run
from abm.counting import Flow, Stock
from abm.parameters import Parameters, parameter_values
from abm.simulation import Simulation
from agents.authority import agrees_to_assess, evidence_of_need
from agents.tribunal import allows_appeal
from tests.small_worlds import months, small_simulation, with_ample_staff

NOBODY = -100.0  # log odds


def flows_until(simulation: Simulation, last: tuple[int, int], first_year: int) -> dict[Flow, int]:
    """Sums of the flows from January of ``first_year`` to the month ``last``."""
    sums = dict.fromkeys(Flow, 0)
    for now in months(simulation, last):
        if now.month.year >= first_year:
            for flow in Flow:
                sums[flow] += int(simulation.world.flows[flow].sum())
    return sums


def test_without_limits_to_capacity_nobody_waits() -> None:
    simulation = with_ample_staff(small_simulation(4000, 2018))
    sums = flows_until(simulation, (2018, 6), 2016)
    assert sums[Flow.NEW_PLANS] >= 10
    assert sums[Flow.PLANS_IN_TIME] == sums[Flow.NEW_PLANS]
    assert int(simulation.world.authorities.casework_waiting.sum()) == 0
    assert int(simulation.world.authorities.bought_in_minutes.sum()) == 0


def test_without_requests_there_is_only_decay() -> None:
    simulation = small_simulation(4000, 2018)
    p: Parameters = simulation.parameters
    simulation.parameters = p._replace(
        family=p.family._replace(asking_base_log_odds=NOBODY),
        school=p.school._replace(asking_base_log_odds=NOBODY),
        partner=p.partner._replace(brings_young_child_per_month=0.0),
    )
    plans = []
    for now in months(simulation, (2018, 3)):
        flows = simulation.world.flows
        if now.month.year >= 2011:
            plans.append(int(simulation.world.stocks[Stock.PLANS].sum()))
            asked = flows[[Flow.REQUESTS_BY_PARENTS, Flow.REQUESTS_BY_SCHOOLS]].sum()
            assert asked == 0
            # What is left to come: appeals and assessments for college that were there before.
            assert flows[Flow.NEW_PLANS].sum() <= 1
    assert plans[-1] < 0.75 * plans[0]


DEFAULTS = parameter_values({})
EXACT = DEFAULTS.authority._replace(
    spread_of_judgement=0.0, weight_of_parent_evidence=0.0, school_evidence=0.0
)
JUST = DEFAULTS.tribunal._replace(spread_of_judgement=0.0, weight_of_evidence=0.0)
SHARES = st.floats(0.0, 1.0)


@given(need=SHARES, unmet=SHARES, resources=SHARES, one=SHARES, other=SHARES)
def test_an_authority_that_asks_for_what_the_law_asks_for_leaves_appellants_nothing_to_win(
    need: float, unmet: float, resources: float, one: float, other: float
) -> None:
    """Where neither errs, nobody refused by an authority at the law's own bar wins at the tribunal."""
    law = JUST.statutory_bar
    evidence = evidence_of_need(need, unmet, resources, True, EXACT, one)
    refused = not agrees_to_assess(evidence, law)
    assert not (refused and allows_appeal(need, unmet, resources, law, JUST, other))


def test_above_the_laws_bar_some_of_those_refused_win() -> None:
    law = JUST.statutory_bar
    need = law + 0.02
    assert not agrees_to_assess(evidence_of_need(need, 0.0, 0.5, True, EXACT, 0.5), law + 0.05)
    assert allows_appeal(need, 0.0, 0.5, law, JUST, 0.5)


@pytest.mark.slow
def test_two_halves_of_an_authority_add_up_to_the_whole_within_sampling_error() -> None:
    """Eight halves of 20,000 people against four wholes of 40,000, all under luck of their own."""
    wanted = ("plans", "requests", "sen_support_pupils", "suspensions", "children_home_educated")

    def means(people: int, seeds: range) -> np.ndarray:
        values = []
        for seed in seeds:
            years = run(demo(people, to=2018, seed=seed), threads=1).years
            rows = years[years["date"].astype(int).between(2014, 2018)]
            values.append(rows.groupby("measure")["value"].mean()[list(wanted)].to_numpy())
        return np.array(values)

    wholes, halves = means(40_000, range(1, 5)), means(20_000, range(11, 19))
    sums = halves[0::2] + halves[1::2]
    error = np.sqrt(wholes.var(axis=0, ddof=1) / len(wholes) + sums.var(axis=0, ddof=1) / len(sums))
    gap = np.abs(wholes.mean(axis=0) - sums.mean(axis=0))
    # Within 3 standard errors, or 3%: the size of schools differs a little between a half and a whole.
    assert ((gap < 3.0 * error) | (gap < 0.03 * wholes.mean(axis=0))).all(), dict(
        zip(wanted, gap, strict=True)
    )
