"""The plain twin's authorities, units and tribunal: money, staff, bars, places, sittings."""

from abm.counting import MILLION, Flow, Stock
from abm.prices import general_fund_rates
from agents.vocabulary import Decision, Placement, SettingKind
from tests.reference_moment import Moment
from tests.reference_rules import rules
from tests.reference_state import Area, Person, School, State

FADING = 0.96
GBP_PER_ADVISORY_HOUR = 45.0
DEFICIT_PAID = 0.08
TARGET = 0.04
CARRIED = (Placement.SPECIAL, Placement.INDEPENDENT_SPECIAL, Placement.SPECIALIST_POST_16)


def deficit_share(area: Area) -> float:
    """Deficit over a year's block; a surplus is below nought."""
    share: float = -area.balance_pence / (12.0 * max(1, area.block_pence))
    return share


def money_arrives(state: State, now: Moment) -> None:
    usual = [usual_block_gbp(area, now) for area in state.areas]
    points = [float(max(1, area.stocks[Stock.BANDS])) for area in state.areas]
    for area, gbp, point in zip(state.areas, usual, points, strict=True):
        who = area.government
        by_bands = sum(usual) * point / sum(points)
        follows = now.pull("funding_by_band_profile", area.authority_id)
        area.block_pence = round((gbp + follows * (by_bands - gbp)) * 100 / 12.0)
        agreed = now.pull("safety_valve_agreements", area.authority_id)
        possible = now.drivers.safety_valve > 0.0 or agreed > 0.0
        deficit = deficit_share(area)
        who.is_intervening = rules.steps_in(deficit, possible, who.is_intervening, agreed, now.p.partner)
        yearly = DEFICIT_PAID * agreed
        area.agreement_pence = rules.pays_towards_deficit(area.balance_pence, who.is_intervening, yearly)
        bands_are_understood(area, now)


def history_counts(area: Area, now: Moment) -> float:
    """Share of the block that follows past spending."""
    level = now.pull("level_playing_field", area.authority_id)
    weight: float = now.drivers.historic_factor_share * (1.0 - level)
    return weight


def usual_block_gbp(area: Area, now: Moment) -> float:
    who, history = area.government, history_counts(area, now)
    national = now.drivers.high_needs_block_gbp_m * 1e6
    gbp: float = rules.allocates_block(national, who.historic_share, who.need_share, history)
    return gbp * (1.0 + now.pull("more_high_needs_money", area.authority_id))


def bands_are_understood(area: Area, now: Moment) -> None:
    """Bias, drift and moderation; then what the place pays for a band."""
    p, identity, who = now.p.banding, area.authority_id, area.government
    paid, kept = now.pull("funding_by_band_profile", identity), now.pull("band_moderation", identity)
    area.band_drift = rules.drifts_upward(area.band_drift, paid, kept, p)
    area.band_lean = rules.leans_when_banding(area.band_bias, area.band_drift, kept)
    history = history_counts(area, now)
    over = history * (who.historic_share / who.need_share) + (1.0 - history)
    national = now.pull("national_banding_tariffs", identity)
    area.top_up_level = rules.pays_for_a_band(area.own_level, over, national, p)


def staff_are_counted(state: State, now: Moment) -> None:
    p = now.p
    for area in state.areas:
        thousands = area.people_at_start / 1000.0
        hours = p.authority.psychology_hours_per_1000_children * thousands * now.drivers.ep_supply_index
        hours = hours * (1.0 + now.pull("more_psychologists", area.authority_id))
        area.psychology_minutes = round(hours * 60.0 / 12.0)
        years_since_2010 = max(0.0, now.month.year - 2010)
        growth = (1.0 + p.partner.advice_growth_per_year) ** years_since_2010
        reports = p.partner.advice_per_1000_children * thousands * growth
        its_part = now.pull("rebalanced_accountability", area.authority_id)
        its_part = its_part + now.pull("collective_accountability", area.authority_id)
        more = rules.health_answers(its_part, area.judgement, p.partner)
        time = reports * p.partner.minutes_per_advice / 12.0 * more
        area.health.advice_minutes = round(time * area.health.own_time)
        index = now.drivers.early_help_index
        back = now.pull("restore_early_intervention", area.authority_id)
        reach = p.authority.early_help_coverage * (index + back * max(0.0, 1.0 - index))
        area.early_help = min(1.0, reach + now.pull("early_years_focus", area.authority_id))
        area.college_block = now.dose("post16_block_funding", area.authority_id)
        integration = now.pull("statutory_integration", area.authority_id)
        area.joint_share = rules.secures_joint_provision(integration, p.partner)
        advisory_services_are_paid(area, now)
        schools_are_paid(area, now)
        dense_schools_are_paid(area, now)


