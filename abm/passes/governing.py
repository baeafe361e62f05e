"""What government and authorities settle in a month, area by area: money, staff, bars and ledgers."""

from typing import NamedTuple

import numpy as np
from numpy import float64

from abm.counting import Stock
from agents.accountability import health_answers, judges_area, quality_of_contact, time_for_families
from agents.authority import Authorities, AuthorityParameters, keeps_discretionary, sets_bar
from agents.banding import (
    BandingParameters,
    drifts_upward,
    eases_when_paid,
    leans_when_banding,
    pays_for_a_band,
)
from agents.compiling import compiled_pass, part_of_pass, rule
from agents.declarations import Float32s, Float64s, Int64s
from agents.drafts import plans_college_places
from agents.forum import bar_after_forum
from agents.partners import (
    Governments,
    HealthServices,
    PartnerParameters,
    allocates_block,
    secures_joint_provision,
    steps_in,
)
from agents.practice import pays_towards_deficit
from agents.tribunal import success_families_see
from agents.vocabulary import Placement

PENCE = 100
DEFICIT_PAID_PER_YEAR = 0.08  # of the deficit: 1bn for 38 agreements over five years; assumed
ADVISORY_GBP_PER_HOUR = 45.0  # advisory teacher with on-costs, 2010 prices; assumed
# Contact that parents who set all the questions would put on the agenda (claim K13); assumed.
CONTACT_ON_AGENDA = 0.3
# Children whom the authority carries: all in special settings; official counts are near as many.
CARRIED = (Placement.SPECIAL, Placement.INDEPENDENT_SPECIAL, Placement.SPECIALIST_POST_16)
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


@part_of_pass
def government_steps_in(
    authorities: Authorities,
    governments: Governments,
    area: int,
    terms: Terms,
    is_usual: bool,
    partner: PartnerParameters,
) -> None:
    """Make an agreement on the deficit, which ``is_usual`` where there is no lever, and pay towards it."""
    pull, was_agreed = terms.agreed_sooner[area], governments.is_intervening[area]
    is_agreed = steps_in(terms.deficits[area], is_usual or pull > 0.0, was_agreed, pull, partner)
    governments.is_intervening[area] = is_agreed
    yearly, balance = DEFICIT_PAID_PER_YEAR * pull, authorities.balance_pence[area]
    authorities.agreement_pence[area] = pays_towards_deficit(balance, is_agreed, yearly)


@part_of_pass
def bands_are_understood(
    authorities: Authorities, area: int, terms: Terms, banding: BandingParameters
) -> None:
    """Set how an authority leans when it bands, and what it pays for a band, this month."""
    a, moderated = authorities, terms.moderation[area]
    drift = float64(a.band_drift[area])
    a.band_drift[area] = drifts_upward(drift, terms.paid_by_profile[area], moderated, banding)
    drift = float64(a.band_drift[area])
    a.band_lean[area] = leans_when_banding(float64(a.band_bias[area]), drift, moderated)
    own, national = float64(a.own_level[area]), terms.national_bands[area]
    a.top_up_level[area] = pays_for_a_band(own, terms.over_need[area], national, banding)


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
    for area in range(terms.deficits.size):
        government_steps_in(authorities, governments, area, terms, is_usual, partner)
        bands_are_understood(authorities, area, terms, banding)


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


class StaffParameters(NamedTuple):
    """How many staff there are for people at the start, and what is kept of services."""

    authority: AuthorityParameters
    partner: PartnerParameters


@part_of_pass
def count_psychologists(
    authorities: Authorities,
    area: int,
    thousands: float,
    trends: StaffTrends,
    more: float,
    p: StaffParameters,
) -> None:
    """Count the time of psychologists, who are so many hours for so many thousand people."""
    hours = p.authority.psychology_hours_per_1000_children * thousands * trends.psychologists
    authorities.psychology_minutes[area] = nearest(hours * (1.0 + more) * 60.0 / 12.0)


@part_of_pass
def time_of_health(
    judgement: float, thousands: float, trends: StaffTrends, answering: float, p: StaffParameters
) -> float:
    """Minutes in which health advisers write reports, before the custom of the place."""
    reports = p.partner.advice_per_1000_children * thousands * trends.advice
    more = health_answers(answering, judgement, p.partner)
    return reports * p.partner.minutes_per_advice / 12.0 * more


@part_of_pass
def set_discretionary(
    authorities: Authorities,
    area: int,
    is_intervened: bool,
    planned: Discretionary,
    authority: AuthorityParameters,
) -> None:
    """Set advisory services: planned money, squeezed by the deficit, less what early help takes of it."""
    a = authorities
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


@compiled_pass
def count_staff(
    authorities: Authorities,
    governments: Governments,
    health: HealthServices,
    trends: StaffTrends,
    levers: StaffLevers,
    planned: Discretionary,
    p: StaffParameters,
) -> None:
    """Count psychologists' and health advisers' time, early help and advisory services."""
    a = authorities
    for area in range(planned.people.size):
        thousands, answering = planned.people[area] / 1000.0, levers.answering_of_health[area]
        count_psychologists(a, area, thousands, trends, levers.psychologists[area], p)
        time = time_of_health(float64(a.judgement[area]), thousands, trends, answering, p)
        health.advice_minutes[area] = nearest(time * float64(health.own_time[area]))
        missing = max(0.0, 1.0 - trends.early_help)
        restored = trends.early_help + levers.early_help_restored[area] * missing
        reach = p.authority.early_help_coverage * restored + levers.early_years[area]
        a.early_help[area] = min(1.0, reach)
        a.college_block[area] = levers.college_block[area]
        a.joint_share[area] = secures_joint_provision(levers.integration[area], p.partner)
        set_discretionary(a, area, governments.is_intervening[area], planned, p.authority)


