"""Measures: what a run reports; their words are in ``measures.toml``, how each is computed is here.

Measuring is not deciding: a measure is worked out from recorded quantities and changes nothing.
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from abm.counting import MILLION, Flow, Stock
from abm.errors import InputError
from abm.quantities import AGES, PUPILS_OF, STATE_SCHOOLS, Quantities, by_authority
from abm.sources import DATA
from abm.worlds.state import World
from abm.years import CONVENTIONS, YearConvention
from agents.declarations import Float64s
from agents.vocabulary import Placement

MEASURES_FILE = "measures.toml"
PENCE = 100.0
PER_100 = 100.0

Value = Callable[[Quantities], Float64s]


@dataclass(frozen=True)
class Measure:
    """One measure, in the words of the official series ``official`` if it mirrors one.

    ``kind`` is ``stock`` (as it stood), ``flow`` (a count of events) or ``rate`` (events over events or
    over pupils). ``counted_by`` says whether a child counts where its ``home`` is or its ``school``.
    ``year_convention`` names the year in ``abm.years.CONVENTIONS`` that the official series is labelled
    by. The model's value times ``official_scale`` is in the unit of the official series.
    """

    name: str
    label: str
    unit: str
    kind: str
    counted_by: str
    year_convention: str
    meaning: str
    official: str
    official_scale: float = 1.0

    @property
    def year(self) -> YearConvention:
        """The measure's own year."""
        return CONVENTIONS[self.year_convention]

    @property
    def when(self) -> str:
        """In words, the months or the moment that a year's value is of."""
        return self.year.at if self.kind == "stock" else self.year.over


def _flow(*which: Flow | str, per: float = 1.0) -> Value:
    return lambda quantities: quantities.flow(*which) / per


def _stock(*which: int | str, per: float = 1.0) -> Value:
    return lambda quantities: quantities.stock(*which) / per


def _ratio(top: Value, bottom: Value, times: float = 1.0) -> Value:
    """``top`` over ``bottom``, and not a number where there is nothing to divide by."""

    def ratio(quantities: Quantities) -> Float64s:
        whole = bottom(quantities)
        return times * top(quantities) / np.where(whole == 0.0, np.nan, whole)

    return ratio


def _mean(total: Stock) -> Value:
    return _ratio(_stock(total, per=MILLION), _stock(Stock.SEN_FAMILIES))


def _plans_in(*placements: Placement) -> Value:
    return _stock(*[Stock.PLACEMENTS + placement for placement in placements])


def _share_in(*placements: Placement) -> Value:
    return _ratio(_plans_in(*placements), _stock(Stock.PLANS))


def _gap(quantities: Quantities) -> Float64s:
    """Share of need met in the best-resourced fifth of families less that in the worst-resourced."""
    top = _ratio(_stock(Stock.UNMET_TOP_FIFTH), _stock(Stock.NEED_TOP_FIFTH))
    bottom = _ratio(_stock(Stock.UNMET_BOTTOM_FIFTH), _stock(Stock.NEED_BOTTOM_FIFTH))
    return bottom(quantities) - top(quantities)


def _share_met(need: Value, unmet: Value) -> Value:
    """Share of need met; not a number where there is none."""
    unmet_share = _ratio(unmet, need)
    return lambda quantities: 1.0 - unmet_share(quantities)


def _less(first: Value, second: Value) -> Value:
    return lambda quantities: first(quantities) - second(quantities)


def _others(everybody: Stock, some: Stock) -> Value:
    """A stock of all families with SEN less that of those who have contested."""
    return _less(_stock(everybody), _stock(some))


def _spread(total: str, squares: str) -> Value:
    """Standard deviation between primary and secondary schools, each counting once."""
    mean = _ratio(_stock(total), _stock("ordinary_schools"))
    mean_square = _ratio(_stock(squares), _stock("ordinary_schools"))
    return lambda quantities: np.sqrt(np.maximum(0.0, mean_square(quantities) - mean(quantities) ** 2))


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
ENDED = (Flow.CEASED, Flow.PLANS_LEFT)


def _no_longer_needed(quantities: Quantities) -> Float64s:
    return quantities.flow(Flow.CEASED) - quantities.flow(Flow.CEASED_LEFT_SCHOOL, Flow.CEASED_AT_AGE_LIMIT)


