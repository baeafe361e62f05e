"""Schools set priorities: pressure, effort, curriculum, money and what all that makes of provision."""

from typing import NamedTuple

from numpy import float64

from abm.counting import MILLION
from abm.passes.totals import Total, Totals, is_ordinary, load_alike, plans_a_pupil
from agents.accountability import (
    answers_for_area,
    keeps_to_partnership,
    led_by_authority,
    long_view_next_month,
    paid_for_density,
    pastoral_support,
    reach_of_authority,
    spends_notional,
    validity_of_standards,
    weight_of_metric,
    works_to_standard,
)
from agents.admission import load_of, quality_under_load, reputation_next_year
from agents.compiling import compiled_pass, part_of_pass
from agents.declarations import Float32s, Float64s
from agents.school import (
    SchoolParameters,
    Schools,
    attainment_pressure,
    capability_in_use,
    climate_next_month,
    keeps_to_audit,
    narrows_curriculum,
    ordinarily_available_quality,
    pot_left_by_plans,
    sen_support_quality,
    splits_effort,
)
from agents.vocabulary import SettingKind


class Answering(NamedTuple):
    """Whom schools answer to for SEND besides themselves, and how far; by authority, reach by kind."""

    usual_reach: Float64s
    share_of_consequence: Float64s
    judgement: Float32s
    binding: Float64s
    target: Float64s
    standard: Float64s
    owned: Float64s


class MoneyForPlans(NamedTuple):
    """What plans take from schools' money and bring to it, GBP a year; by authority but for the first."""

    first_contribution: Float64s
    devolved_per_pupil: Float64s
    density: Float64s


class LeadingParameters(NamedTuple):
    """What heads see of the world this month; arrays are by school, but for better value by authority."""

    school: SchoolParameters
    inclusion_message: Float64s
    discipline_guidance: Float64s
    funding_per_pupil_gbp: float
    price_index: float
    agenda: Float64s
    promised_metric: Float64s
    training: Float64s
    better_value: Float64s
    sharing: Float64s
    audited_effort: Float64s
    answering: Answering
    benchmark: Float64s
    money: MoneyForPlans
    personal_development: Float64s
    long_view: Float64s


@part_of_pass
def effort_asked_for(
    effort: float, area: int, kind: int, is_academy: bool, a: Answering, p: SchoolParameters
) -> float:
    """A school's effort for SEND once everybody that it answers to outside has had their say."""
    reach = reach_of_authority(is_academy, a.binding[area], p)
    effort = led_by_authority(effort, reach, a.usual_reach[kind], p)
    shared, binding, standard = 0.0, 0.0, 0.0
    if is_ordinary(kind):
        shared, binding, standard = a.share_of_consequence[area], a.binding[area], a.standard[area]
    effort = answers_for_area(effort, shared, float64(a.judgement[area]), p)
    effort = keeps_to_partnership(effort, a.target[area], binding)
    return works_to_standard(effort, standard, validity_of_standards(a.owned[area], p), p)


@part_of_pass
def pot_of(schools: Schools, school: int, usual_plans: float, p: LeadingParameters) -> float:
    """SEN money left for each pupil on SEN support, in 2010 prices; notes what one more plan would bring.

    ``usual_plans`` is plans over pupils in schools alike.
    """
    roll, n_plans, area = schools.roll[school], schools.n_plans[school], schools.authority[school]
    spent = spends_notional(float64(schools.notional_spent[school]), p.benchmark[school])
    own_gbp = p.school.notional_share * p.funding_per_pupil_gbp * roll * spent
    density, devolved = 0.0, 0.0
    if is_ordinary(schools.kind[school]):
        density, devolved = p.money.density[area], p.money.devolved_per_pupil[area]
    notional = own_gbp + devolved * roll
    notional += paid_for_density(n_plans, roll, usual_plans, density, p.school)
    rewarded = paid_for_density(n_plans + 1, roll, usual_plans, density, p.school)
    schools.plan_reward_gbp[school] = rewarded - paid_for_density(
        n_plans, roll, usual_plans, density, p.school
    )
    contribution = p.money.first_contribution[school]
    return pot_left_by_plans(notional, n_plans, schools.n_support[school], contribution, p.price_index)


