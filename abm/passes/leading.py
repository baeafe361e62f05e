"""Schools set priorities: pressure, effort, curriculum, money and what all that makes of provision."""

from typing import NamedTuple

import numpy as np
from numpy import float64

from agents.accountability import (
    answers_for_area,
    keeps_to_partnership,
    led_by_authority,
    long_view_next_month,
    paid_for_density,
    pastoral_support,
    spends_notional,
    works_to_standard,
)
from agents.admission import load_of, quality_under_load, reputation_next_year
from agents.authority import Authorities
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
    """Whom each school answers to for SEND besides itself, and how far; arrays are by school."""

    reach: Float64s
    usual_reach: Float64s
    share_of_consequence: Float64s
    judgement: Float64s
    binding: Float64s
    target: Float64s
    standard: Float64s
    validity: Float64s


class LeadingParameters(NamedTuple):
    """What heads see of the world this month; arrays are by school."""

    school: SchoolParameters
    inclusion_message: Float64s
    discipline_guidance: Float64s
    funding_per_pupil_gbp: float
    devolved_gbp_per_pupil: Float64s
    first_contribution_gbp: Float64s
    price_index: float
    pathway: Float64s
    training: Float64s
    sharing: Float64s
    area_capability: Float64s
    audited_effort: Float64s
    answering: Answering
    benchmark: Float64s
    density_gbp: Float64s
    usual_plan_share: Float64s
    usual_load: Float64s
    personal_development: Float64s
    long_view: Float64s


@part_of_pass
def effort_asked_for(school: int, effort: float, p: LeadingParameters) -> float:
    """A school's effort for SEND once everybody it answers to has had their say."""
    a = p.answering
    effort = led_by_authority(effort, a.reach[school], a.usual_reach[school], p.school)
    effort = answers_for_area(effort, a.share_of_consequence[school], a.judgement[school], p.school)
    effort = keeps_to_partnership(effort, a.target[school], a.binding[school])
    effort = works_to_standard(effort, a.standard[school], a.validity[school], p.school)
    return keeps_to_audit(effort, p.audited_effort[school])


@part_of_pass
def pot_of(schools: Schools, school: int, p: LeadingParameters) -> float:
    """SEN money left for each pupil on SEN support, in 2010 prices; notes what one more plan would bring."""
    roll, n_plans = schools.roll[school], schools.n_plans[school]
    spent = spends_notional(float64(schools.notional_spent[school]), p.benchmark[school])
    own_gbp = p.school.notional_share * p.funding_per_pupil_gbp * roll * spent
    gbp, usual = p.density_gbp[school], p.usual_plan_share[school]
    notional = own_gbp + p.devolved_gbp_per_pupil[school] * roll
    notional += paid_for_density(n_plans, roll, usual, gbp, p.school)
    rewarded = paid_for_density(n_plans + 1, roll, usual, gbp, p.school)
    schools.plan_reward_gbp[school] = rewarded - paid_for_density(n_plans, roll, usual, gbp, p.school)
    contribution = p.first_contribution_gbp[school]
    return pot_left_by_plans(notional, n_plans, schools.n_support[school], contribution, p.price_index)


@compiled_pass
def schools_set_priorities(schools: Schools, visiting_hours: Float64s, p: LeadingParameters) -> None:
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
        effort = effort_asked_for(school, effort, p)
        narrowness = narrows_curriculum(pressure * (1.0 - p.pathway[school]), ethos, p.school)
        pot = pot_of(schools, school, p)
        capability = capability_in_use(
            float64(schools.capability[school]),
            ethos,
            p.training[school],
            p.sharing[school],
            p.area_capability[school],
        )
        long_view = float64(schools.long_view[school])
        schools.long_view[school] = long_view_next_month(long_view, p.long_view[school], p.school)
        schools.pastoral[school] = pastoral_support(ethos, p.personal_development[school])
        schools.send_effort[school] = effort
        schools.narrowness[school] = narrowness
        schools.pot_per_pupil_gbp[school] = pot
        load = load_of(schools.n_support[school], schools.n_plans[school], schools.roll[school])
        quality = ordinarily_available_quality(capability, effort, narrowness)
        schools.quality[school] = quality_under_load(quality, load, p.usual_load[school], p.school)
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


def visiting_hours_by_authority(authorities: Authorities, pupils: Float64s) -> Float64s:
    """Hours a month per 100 pupils that psychologists and advisory teachers spend in schools."""
    hundreds = np.maximum(1.0, pupils) / 100.0
    return authorities.preventive_minutes / 60.0 / hundreds + authorities.advisory_hours.astype(np.float64)


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