def advisory_services_are_paid(area: Area, now: Moment) -> None:
    p = now.p.authority
    kept = rules.keeps_discretionary(deficit_share(area), area.government.is_intervening, p)
    area.discretionary_share = kept
    more = now.pull("more_high_needs_money", area.authority_id)
    gbp = area.block_pence / 100 / (1.0 + more) * p.discretionary_block_share * kept
    advisory = gbp * p.advisory_share
    moved = advisory * now.pull("early_intervention_emphasis", area.authority_id)
    hours = (advisory - moved) / (GBP_PER_ADVISORY_HOUR * now.drivers.price_index)
    area.advisory_hours = hours / (max(1, area.stocks[Stock.PUPILS]) / 100.0)
    family = general_fund_rates(now.drivers.price_index).early_help_family
    area.early_help_moved = reached = moved * 100 / family / (area.people_at_start * 0.03)
    area.early_help = min(1.0, area.early_help + reached)
    area.discretionary_pence = round(gbp * 100)


def schools_are_paid(area: Area, now: Moment) -> None:
    """High needs money in schools' own hands, and their contributions to plans where pots are protected."""
    area.discretionary_pence += round(
        area.block_pence * now.pull("devolved_high_needs_money", area.authority_id)
    )
    plans = sum(school.n_plans for school in ordinary_schools(area))
    usual = now.p.school.first_contribution_gbp * now.drivers.funding_reform_2013
    protected = now.pull("protected_notional_budget", area.authority_id)
    area.discretionary_pence += round(plans * usual * 100 / 12.0 * protected)


def dense_schools_are_paid(area: Area, now: Moment) -> None:
    """Each plan above one and a half times the area's usual number, in schools of the same kind."""
    p, each = now.p.school, now.pull("magnet_compensation", area.authority_id)
    for kind in (SettingKind.PRIMARY, SettingKind.SECONDARY):
        alike = area.settings[kind]
        usual = sum(one.n_plans for one in alike) / max(1, sum(one.roll for one in alike))
        for school in alike:
            gbp = rules.paid_for_density(school.n_plans, school.roll, usual, each, p)
            area.discretionary_pence += round(gbp * 100.0 / 12.0)


def areas_are_judged(state: State, now: Moment) -> None:
    """By the clock or by what children get; and what that makes of officers' time for families."""
    for area in state.areas:
        identity, new = area.authority_id, area.last_flows[Flow.NEW_PLANS]
        looks, own = (
            now.pull("outcome_inspections", identity),
            now.pull("rebalanced_accountability", identity),
        )
        if new and area.stocks[Stock.NEED]:
            timely = area.last_flows[Flow.PLANS_IN_TIME] / new
            met = 1.0 - area.stocks[Stock.UNMET] / area.stocks[Stock.NEED]
            area.judgement = rules.judges_area(area.judgement, timely, met, looks)
        talks = 0.05 * now.dose("communication_every_level", identity)
        time = rules.time_for_families(looks, 1.0 - own, talks, now.p.authority)
        area.families_time = time
        power = now.pull("genuine_coproduction", identity)
        strategic = max(
            now.pull("strategic_coproduction", identity), now.dose("genuine_coproduction", identity)
        )
        area.contact = rules.quality_of_contact(time, strategic, 0.3 * power, now.p.authority)


def forums_have_met(state: State, now: Moment) -> None:
    """Each September members look back on their year and stay or go, and other families join."""
    p = now.p.family
    for area in state.areas:
        area.forum_influence = rules.influence_realised(
            now.pull("genuine_coproduction", area.authority_id), now.p.authority
        )
    if now.month.calendar_month != 9:
        return
    for person in state.people:
        area = state.areas[person.home_authority]
        need = rules.overall_need(person.learning_need, person.semh_need)
        has_cause = rules.takes_stock(need, person.sen_status)
        in_dispute = person.dispute is not None
        asked = invitation(area, now)
        if person.in_forum:
            looks_back_on_a_year(person, area, now)
            u = now.luck(person, Decision.LEFT_FORUM)
            if not has_cause or rules.leaves_forum(person.trust, in_dispute, p, u):
                person.in_forum = False
                state.count(Flow.LEFT_FORUM, area.row, person, now)
        elif has_cause:
            u = now.luck(person, Decision.JOINED_FORUM)
            if rules.joins_forum(person.resources, person.agency, in_dispute, asked, p, u):
                person.in_forum = True
                state.count(Flow.JOINED_FORUM, area.row, person, now)


