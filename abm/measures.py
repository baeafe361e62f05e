"""Measures: what a run reports; their words are in ``measures.toml``, how each is computed is here.

Measuring is not deciding: a measure reads the month's counts and changes nothing.
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from abm.counting import MILLION, Flow, Stock
from abm.errors import InputError
from abm.sources import DATA
from abm.worlds.state import World
from agents.declarations import Float64s
from agents.vocabulary import Placement, SettingKind

MEASURES_FILE = "measures.toml"
PENCE = 100.0


@dataclass(frozen=True)
class Measure:
    """One measure; ``official`` names the official series it mirrors, if there is one."""

    name: str
    label: str
    unit: str
    kind: str
    meaning: str
    official: str


def _flow(*flows: Flow) -> Callable[[World], Float64s]:
    return lambda world: world.flows[list(flows)].sum(axis=0).astype(np.float64)


def _stock(*stocks: int) -> Callable[[World], Float64s]:
    return lambda world: world.stocks[list(stocks)].sum(axis=0).astype(np.float64)


def _share(part: Stock, whole: Stock) -> Callable[[World], Float64s]:
    return lambda world: world.stocks[part] / np.maximum(1, world.stocks[whole])


def _mean(total: Stock) -> Callable[[World], Float64s]:
    return lambda world: world.stocks[total] / MILLION / np.maximum(1, world.stocks[Stock.SEN_FAMILIES])


def _plans_in(*placements: Placement) -> Callable[[World], Float64s]:
    return _stock(*[Stock.PLACEMENTS + placement for placement in placements])


def _occupancy(world: World) -> Float64s:
    schools = world.schools
    units = schools.kind == SettingKind.ALTERNATIVE
    n = world.n_authorities
    roll = np.bincount(schools.authority[units], schools.roll[units], n)
    return roll / np.maximum(1.0, np.bincount(schools.authority[units], schools.places[units], n))


def _quality(world: World) -> Float64s:
    schools = world.schools
    rows = (schools.kind == SettingKind.PRIMARY) | (schools.kind == SettingKind.SECONDARY)
    n = world.n_authorities
    weighted = np.bincount(
        schools.authority[rows], schools.quality[rows] * schools.roll[rows].astype(float), n
    )
    return weighted / np.maximum(1.0, np.bincount(schools.authority[rows], schools.roll[rows], n))


def _preventive_share(world: World) -> Float64s:
    a = world.authorities
    return a.preventive_minutes / np.maximum(1, a.psychology_minutes)


def _outreach(world: World) -> Float64s:
    fte = world.units.outreach_fte.astype(np.float64)
    return np.bincount(world.units.authority, fte, world.n_authorities).astype(np.float64)


def _gap(world: World) -> Float64s:
    """Share of need met in the best-resourced fifth of families less that in the worst-resourced."""
    s = world.stocks
    top = s[Stock.UNMET_TOP_FIFTH] / np.maximum(1, s[Stock.NEED_TOP_FIFTH])
    bottom = s[Stock.UNMET_BOTTOM_FIFTH] / np.maximum(1, s[Stock.NEED_BOTTOM_FIFTH])
    return bottom - top


REQUESTS = (
    Flow.REQUESTS_BY_PARENTS,
    Flow.REQUESTS_BY_YOUNG_PEOPLE,
    Flow.REQUESTS_BY_SCHOOLS,
    Flow.REQUESTS_BY_OTHERS,
)
SPECIAL = (Placement.SPECIAL,)
INDEPENDENT = (Placement.INDEPENDENT_SPECIAL,)
FURTHER = (Placement.FURTHER, Placement.SPECIALIST_POST_16)
MAINSTREAM = (Placement.MAINSTREAM, Placement.RESOURCED)
AGREED_WITH_FAMILIES = (Flow.CONCEDED, Flow.ALLOWED)

VALUES: dict[str, Callable[[World], Float64s]] = {
    "plans": _stock(Stock.PLANS),
    "plans_share_of_pupils": _share(Stock.PUPILS_WITH_PLAN, Stock.PUPILS),
    "sen_support_share_of_pupils": _share(Stock.PUPILS_ON_SUPPORT, Stock.PUPILS),
    "pupils": _stock(Stock.PUPILS),
    "people": _stock(Stock.PEOPLE),
    "requests": _flow(*REQUESTS),
    "requests_by_parents": _flow(*REQUESTS[:2]),
    "requests_by_schools": _flow(Flow.REQUESTS_BY_SCHOOLS),
    "requests_refused": _flow(Flow.REFUSED),
    "requests_by_parents_refused": _flow(Flow.REFUSED_PARENTS),
    "requests_by_schools_refused": _flow(Flow.REFUSED_SCHOOLS),
    "open_requests": _stock(Stock.OPEN_CASES),
    "assessments_completed": _flow(Flow.ASSESSED),
    "plans_not_issued": _flow(Flow.NOT_ISSUED),
    "new_plans": _flow(Flow.NEW_PLANS),
    "new_plans_within_20_weeks": _flow(Flow.PLANS_IN_TIME),
    "ceased_plans": _flow(Flow.CEASED, Flow.PLANS_LEFT),
    "reviews": _flow(Flow.REVIEWS),
    "mediations": _flow(Flow.MEDIATIONS),
    "appeals_registered": _flow(Flow.APPEALS),
    "appeals_conceded": _flow(Flow.CONCEDED),
    "appeals_heard": _flow(Flow.HEARD),
    "appeals_allowed": _flow(Flow.ALLOWED),
    "open_appeals": _stock(Stock.OPEN_DISPUTES),
    "plans_in_mainstream": _plans_in(*MAINSTREAM),
    "plans_in_special": _plans_in(*SPECIAL),
    "plans_in_independent_special": _plans_in(*INDEPENDENT),
    "plans_in_further_education": _plans_in(*FURTHER),
    "children_in_alternative_provision": _stock(Stock.IN_ALTERNATIVE),
    "alternative_provision_occupancy_share": _occupancy,
    "children_home_educated": _stock(Stock.HOME_EDUCATED),
    "children_awaiting_place": _stock(Stock.AWAITING),
    "suspensions": _flow(Flow.SUSPENSIONS),
    "permanent_exclusions": _flow(Flow.EXCLUSIONS),
    "managed_moves": _flow(Flow.MANAGED_MOVES),
    "reintegrations": _flow(Flow.REINTEGRATED),
    "left_for_home_education": _flow(Flow.LEFT_FOR_HOME),
    "confidence_mean": _mean(Stock.CONFIDENCE),
    "trust_mean": _mean(Stock.TRUST),
    "grievance_mean": _mean(Stock.GRIEVANCE),
    "unmet_need_mean": _mean(Stock.UNMET),
    "need_mean": _mean(Stock.NEED),
    "need_met_gap_by_resources": _gap,
    "ordinarily_available_quality_mean": _quality,
    "educational_psychology_preventive_share": _preventive_share,
    "outreach_staff_fte": _outreach,
    "early_help_share": lambda world: world.authorities.early_help.astype(float),
    "bar_to_assess": lambda world: world.authorities.bar.astype(float),
    "high_needs_balance_gbp": lambda world: world.authorities.balance_pence / PENCE,
    "high_needs_spending_gbp": lambda world: (
        (world.authorities.statutory_pence + world.authorities.discretionary_pence) / PENCE
    ),
    "general_fund_balance_gbp": lambda world: world.authorities.general_balance_pence / PENCE,
    "transport_spending_gbp": lambda world: world.authorities.transport_pence / PENCE,
    "high_needs_block_gbp": lambda world: world.authorities.block_pence / PENCE,
}


@cache
def measures() -> Mapping[str, Measure]:
    """Every measure by name, in the order of ``measures.toml``.

    Raises ``InputError`` if a measure is described and not computed, or the other way round.
    """
    with (DATA / MEASURES_FILE).open("rb") as file:
        entries = tomllib.load(file)
    for name in sorted(set(entries) ^ set(VALUES)):
        raise InputError(MEASURES_FILE, name, "one entry for each measure computed", "Add or remove it.")
    return {name: Measure(name, **entry) for name, entry in entries.items()}


def measured(world: World) -> Float64s:
    """Every measure by authority, shape (measures, authorities), in the order of ``measures()``."""
    return np.array([VALUES[name](world) for name in measures()])