def _pupils_of(name: str) -> Value:
    """Pupils among whom a rate of suspension or exclusion is taken."""
    if name in STATE_SCHOOLS:
        return _stock(f"pupils_{name}")
    if name == "no_sen":
        with_sen = _stock(Stock.PUPILS_ON_SUPPORT, Stock.PUPILS_WITH_PLAN)
        return lambda quantities: quantities.stock(Stock.PUPILS) - with_sen(quantities)
    return _stock(Stock.PUPILS_ON_SUPPORT if name == "sen_support" else Stock.PUPILS_WITH_PLAN)


def _band_over_need(quantities: Quantities) -> Float64s:
    """Bands that plans have over those that need alone would call for, on average."""
    over = _ratio(_stock(Stock.BANDS), _stock(Stock.PLANS))
    return over(quantities) - _ratio(_stock(Stock.BANDS_DUE), _stock(Stock.PLANS))(quantities)


# Measures that any group of children has: worked out from flows and stocks alone.
OF_CHILDREN: dict[str, Value] = {
    "plans": _stock(Stock.PLANS),
    "plans_share_of_pupils": _ratio(_stock(Stock.PUPILS_WITH_PLAN), _stock(Stock.PUPILS)),
    "sen_share_of_pupils": _ratio(
        _stock(Stock.PUPILS_ON_SUPPORT, Stock.PUPILS_WITH_PLAN), _stock(Stock.PUPILS)
    ),
    "sen_support_share_of_pupils": _ratio(_stock(Stock.PUPILS_ON_SUPPORT), _stock(Stock.PUPILS)),
    "pupils": _stock(Stock.PUPILS),
    "pupils_with_plan": _stock(Stock.PUPILS_WITH_PLAN),
    "sen_support_pupils": _stock(Stock.PUPILS_ON_SUPPORT),
    "people": _stock(Stock.PEOPLE),
    "statements": _stock(Stock.STATEMENTS),
    "band_over_need_mean": _band_over_need,
    "top_up_over_tariff": _ratio(_stock(Stock.TOP_UP_PENCE), _stock(Stock.TOP_UP_DUE_PENCE)),
    "semh_share_of_sen": _ratio(_stock(Stock.SEMH_RECORDED), _stock(Stock.SEN_RECORDED)),
    **{f"plans_age_{age}": _stock(Stock.PLANS_BY_AGE + at) for at, age in enumerate(AGES)},
    "requests": _flow(*REQUESTS),
    "requests_by_parents": _flow(*REQUESTS[:2]),
    "requests_by_schools": _flow(Flow.REQUESTS_BY_SCHOOLS),
    "requests_by_parents_share": _ratio(_flow(*REQUESTS[:2]), _flow(*REQUESTS)),
    "requests_by_schools_share": _ratio(_flow(Flow.REQUESTS_BY_SCHOOLS), _flow(*REQUESTS)),
    "requests_refused": _flow(Flow.REFUSED),
    "requests_refused_share": _ratio(_flow(Flow.REFUSED), _flow(*REQUESTS)),
    "requests_by_parents_refused": _flow(Flow.REFUSED_PARENTS),
    "requests_by_schools_refused": _flow(Flow.REFUSED_SCHOOLS),
    "requests_agreed": _flow(Flow.AGREED),
    "open_requests": _stock(Stock.OPEN_CASES),
    "assessments_completed": _flow(Flow.ASSESSED),
    "plans_not_issued": _flow(Flow.NOT_ISSUED),
    "plans_not_issued_share": _ratio(_flow(Flow.NOT_ISSUED), _flow(Flow.ASSESSED)),
    "new_plans": _flow(Flow.NEW_PLANS),
    "new_plans_within_20_weeks": _flow(Flow.PLANS_IN_TIME),
    "new_plans_within_20_weeks_share": _ratio(_flow(Flow.PLANS_IN_TIME), _flow(Flow.NEW_PLANS)),
    "ceased_plans": _flow(*ENDED),
    "ceased_plans_left_school": _flow(Flow.CEASED_LEFT_SCHOOL),
    "ceased_plans_no_longer_needed": _no_longer_needed,
    "ceased_plans_at_age_limit": _flow(Flow.CEASED_AT_AGE_LIMIT, Flow.PLANS_LEFT),
    "statement_conversions": _flow(Flow.CONVERSIONS),
    "reviews": _flow(Flow.REVIEWS),
    "mediations": _flow(Flow.MEDIATIONS),
    "appeals_registered": _flow(Flow.APPEALS),
    "appeals_conceded": _flow(Flow.CONCEDED),
    "appeals_heard": _flow(Flow.HEARD),
    "appeals_allowed": _flow(Flow.ALLOWED),
    "appeals_allowed_share": _ratio(_flow(Flow.ALLOWED), _flow(Flow.HEARD)),
    "open_appeals": _stock(Stock.OPEN_DISPUTES),
    "plans_in_mainstream": _plans_in(*MAINSTREAM),
    "plans_in_special": _plans_in(*SPECIAL),
    "plans_in_independent_special": _plans_in(*INDEPENDENT),
    "plans_in_further_education": _plans_in(*FURTHER),
    "plans_in_units": _plans_in(Placement.RESOURCED),
    "plans_taught_otherwise": _plans_in(Placement.OTHERWISE),
    "plans_in_alternative_provision": _plans_in(Placement.ALTERNATIVE),
    "plans_in_early_years": _plans_in(Placement.EARLY_YEARS),
    "plans_in_home_education": _plans_in(Placement.HOME),
    "plans_not_in_education": _plans_in(Placement.NOT_IN_EDUCATION),
    "plans_in_mainstream_share": _share_in(*MAINSTREAM),
    "plans_in_special_share": _share_in(*SPECIAL),
    "plans_in_independent_special_share": _share_in(*INDEPENDENT),
    "plans_in_further_education_share": _share_in(*FURTHER),
    "children_in_alternative_provision": _stock(Stock.IN_ALTERNATIVE),
    "children_home_educated": _stock(Stock.HOME_EDUCATED),
    "children_awaiting_place": _stock(Stock.AWAITING),
    "children_waiting_for_special": _stock(Stock.SPECIAL_WAITING),
    "suspensions": _flow(Flow.SUSPENSIONS),
    "permanent_exclusions": _flow(Flow.EXCLUSIONS),
    "suspension_rate_all": _ratio(_flow(Flow.SUSPENSIONS), _stock(Stock.PUPILS), PER_100),
    "permanent_exclusion_rate_all": _ratio(_flow(Flow.EXCLUSIONS), _stock(Stock.PUPILS), PER_100),
    "managed_moves": _flow(Flow.MANAGED_MOVES),
    "reintegrations": _flow(Flow.REINTEGRATED),
    "left_for_home_education": _flow(Flow.LEFT_FOR_HOME),
    "confidence_mean": _mean(Stock.CONFIDENCE),
    "trust_mean": _mean(Stock.TRUST),
    "grievance_mean": _mean(Stock.GRIEVANCE),
    "unmet_need_mean": _mean(Stock.UNMET),
    "need_mean": _mean(Stock.NEED),
    "need_met_gap_by_resources": _gap,
    "need_met_gap_by_contest": _less(
        _share_met(_stock(Stock.CONTESTED_NEED), _stock(Stock.CONTESTED_UNMET)),
        _share_met(_others(Stock.NEED, Stock.CONTESTED_NEED), _others(Stock.UNMET, Stock.CONTESTED_UNMET)),
    ),
    "plans_gap_by_contest": _less(
        _ratio(_stock(Stock.CONTESTED_PLANS), _stock(Stock.CONTESTED_FAMILIES)),
        _ratio(
            _others(Stock.PLANS, Stock.CONTESTED_PLANS),
            _others(Stock.SEN_FAMILIES, Stock.CONTESTED_FAMILIES),
        ),
    ),
    "bottom_tenth_attainment_gap": _ratio(
        _stock(Stock.BOTTOM_TENTH_GAP, per=MILLION), _stock(Stock.BOTTOM_TENTH)
    ),
    "forum_members": _stock(Stock.FORUM_FAMILIES),
    "forum_resources_mean": _ratio(_stock(Stock.FORUM_RESOURCES, per=MILLION), _stock(Stock.FORUM_FAMILIES)),
    "forum_agency_mean": _ratio(_stock(Stock.FORUM_AGENCY, per=MILLION), _stock(Stock.FORUM_FAMILIES)),
    "forum_trust_mean": _ratio(_stock(Stock.FORUM_TRUST, per=MILLION), _stock(Stock.FORUM_FAMILIES)),
    "joined_forum": _flow(Flow.JOINED_FORUM),
    "left_forum": _flow(Flow.LEFT_FORUM),
    "admissions_discouraged": _flow(Flow.DISCOURAGED),
}