def invitation(area: Area, now: Moment) -> float:
    genuine = now.dose("genuine_coproduction", area.authority_id)
    asked: float = max(now.pull("strategic_coproduction", area.authority_id), genuine)
    return asked


def looks_back_on_a_year(person: Person, area: Area, now: Moment) -> None:
    """Members learn to speak up; what came of it is held against what was promised, and against refusals."""
    p, identity = now.p, area.authority_id
    promised = p.authority.usual_influence_of_forum + 0.4 * now.dose("strategic_coproduction", identity)
    decided = area.last_flows[Flow.REFUSED] + area.last_flows[Flow.AGREED]
    blame = 0.3 * invitation(area, now) * (area.last_flows[Flow.REFUSED] / max(1, decided))
    person.agency = rules.agency_after_forum(person.agency, p.family)
    person.trust = rules.trust_after_forum(person.trust, area.forum_influence, promised, blame, p.family)


def ordinary_schools(area: Area) -> list[School]:
    return [*area.settings[SettingKind.PRIMARY], *area.settings[SettingKind.SECONDARY]]


def authorities_set_bars(state: State, now: Moment) -> None:
    for area in state.areas:
        area.appeals_lost *= FADING
        area.decisions_made *= FADING
        bar = rules.sets_bar(
            now.statutory_bar,
            area.own_bar + area.practice.bar_shift,
            max(0.0, deficit_share(area)),
            area.government.is_intervening,
            area.appeals_lost / max(1.0, area.decisions_made),
            tightening(area, now),
            now.p.authority,
        )
        area.bar = rules.bar_after_forum(bar, area.forum_influence, now.p.authority)
        won = area.last_flows[Flow.CONCEDED] + area.last_flows[Flow.ALLOWED]
        families = float(area.stocks[Stock.SEN_FAMILIES])
        area.success_seen = rules.success_families_see(area.success_seen, float(won), families)


def tightening(area: Area, now: Moment) -> float:
    paid = now.pull("funding_by_band_profile", area.authority_id)
    eased: float = rules.eases_when_paid(paid, now.p.banding)
    return now.pull("tighter_thresholds", area.authority_id) - eased


def protected_share(area: Area, now: Moment) -> float:
    share: float = now.pull("protect_preventive_time", area.authority_id) + area.practice.kept_time
    return min(0.6, share)


def mainstream_target(area: Area, now: Moment) -> float:
    """What an agreement on the deficit asks of a special place, in severity."""
    agreed = now.dose("safety_valve_agreements", area.authority_id)
    return TARGET * agreed if area.government.is_intervening else 0.0


def places_are_built(state: State, now: Moment) -> None:
    is_spin_up = now.month.number < 2010 * 12 + 7
    if now.month.calendar_month != 9 or is_spin_up:
        return
    for area in state.areas:
        build(area, SettingKind.SPECIAL, area.stocks[Stock.SPECIAL_WAITING], now)
        build(area, SettingKind.ALTERNATIVE, area.stocks[Stock.AWAITING], now)
        area.unit_places = area.unit_places * (1.0 + now.p.draft.unit_growth_per_year)


def build(area: Area, kind: SettingKind, waiting: int, now: Moment) -> None:
    """Share new places out evenly; the first by identity take what is left over."""
    settings = area.settings[kind]
    places = sum(one.places for one in settings)
    roll = sum(one.roll for one in settings)
    more = rules.commissions_places(places, roll, waiting, now.p.authority)
    if kind == SettingKind.ALTERNATIVE:
        for _ in range(rules.gives_up_places(places, roll, waiting, now.p.unit)):
            largest = max(settings, key=lambda one: one.places)
            largest.places = max(1, largest.places - 1)
    for turn in range(more):
        settings[turn % len(settings)].places += 1


