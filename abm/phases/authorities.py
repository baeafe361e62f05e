"""What authorities can do this month: money in, staff time, bars, places; and money out."""

import numpy as np

from abm import answering, area_policy
from abm.calendar import SEPTEMBER
from abm.counting import Flow, Stock
from abm.drivers import FIRST_MONTH_OF_HISTORY
from abm.links import Reader
from abm.now import Now
from abm.policy import paid_to_schools_pence
from abm.prices import general_fund_rates
from abm.worlds.state import World, index_schools
from agents.accountability import health_answers, judges_area, quality_of_contact, time_for_families
from agents.alternative_provision import gives_up_places, releases_outreach
from agents.authority import (
    commissions_places,
    keeps_discretionary,
    sets_bar,
)
from agents.banding import drifts_upward, leans_when_banding, pays_for_a_band
from agents.declarations import Float64s, Int64s
from agents.drafts import plans_college_places
from agents.forum import bar_after_forum
from agents.partners import allocates_block, secures_joint_provision, steps_in
from agents.practice import MOST_TIME_KEPT, pays_towards_deficit
from agents.tribunal import recruits_panels, success_families_see
from agents.vocabulary import Placement, SettingKind

PENCE = 100
FADING_PER_MONTH = 0.96
ADVISORY_GBP_PER_HOUR = 45.0  # advisory teacher with on-costs, 2010 prices; assumed
CAPACITY_BASE_YEAR = 2010
# Share of officers' time kept for talking with families at every level (claim E5); assumed.
OFFICERS_TALKS_AT_FULL_DOSE = 0.05
# Contact that parents who set all the questions would put on the agenda (claim K13); assumed.
CONTACT_ON_AGENDA = 0.3
YOUNG_WITH_NEEDS = 0.03  # of people aged 2 to 18: two of 17 year groups, a quarter of them with needs

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
    g = now.seen(world, Reader.BLOCK).governments
    national = now.drivers.high_needs_block_gbp_m * 1e6
    weights = now.drivers.historic_factor_share * (1.0 - now.pull("level_playing_field"))
    more = 1.0 + now.pull("more_high_needs_money")
    usual = np.zeros(world.n_authorities)
    for i in range(world.n_authorities):
        gbp = allocates_block(national, float(g.historic_share[i]), float(g.need_share[i]), float(weights[i]))
        usual[i] = gbp * float(more[i])
    for i, gbp in enumerate(area_policy.block_after_profiles(world, now, usual).tolist()):
        world.authorities.block_pence[i] = round(gbp * PENCE / 12.0)
    _government_steps_in(world, now)
    _bands_are_understood(world, now)


def _bands_are_understood(world: World, now: Now) -> None:
    """How each authority leans when it bands, and what it pays for a band, this month."""
    a, p = world.authorities, now.parameters.banding
    over_need = area_policy.block_over_need(world, now)
    paid, moderation = now.pull("funding_by_band_profile"), now.pull("band_moderation")
    national = now.pull("national_banding_tariffs")
    for i in range(world.n_authorities):
        kept = float(moderation[i])
        a.band_drift[i] = drifts_upward(float(a.band_drift[i]), float(paid[i]), kept, p)
        a.band_lean[i] = leans_when_banding(float(a.band_bias[i]), float(a.band_drift[i]), kept)
        own, over = float(a.own_level[i]), float(over_need[i])
        a.top_up_level[i] = pays_for_a_band(own, over, float(national[i]), p)


def _government_steps_in(world: World, now: Now) -> None:
    """Agreements on deficits; the lever lowers the deficit at which they are made, down to any.

    Claims Q1 (the larger the deficits, the more control), Q2 (over half of authorities were in a programme),
    Q3 (bars and targets change, what pays a school does not).
    """
    g = world.governments
    shares = deficit_shares(now.seen(world, Reader.STEPPING_IN))
    pulls = now.pull("safety_valve_agreements")
    usual = now.parameters.partner
    for i in range(world.n_authorities):
        pull = float(pulls[i])
        possible = now.drivers.safety_valve > 0.0 or pull > 0.0
        partner = usual._replace(intervention_deficit_share=usual.intervention_deficit_share * (1.0 - pull))
        g.is_intervening[i] = steps_in(float(shares[i]), possible, bool(g.is_intervening[i]), partner)
        balance, yearly = int(world.authorities.balance_pence[i]), area_policy.DEFICIT_PAID_PER_YEAR * pull
        paid = pays_towards_deficit(balance, bool(g.is_intervening[i]), yearly)
        world.authorities.agreement_pence[i] = paid


