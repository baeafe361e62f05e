"""What authorities can do this month: money in, staff time, bars, places; and money out."""

import numpy as np

from abm import answering, area_policy
from abm.calendar import SEPTEMBER
from abm.counting import Flow, Stock
from abm.drivers import FIRST_MONTH_OF_HISTORY
from abm.links import Reader
from abm.now import Now
from abm.passes.governing import (
    PENCE,
    Discretionary,
    Placed,
    Rates,
    StaffLevers,
    StaffTrends,
    Terms,
    close_ledgers,
    count_staff,
    set_discretionary,
    terms_are_set,
    write_blocks,
)
from abm.passes.totals import Total
from abm.passes.visiting import outreach_arrives
from abm.policy import paid_to_schools_pence, totals_of
from abm.prices import general_fund_rates
from abm.rules import rules
from abm.worlds.state import World, index_schools
from agents.declarations import Float64s
from agents.practice import MOST_TIME_KEPT
from agents.vocabulary import Placement, SettingKind

FADING_PER_MONTH = 0.96
CAPACITY_BASE_YEAR = 2010
# Share of officers' time kept for talking with families at every level (claim E5); assumed.
OFFICERS_TALKS_AT_FULL_DOSE = 0.05
# Contact that parents who set all the questions would put on the agenda (claim K13); assumed.
CONTACT_ON_AGENDA = 0.3
# Children whom the authority carries: all in special settings; official counts are near as many.
CARRIED = (Placement.SPECIAL, Placement.INDEPENDENT_SPECIAL, Placement.SPECIALIST_POST_16)


def deficit_shares(world: World) -> Float64s:
    """Cumulative high needs deficit of each authority as a share of a year's block (below 0: surplus)."""
    a = world.authorities
    yearly = 12.0 * np.maximum(1, a.block_pence)
    return -a.balance_pence / yearly


def money_arrives(world: World, now: Now) -> None:
    """The month's high needs block; government steps in where the deficit has grown too far.

    Claims Q6, Q7: history weighs in the formula until it is withdrawn, at once or over years.
    """
    g, usual = now.seen(world, Reader.BLOCK).governments, np.empty(world.n_authorities)
    national, more = now.drivers.high_needs_block_gbp_m * 1e6, now.pull("more_high_needs_money")
    write_blocks(g, national, area_policy.weight_of_history(now), more, usual)
    gbp = area_policy.block_after_profiles(world, now, usual)
    world.authorities.block_pence[:] = np.rint(gbp * PENCE / 12.0)
    _terms_are_set(world, now)


def _terms_are_set(world: World, now: Now) -> None:
    """Agreements on deficits, how each authority leans when it bands, and what it pays for a band.

    Claims Q1 (the larger the deficits, the more control), Q2 (over half of authorities were in a programme),
    Q3 (bars and targets change, what pays a school does not).
    """
    terms = Terms(
        deficits=deficit_shares(now.seen(world, Reader.STEPPING_IN)),
        over_need=area_policy.block_over_need(world, now),
        agreed_sooner=now.pull("safety_valve_agreements"),
        paid_by_profile=now.pull("funding_by_band_profile"),
        moderation=now.pull("band_moderation"),
        national_bands=now.pull("national_banding_tariffs"),
    )
    p, is_usual = now.parameters, now.drivers.safety_valve > 0.0
    terms_are_set(world.authorities, world.governments, terms, is_usual, p.partner, p.banding)


def staff_are_counted(world: World, now: Now) -> None:
    """Psychologists' time, health advisers' time, early help and advisory teachers of the month.

    Early help follows an outside index: cut with the grant (claim C2), and what is left is mostly family
    support and social care (C3), which the index leaves out.
    """
    p = now.parameters
    years = max(0.0, now.month.year - CAPACITY_BASE_YEAR)
    trends = StaffTrends(
        psychologists=now.drivers.ep_supply_index,
        advice=(1.0 + p.partner.advice_growth_per_year) ** years,
        early_help=now.drivers.early_help_index,
    )
    levers = StaffLevers(
        psychologists=now.pull("more_psychologists"),
        answering_of_health=answering.share_of_health(now),
        early_help_restored=now.pull("restore_early_intervention"),
        early_years=now.pull("early_years_focus"),
        college_block=now.doses["post16_block_funding"],
        integration=now.pull("statutory_integration"),
    )
    tables = (world.authorities, world.health, world.people_at_start)
    count_staff(*tables, trends, levers, p.authority, p.partner)
    _set_discretionary(world, now)


