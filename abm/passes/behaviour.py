"""Behaviour: incidents, suspensions, and the head's decision to exclude or to move."""

from typing import NamedTuple

from numpy import float64

from abm.calendar import SEPTEMBER, Month
from abm.counting import Flow
from abm.luck import luck
from abm.passes.cohorts import any_of_school_age
from abm.passes.confidence import lower_confidence
from abm.passes.placing import EXCLUDED, MANAGED_MOVE
from abm.passes.tallying import count
from abm.threads import BLOCK, STRETCH
from agents.accountability import adjusts_under_guidance
from agents.child import ChildParameters, Children, has_incident, log_odds_of_incident
from agents.choosing import could_happen
from agents.compiling import compiled_pass, part_of_pass
from agents.declarations import Float64s, Int8s, Int64s
from agents.family import Families, FamilyParameters
from agents.school import (
    SchoolParameters,
    Schools,
    arranges_managed_move,
    excludes,
    gain_in_results,
    log_odds_of_excluding,
    log_odds_of_suspending,
    makes_adjustments,
    suspends,
)
from agents.vocabulary import Decision, Placement, SenStatus, SettingKind

LONGEST_SUSPENSION_IN_A_YEAR = 45
DAYS_A_SUSPENSION = 2


class BehaviourParameters(NamedTuple):
    """What the behaviour pass needs of the catalogue and the month; the last three are by school.

    ``most_trouble`` is the largest custom of trouble of any school.
    """

    child: ChildParameters
    family: FamilyParameters
    school: SchoolParameters
    closed_share: float
    ap_place_gbp: float
    most_trouble: float
    adjustments: Float64s
    progress_counts: Float64s
    coercion: Float64s


@part_of_pass
def pull_of_results(
    children: Children, schools: Schools, row: int, month: Month, progress_counts: float
) -> float:
    """Gain in the school's results if the pupil left, times the pressure on them (claim M4).

    Where progress from a low start counts (``progress_counts``, claim N2), a low attainer costs less.
    From the January census of Year 11 on, who counts where is settled and nobody pulls.
    """
    school = children.setting[row]
    year_group = month.academic_year - children.cohort[row]
    in_secondary = schools.kind[school] == SettingKind.SECONDARY
    n_leavers = float64(schools.roll[school]) / (5.0 if in_secondary else 7.0)
    is_after_census = year_group == 11 and month.calendar_month < SEPTEMBER
    fixed = in_secondary and (year_group > 11 or is_after_census)
    gain = gain_in_results(
        float64(schools.results[school]), float64(children.attainment[row]), n_leavers, fixed
    )
    return gain * float64(schools.pressure[school]) * (1.0 - progress_counts)


@part_of_pass
def moves_school_to_suspend(children: Children, schools: Schools, row: int, p: BehaviourParameters) -> float:
    """Log odds of a suspension after an incident."""
    school = children.setting[row]
    adjusts = makes_adjustments(float64(schools.send_effort[school]), p.adjustments[school])
    return log_odds_of_suspending(
        float64(schools.ethos[school]),
        children.sen_status[row] != SenStatus.NONE,
        adjusts_under_guidance(adjusts, p.coercion[school]),
        float64(schools.discipline_climate[school]),
        p.school,
    )


@part_of_pass
def moves_head_to_exclude(
    children: Children, schools: Schools, row: int, suspensions: int, month: Month, p: BehaviourParameters
) -> float:
    """Log odds of exclusion at a pupil's ``suspensions``-th suspension, before the custom of the place."""
    school = children.setting[row]
    return log_odds_of_excluding(
        suspensions,
        pull_of_results(children, schools, row, month, p.progress_counts[school]),
        float64(schools.ethos[school]),
        float64(schools.exclusion_norm[school]),
        float64(schools.cost_of_exclusion_gbp[school]) / p.ap_place_gbp,
        children.sen_status[row] == SenStatus.PLAN,
        p.school,
    )