def staff_are_counted(world: World, now: Now) -> None:
    """Psychologists' time, health advisers' time, early help and advisory teachers of the month.

    Early help follows an outside index: cut with the grant (claim C2), and what is left is mostly family
    support and social care (C3), which the index leaves out.
    """
    p = now.parameters
    a = world.authorities
    thousands = world.people_at_start / 1000.0
    hours = p.authority.psychology_hours_per_1000_children * thousands * now.drivers.ep_supply_index
    hours = hours * (1.0 + now.pull("more_psychologists"))
    a.psychology_minutes[:] = np.rint(hours * 60.0 / 12.0)
    years = max(0.0, now.month.year - CAPACITY_BASE_YEAR)
    reports = (
        p.partner.advice_per_1000_children * thousands * (1.0 + p.partner.advice_growth_per_year) ** years
    )
    shares = answering.share_of_health(now)
    more = [
        health_answers(float(one), float(seen), p.partner)
        for one, seen in zip(shares, a.judgement, strict=True)
    ]
    time = reports * p.partner.minutes_per_advice / 12.0 * np.array(more)
    world.health.advice_minutes[:] = np.rint(time * world.health.own_time)
    index = now.drivers.early_help_index
    restored = index + now.pull("restore_early_intervention") * max(0.0, 1.0 - index)
    reach = p.authority.early_help_coverage * restored + now.pull("early_years_focus")
    a.early_help[:] = np.minimum(1.0, reach)
    a.college_block[:] = now.doses["post16_block_funding"]
    integration = now.pull("statutory_integration")
    for i in range(world.n_authorities):
        a.joint_share[i] = secures_joint_provision(float(integration[i]), p.partner)
    _set_discretionary(world, now)


def _set_discretionary(world: World, now: Now) -> None:
    """Advisory services and outreach: planned money, squeezed by the deficit (claims C4, C7, D10).

    What an emphasis on early help without capacity of its own moves there, advisory services lose. More
    money than was planned pays for plans and places first (claim A4): it spares services the squeeze only.
    """
    p = now.parameters.authority
    a = world.authorities
    shares = deficit_shares(now.seen(world, Reader.DISCRETIONARY))
    pupils = np.maximum(1, world.stocks[Stock.PUPILS])
    to_schools = paid_to_schools_pence(world, now) + answering.paid_for_density_pence(world, now)
    moved = area_policy.advisory_money_moved(now)
    more = now.pull("more_high_needs_money")
    family_pence = general_fund_rates(now.drivers.price_index).early_help_family
    for i in range(world.n_authorities):
        kept = keeps_discretionary(float(shares[i]), bool(world.governments.is_intervening[i]), p)
        a.discretionary_share[i] = kept
        planned = a.block_pence[i] / PENCE / (1.0 + float(more[i])) * p.discretionary_block_share
        gbp = planned * kept
        advisory_gbp = gbp * p.advisory_share
        moved_gbp = advisory_gbp * float(moved[i])
        hours = (advisory_gbp - moved_gbp) / (ADVISORY_GBP_PER_HOUR * now.drivers.price_index)
        a.advisory_hours[i] = hours / (pupils[i] / 100.0)
        reached = moved_gbp * PENCE / family_pence / (world.people_at_start[i] * YOUNG_WITH_NEEDS)
        a.early_help_moved[i] = reached
        a.early_help[i] = min(1.0, float(a.early_help[i]) + reached)
        a.discretionary_pence[i] = round(gbp * PENCE) + int(to_schools[i])


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
        bar = sets_bar(
            now.statutory_bar,
            float(a.own_bar[i]) + float(world.practices.bar_shift[i]),
            max(0.0, float(shares[i])),
            bool(world.governments.is_intervening[i]),
            lost_share,
            float(tightening[i]),
            now.parameters.authority,
        )
        a.bar[i] = bar_after_forum(bar, float(a.forum_influence[i]), now.parameters.authority)
        families = float(world.stocks[Stock.SEN_FAMILIES, i])
        a.success_seen[i] = success_families_see(float(a.success_seen[i]), float(won[i]), families)


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
            a.judgement[i] = judges_area(float(a.judgement[i]), timely, met, float(weights[i]))
        time = time_for_families(float(weights[i]), float(own[i]), float(talks[i]), p)
        a.families_time[i] = time
        on_agenda = CONTACT_ON_AGENDA * float(power[i])
        a.contact[i] = quality_of_contact(time, float(strategic[i]), on_agenda, p)


def protected_share(world: World, now: Now) -> Float64s:
    """Share of psychologists' time that statutory work may not touch: by policy, and by local choice."""
    kept: Float64s = now.pull("protect_preventive_time") + world.practices.kept_time
    return np.minimum(MOST_TIME_KEPT, kept)