@compiled_pass
def schools_set_priorities(
    schools: Schools, visiting_hours: Float64s, totals: Totals, p: LeadingParameters
) -> None:
    """Set each school's effort, curriculum, money and quality; ``visiting_hours`` is by school."""
    for school in range(schools.kind.size):
        ethos = float64(schools.ethos[school])
        pressure = float64(schools.pressure[school])
        inclusion = climate_next_month(
            float64(schools.inclusion_climate[school]), p.inclusion_message[school], p.school
        )
        discipline = climate_next_month(
            float64(schools.discipline_climate[school]), p.discipline_guidance[school], p.school
        )
        schools.inclusion_climate[school] = inclusion
        schools.discipline_climate[school] = discipline
        effort = splits_effort(ethos, pressure, inclusion, p.school)
        kind, area = schools.kind[school], schools.authority[school]
        effort = effort_asked_for(effort, area, kind, schools.is_academy[school], p.answering, p.school)
        effort = keeps_to_audit(effort, p.audited_effort[school])
        metric = weight_of_metric(p.promised_metric[school], p.school.clarity_of_metrics)
        narrowness = narrows_curriculum(pressure * (1.0 - (p.agenda[school] + metric)), ethos, p.school)
        pot = pot_of(schools, school, plans_a_pupil(totals.alike, kind, area), p)
        n_schools = max(1, totals.ordinary[Total.SETTINGS, area])
        area_capability = totals.ordinary[Total.CAPABILITY, area] / MILLION / n_schools
        training, own = p.training[school] + p.better_value[area], float64(schools.capability[school])
        capability = capability_in_use(own, ethos, training, p.sharing[school], area_capability)
        long_view = float64(schools.long_view[school])
        schools.long_view[school] = long_view_next_month(long_view, p.long_view[school], p.school)
        schools.pastoral[school] = pastoral_support(ethos, p.personal_development[school])
        schools.send_effort[school] = effort
        schools.narrowness[school] = narrowness
        schools.pot_per_pupil_gbp[school] = pot
        load = load_of(schools.n_support[school], schools.n_plans[school], schools.roll[school])
        quality = ordinarily_available_quality(capability, effort, narrowness)
        schools.quality[school] = quality_under_load(
            quality, load, load_alike(totals.alike, kind, area), p.school
        )
        schools.support_quality[school] = sen_support_quality(capability, effort, pot, p.school)
        schools.specialist_hours[school] = visiting_hours[school]


@compiled_pass
def schools_feel_pressure(
    schools: Schools, results: Float32s, stakes: Float64s, comparators: Float64s
) -> None:
    """September: last summer's ``results`` set this year's pressure.

    ``stakes`` is what hangs on results, by school; ``comparators`` is by kind.
    """
    for school in range(schools.kind.size):
        comparator = comparators[schools.kind[school]]
        schools.pressure[school] = attainment_pressure(stakes[school], float64(results[school]), comparator)


@compiled_pass
def schools_see_norms(schools: Schools, excluded: Float64s, pupils: Float64s) -> None:
    """September: each head sees how many pupils in 100 other secondary schools of the area excluded.

    ``excluded`` and ``pupils`` are last year's totals of the area's secondary schools.
    """
    for school in range(schools.kind.size):
        authority = schools.authority[school]
        others, elsewhere = pupils[authority], excluded[authority]
        if schools.kind[school] == SettingKind.SECONDARY:
            others -= schools.roll[school]
            elsewhere -= schools.exclusions_this_year[school]
        if others > 0.0:
            schools.exclusion_norm[school] = 100.0 * elsewhere / others
        schools.exclusions_this_year[school] = 0


@compiled_pass
def word_gets_round(
    schools: Schools, usual_quality: Float64s, usual_peers: Float64s, parameters: SchoolParameters
) -> None:
    """September: each school's reputation moves with last year's provision and how families there feel.

    ``usual_quality`` and ``usual_peers`` are means of schools alike in the area, by school.
    """
    for school in range(schools.kind.size):
        over_quality = float64(schools.quality[school]) - usual_quality[school]
        over_peers = float64(schools.peer_confidence[school]) - usual_peers[school]
        known = float64(schools.reputation[school])
        schools.reputation[school] = reputation_next_year(known, over_quality, over_peers, parameters)
