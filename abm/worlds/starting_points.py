"""What an authority starts from: published facts turned into sizes, rates and money."""

from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

from abm.facts import AuthorityFacts, authority_facts, authority_names, national
from abm.history import children_of_cohort
from abm.scenario import DEMO, ENGLAND, Scenario
from abm.worlds.last_year import (
    Conducts,
    Demand,
    national_conducts,
    national_demand,
    own_conducts,
    own_demand,
    plans_before,
)
from abm.worlds.sampling import members

NEED_WEIGHT_OF_DEPRIVATION = 1.2  # how the need part of the formula rises with deprivation; assumed
HIGH_NEEDS_SHARE_OF_GRANT = 0.17  # GBP 9.0bn of about 53bn in 2022-23
DEMO_ID = 199  # below 200, so that authority and serial stay inside one cohort's ten million identities
FACTS_YEAR = {2010: 2010, 2025: 2025}
RELATIVE_RATE_YEAR = {2010: 2016, 2025: 2025}


class England(NamedTuple):
    """England as the sum of its authorities: children, means over them, high needs block."""

    children: float
    income_deprivation: float
    plans_pct_2016: float
    high_needs_block_gbp: float


@dataclass(frozen=True)
class PlacementMix:
    """Shares of plans in state special, independent special, alternative provision, units and otherwise."""

    special: float
    independent: float
    alternative: float
    units: float
    otherwise: float


@dataclass(frozen=True)
class StartingPoint:
    """One authority at the start: size, rates relative to England's, money.

    ``population_share`` and the two block shares are shares of England; ``support_relative`` is
    its rate of SEN support over England's; ``weight`` is how many authorities it stands for.
    ``first_plans`` are the plans with which its spin-up begins, ``plans`` those of the first recorded
    month. ``support_share`` of pupils, ``demand`` and ``conducts`` are known for a start from today alone.
    """

    name: str
    authority_id: int
    population_share: float
    income_deprivation: float
    historic_share: float
    need_share: float
    plans: int
    first_plans: int
    plans_at_national_rate: int
    support_relative: float
    balance_gbp: float
    mix: PlacementMix
    region: str = ""
    weight: float = 1.0
    support_share: float | None = None
    pupils_with_plan_share: float = 0.0
    demand: Demand | None = None
    conducts: Conducts | None = None


def starting_points(scenario: Scenario) -> list[StartingPoint]:
    """The starting points of a scenario's authorities: one, or England's, whole or a weighted sample.

    Raises ``InputError`` for an unknown authority.
    """
    if scenario.world != ENGLAND:
        return [starting_point(scenario.world, scenario.people, scenario.start)]
    chosen = members(scenario.authorities)
    points = [starting_point(member.name, 0, scenario.start) for member in chosen]
    return [replace(point, weight=member.weight) for point, member in zip(points, chosen, strict=True)]


def starting_point(world: str, people: int, start: int) -> StartingPoint:
    """The starting point of a world by name, for a start in 2010 or 2025.

    ``demo`` is a made-up authority of ``people`` children and young people with England's mean
    rates. Raises ``InputError`` for an unknown authority.
    """
    if world == DEMO:
        return _demo(people, start)
    facts = authority_facts(world)
    share = facts.population_0_17_2024 / _england().children
    plans = _plans(facts, share, start)
    usual = national_demand(share) if start == 2025 else None
    demand = usual and own_demand(facts, plans, usual)
    own_mix = start == 2025 and facts.plans_mainstream_2025 is not None
    return StartingPoint(
        name=facts.authority,
        authority_id=authority_names().index(facts.authority) + 1,
        population_share=share,
        income_deprivation=facts.income_deprivation_share,
        historic_share=facts.high_needs_block_gbp_2023_24 / _england().high_needs_block_gbp,
        need_share=_need_share(share, facts.income_deprivation_share),
        plans=plans,
        first_plans=plans_before(plans, demand),
        plans_at_national_rate=plans_before(round(national("plans", FACTS_YEAR[start]) * share), usual),
        support_relative=_support_relative(facts, start),
        balance_gbp=0.0 if start == 2010 else _balance_gbp(facts),
        mix=_own_mix(facts) if own_mix else _national_mix(start),
        region=facts.region,
        support_share=facts.sen_support_pct_2025 / 100.0 if start == 2025 else None,
        pupils_with_plan_share=facts.ehcp_pupils_pct_2025 / 100.0,
        demand=demand,
        conducts=own_conducts(facts) if start == 2025 else None,
    )


