"""Small worlds in which much happens: eager families and schools, all levers, more than one authority."""

from collections.abc import Mapping
from dataclasses import replace
from unittest.mock import patch

import numpy as np

from abm.counting import N_FLOWS
from abm.groups import N_COLUMNS
from abm.levers import levers
from abm.parameters import declared_parameters
from abm.phases.census import census_is_taken
from abm.scenario import Dose, Scenario
from abm.simulation import SPIN_UP, Simulation
from abm.worlds import building
from abm.worlds.schools import settings_wanted
from agents.vocabulary import SenStatus, SettingKind

# Parameters which, at the upper end of their ranges, make rare events common.
EAGER = (
    "family.asking_base_log_odds",
    "school.asking_base_log_odds",
    "family.contest_base_log_odds",
    "family.preference_for_special_log_odds",
    "family.home_base_log_odds",
    "child.incident_base_log_odds",
    "school.suspension_base_log_odds",
    "school.exclusion_base_log_odds",
    "school.managed_move_share",
    "unit.reintegration_per_month",
    "authority.spread_of_judgement",
    "tribunal.spread_of_judgement",
    "authority.psychology_hours_per_1000_children",
    "partner.advice_per_1000_children",
)


def eager() -> Mapping[str, float]:
    """Everybody asks, contests, suspends and leaves as readily as the catalogue allows."""
    return {name: declared_parameters()[name].high for name in EAGER}


def every_lever(start: float) -> dict[str, Dose]:
    """All levers, ramped in over two years, those that reach schools in about half of them."""
    dose = Dose(0.8, start=start, ramp_years=2.0)
    return {
        name: replace(dose, coverage=0.55 if lever.reaches == "schools" else 1.0)
        for name, lever in levers().items()
    }


def with_many_settings(
    cohort: float, special_places: int, ap_places: int
) -> list[tuple[SettingKind, int, float]]:
    """At least three settings of every kind, small ones, where the model would make one or two."""
    wanted = settings_wanted(cohort, special_places, ap_places)
    return [(kind, max(3, n), max(3.0, places)) for kind, n, places in wanted]


def in_one(scenario: Scenario) -> Simulation:
    """A demo world with many small settings."""
    with patch.object(building, "settings_wanted", with_many_settings):
        return Simulation(scenario)


def in_two_halves(scenario: Scenario) -> Simulation:
    """The same split between two authorities, the second poorer and in deficit."""
    simulation = Simulation(scenario)
    (whole,) = simulation.points
    half = replace(
        whole,
        population_share=0.5 * whole.population_share,
        historic_share=0.5 * whole.historic_share,
        need_share=0.5 * whole.need_share,
        plans=whole.plans // 2,
    )
    other = replace(half, name="Other", authority_id=half.authority_id - 1)
    simulation.points = [half, replace(other, income_deprivation=0.3, balance_gbp=-50_000.0)]
    rest = (simulation.parameters, SPIN_UP[scenario.start][0], scenario.start, scenario.seed)
    with patch.object(building, "settings_wanted", with_many_settings):
        simulation.world = building.build_world(simulation.points, *rest)
    # Each half bands and pays in its own way.
    simulation.world.authorities.band_bias[:] = (0.09, -0.09)
    simulation.world.authorities.own_level[:] = (1.2, 0.7)
    simulation.world.counts = np.zeros((N_FLOWS, N_COLUMNS, 2), np.int64)
    census_is_taken(simulation.world, simulation.now())
    return simulation


def let_plans_be_outgrown(simulation: Simulation) -> None:
    """Take nearly all need from every child with a plan, so that reviews cease plans of school age."""
    children = simulation.world.children
    rows = children.sen_status == SenStatus.PLAN
    for column in (children.learning_need, children.semh_need):
        column[rows] *= 0.1
    for column in (children.innate_learning_need, children.innate_semh_need):
        column[rows] *= 0.1