def units_release_outreach(world: World, now: Now) -> None:
    """Alternative provision staffs places first; the rest, and what is ring-fenced, goes out."""
    p = now.parameters.unit
    schools, units = world.schools, world.units
    rolls = now.seen(world, Reader.OUTREACH).schools.roll
    secondary = schools.kind == SettingKind.SECONDARY
    pupils = np.bincount(schools.authority[secondary], schools.roll[secondary], world.n_authorities)
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
        fte = releases_outreach(float(units.staff_fte[i]), int(rolls[unit_row]), float(fence), p)
        units.outreach_fte[i] = fte
        delivered[authority] += fte * float(units.effectiveness[i])
        yearly_gbp = (fence + more) * p.outreach_gbp_per_fte * now.drivers.price_index
        world.authorities.discretionary_pence[authority] += round(yearly_gbp * PENCE / 12.0)
    reach = np.minimum(1.0, delivered / enough)
    over_even = area_policy.outreach_over_even(world, now, area_policy.purchases(world, now))
    taken = np.minimum(1.0, reach[schools.authority] * over_even)  # enough is enough
    schools.outreach[secondary] = taken[secondary]


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
    more = commissions_places(places, roll, waiting, now.parameters.authority)
    share, left_over = divmod(more, by_identity.size)
    if kind == SettingKind.ALTERNATIVE:
        for _ in range(gives_up_places(places, roll, waiting, now.parameters.unit)):
            largest = by_identity[np.argmax(schools.places[by_identity])]
            schools.places[largest] -= int(schools.places[largest] > 1)  # every unit keeps a place
    schools.places[by_identity] += share
    schools.places[by_identity[:left_over]] += 1


def tribunal_recruits(world: World, now: Now) -> None:
    """The tribunal adds sittings while its list is too long."""
    t = world.tribunals
    minutes = int(now.parameters.tribunal.minutes_per_hearing)
    open_minutes = int(t.open_appeals[0]) * minutes
    t.hearing_minutes[0] = recruits_panels(int(t.hearing_minutes[0]), open_minutes, now.parameters.tribunal)


def money_is_spent(world: World, now: Now) -> None:
    """Close both ledgers.

    High needs: statutory costs of the month's plans and places, then discretionary spending; the
    rest is balance. General fund: transport first, then psychologists, caseworkers and early help.
    """
    a = world.authorities
    statutory: Int64s = world.stocks[Stock.STATUTORY_PENCE]
    a.statutory_pence[:] = statutory + _paid_to_colleges_ahead(world, now)
    world.last_balance_pence = a.balance_pence.copy()
    income = a.block_pence + a.agreement_pence
    a.balance_pence[:] += income - a.statutory_pence - a.discretionary_pence
    _close_general_fund(world, now)


def _paid_to_colleges_ahead(world: World, now: Now) -> Int64s:
    """What colleges funded by the block are paid over what their plans would bring, in pence (N11, N15)."""
    a, price = world.authorities, int(now.tariff.pence[0, Placement.FURTHER, 1])
    actual = world.stocks[Stock.PLACEMENTS + Placement.FURTHER]
    ahead = np.zeros(world.n_authorities, np.int64)
    for i in range(world.n_authorities):
        a.planned_college[i] = plans_college_places(float(a.planned_college[i]), int(actual[i]))
        over = float(a.planned_college[i]) - int(actual[i])
        ahead[i] = round(price * over * float(a.college_block[i]))
    return ahead


def _close_general_fund(world: World, now: Now) -> None:
    """The general fund is what these services cost in the first month, moved with its index and prices."""
    a, rates = world.authorities, general_fund_rates(now.drivers.price_index)
    carried = sum(world.stocks[Stock.PLACEMENTS + placement] for placement in CARRIED)
    a.transport_pence[:] = carried * rates.child_carried
    psychology = a.psychology_minutes + a.bought_in_minutes
    hours_pence = psychology * rates.psychologist_hour + a.casework_minutes * rates.caseworker_hour
    by_fund = a.early_help.astype(np.float64) - a.early_help_moved  # advisory money has paid for the rest
    young = np.rint(by_fund * (world.people_at_start * YOUNG_WITH_NEEDS)).astype(np.int64)
    a.services_pence[:] = hours_pence // 60 + young * rates.early_help_family
    level = now.drivers.general_fund_index * now.drivers.price_index
    for i in np.flatnonzero(a.general_fund_base_pence == 0):
        a.general_fund_base_pence[i] = round((int(a.transport_pence[i]) + int(a.services_pence[i])) / level)
    a.general_fund_pence[:] = np.rint(a.general_fund_base_pence * level)
    world.last_general_balance_pence = a.general_balance_pence.copy()
    a.general_balance_pence[:] += a.general_fund_pence - a.transport_pence - a.services_pence