@cache
def _england() -> England:
    everybody = [authority_facts(name) for name in authority_names()]
    children = float(sum(facts.population_0_17_2024 for facts in everybody))
    deprived = sum(facts.income_deprivation_share * facts.population_0_17_2024 for facts in everybody)
    with_plan = sum(facts.ehcp_pupils_pct_2016 * facts.population_0_17_2024 for facts in everybody)
    block = float(sum(facts.high_needs_block_gbp_2023_24 for facts in everybody))
    return England(children, deprived / children, with_plan / children, block)


def national_income_deprivation() -> float:
    """Mean over England's children of their authorities' income deprivation."""
    return _england().income_deprivation


def _need_share(population_share: float, income_deprivation: float) -> float:
    """Share of England's need: population, raised by deprivation (the formula's largest factors)."""
    return population_share * (
        1.0 + NEED_WEIGHT_OF_DEPRIVATION * (income_deprivation - national_income_deprivation())
    )


def _plans(facts: AuthorityFacts, population_share: float, start: int) -> int:
    """Plans at the start: the authority's own in 2025; in 2010 England's, at its relative rate of 2016."""
    if start == 2025:
        own = facts.plans_2025
        return own if own is not None else round(national("plans", 2025) * population_share)
    relative = facts.ehcp_pupils_pct_2016 / _england().plans_pct_2016
    return round(national("plans", 2010) * population_share * relative)


def _support_relative(facts: AuthorityFacts, start: int) -> float:
    own = facts.sen_support_pct_2016 if start == 2010 else facts.sen_support_pct_2025
    return own / national("sen_support_share_of_pupils", RELATIVE_RATE_YEAR[start])


def _balance_gbp(facts: AuthorityFacts) -> float:
    """Latest balance published by authority, March 2022, in pounds of a grant of six times the block."""
    grant = facts.high_needs_block_gbp_2023_24 / HIGH_NEEDS_SHARE_OF_GRANT
    return -facts.dsg_cumulative_deficit_pct_income_2022 / 100.0 * grant


def _national_mix(start: int) -> PlacementMix:
    year = FACTS_YEAR[start]
    total = national("plans", year)
    names = (
        "plans_in_special",
        "plans_in_independent_special",
        "plans_in_alternative_provision",
        "plans_in_units",
        "plans_by_other_arrangement",
    )
    return PlacementMix(*[national(name, year) / total for name in names])


def _own_mix(facts: AuthorityFacts) -> PlacementMix:
    """The authority's own mix in 2025, as shares of plans with a known placement; units are the nation's."""
    alternative = facts.plans_alternative_provision_2025 or 0
    special = facts.plans_special_2025 or 0
    dear = (facts.plans_independent_special_2025 or 0) + (facts.plans_non_maintained_special_2025 or 0)
    known = (facts.plans_mainstream_2025 or 0) + special + alternative
    known += (facts.plans_further_education_2025 or 0) + (facts.plans_educated_elsewhere_2025 or 0)
    nation = _national_mix(2025)
    return PlacementMix(
        (special - dear) / known, dear / known, alternative / known, nation.units, nation.otherwise
    )


def _demo(people: int, start: int) -> StartingPoint:
    year = FACTS_YEAR[start]
    everyone = sum(children_of_cohort(year - 2 - group) for group in range(-2, 15))
    share = people / everyone
    plans = round(national("plans", year) * share)
    usual = national_demand(share) if start == 2025 else None
    return StartingPoint(
        name="Demo",
        authority_id=DEMO_ID,
        population_share=share,
        income_deprivation=national_income_deprivation(),
        historic_share=share,
        need_share=share,
        plans=plans,
        first_plans=plans_before(plans, usual),
        plans_at_national_rate=plans_before(plans, usual),
        support_relative=1.0,
        balance_gbp=0.0,
        mix=_national_mix(start),
        support_share=national("sen_support_share_of_pupils", 2025) / 100.0 if start == 2025 else None,
        pupils_with_plan_share=national("plans_share_of_pupils", 2025) / 100.0,
        demand=usual,
        conducts=national_conducts() if start == 2025 else None,
    )