def _set_discretionary(world: World, now: Now) -> None:
    """Advisory services and outreach: planned money, squeezed by the deficit (claims C4, C7, D10).

    What an emphasis on early help without capacity of its own moves there, advisory services lose. More
    money than was planned pays for plans and places first (claim A4): it spares services the squeeze only.
    """
    planned = Discretionary(
        deficits=deficit_shares(now.seen(world, Reader.DISCRETIONARY)),
        pupils=world.stocks[Stock.PUPILS],
        people=world.people_at_start,
        to_schools_pence=paid_to_schools_pence(world, now) + answering.paid_for_density_pence(world, now),
        more_money=now.pull("more_high_needs_money"),
        moved=area_policy.advisory_money_moved(now),
        price_index=now.drivers.price_index,
        family_pence=general_fund_rates(now.drivers.price_index).early_help_family,
    )
    set_discretionary(world.authorities, world.governments, planned, now.parameters.authority)


def authorities_set_bars(world: World, now: Now) -> None:
    """Each authority sets the evidence it asks for; families learn how appeals went."""
    a = world.authorities
    a.appeals_lost[:] *= FADING_PER_MONTH
    a.decisions_made[:] *= FADING_PER_MONTH
    seen = now.seen(world, Reader.BARS)
    shares, appeals_lost = deficit_shares(seen), seen.authorities.appeals_lost
    tightening = area_policy.tightening(now)
    won = world.last_flows[Flow.CONCEDED] + world.last_flows[Flow.ALLOWED]
    for i in range(world.n_authorities):
        lost_share = float(appeals_lost[i]) / max(1.0, float(a.decisions_made[i]))
        bar = rules.sets_bar(
            now.statutory_bar,
            float(a.own_bar[i]) + float(world.practices.bar_shift[i]),
            max(0.0, float(shares[i])),
            bool(world.governments.is_intervening[i]),
            lost_share,
            float(tightening[i]),
            now.parameters.authority,
        )
        a.bar[i] = rules.bar_after_forum(bar, float(a.forum_influence[i]), now.parameters.authority)
        families = float(world.stocks[Stock.SEN_FAMILIES, i])
        a.success_seen[i] = rules.success_families_see(float(a.success_seen[i]), float(won[i]), families)


def areas_are_judged(world: World, now: Now) -> None:
    """Inspectors judge each area over a year; officers' time for families follows what is inspected."""
    a, p = world.authorities, now.parameters.authority
    weights, own = answering.outcome_weight(now), answering.own_share(now)
    strategic, power = answering.strategic_effort(now), answering.power_of_parents(now)
    talks = OFFICERS_TALKS_AT_FULL_DOSE * now.doses["communication_every_level"]
    flows, stocks = world.last_flows, world.stocks
    for i in range(world.n_authorities):
        new, need = int(flows[Flow.NEW_PLANS, i]), int(stocks[Stock.NEED, i])
        if new > 0 and need > 0:
            timely = int(flows[Flow.PLANS_IN_TIME, i]) / new
            met = 1.0 - int(stocks[Stock.UNMET, i]) / need
            a.judgement[i] = rules.judges_area(float(a.judgement[i]), timely, met, float(weights[i]))
        time = rules.time_for_families(float(weights[i]), float(own[i]), float(talks[i]), p)
        a.families_time[i] = time
        on_agenda = CONTACT_ON_AGENDA * float(power[i])
        a.contact[i] = rules.quality_of_contact(time, float(strategic[i]), on_agenda, p)


def protected_share(world: World, now: Now) -> Float64s:
    """Share of psychologists' time that statutory work may not touch: by policy, and by local choice."""
    kept: Float64s = now.pull("protect_preventive_time") + world.practices.kept_time
    return np.minimum(MOST_TIME_KEPT, kept)


