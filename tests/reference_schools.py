"""The plain twin's schools: academies, pressure, norms, priorities, results."""

from typing import NamedTuple

from abm.counting import MILLION, Stock
from agents.vocabulary import Placement, SettingKind
from tests.reference_authorities import bought, ordinary_schools
from tests.reference_cohorts import usual_reach
from tests.reference_moment import Moment
from tests.reference_rules import rules
from tests.reference_state import Area, School, State


def schools_prepare(state: State, now: Moment) -> None:
    if now.month.calendar_month == 9:
        academies_convert(state, now)
        pressure_is_felt(state, now)
        norms_form(state)
        word_gets_round(state, now)
    for school in state.schools:
        area = state.areas[school.authority]
        school.cost_of_exclusion_gbp = share_of_a_place_paid(school, area, now) * now.ap_place_gbp
    if now.month.calendar_month == 1:
        for person in state.people:
            if now.year_group(person) == 11:
                at_school = person.placement in (Placement.MAINSTREAM, Placement.RESOURCED)
                person.census_school = person.setting if at_school else None


def share_of_a_place_paid(school: School, area: Area, now: Moment) -> float:
    """Devolved money pays the place of whom a secondary school excludes; any school may be charged.

    What counts together with others' costs is no money, and weighs the same.
    """
    charged = now.pull("exclusion_charge", school.school_id)
    charged = max(charged, now.pull("collective_accountability", area.authority_id))
    if school.kind == SettingKind.SECONDARY:
        return max(charged, now.pull("devolved_alternative_provision_money", school.school_id))
    return charged if school.kind == SettingKind.PRIMARY else 0.0


def academies_convert(state: State, now: Moment) -> None:
    shares = {
        SettingKind.PRIMARY: now.drivers.academy_share_primary,
        SettingKind.SECONDARY: now.drivers.academy_share_secondary,
    }
    for school in state.schools:
        if school.academy_rank < shares.get(school.kind, 0.0):
            school.is_academy = True


def pressure_is_felt(state: State, now: Moment) -> None:
    """Results are compared with the mean of schools of the same kind, in whole millionths."""
    for kind in SettingKind:
        alike = [school for school in state.schools if school.kind == kind]
        for school in alike:
            comparator = sum(round(one.results * MILLION) for one in alike) / MILLION / len(alike)
            stakes = now.drivers.accountability_pressure + now.pull("attainment_pledge", school.school_id)
            stakes = stakes * (1.0 - now.pull("send_in_accountability", school.school_id))
            stakes = stakes * (1.0 - now.pull("broader_evaluation", school.school_id))
            stakes = stakes * (1.0 - school.long_view)
            school.pressure = rules.attainment_pressure(stakes, school.results, comparator)


def norms_form(state: State) -> None:
    """Exclusions per 100 pupils in the other secondary schools of the area, last year."""
    for area in state.areas:
        secondaries = area.settings[SettingKind.SECONDARY]
        norms: list[tuple[School, float]] = []
        for school in (one for one in state.schools if one.authority == area.row):
            others = [one for one in secondaries if one is not school]
            pupils = sum(one.roll for one in others)
            if pupils > 0:
                norms.append((school, 100.0 * sum(one.exclusions_this_year for one in others) / pupils))
        for school, norm in norms:
            school.exclusion_norm = norm
    for school in state.schools:
        school.exclusions_this_year = 0


def word_gets_round(state: State, now: Moment) -> None:
    """What schools near by talked away against all alike; and reputations, on last year's evidence."""
    for area in state.areas:
        for alike in area.settings.values():
            entrants = sum(one.sen_entrants for one in alike)
            talked_away = sum(one.discouraged for one in alike)
            for school in alike:
                near = schools_near(school, alike)
                met = sum(one.sen_entrants for one in near)
                norm = 0.0
                if met > 0:
                    norm = sum(one.discouraged for one in near) / met - talked_away / entrants
                school.avoidance_norm = norm
            quality, peers = mean_of(alike, "quality"), mean_of(alike, "peer_confidence")
            for school in alike:
                over = (school.quality - quality, school.peer_confidence - peers)
                school.reputation = rules.reputation_next_year(school.reputation, *over, now.p.school)


