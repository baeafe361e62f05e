"""The stylised facts of the last fifteen years, each a function of a record: official or the model's.

A function takes a record (series by year, in the official unit) and returns its readings. Worked out
from England's figures and from a run by the same arithmetic, the two can be set side by side. How near
is near enough, and in which years, is declared in ``abm/data/stylised_facts.toml``.
"""

from collections.abc import Callable, Mapping

import pandas as pd

Series = Callable[[str], "pd.Series[float]"]
Readings = Mapping[str, float]


def flat_then_take_off(series: Series) -> Readings:
    """The share of pupils with a plan: flat to 2017, then a take-off."""
    share = series("plans_share_of_pupils")
    flat = [at(share, year) for year in range(2011, 2018)]
    return {
        "range_flat": sum(flat) * 0.0 + max(flat) - min(flat),  # not a number if one of them is not
        "rise_2017_2020": at(share, 2020) - at(share, 2017),
        "rise_2020_2025": at(share, 2025) - at(share, 2020),
    }


def support_is_u_shaped(series: Series) -> Readings:
    """The share of pupils on SEN support: a fall to 2016, then a rise."""
    share = series("sen_support_share_of_pupils")
    return {
        "fall_2011_2016": growth(share, 2011, 2016),
        "rise_2017_2021": growth(share, 2017, 2021),
        "rise_2021_2025": growth(share, 2021, 2025),
    }


def growth_by_fewer_exits(series: Series) -> Readings:
    """Growth of plans, and exits implied by stock and flow: plans + new plans - next January's plans."""
    plans, new = series("plans"), series("new_plans")

    def exits(first: int, last: int) -> float:
        rates = [
            100.0 * over(at(plans, year) + at(new, year) - at(plans, year + 1), at(plans, year))
            for year in range(first, last + 1)
        ]
        return sum(rates) / len(rates)

    return {
        "plans_2011_2015": growth(plans, 2011, 2015),
        "plans_2015_2020": growth(plans, 2015, 2020),
        "plans_2020_2025": growth(plans, 2020, 2025),
        "exits_before": exits(2011, 2013),
        "exits_after": exits(2015, 2019),
        "exits_held_out": exits(2022, 2024),
    }


def requests_outrun_the_pool(series: Series) -> Readings:
    """Requests and new plans over the pupils on SEN support, from whom they come."""
    requests, new, pool = series("requests"), series("new_plans"), series("sen_support_pupils")
    return {
        "requests_2016_2019": growth(requests, 2016, 2019),
        "requests_2019_2024": growth(requests, 2019, 2024),
        "requests_per_100_2016": 100.0 * over(at(requests, 2016), at(pool, 2016)),
        "requests_per_100_2024": 100.0 * over(at(requests, 2024), at(pool, 2024)),
        "new_plans_per_100_2011": 100.0 * over(at(new, 2011), at(pool, 2011)),
        "new_plans_per_100_2016": 100.0 * over(at(new, 2016), at(pool, 2016)),
        "new_plans_per_100_2024": 100.0 * over(at(new, 2024), at(pool, 2024)),
    }


def gate_did_not_close(series: Series) -> Readings:
    """Refusals, assessments without a plan, and new plans per request: much the same throughout."""
    refused, not_issued = series("requests_refused_share"), series("plans_not_issued_share")
    new, requests = series("new_plans"), series("requests")
    return {
        "refused_before": mean(refused, 2016, 2019),
        "refused_held_out": mean(refused, 2022, 2024),
        "not_issued_before": mean(not_issued, 2016, 2019),
        "not_issued_held_out": mean(not_issued, 2022, 2024),
        "plans_per_request_before": over(mean(new, 2016, 2019), mean(requests, 2016, 2019)),
        "plans_per_request_held_out": over(mean(new, 2022, 2024), mean(requests, 2022, 2024)),
    }


def placement_mix_turns(series: Series) -> Readings:
    """Where children with plans are taught."""
    mainstream, special = series("plans_in_mainstream_share"), series("plans_in_special")
    independent = series("plans_in_independent_special_share")
    return {
        "mainstream_2011": at(mainstream, 2011),
        "mainstream_2020": at(mainstream, 2020),
        "mainstream_2025": at(mainstream, 2025),
        "independent_2020": at(independent, 2020),
        "independent_2025": at(independent, 2025),
        "special_2011_2020": growth(special, 2011, 2020),
        "special_2020_2025": growth(special, 2020, 2025),
    }


def special_places_lag_need(series: Series) -> Readings:
    """State special schools are over-full, and fewer new plans start there."""
    new = series("new_plans_in_special_share")
    return {
        "roll_per_place_2024": over(at(series("special_roll"), 2024), at(series("special_places"), 2024)),
        "new_in_special_2019": at(new, 2019),
        "new_in_special_2024": at(new, 2024),
    }