def units_release_outreach(state: State, now: Moment) -> None:
    p = now.p.unit
    for area in state.areas:
        secondaries = area.settings[SettingKind.SECONDARY]
        pupils = float(sum(school.roll for school in secondaries))
        enough = max(1e-9, p.outreach_fte_per_1000_pupils * pupils / 1000.0)
        own = [unit for unit in state.units if unit.authority == area.row]
        delivered = 0.0
        for unit in own:
            protected = now.pull("protected_alternative_provision_budget", area.authority_id)
            kept = area.practice.kept_outreach + protected * area.practice.prevention_kept
            kept = min(1.0, now.pull("dedicated_outreach", area.authority_id) + kept)
            fence = kept * enough / len(own)
            usual = unit.school.places / p.pupils_per_staff * p.staffing_slack
            more = usual * now.pull("three_tier_alternative_provision", area.authority_id)
            more = more + now.pull("outreach_subsidised", area.authority_id) * enough / len(own)
            unit.staff_fte = usual + more
            unit.ring_fenced_fte = fence
            fte = rules.releases_outreach(unit.staff_fte, unit.school.roll, fence, p)
            unit.outreach_fte = fte
            delivered += fte * unit.effectiveness
            area.discretionary_pence += round(
                (fence + more) * p.outreach_gbp_per_fte * now.drivers.price_index * 100 / 12.0
            )
        free = now.dose("outreach_subsidised", area.authority_id)
        price = now.drivers.funding_reform_2013 * (1.0 - free)
        for school in secondaries:
            over = rules.takes_up_outreach(bought(school, area, now), price, now.p.service)
            school.outreach = min(1.0, min(1.0, delivered / enough) * over)


def bought(school: School, area: Area, now: Moment) -> float:
    """Traded time of an ordinary school over an even spread, in whole millionths of a wish."""
    schools = ordinary_schools(area)
    wishes = {
        one.row: round(rules.wishes_to_buy(one.pot_per_pupil_gbp, one.ethos, now.p.service) * MILLION)
        for one in schools
    }
    total = sum(one.roll * wishes[one.row] for one in schools)
    if school not in schools or total == 0:
        return 1.0
    over: float = wishes[school.row] * sum(one.roll for one in schools) / total
    return over


def tribunal_recruits(state: State, now: Moment) -> None:
    tribunal = state.tribunal
    open_minutes = tribunal.open_appeals * int(now.p.tribunal.minutes_per_hearing)
    tribunal.hearing_minutes = rules.recruits_panels(tribunal.hearing_minutes, open_minutes, now.p.tribunal)


def paid_to_colleges_ahead(area: Area, now: Moment) -> int:
    """Places planned over three years, less those filled, where the block pays for them."""
    actual = area.stocks[Stock.PLACEMENTS + Placement.FURTHER]
    area.planned_college = rules.plans_college_places(area.planned_college, actual)
    over: float = area.planned_college - actual
    ahead: int = round(now.pence[Placement.FURTHER][1] * over * area.college_block)
    return ahead


def money_is_spent(state: State, now: Moment) -> None:
    rates = general_fund_rates(now.drivers.price_index)
    level = now.drivers.general_fund_index * now.drivers.price_index
    for area in state.areas:
        area.statutory_pence = area.stocks[Stock.STATUTORY_PENCE] + paid_to_colleges_ahead(area, now)
        income = area.block_pence + area.agreement_pence
        area.balance_pence += income - area.statutory_pence - area.discretionary_pence
        carried = sum(area.stocks[Stock.PLACEMENTS + kind] for kind in CARRIED)
        area.transport_pence = carried * rates.child_carried
        psychology = area.psychology_minutes + area.bought_in_minutes
        staff = psychology * rates.psychologist_hour
        staff += area.casework_minutes * rates.caseworker_hour
        by_fund = area.early_help - area.early_help_moved
        young = round(by_fund * (area.people_at_start * 0.03))
        area.services_pence = staff // 60 + young * rates.early_help_family
        if area.general_fund_base_pence == 0:
            area.general_fund_base_pence = round((area.transport_pence + area.services_pence) / level)
        area.general_fund_pence = round(area.general_fund_base_pence * level)
        area.general_balance_pence += area.general_fund_pence - area.transport_pence - area.services_pence