@part_of_pass
def head_decides(children: Children, schools: Schools, row: int, month: Month, p: BehaviourParameters) -> int:
    """At a suspension: keep the pupil (0), exclude, or arrange a managed move."""
    school = children.setting[row]
    person_id = children.person_id[row]
    ethos = float64(schools.ethos[school])
    log_odds = moves_head_to_exclude(children, schools, row, children.suspensions[row], month, p)
    custom = float64(schools.own_excluding[school])
    if not excludes(log_odds, custom, luck(month.key, person_id, Decision.EXCLUDED)):
        return 0
    if not arranges_managed_move(
        ethos, schools.is_academy[school], p.school, luck(month.key, person_id, Decision.MOVED)
    ):
        return EXCLUDED
    is_in_class = children.placement[row] == Placement.MAINSTREAM
    if not is_in_class or children.sen_status[row] == SenStatus.PLAN:
        return 0  # a school named in a plan is changed by review, so the pupil stays
    return MANAGED_MOVE


@part_of_pass
def may_be_suspended(children: Children, row: int, month: Month) -> bool:
    """In a school that suspends, in a school year, with days left in the year's 45."""
    placement = children.placement[row]
    year_group = month.academic_year - children.cohort[row]
    in_school = (
        placement == Placement.MAINSTREAM
        or placement == Placement.SPECIAL
        or placement == Placement.RESOURCED
    )
    return in_school and 0 <= year_group < 12 and children.days_suspended[row] < LONGEST_SUSPENSION_IN_A_YEAR


@part_of_pass
def luck_allows_incident(
    children: Children, families: Families, row: int, month: Month, p: BehaviourParameters
) -> bool:
    """False only for children whom luck plainly spares this month, were their school the worst secondary."""
    semh, unmet = float64(children.semh_need[row]), float64(children.unmet_need[row])
    log_odds = log_odds_of_incident(semh, unmet, families.is_silent[row], True, p.child)
    return could_happen(
        log_odds + p.most_trouble, luck(month.key, children.person_id[row], Decision.INCIDENT)
    )


@part_of_pass
def what_happens(
    children: Children,
    families: Families,
    schools: Schools,
    row: int,
    month: Month,
    p: BehaviourParameters,
    flows: Int64s,
) -> int:
    """An incident and what follows for one child: nothing (0), or how the head removes it."""
    if (
        not children.is_present[row]
        or children.setting[row] < 0
        or not may_be_suspended(children, row, month)
    ):
        return 0
    person_id = children.person_id[row]
    school = children.setting[row]
    semh = float64(children.semh_need[row])
    secondary = schools.kind[school] == SettingKind.SECONDARY
    unmet = float64(children.unmet_need[row])
    u = luck(month.key, person_id, Decision.INCIDENT)
    custom = float64(schools.own_trouble[school])
    if not has_incident(semh, unmet, families.is_silent[row], secondary, custom, p.child, u):
        return 0
    if luck(month.key, person_id, Decision.SCHOOL_CLOSED) < p.closed_share:
        return 0
    area = schools.authority[school]  # the school census counts where the school is
    year_group = month.academic_year - children.cohort[row]
    count(flows, Flow.INCIDENTS, area, children, families, row, year_group)
    log_odds = moves_school_to_suspend(children, schools, row, p)
    if not suspends(log_odds, luck(month.key, person_id, Decision.SUSPENDED)):
        return 0
    count(flows, Flow.SUSPENSIONS, area, children, families, row, year_group)
    children.suspensions[row] += 1
    left = LONGEST_SUSPENSION_IN_A_YEAR - children.days_suspended[row]
    children.days_suspended[row] += min(DAYS_A_SUSPENSION, left)
    lower_confidence(families, row, 0.25 * p.family.shock_of_exclusion)
    return head_decides(children, schools, row, month, p)


@compiled_pass
def incidents_happen(
    children: Children,
    families: Families,
    schools: Schools,
    removed: Int8s,
    month: Month,
    p: BehaviourParameters,
    flows: Int64s,
    start: int,
    stop: int,
) -> None:
    """Incidents, suspensions and removals of one school month; removals are written into ``removed``."""
    for first in range(start, stop, BLOCK):
        last = min(first + BLOCK, stop)
        for near in range(first, last, STRETCH):
            end = min(near + STRETCH, last)
            if any_of_school_age(children.cohort, month.academic_year, near, end):
                for row in range(near, end):
                    removed[row] = luck_allows_incident(children, families, row, month, p)
            else:
                removed[near:end] = 0
        for row in range(first, last):
            if removed[row]:
                removed[row] = what_happens(children, families, schools, row, month, p, flows)
