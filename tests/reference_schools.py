"""The plain twin's schools: academies, pressure, norms, priorities, results."""

from abm.counting import MILLION, Stock
from agents.vocabulary import Placement, SettingKind
from tests.reference_authorities import bought, ordinary_schools
from tests.reference_moment import Moment
from tests.reference_rules import rules
from tests.reference_state import Area, School, State


def schools_prepare(state: State, now: Moment) -> None:
    if now.month.calendar_month == 9:
        academies_convert(state, now)
        pressure_is_felt(state, now)
        norms_form(state)
    for school in state.schools:
        school.cost_of_exclusion_gbp = share_of_a_place_paid(school, now) * now.ap_place_gbp
    if now.month.calendar_month == 1:
        for person in state.people:
            if now.year_group(person) == 11:
                person.census_school = person.setting if person.placement == Placement.MAINSTREAM else None


def share_of_a_place_paid(school: School, now: Moment) -> float:
    """Devolved money pays the place of whom a secondary school excludes; any school may be charged."""
    charged = now.pull("exclusion_charge", school.school_id)
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


def schools_lead(state: State, now: Moment) -> None:
    for area in state.areas:
        hundreds = max(1.0, float(area.stocks[Stock.PUPILS])) / 100.0
        hours = area.preventive_minutes / 60.0 / hundreds + area.advisory_hours
        purchase = {school.row: bought(school, area, now) for school in state.schools}
        for school in state.schools:
            if school.authority == area.row:
                core = now.pull("core_specialist_services", area.authority_id)
                shares = (by_need(school, area), purchase[school.row])
                over = rules.visits_over_even(core, *shares, now.p.service)
                school_leads(school, hours * over, area, now)


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


def school_leads(school: School, visiting_hours: float, area: Area, now: Moment) -> None:
    p, identity = now.p.school, school.school_id
    said = now.drivers.national_inclusion_message
    said = said + now.pull("inclusion_expectation", identity) * (1.0 - said)
    sanctions = now.drivers.behaviour_guidance_strength
    sanctions = sanctions * (1.0 - now.pull("adjusted_behaviour_guidance", identity))
    inclusion = rules.climate_next_month(school.inclusion_climate, said, p)
    school.inclusion_climate = inclusion
    school.discipline_climate = rules.climate_next_month(school.discipline_climate, sanctions, p)
    effort = rules.splits_effort(school.ethos, school.pressure, inclusion, p)
    effort = rules.keeps_to_audit(effort, now.pull("sen_support_audit", identity))
    felt = school.pressure * (1.0 - now.pull("lower_attainer_agenda", identity))
    narrowness = rules.narrows_curriculum(felt, school.ethos, p)
    notional = p.notional_share * now.drivers.school_funding_per_pupil_gbp * school.roll
    notional = notional + devolved_gbp_per_pupil(school, area, now) * school.roll
    contribution = p.first_contribution_gbp * now.drivers.funding_reform_2013
    if school in ordinary_schools(area):
        contribution = contribution * (1.0 - now.pull("protected_notional_budget", area.authority_id))
    able = capability_in_use(school, area, now)
    counts = (school.n_plans, school.n_support)
    pot = rules.pot_left_by_plans(notional, *counts, contribution, now.drivers.price_index)
    school.send_effort = effort
    school.narrowness = narrowness
    school.pot_per_pupil_gbp = pot
    school.quality = rules.ordinarily_available_quality(able, effort, narrowness)
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