# Measures of schools and authorities, and of groups that are measures by themselves.
OF_INSTITUTIONS: dict[str, Value] = {
    **{f"new_plans_age_{age}": _flow(f"new_plans_{age}") for age in AGES},
    **{
        f"plans_share_of_{kind}_pupils": _ratio(_stock(f"with_plan_{kind}"), _stock(f"pupils_{kind}"))
        for kind in ("primary", "secondary")
    },
    **{
        f"sen_support_share_of_{kind}_pupils": _ratio(_stock(f"on_support_{kind}"), _stock(f"pupils_{kind}"))
        for kind in ("primary", "secondary")
    },
    **{f"suspensions_{kind}": _flow(f"suspensions_{kind}") for kind in STATE_SCHOOLS},
    **{f"permanent_exclusions_{kind}": _flow(f"exclusions_{kind}") for kind in STATE_SCHOOLS},
    **{
        f"suspension_rate_{name}": _ratio(_flow(f"suspensions_{name}"), _pupils_of(name), PER_100)
        for name in PUPILS_OF
    },
    **{
        f"permanent_exclusion_rate_{name}": _ratio(_flow(f"exclusions_{name}"), _pupils_of(name), PER_100)
        for name in PUPILS_OF
    },
    "sen_share_spread_between_schools": _spread("sen_share", "sen_share_squared"),
    "quality_spread_between_schools": _spread("quality_each", "quality_squared"),
    "sen_money_per_pupil_gbp": _ratio(_stock("pot_each"), _stock("ordinary_schools")),
    "sen_money_spread_between_schools_gbp": _spread("pot_each", "pot_squared"),
    "school_results_mean": _ratio(_stock("results_each"), _stock("ordinary_schools")),
    "plans_in_top_tenth_of_schools_share": _ratio(
        _stock("plans_in_top_tenth"), _stock("with_plan_primary", "with_plan_secondary")
    ),
    "magnet_schools_share": _ratio(_stock("magnet_schools"), _stock("ordinary_schools")),
    "avoiding_schools_share": _ratio(_stock("avoiding_schools"), _stock("ordinary_schools")),
    "visits_over_even": _ratio(
        _ratio(_stock("visits_to_sen"), _stock("mainstream_sen")),
        _ratio(_stock("visits_to_all"), _stock("mainstream_roll")),
    ),
    "alternative_provision_occupancy_share": _ratio(_stock("unit_roll"), _stock("unit_places")),
    "ordinarily_available_quality_mean": _ratio(_stock("mainstream_quality"), _stock("mainstream_roll")),
    "educational_psychology_preventive_share": _ratio(
        _flow("preventive_minutes"), _flow("psychology_minutes")
    ),
    "outreach_staff_fte": _stock("outreach_fte"),
    "joint_provision_share": _ratio(_stock("joint_share"), _stock("children")),
    "time_to_reflect_share": _ratio(_stock("slack"), _stock("children")),
    "early_help_share": _ratio(_stock("early_help"), _stock("children")),
    "bar_to_assess": _ratio(_stock("bar"), _stock("children")),
    "high_needs_balance_gbp": _stock("balance_pence", per=PENCE),
    "high_needs_spending_gbp": _flow("statutory_pence", "discretionary_pence", per=PENCE),
    "general_fund_balance_gbp": _stock("general_balance_pence", per=PENCE),
    "transport_spending_gbp": _flow("transport_pence", per=PENCE),
    "agreement_payments_gbp": _flow("agreement_pence", per=PENCE),
    "high_needs_block_gbp": _flow("block_pence", per=PENCE),
}
VALUES: dict[str, Value] = {**OF_CHILDREN, **OF_INSTITUTIONS}


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
    """This month's measures, shape (measures, authorities), in the order of ``measures()``."""
    quantities = by_authority(world)
    return np.array([VALUES[name](quantities) for name in measures()])


def measured_whole(world: World, name: str) -> float:
    """One measure of this month over all authorities, each as often as its weight says."""
    return float(VALUES[name](by_authority(world).whole(world.weights)))
