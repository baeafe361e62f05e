"""A start from today: appeals that decisions lead one to expect, and how readily families contest."""

import numpy as np
import pytest

from abm.counting import Flow
from abm.facts import authority_names, national
from abm.scenario import Scenario
from abm.simulation import Simulation
from abm.spin_up.customs import expected_appeals
from abm.worlds.last_year import appeals_won_per_year, share_of_appeals
from abm.worlds.starting_points import starting_point
from agents.declarations import Int8s
from agents.vocabulary import Dispute
from tests.reference_disputes import loss_as_seen
from tests.reference_moment import Moment, moment_of
from tests.reference_people import need_of
from tests.reference_rules import rules
from tests.reference_state import Area, Person, State
from tests.small_worlds import months, small_simulation


def chance_of_appeal(person: Person, kind: Dispute, area: Area, now: Moment) -> float:
    """Chance that the family contests, comes to no terms at mediation where it tries, and then appeals."""
    p, loss = now.p.family, loss_as_seen(person, kind, now)
    gained = person.agency - rules.usual_agency(person.resources)
    feelings = (person.resources, person.trust, area.success_seen, gained)
    contested = rules.chance(rules.log_odds_of_contesting(loss, *feelings, p) + area.own_contesting)
    strength = need_of(person) + 0.5 * person.unmet_need - now.statutory_bar
    presses = rules.chance(rules.log_odds_of_pressing_on(person.resources, loss, strength, p))
    mediates = rules.chance(p.mediation_log_odds + person.trust - 0.5)
    terms = rules.chance_of_settling(need_of(person), person.unmet_need, now.statutory_bar, False)
    no_terms = (1.0 - mediates) + mediates * (1.0 - terms)
    chance: float = contested * no_terms * presses
    return chance


def test_expected_appeals_are_the_sum_of_everybodys_chances() -> None:
    """Worked out again family by family, from the rules as plain functions, after one month."""
    simulation = small_simulation(people=20_000, start=2025)
    for _ in months(simulation, (2024, 5)):
        pass
    now = moment_of(simulation.month, simulation.scenario, simulation.parameters)
    before = simulation.world.children.dispute >= 0
    month = simulation.let_happen()
    world, state = simulation.world, State(simulation.world)
    told: Int8s = world.scratch.aggrieved
    by_identity = dict(zip(world.children.person_id.tolist(), range(told.size), strict=True))
    rows = [by_identity[person.person_id] for person in state.people]
    wanted = sum(
        chance_of_appeal(person, Dispute(told[row]), state.areas[0], now)
        for person, row in zip(state.people, rows, strict=True)
        if told[row] and person.case is None and not before[row]
    )
    assert wanted > 1.0
    assert expected_appeals(world, month)[0] == pytest.approx(wanted, rel=1e-5)


def test_as_many_appeal_as_expected_and_as_published() -> None:
    """Three years of 40,000 children: some 300 appeals, four standard deviations either way (1 in 16,000).

    Mediation defers appeals by a month or two, so that the last ones are still to come; and the custom
    has settled on England's appeals of 2024 per child, which the first year then has, give or take luck.
    """
    simulation = small_simulation(people=40_000, start=2025)
    expected, happened, first_year = 0.0, 0, 0.0
    while simulation.month <= 2027 * 12 + 11:
        now = simulation.let_happen()
        if now.month.year >= 2025:
            found = float(expected_appeals(simulation.world, now)[0])
            expected += found
            first_year += found if now.month.year == 2025 else 0.0
            happened += int(simulation.world.flows[Flow.APPEALS, 0])
        simulation.move_on(now)
    assert expected > 200.0
    assert abs(happened - expected) < 4.0 * np.sqrt(expected)
    demand = simulation.points[0].demand
    assert demand is not None
    assert first_year == pytest.approx(demand.appeals_per_year, rel=0.35)


def test_appeals_are_shared_out_by_refusals_and_plans() -> None:
    """By hand: 27 in 100 are against a refusal to assess, the others by plans held."""
    refused = national("requests", 2024) * national("requests_refused_share", 2024) / 100.0
    shared = share_of_appeals(0.01 * refused, 0.02 * national("plans", 2025))
    assert shared == pytest.approx((0.27 * 0.01 + 0.73 * 0.02) * 22_276.0)


def test_authorities_appeals_add_up_to_englands() -> None:
    demands = [starting_point(name, 0, 2025).demand for name in authority_names()]
    appeals = sum(demand.appeals_per_year for demand in demands if demand is not None)
    assert appeals == pytest.approx(national("appeals_registered", 2024), rel=0.02)


def test_appeals_won_before_by_hand() -> None:
    """7,832 allowed in 2023, and of 12,000 that ended as many conceded as of 20,000 in 2025: 5,835."""
    assert appeals_won_per_year(22_276.0) == pytest.approx(7_832.0 + 12_000.0 * 5_835.0 / 20_000.0)


def test_families_start_out_knowing_of_appeals_from_today_alone() -> None:
    today, then = (small_simulation(people=2_000, start=start).world.authorities for start in (2025, 2010))
    assert 0.2 < today.success_seen[0] < 0.6
    assert then.success_seen[0] == np.float32(0.05)


def test_a_start_in_2010_has_no_custom_of_contesting() -> None:
    simulation = small_simulation(people=300)
    for _ in months(simulation, (2010, 9)):
        pass
    assert not simulation.world.authorities.own_contesting.any()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["Kent", "Leeds", "Hampshire"])
def test_an_authority_from_2025_has_its_share_of_appeals(name: str) -> None:
    """The first year of the record against its share of England's 2024; appeals grow, so rather above."""
    simulation = Simulation(Scenario(world=name, start=2025, to=2025))
    appeals = 0
    for now in months(simulation, (2025, 12)):
        appeals += int(simulation.world.flows[Flow.APPEALS, 0]) if now.month.year == 2025 else 0
    demand = simulation.points[0].demand
    assert demand is not None
    assert 0.85 * demand.appeals_per_year < appeals < 1.6 * demand.appeals_per_year