# Bars and judgement -----------------------------------------------------------------------


class Pressures(NamedTuple):
    """What moves the evidence that each authority asks for, and appeals won by families; by authority."""

    own_shift: Float32s
    deficits: Float64s
    appeals_lost: Float64s
    tightening: Float64s
    paid_by_profile: Float64s
    won: Int64s
    sen_families: Int64s


@compiled_pass
def set_bars(
    authorities: Authorities,
    governments: Governments,
    pressures: Pressures,
    law: float,
    authority: AuthorityParameters,
    banding: BandingParameters,
) -> None:
    """Set the evidence that each authority asks for, and what families know of appeals won by others.

    ``law`` is the law's own bar.
    """
    a, p = authorities, pressures
    for area in range(p.deficits.size):
        lost_share = p.appeals_lost[area] / max(1.0, a.decisions_made[area])
        own_bar = float64(a.own_bar[area]) + float64(p.own_shift[area])
        tightening = p.tightening[area] - eases_when_paid(p.paid_by_profile[area], banding)
        deficit, is_intervened = max(0.0, p.deficits[area]), governments.is_intervening[area]
        bar = sets_bar(law, own_bar, deficit, is_intervened, lost_share, tightening, authority)
        a.bar[area] = bar_after_forum(bar, float64(a.forum_influence[area]), authority)
        seen, won = float64(a.success_seen[area]), float64(p.won[area])
        a.success_seen[area] = success_families_see(seen, won, float64(p.sen_families[area]))


class AreaCounts(NamedTuple):
    """What inspectors see of last month: new plans and those in time, need and unmet need; by authority."""

    new_plans: Int64s
    in_time: Int64s
    need: Int64s
    unmet: Int64s


class Contact(NamedTuple):
    """What becomes of officers' time, by authority: levers on inspection, forums and talking."""

    outcome_weight: Float64s
    own_share: Float64s
    strategic: Float64s
    power: Float64s
    talks: Float64s


@compiled_pass
def judge_areas(
    authorities: Authorities, counts: AreaCounts, contact: Contact, authority: AuthorityParameters
) -> None:
    """Inspectors judge each area; officers find time for families."""
    a = authorities
    for area in range(counts.need.size):
        new, need, weight = counts.new_plans[area], counts.need[area], contact.outcome_weight[area]
        if new > 0 and need > 0:
            timely, met = counts.in_time[area] / new, 1.0 - counts.unmet[area] / need
            a.judgement[area] = judges_area(float64(a.judgement[area]), timely, met, weight)
        time = time_for_families(weight, contact.own_share[area], contact.talks[area], authority)
        a.families_time[area] = time
        on_agenda = CONTACT_ON_AGENDA * contact.power[area]
        a.contact[area] = quality_of_contact(time, contact.strategic[area], on_agenda, authority)


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


@part_of_pass
def paid_ahead(authorities: Authorities, area: int, actual: int, rates: Rates) -> int:
    """What colleges funded by the block are paid over what their plans would bring, in pence (N11, N15)."""
    planned = plans_college_places(authorities.planned_college[area], actual)
    authorities.planned_college[area] = planned
    return nearest(rates.college_place * (planned - actual) * float64(authorities.college_block[area]))


@part_of_pass
def close_block(authorities: Authorities, area: int, stocks: Int64s, rates: Rates) -> None:
    """Close the high needs ledger: what plans and places cost, then discretionary spending."""
    a, in_colleges = authorities, stocks[Stock.PLACEMENTS + Placement.FURTHER, area]
    statutory = stocks[Stock.STATUTORY_PENCE, area] + paid_ahead(authorities, area, in_colleges, rates)
    a.statutory_pence[area] = statutory
    income = a.block_pence[area] + a.agreement_pence[area]
    a.balance_pence[area] += income - statutory - a.discretionary_pence[area]


@part_of_pass
def close_general_fund(authorities: Authorities, area: int, carried: int, people: int, rates: Rates) -> None:
    """Close the general fund: transport of those ``carried``, psychologists, caseworkers and early help."""
    a = authorities
    transport = carried * rates.child_carried
    psychology = a.psychology_minutes[area] + a.bought_in_minutes[area]
    hours = psychology * rates.psychologist_hour + a.casework_minutes[area] * rates.caseworker_hour
    # Advisory money has paid for the rest.
    by_fund = float64(a.early_help[area]) - float64(a.early_help_moved[area])
    services = hours // 60 + nearest(by_fund * (people * YOUNG_WITH_NEEDS)) * rates.early_help_family
    if a.general_fund_base_pence[area] == 0:
        a.general_fund_base_pence[area] = nearest((transport + services) / rates.level)
    fund = nearest(a.general_fund_base_pence[area] * rates.level)
    a.transport_pence[area] = transport
    a.services_pence[area] = services
    a.general_fund_pence[area] = fund
    a.general_balance_pence[area] += fund - transport - services


@compiled_pass
def close_ledgers(authorities: Authorities, stocks: Int64s, people: Int64s, rates: Rates) -> None:
    """Close both ledgers of each authority; ``people`` are those at the start."""
    for area in range(people.size):
        close_block(authorities, area, stocks, rates)
        carried = 0
        for placement in CARRIED:
            carried += stocks[Stock.PLACEMENTS + placement, area]
        close_general_fund(authorities, area, carried, people[area], rates)
