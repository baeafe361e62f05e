"""What was published of the year before a start in 2025: requests, refusals, appeals, suspensions."""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from abm.facts import AuthorityFacts, national
from agents.vocabulary import SettingKind

YEARS_OF_SPIN_UP = 1.25  # before a start in 2025: from October 2023


class Demand(NamedTuple):
    """The year before the start: requests to an authority, refused share, share of plans in time, appeals."""

    requests_per_year: float
    refused_share: float
    in_time_share: float
    appeals_per_year: float


class Conduct(NamedTuple):
    """A school year of the schools of one kind: suspensions and permanent exclusions for each pupil."""

    suspensions: float
    exclusions: float


Conducts = Mapping[SettingKind, Conduct]  # of primary and of secondary schools


def own_demand(facts: AuthorityFacts, plans: int, usual: Demand) -> Demand:
    """The authority's own 2024, with its ``plans`` of 2025.

    What it did not return is what is usual for as many children. No appeals by authority are in our tables.
    """
    in_time_pct = facts.within_20_weeks_pct_2024
    requests = usual.requests_per_year if facts.requests_2024 is None else float(facts.requests_2024)
    refused_pct = facts.requests_refused_pct_2024
    refused_share = usual.refused_share if refused_pct is None else refused_pct / 100.0
    return Demand(
        requests,
        refused_share,
        usual.in_time_share if in_time_pct is None else in_time_pct / 100.0,
        share_of_appeals(requests * refused_share, plans),
    )


def share_of_appeals(refusals: float, plans: float) -> float:
    """Appeals of a year where so many requests are refused and so many plans held, of England's in 2024.

    Those against a refusal to assess are shared out by refusals, all others by plans: as if families
    contested as readily everywhere. Both adding up to England's, so do they.
    """
    against_refusal = national("appeals_refusal_to_assess_share", 2024) / 100.0
    refused_in_england = national("requests", 2024) * national("requests_refused_share", 2024) / 100.0
    share = against_refusal * refusals / refused_in_england
    share += (1.0 - against_refusal) * plans / national("plans", 2025)
    return national("appeals_registered", 2024) * share


def appeals_won_per_year(appeals_per_year: float) -> float:
    """Appeals allowed or conceded in a year before the spin-up, in proportion to those of the year after.

    England's of 2023; of the appeals that ended that year as many were conceded or settled as in 2025.
    """
    conceded = national("appeals_conceded_or_settled", 2025) / national("appeals_disposed", 2025)
    won = national("appeals_allowed", 2023) + conceded * national("appeals_disposed", 2023)
    return won * appeals_per_year / national("appeals_registered", 2024)


def national_demand(population_share: float) -> Demand:
    """England's 2024 in proportion to children."""
    return Demand(
        national("requests", 2024) * population_share,
        national("requests_refused_share", 2024) / 100.0,
        national("new_plans_within_20_weeks_share", 2024) / 100.0,
        national("appeals_registered", 2024) * population_share,
    )


def own_conducts(facts: AuthorityFacts) -> Conducts:
    """The authority's own school year 2023/24."""
    primary = facts.suspensions_primary_pct_2024, facts.permanent_exclusions_primary_pct_2024
    secondary = facts.suspensions_secondary_pct_2024, facts.permanent_exclusions_secondary_pct_2024
    return _conducts(primary, secondary)


@cache
def national_conducts() -> Conducts:
    """England's school year 2023/24."""
    primary, secondary = (
        (national(f"suspension_rate_{kind}", 2024), national(f"permanent_exclusion_rate_{kind}", 2024))
        for kind in ("primary", "secondary")
    )
    return _conducts(primary, secondary)


def _conducts(primary_pct: tuple[float, float], secondary_pct: tuple[float, float]) -> Conducts:
    of_kind = {SettingKind.PRIMARY: primary_pct, SettingKind.SECONDARY: secondary_pct}
    return {kind: Conduct(*[pct / 100.0 for pct in rates]) for kind, rates in of_kind.items()}


def plans_before(plans: int, demand: Demand | None) -> int:
    """Plans with which the spin-up begins: those of the first recorded month, less what came in between.

    What came is new plans, of requests agreed to as many as in England in 2024, less ceased ones, of plans
    held as many as there.
    """
    if demand is None:
        return plans
    made = national("new_plans", 2024)
    agreed = national("requests", 2024) * (1.0 - national("requests_refused_share", 2024) / 100.0)
    held = national("plans", 2025)
    ceased = made - (held - national("plans", 2024))
    new = demand.requests_per_year * (1.0 - demand.refused_share) * made / agreed
    return max(0, round(plans - (new - plans * ceased / held) * YEARS_OF_SPIN_UP))