def schools_near(school: School, alike: list[School]) -> list[School]:
    """Up to six that follow it in the area's list of its kind."""
    at = alike.index(school)
    return [*alike[at + 1 :], *alike[:at]][:6]


def mean_of(alike: list[School], column: str) -> float:
    total = sum(round(getattr(one, column) * MILLION) for one in alike)
    mean: float = total / max(1, len(alike)) / MILLION
    return mean


def schools_lead(state: State, now: Moment) -> None:
    told = {area.row: mean_effort(area) for area in state.areas}
    usual = {kind: usual_reach(state, kind, now) for kind in SettingKind}
    for area in state.areas:
        plans = {kind: plans_a_pupil(area, kind) for kind in SettingKind}
        loads = {kind: load_in(area, kind) for kind in SettingKind}
        area_asks = Asks(told[area.row], usual, plans, loads)
        hundreds = max(1.0, float(area.stocks[Stock.PUPILS])) / 100.0
        hours = area.preventive_minutes / 60.0 / hundreds + area.advisory_hours
        purchase = {school.row: bought(school, area, now) for school in state.schools}
        for school in state.schools:
            if school.authority == area.row:
                core = now.pull("core_specialist_services", area.authority_id)
                shares = (by_need(school, area), purchase[school.row])
                over = rules.visits_over_even(core, *shares, now.p.service)
                school_leads(school, hours * over, area, area_asks, now)


def by_need(school: School, area: Area) -> float:
    """Pupils with SEN over an even spread."""
    schools = ordinary_schools(area)
    with_sen = sum(one.n_support + one.n_plans for one in schools)
    if school not in schools or school.roll == 0 or with_sen == 0:
        return 1.0
    here = (school.n_support + school.n_plans) * sum(one.roll for one in schools)
    return float(here / (school.roll * with_sen))


def devolved_gbp_per_pupil(school: School, area: Area, now: Moment) -> float:
    schools = ordinary_schools(area)
    if school not in schools:
        return 0.0
    gbp = area.block_pence * 12.0 / 100 * now.pull("devolved_high_needs_money", area.authority_id)
    each: float = gbp / max(1, sum(one.roll for one in schools))
    return each


def capability_in_use(school: School, area: Area, now: Moment) -> float:
    schools = ordinary_schools(area)
    mean = sum(round(one.capability * MILLION) for one in schools) / MILLION / max(1, len(schools))
    training = now.pull("workforce_training", school.school_id)
    training = training + now.pull("delivering_better_value", area.authority_id)
    sharing = now.pull("school_networks", school.school_id)
    able: float = rules.capability_in_use(school.capability, school.ethos, training, sharing, mean)
    return able


class Asks(NamedTuple):
    """What holds for all schools of an area: mean effort; reach, plans a pupil and load by kind."""

    mean_effort: float
    usual_reach: dict[SettingKind, float]
    plans_a_pupil: dict[SettingKind, float]
    load: dict[SettingKind, float]


def mean_effort(area: Area) -> float:
    schools = ordinary_schools(area)
    total = sum(round(one.send_effort * MILLION) for one in schools)
    mean: float = total / MILLION / max(1, len(schools))
    return mean


def plans_a_pupil(area: Area, kind: SettingKind) -> float:
    alike = area.settings[kind]
    share: float = sum(one.n_plans for one in alike) / max(1, sum(one.roll for one in alike))
    return share


def load_in(area: Area, kind: SettingKind) -> float:
    """Pupils with SEN over pupils, plans counting twice, in all settings of a kind."""
    alike = area.settings[kind]
    with_sen = sum(one.n_support + 2 * one.n_plans for one in alike)
    load: float = with_sen / max(1, sum(one.roll for one in alike))
    return load


def asked_effort(school: School, effort: float, area: Area, asks: Asks, now: Moment) -> float:
    """The authority, whoever judges the area, a partnership, a standard and an audit, one after the other."""
    p, identity = now.p.school, area.authority_id
    partnership = now.pull("local_inclusion_partnerships", identity)
    reach = rules.reach_of_authority(school.is_academy, partnership, p)
    effort = rules.led_by_authority(effort, reach, asks.usual_reach[school.kind], p)
    shared, schools = 0.0, ordinary_schools(area)
    in_force, is_ordinary = 0.0, school in schools
    if is_ordinary:
        shared = now.pull("rebalanced_accountability", identity)
        shared = shared + now.pull("collective_accountability", identity) / len(schools)
        in_force = max(now.pull("national_standards", identity), now.pull("co_owned_parameters", identity))
    effort = rules.answers_for_area(effort, shared, area.judgement, p)
    effort = rules.keeps_to_partnership(effort, asks.mean_effort, partnership if is_ordinary else 0.0)
    valid = rules.validity_of_standards(now.pull("co_owned_parameters", identity), p)
    effort = rules.works_to_standard(effort, in_force, valid, p)
    asked: float = rules.keeps_to_audit(effort, now.pull("sen_support_audit", school.school_id))
    return asked


