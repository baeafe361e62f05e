"""Measures: what a run reports, declared once with label, unit, kind and the official series it mirrors.

Measuring is not deciding: a measure reads the month's counts and changes nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from abm.counting import MILLION, Flow, Stock
from abm.worlds.state import World
from agents.declarations import Float64s
from agents.vocabulary import Placement, SettingKind

PENCE = 100.0


@dataclass(frozen=True)
class Measure:
    """One measure; ``kind`` is ``stock``, ``flow`` or ``rate`` and ``official`` the series it mirrors, if any."""

    name: str
    label: str
    unit: str
    kind: str
    meaning: str
    official: str
    value: Callable[[World], Float64s]


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
    weighted = np.bincount(schools.authority[rows], schools.quality[rows] * schools.roll[rows].astype(float), n)
    return weighted / np.maximum(1.0, np.bincount(schools.authority[rows], schools.roll[rows], n))


def _preventive_share(world: World) -> Float64s:
    a = world.authorities
    return a.preventive_minutes / np.maximum(1, a.psychology_minutes)


def _outreach(world: World) -> Float64s:
    return np.bincount(world.units.authority, world.units.outreach_fte, world.n_authorities)


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

MEASURES: tuple[Measure, ...] = (
    Measure("plans", "Plans", "plans", "stock", "Statements and EHC plans the authority maintains, 0 to 25",
            "plans", _stock(Stock.PLANS)),
    Measure("plans_share_of_pupils", "Pupils with a plan", "share of pupils", "stock",
            "Pupils in schools with a statement or plan", "plans_share_of_pupils",
            _share(Stock.PUPILS_WITH_PLAN, Stock.PUPILS)),
    Measure("sen_support_share_of_pupils", "Pupils on SEN support", "share of pupils", "stock",
            "Pupils on SEN support (School Action and School Action Plus before 2015)", "sen_support_share_of_pupils",
            _share(Stock.PUPILS_ON_SUPPORT, Stock.PUPILS)),
    Measure("pupils", "Pupils", "pupils", "stock", "Pupils in schools of every kind", "pupils_total", _stock(Stock.PUPILS)),
    Measure("people", "Children and young people", "people", "stock",
            "Everyone aged 2 to 18, and those to 25 with a plan or a case", "", _stock(Stock.PEOPLE)),
    Measure("requests", "Requests", "requests a month", "flow", "Requests for a needs assessment", "requests",
            _flow(*REQUESTS)),
    Measure("requests_by_parents", "Requests by families", "requests a month", "flow",
            "Requests by parents and young people", "", _flow(*REQUESTS[:2])),
    Measure("requests_by_schools", "Requests by schools", "requests a month", "flow", "Requests by schools and colleges",
            "", _flow(Flow.REQUESTS_BY_SCHOOLS)),
    Measure("requests_refused", "Requests refused", "requests a month", "flow", "Refusals to assess",
            "requests_refused", _flow(Flow.REFUSED)),
    Measure("requests_by_parents_refused", "Families' requests refused", "requests a month", "flow",
            "Refusals to assess when a parent or young person asked", "", _flow(Flow.REFUSED_PARENTS)),
    Measure("requests_by_schools_refused", "Schools' requests refused", "requests a month", "flow",
            "Refusals to assess when a school asked", "", _flow(Flow.REFUSED_SCHOOLS)),
    Measure("open_requests", "Requests in progress", "cases", "stock", "Requests neither refused nor ended in a plan",
            "", _stock(Stock.OPEN_CASES)),
    Measure("assessments_completed", "Assessments completed", "assessments a month", "flow",
            "Assessments after which the authority decided on a plan", "assessments_completed", _flow(Flow.ASSESSED)),
    Measure("plans_not_issued", "Plans not issued", "decisions a month", "flow", "Assessments that ended without a plan",
            "plans_not_issued", _flow(Flow.NOT_ISSUED)),
    Measure("new_plans", "New plans", "plans a month", "flow", "Plans made for the first time", "new_plans",
            _flow(Flow.NEW_PLANS)),
    Measure("new_plans_within_20_weeks", "New plans on time", "plans a month", "flow",
            "New plans inside the law's clock (26 weeks before September 2014)", "new_plans_within_20_weeks_share",
            _flow(Flow.PLANS_IN_TIME)),
    Measure("ceased_plans", "Plans that ended", "plans a month", "flow", "Plans ceased, lapsed or outgrown",
            "ceased_plans", _flow(Flow.CEASED, Flow.PLANS_LEFT)),
    Measure("reviews", "Annual reviews held", "reviews a month", "flow", "Annual reviews held, conversions included", "",
            _flow(Flow.REVIEWS)),
    Measure("mediations", "Mediations", "cases a month", "flow", "Families who chose to mediate", "mediations",
            _flow(Flow.MEDIATIONS)),
    Measure("appeals_registered", "Appeals", "appeals a month", "flow", "Appeals registered with the tribunal",
            "appeals_registered", _flow(Flow.APPEALS)),
    Measure("appeals_conceded", "Appeals conceded", "appeals a month", "flow", "Appeals conceded before a hearing", "",
            _flow(Flow.CONCEDED)),
    Measure("appeals_heard", "Appeals heard", "appeals a month", "flow", "Appeals decided at a hearing", "appeals_heard",
            _flow(Flow.HEARD)),
    Measure("appeals_allowed", "Appeals allowed", "appeals a month", "flow", "Appeals decided for the family",
            "appeals_allowed", _flow(Flow.ALLOWED)),
    Measure("open_appeals", "Open appeals", "appeals", "stock", "Appeals registered and not closed", "open_appeals",
            _stock(Stock.OPEN_DISPUTES)),
    Measure("plans_in_mainstream", "Plans in mainstream schools", "plans", "stock",
            "Plans in mainstream schools, units included", "plans_in_mainstream", _plans_in(*MAINSTREAM)),
    Measure("plans_in_special", "Plans in state special schools", "plans", "stock", "Plans in state special schools",
            "plans_in_special", _plans_in(*SPECIAL)),
    Measure("plans_in_independent_special", "Plans in independent special schools", "plans", "stock",
            "Plans in independent and non-maintained special schools", "plans_in_independent_special",
            _plans_in(*INDEPENDENT)),
    Measure("plans_in_further_education", "Plans after 16", "plans", "stock",
            "Plans in further education and specialist post-16", "plans_in_further_education", _plans_in(*FURTHER)),
    Measure("children_in_alternative_provision", "Children in alternative provision", "children", "stock",
            "Children on the roll of alternative provision", "children_in_alternative_provision",
            _stock(Stock.IN_ALTERNATIVE)),
    Measure("alternative_provision_occupancy_share", "Occupancy of alternative provision", "share of places", "stock",
            "Roll over planned places", "", _occupancy),
    Measure("children_home_educated", "Children educated at home", "children", "stock", "Elective home education",
            "children_home_educated", _stock(Stock.HOME_EDUCATED)),
    Measure("children_awaiting_place", "Children awaiting a place", "children", "stock",
            "Excluded children without a place", "", _stock(Stock.AWAITING)),
    Measure("suspensions", "Suspensions", "suspensions a month", "flow", "Suspensions; a pupil may have several",
            "suspensions", _flow(Flow.SUSPENSIONS)),
    Measure("permanent_exclusions", "Permanent exclusions", "exclusions a month", "flow", "Permanent exclusions",
            "permanent_exclusions", _flow(Flow.EXCLUSIONS)),
    Measure("managed_moves", "Managed moves", "moves a month", "flow", "Moves arranged instead of an exclusion",
            "managed_moves", _flow(Flow.MANAGED_MOVES)),
    Measure("reintegrations", "Reintegrations", "children a month", "flow", "Returns from alternative provision", "",
            _flow(Flow.REINTEGRATED)),
    Measure("left_for_home_education", "Left for home education", "children a month", "flow",
            "Children withdrawn to be educated at home", "", _flow(Flow.LEFT_FOR_HOME)),
    Measure("confidence_mean", "Confidence in ordinarily available provision", "share", "stock",
            "Mean over families of children with SEN", "", _mean(Stock.CONFIDENCE)),
    Measure("trust_mean", "Trust in the authority", "share", "stock", "Mean over families of children with SEN", "",
            _mean(Stock.TRUST)),
    Measure("grievance_mean", "Grievance", "need-months", "stock", "Remembered unmet need, mean over the same families",
            "", _mean(Stock.GRIEVANCE)),
    Measure("unmet_need_mean", "Unmet need", "severity 0-1", "stock", "Need nobody meets, mean over the same families", "",
            _mean(Stock.UNMET)),
    Measure("need_mean", "Need", "severity 0-1", "stock", "Need, mean over the same families", "", _mean(Stock.NEED)),
    Measure("need_met_gap_by_resources", "Gap in need met", "share", "stock",
            "Share of need met: best-resourced fifth of families less worst-resourced", "", _gap),
    Measure("ordinarily_available_quality_mean", "Quality of ordinarily available provision", "share", "stock",
            "Mean over pupils of mainstream schools", "", _quality),
    Measure("educational_psychology_preventive_share", "Psychologists' time left for schools", "share of time", "rate",
            "What statutory advice leaves of psychologists' time", "", _preventive_share),
    Measure("outreach_staff_fte", "Outreach staff", "FTE", "stock", "Alternative provision staff in mainstream schools", "",
            _outreach),
    Measure("early_help_share", "Early help", "share of young children with needs", "stock",
            "Young children with needs whom early help reaches", "", lambda world: world.authorities.early_help.astype(float)),
    Measure("bar_to_assess", "Bar to assess", "severity 0-1", "stock", "Evidence the authority asks for", "",
            lambda world: world.authorities.bar.astype(float)),
    Measure("high_needs_balance_gbp", "High needs balance", "GBP", "stock", "Cumulative balance within the grant", "",
            lambda world: world.authorities.balance_pence / PENCE),
    Measure("high_needs_spending_gbp", "High needs spending", "GBP a month", "flow", "Places, top-ups, fees and services",
            "high_needs_spending_gbp_m",
            lambda world: (world.authorities.statutory_pence + world.authorities.discretionary_pence) / PENCE),
    Measure("high_needs_block_gbp", "High needs block", "GBP a month", "flow", "Block received", "",
            lambda world: world.authorities.block_pence / PENCE),
)


def measured(world: World) -> Float64s:
    """Every measure by authority, shape (measures, authorities)."""
    return np.array([measure.value(world) for measure in MEASURES])