def net_flow_to_special(series: Series) -> Readings:
    """Children with a plan who move from mainstream to special schools, per child who moves back."""
    there, back = series("moves_mainstream_to_special"), series("moves_special_to_mainstream")
    return {"there_per_back": over(mean(there, 2016, 2019), mean(back, 2016, 2019))}


def need_mix_moves(series: Series) -> Readings:
    """Main needs of those with a plan. Shares from before 2023 are sound for autism only."""
    autism = series("pupils_with_plan_autism_share")
    return {
        "autism_2017_2019": at(autism, 2019) - at(autism, 2017),
        "autism_2025": at(series("plans_need_share_autism"), 2025),
        "semh_2025": at(series("plans_need_share_social_emotional_mental_health"), 2025),
        "slcn_2025": at(series("plans_need_share_speech_language_communication"), 2025),
    }


def tribunal_outgrows_plans(series: Series) -> Readings:
    """Appeals, how they end and how many wait."""
    appeals, plans = series("appeals_registered"), series("plans")
    allowed = series("appeals_allowed_share")
    return {
        "appeals_2015_2019": growth(appeals, 2015, 2019),
        "appeals_2019_2024": growth(appeals, 2019, 2024),
        **{
            f"per_100_plans_{year}": 100.0 * over(at(appeals, year), at(plans, year))
            for year in (2015, 2019, 2024)
        },
        "allowed_before": mean(allowed, 2015, 2018),
        "allowed_held_out": mean(allowed, 2022, 2024),
        "open_2020_2025": growth(series("open_appeals"), 2020, 2025),
    }


def mediation_grows_likewise(series: Series) -> Readings:
    """Mediations, and mediations per appeal."""
    mediations, appeals = series("mediations"), series("appeals_registered")
    return {
        "mediations_2015_2019": growth(mediations, 2015, 2019),
        "mediations_2019_2024": growth(mediations, 2019, 2024),
        "per_appeal_2019": over(at(mediations, 2019), at(appeals, 2019)),
        "per_appeal_2024": over(at(mediations, 2024), at(appeals, 2024)),
    }


def exclusions_fall_rise_and_peak(series: Series) -> Readings:
    """Permanent exclusions and suspensions by academic year, and who is excluded."""
    permanent, suspensions = series("permanent_exclusions"), series("suspensions")
    none = at(series("permanent_exclusion_rate_no_sen"), 2017)
    return {
        "permanent_2011_2013": growth(permanent, 2011, 2013),
        "permanent_2013_2019": growth(permanent, 2013, 2019),
        "permanent_2019_2021": growth(permanent, 2019, 2021),
        "permanent_2019_2024": growth(permanent, 2019, 2024),
        "suspensions_2011_2013": growth(suspensions, 2011, 2013),
        "suspensions_2013_2019": growth(suspensions, 2013, 2019),
        "suspensions_2019_2024": growth(suspensions, 2019, 2024),
        "support_over_none": over(at(series("permanent_exclusion_rate_sen_support"), 2017), none),
        "plan_over_none": over(at(series("permanent_exclusion_rate_plan"), 2017), none),
    }


def money_slower_than_plans(series: Series) -> Readings:
    """High needs block a plan in cash, and the balance that is left, as a share of the block."""
    block, plans = series("high_needs_block_gbp_m"), series("plans")
    balance = series("high_needs_balance_gbp_m")

    def per_plan(year: int) -> float:
        return over(at(block, year), at(plans, year))

    return {
        "per_plan_2016_2020": over(per_plan(2020), per_plan(2016)),
        "per_plan_2016_2024": over(per_plan(2024), per_plan(2016)),
        "balance_2021": 100.0 * over(at(balance, 2021), at(block, 2021)),
        "balance_2022": 100.0 * over(at(balance, 2022), at(block, 2022)),
    }


def at(values: "pd.Series[float]", year: int) -> float:
    """The value of ``year``, not a number if there is none."""
    return float(values.get(year, float("nan")))


def over(top: float, bottom: float) -> float:
    """``top`` over ``bottom``, not a number where there is nothing to divide by."""
    return top / bottom if bottom else float("nan")


def growth(values: "pd.Series[float]", first: int, last: int) -> float:
    """The value of ``last`` over that of ``first``."""
    return over(at(values, last), at(values, first))


def mean(values: "pd.Series[float]", first: int, last: int) -> float:
    """The mean of the years ``first`` to ``last``, not a number if one is missing."""
    return sum(at(values, year) for year in range(first, last + 1)) / (last + 1 - first)


FACTS: Mapping[str, Callable[[Series], Readings]] = {
    fact.__name__: fact
    for fact in (
        flat_then_take_off,
        support_is_u_shaped,
        growth_by_fewer_exits,
        requests_outrun_the_pool,
        gate_did_not_close,
        placement_mix_turns,
        special_places_lag_need,
        net_flow_to_special,
        need_mix_moves,
        tribunal_outgrows_plans,
        mediation_grows_likewise,
        exclusions_fall_rise_and_peak,
        money_slower_than_plans,
    )
}
