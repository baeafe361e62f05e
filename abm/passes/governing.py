"""What government and authorities settle in a month, area by area: money, staff and ledgers."""

from typing import NamedTuple

import numpy as np
from numpy import float64

from agents.accountability import health_answers
from agents.authority import Authorities, AuthorityParameters, keeps_discretionary
from agents.banding import (
    BandingParameters,
    drifts_upward,
    leans_when_banding,
    pays_for_a_band,
)
from agents.compiling import compiled_pass, rule
from agents.declarations import Float64s, Int64s
from agents.drafts import plans_college_places
from agents.partners import (
    Governments,
    HealthServices,
    PartnerParameters,
    allocates_block,
    secures_joint_provision,
    steps_in,
)
from agents.practice import pays_towards_deficit

PENCE = 100
DEFICIT_PAID_PER_YEAR = 0.08  # of the deficit: 1bn for 38 agreements over five years; assumed
ADVISORY_GBP_PER_HOUR = 45.0  # advisory teacher with on-costs, 2010 prices; assumed
YOUNG_WITH_NEEDS = 0.03  # of people aged 2 to 18: two of 17 year groups, a quarter of them with needs


@rule
def nearest(value: float) -> int:
    """The nearest whole number."""
    return int(np.rint(value))


# Money from government --------------------------------------------------------------------


@compiled_pass
def write_blocks(
    governments: Governments, national_gbp: float, history: Float64s, more: Float64s, gbp: Float64s
) -> None:
    """Write each authority's block in GBP a year, before any of it follows bands.

    ``history`` is the weight of past spending in the formula, ``more`` money over the usual as a share.
    """
    for area in range(gbp.size):
        shares = governments.historic_share[area], governments.need_share[area]
        gbp[area] = allocates_block(national_gbp, shares[0], shares[1], history[area]) * (1.0 + more[area])


class Terms(NamedTuple):
    """What decides on what terms authorities get money and pay for plans, by authority.

    ``over_need`` is the block over what need alone would bring; what comes after it are levers.
    """

    deficits: Float64s
    over_need: Float64s
    agreed_sooner: Float64s
    paid_by_profile: Float64s
    moderation: Float64s
    national_bands: Float64s


@compiled_pass
def terms_are_set(
    authorities: Authorities,
    governments: Governments,
    terms: Terms,
    is_usual: bool,
    partner: PartnerParameters,
    banding: BandingParameters,
) -> None:
    """Government steps in on large deficits, which ``is_usual`` without a lever; bands are understood."""
    a = authorities
    for area in range(terms.deficits.size):
        pull, was_agreed = terms.agreed_sooner[area], governments.is_intervening[area]
        is_agreed = steps_in(terms.deficits[area], is_usual or pull > 0.0, was_agreed, pull, partner)
        governments.is_intervening[area] = is_agreed
        yearly = DEFICIT_PAID_PER_YEAR * pull
        a.agreement_pence[area] = pays_towards_deficit(a.balance_pence[area], is_agreed, yearly)
        drift, moderated = float64(a.band_drift[area]), terms.moderation[area]
        a.band_drift[area] = drifts_upward(drift, terms.paid_by_profile[area], moderated, banding)
        drift = float64(a.band_drift[area])
        a.band_lean[area] = leans_when_banding(float64(a.band_bias[area]), drift, moderated)
        own, national = float64(a.own_level[area]), terms.national_bands[area]
        a.top_up_level[area] = pays_for_a_band(own, terms.over_need[area], national, banding)


# Staff and services -----------------------------------------------------------------------


class StaffTrends(NamedTuple):
    """What moves staff from outside: two indices, and requests for health advice over the base year's."""

    psychologists: float
    advice: float
    early_help: float


class StaffLevers(NamedTuple):
    """What levers make of staff, by authority."""

    psychologists: Float64s
    answering_of_health: Float64s
    early_help_restored: Float64s
    early_years: Float64s
    college_block: Float64s
    integration: Float64s


class Discretionary(NamedTuple):
    """What bears on money beyond the law; arrays are by authority, pence go to schools."""

    deficits: Float64s
    pupils: Int64s
    people: Int64s
    to_schools_pence: Int64s
    more_money: Float64s
    moved: Float64s
    price_index: float
    family_pence: int