def units_release_outreach(world: World, now: Now) -> None:
    """Alternative provision staffs places first; the rest, and what is ring-fenced, goes out."""
    p = now.parameters.unit
    schools, units = world.schools, world.units
    rolls = now.seen(world, Reader.OUTREACH).schools.roll
    pupils = totals_of(world).alike[Total.ROLL, SettingKind.SECONDARY]
    enough = np.maximum(1e-9, p.outreach_fte_per_1000_pupils * pupils / 1000.0)
    n_units = np.bincount(units.authority, minlength=world.n_authorities)
    delivered = np.zeros(world.n_authorities)
    fenced = np.minimum(1.0, now.pull("dedicated_outreach") + area_policy.outreach_kept(world, now))
    staffed = now.pull("three_tier_alternative_provision")
    subsidised = now.pull("outreach_subsidised")
    for i in range(units.school.size):
        authority = units.authority[i]
        unit_row = units.school[i]
        fence = fenced[authority] * enough[authority] / n_units[authority]
        usual = schools.places[unit_row] / p.pupils_per_staff * p.staffing_slack
        paid_by_block = subsidised[authority] * enough[authority] / n_units[authority]
        more = usual * staffed[authority] + paid_by_block
        units.staff_fte[i] = usual + more
        units.ring_fenced_fte[i] = fence
        fte = rules.releases_outreach(float(units.staff_fte[i]), int(rolls[unit_row]), float(fence), p)
        units.outreach_fte[i] = fte
        delivered[authority] += fte * float(units.effectiveness[i])
        yearly_gbp = (fence + more) * p.outreach_gbp_per_fte * now.drivers.price_index
        world.authorities.discretionary_pence[authority] += round(yearly_gbp * PENCE / 12.0)
    reach = np.minimum(1.0, delivered / enough)
    bought, prices = area_policy.purchases(world, now), area_policy.price_of_outreach(now)
    outreach_arrives(schools, reach, bought, prices, now.parameters.service)


def places_are_built(world: World, now: Now) -> None:
    """September: special and alternative places grow towards what is waited for, as building allows.

    Nothing is built in a spin-up before history begins.
    """
    if now.month.calendar_month != SEPTEMBER or now.month.number < FIRST_MONTH_OF_HISTORY:
        return
    waiting = {
        SettingKind.SPECIAL: world.stocks[Stock.SPECIAL_WAITING],
        SettingKind.ALTERNATIVE: world.stocks[Stock.AWAITING],
    }
    for kind, by_authority in waiting.items():
        for authority in range(world.n_authorities):
            _build(world, now, kind, authority, int(by_authority[authority]))
    growth = 1.0 + now.parameters.draft.unit_growth_per_year
    world.authorities.unit_places[:] = world.authorities.unit_places.astype(np.float64) * growth
    world.index = index_schools(world.schools, world.n_authorities)


def _build(world: World, now: Now, kind: SettingKind, authority: int, waiting: int) -> None:
    schools = world.schools
    first, last = world.index.first[kind, authority], world.index.last[kind, authority]
    by_identity = world.index.rows[first:last]
    places, roll = int(schools.places[by_identity].sum()), int(schools.roll[by_identity].sum())
    more = rules.commissions_places(places, roll, waiting, now.parameters.authority)
    share, left_over = divmod(more, by_identity.size)
    if kind == SettingKind.ALTERNATIVE:
        for _ in range(rules.gives_up_places(places, roll, waiting, now.parameters.unit)):
            largest = by_identity[np.argmax(schools.places[by_identity])]
            schools.places[largest] -= int(schools.places[largest] > 1)  # every unit keeps a place
    schools.places[by_identity] += share
    schools.places[by_identity[:left_over]] += 1


def tribunal_recruits(world: World, now: Now) -> None:
    """The tribunal adds sittings while its list is too long."""
    t = world.tribunals
    minutes = int(now.parameters.tribunal.minutes_per_hearing)
    open_minutes = int(t.open_appeals[0]) * minutes
    t.hearing_minutes[0] = rules.recruits_panels(
        int(t.hearing_minutes[0]), open_minutes, now.parameters.tribunal
    )


def money_is_spent(world: World, now: Now) -> None:
    """Close both ledgers.

    High needs: statutory costs of the month's plans and places, then discretionary spending; the
    rest is balance. General fund: transport first, then psychologists, caseworkers and early help; it is
    what these services cost in the first month, moved with its index and prices.
    """
    a, rates = world.authorities, _rates(now)
    world.last_balance_pence = a.balance_pence.copy()
    world.last_general_balance_pence = a.general_balance_pence.copy()
    in_placements = world.stocks[Stock.PLACEMENTS :]
    carried = in_placements[list(CARRIED)].sum(axis=0)
    placed = Placed(world.stocks[Stock.STATUTORY_PENCE], in_placements[Placement.FURTHER], carried)
    close_ledgers(a, placed, world.people_at_start, rates)


def _rates(now: Now) -> Rates:
    """What services cost this month; the general fund moves with its index and prices."""
    price_index = now.drivers.price_index
    return Rates(
        *general_fund_rates(price_index),
        college_place=int(now.tariff.pence[0, Placement.FURTHER, 1]),
        level=now.drivers.general_fund_index * price_index,
    )