def pot_of(school: School, area: Area, asks: Asks, now: Moment) -> float:
    """What plans leave of the SEN budget for a pupil on SEN support; and what one plan more would bring."""
    p, counts, usual = now.p.school, (school.n_plans, school.roll), asks.plans_a_pupil[school.kind]
    spent = rules.spends_notional(
        school.notional_spent, now.pull("standard_notional_budget", school.school_id)
    )
    notional = p.notional_share * now.drivers.school_funding_per_pupil_gbp * school.roll * spent
    notional = notional + devolved_gbp_per_pupil(school, area, now) * school.roll
    is_ordinary = school in ordinary_schools(area)
    gbp = now.pull("magnet_compensation", area.authority_id) if is_ordinary else 0.0
    paid = rules.paid_for_density(*counts, usual, gbp, p)
    school.plan_reward_gbp = rules.paid_for_density(school.n_plans + 1, school.roll, usual, gbp, p) - paid
    notional = notional + paid
    protected = now.pull("protected_notional_budget", area.authority_id) if is_ordinary else 0.0
    contribution = p.first_contribution_gbp * (now.drivers.funding_reform_2013 * (1.0 - protected))
    price = now.drivers.price_index
    left: float = rules.pot_left_by_plans(notional, school.n_plans, school.n_support, contribution, price)
    return left


def school_leads(school: School, visiting_hours: float, area: Area, asks: Asks, now: Moment) -> None:
    p, identity = now.p.school, school.school_id
    said = now.drivers.national_inclusion_message
    said = said + now.pull("inclusion_expectation", identity) * (1.0 - said)
    sanctions = now.drivers.behaviour_guidance_strength
    sanctions = sanctions * (1.0 - now.pull("adjusted_behaviour_guidance", identity))
    sanctions = sanctions + now.pull("behaviour_guidance", identity) * (1.0 - sanctions)
    inclusion = rules.climate_next_month(school.inclusion_climate, said, p)
    school.inclusion_climate = inclusion
    school.discipline_climate = rules.climate_next_month(school.discipline_climate, sanctions, p)
    effort = rules.splits_effort(school.ethos, school.pressure, inclusion, p)
    effort = asked_effort(school, effort, area, asks, now)
    promised = now.pull("inclusive_curriculum_metrics", identity)
    lifted = now.pull("lower_attainer_agenda", identity) + rules.weight_of_metric(
        promised, p.clarity_of_metrics
    )
    felt = school.pressure * (1.0 - lifted)
    narrowness = rules.narrows_curriculum(felt, school.ethos, p)
    able = capability_in_use(school, area, now)
    pot = pot_of(school, area, asks, now)
    school.long_view = rules.long_view_next_month(
        school.long_view, now.pull("long_term_evaluation", identity), p
    )
    valued = 0.3 * now.dose("broader_evaluation", identity)
    school.pastoral = rules.pastoral_support(school.ethos, valued)
    school.send_effort = effort
    school.narrowness = narrowness
    school.pot_per_pupil_gbp = pot
    quality = rules.ordinarily_available_quality(able, effort, narrowness)
    load = rules.load_of(school.n_support, school.n_plans, school.roll)
    school.quality = rules.quality_under_load(quality, load, asks.load[school.kind], p)
    school.support_quality = rules.sen_support_quality(able, effort, pot, p)
    school.specialist_hours = visiting_hours


def schools_learn_results(state: State, now: Moment) -> None:
    """July: mean attainment of those who leave a primary school or were counted in Year 11."""
    if now.month.calendar_month != 7:
        return
    for school in state.schools:
        attainments = state.leavers[school.row]
        if attainments:
            school.results = sum(attainments) / MILLION / len(attainments)