@compiled_pass
def count_staff(
    authorities: Authorities,
    health: HealthServices,
    people: Int64s,
    trends: StaffTrends,
    levers: StaffLevers,
    authority: AuthorityParameters,
    partner: PartnerParameters,
) -> None:
    """Count psychologists' and health advisers' time, and early help; ``people`` are those at the start."""
    a = authorities
    for area in range(people.size):
        thousands = people[area] / 1000.0
        hours = authority.psychology_hours_per_1000_children * thousands * trends.psychologists
        hours *= 1.0 + levers.psychologists[area]
        a.psychology_minutes[area] = nearest(hours * 60.0 / 12.0)
        reports = partner.advice_per_1000_children * thousands * trends.advice
        judged = float64(a.judgement[area])
        more = health_answers(levers.answering_of_health[area], judged, partner)
        time = reports * partner.minutes_per_advice / 12.0 * more
        health.advice_minutes[area] = nearest(time * float64(health.own_time[area]))
        missing = max(0.0, 1.0 - trends.early_help)
        restored = trends.early_help + levers.early_help_restored[area] * missing
        reach = authority.early_help_coverage * restored + levers.early_years[area]
        a.early_help[area] = min(1.0, reach)
        a.college_block[area] = levers.college_block[area]
        a.joint_share[area] = secures_joint_provision(levers.integration[area], partner)


@compiled_pass
def set_discretionary(
    authorities: Authorities, governments: Governments, planned: Discretionary, authority: AuthorityParameters
) -> None:
    """Set advisory services: planned money, squeezed by the deficit, less what early help takes of it."""
    a = authorities
    for area in range(planned.deficits.size):
        is_intervened = governments.is_intervening[area]
        kept = keeps_discretionary(planned.deficits[area], is_intervened, authority)
        a.discretionary_share[area] = kept
        block_gbp = a.block_pence[area] / PENCE / (1.0 + planned.more_money[area])
        gbp = block_gbp * authority.discretionary_block_share * kept
        advisory_gbp = gbp * authority.advisory_share
        moved_gbp = advisory_gbp * planned.moved[area]
        hours = (advisory_gbp - moved_gbp) / (ADVISORY_GBP_PER_HOUR * planned.price_index)
        a.advisory_hours[area] = hours / (max(1, planned.pupils[area]) / 100.0)
        reached = moved_gbp * PENCE / planned.family_pence / (planned.people[area] * YOUNG_WITH_NEEDS)
        a.early_help_moved[area] = reached
        a.early_help[area] = min(1.0, float64(a.early_help[area]) + reached)
        a.discretionary_pence[area] = nearest(gbp * PENCE) + planned.to_schools_pence[area]


# The ledgers ------------------------------------------------------------------------------


class Rates(NamedTuple):
    """What the general fund pays, in pence: staff by the hour, families and children by the month.

    ``college_place`` is the block's price of a month in a college, ``level`` the fund over its first month.
    """

    psychologist_hour: int
    caseworker_hour: int
    early_help_family: int
    child_carried: int
    college_place: int
    level: float


class Placed(NamedTuple):
    """What the month's plans cost the block in pence, those in colleges, and those carried to school."""

    statutory_pence: Int64s
    in_colleges: Int64s
    carried: Int64s


@compiled_pass
def close_ledgers(authorities: Authorities, placed: Placed, people: Int64s, rates: Rates) -> None:
    """Close the high needs ledger, then the general fund, of all; ``people`` are those at the start.

    Colleges funded by the block are paid for planned places, which may be more than their plans (N11, N15).
    """
    a = authorities
    for area in range(people.size):
        planned = plans_college_places(a.planned_college[area], placed.in_colleges[area])
        a.planned_college[area] = planned
        ahead = rates.college_place * (planned - placed.in_colleges[area]) * float64(a.college_block[area])
        statutory = placed.statutory_pence[area] + nearest(ahead)
        a.statutory_pence[area] = statutory
        income = a.block_pence[area] + a.agreement_pence[area]
        a.balance_pence[area] += income - statutory - a.discretionary_pence[area]
        transport = placed.carried[area] * rates.child_carried
        psychology = a.psychology_minutes[area] + a.bought_in_minutes[area]
        hours = psychology * rates.psychologist_hour + a.casework_minutes[area] * rates.caseworker_hour
        # Advisory money has paid for the rest.
        by_fund = float64(a.early_help[area]) - float64(a.early_help_moved[area])
        helped = nearest(by_fund * (people[area] * YOUNG_WITH_NEEDS))
        services = hours // 60 + helped * rates.early_help_family
        if a.general_fund_base_pence[area] == 0:
            a.general_fund_base_pence[area] = nearest((transport + services) / rates.level)
        fund = nearest(a.general_fund_base_pence[area] * rates.level)
        a.transport_pence[area] = transport
        a.services_pence[area] = services
        a.general_fund_pence[area] = fund
        a.general_balance_pence[area] += fund - transport - services
