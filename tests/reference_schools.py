"""The plain twin's schools: academies, pressure, norms, priorities, results."""

from abm.counting import MILLION, Stock
from agents.vocabulary import Placement, SettingKind
from tests.reference_moment import Moment
from tests.reference_rules import rules
from tests.reference_state import School, State


def schools_prepare(state: State, now: Moment) -> None:
    if now.month.calendar_month == 9:
        academies_convert(state, now)
        pressure_is_felt(state, now)
        norms_form(state)
    for school in state.schools:
        dose = now.dose("devolved_alternative_provision_money", school.school_id)
        pays = school.kind == SettingKind.SECONDARY
        school.cost_of_exclusion_gbp = dose * now.ap_place_gbp if pays else 0.0
    if now.month.calendar_month == 1:
        for person in state.people:
            if now.year_group(person) == 11:
                person.census_school = person.setting if person.placement == Placement.MAINSTREAM else None


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
            stakes = now.drivers.accountability_pressure
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
        for school in state.schools:
            if school.authority == area.row:
                school_leads(school, hours, now)


def school_leads(school: School, visiting_hours: float, now: Moment) -> None:
    p = now.p.school
    said, sanctions = now.drivers.national_inclusion_message, now.drivers.behaviour_guidance_strength
    inclusion = rules.climate_next_month(school.inclusion_climate, said, p)
    school.inclusion_climate = inclusion
    school.discipline_climate = rules.climate_next_month(school.discipline_climate, sanctions, p)
    effort = rules.splits_effort(school.ethos, school.pressure, inclusion, p)
    narrowness = rules.narrows_curriculum(school.pressure, school.ethos, p)
    notional = p.notional_share * now.drivers.school_funding_per_pupil_gbp * school.roll
    contribution = p.first_contribution_gbp * now.drivers.funding_reform_2013
    counts = (school.n_plans, school.n_support)
    pot = rules.pot_left_by_plans(notional, *counts, contribution, now.drivers.price_index)
    school.send_effort = effort
    school.narrowness = narrowness
    school.pot_per_pupil_gbp = pot
    school.quality = rules.ordinarily_available_quality(school.capability, effort, narrowness)
    school.support_quality = rules.sen_support_quality(school.capability, effort, pot, p)
    school.specialist_hours = visiting_hours


def schools_learn_results(state: State, now: Moment) -> None:
    """July: mean attainment of those who leave a primary school or were counted in Year 11."""
    if now.month.calendar_month != 7:
        return
    for school in state.schools:
        attainments = state.leavers[school.row]
        if attainments:
            school.results = sum(attainments) / MILLION / len(attainments)
