"""Admission to primary and secondary schools: reputation draws, schools discourage, others take."""

from typing import NamedTuple

import numpy as np
from numpy import float64

from abm.calendar import Month
from abm.counting import Flow
from abm.luck import luck
from abm.passes.tallying import count
from abm.worlds.state import SchoolIndex
from agents.admission import discourages_admission, draws_families
from agents.child import Children, overall_need
from agents.compiling import compiled_pass, part_of_pass
from agents.declarations import Float64s, Int32s, Int64s, n_rows
from agents.family import Families, takes_stock
from agents.school import SchoolParameters, Schools, gain_in_results
from agents.vocabulary import Decision, SenStatus, SettingKind

NEAR = 6  # schools near by: those that follow a school in the area's list of its kind; assumed
ROOM = 1.1  # of its places, up to which a school takes whom another has discouraged; assumed
ENTRANTS, DISCOURAGED = 0, 1  # columns of what a September's admissions add up to, by school


class Admitting(NamedTuple):
    """What September's admissions go by; arrays are by school.

    ``refuge`` is the row of the best known school near by with room, -1 if there is none.
    """

    school: SchoolParameters
    refuge: Int32s
    reach: Float64s
    cost_of_plan: Float64s
    judged: Float64s


@part_of_pass
def is_known_for_needs(children: Children, row: int) -> bool:
    """Whether the family looks for a school that meets needs."""
    need = overall_need(float64(children.learning_need[row]), float64(children.semh_need[row]))
    return takes_stock(need, children.sen_status[row])


@part_of_pass
def is_discouraged(children: Children, schools: Schools, row: int, month: Month, p: Admitting) -> bool:
    """Whether the school that the family has chosen talks it away."""
    school = children.setting[row]
    n_leavers = float64(schools.roll[school]) / (
        5.0 if schools.kind[school] == SettingKind.SECONDARY else 7.0
    )
    results, attainment = float64(schools.results[school]), float64(children.attainment[row])
    pull = gain_in_results(results, attainment, n_leavers, False) * float64(schools.pressure[school])
    has_plan = children.sen_status[row] == SenStatus.PLAN
    return discourages_admission(
        pull,
        p.cost_of_plan[school] if has_plan else 0.0,
        float64(schools.ethos[school]),
        p.reach[school],
        float64(schools.avoidance_norm[school]),
        p.judged[school],
        p.school,
        luck(month.key, children.person_id[row], Decision.DISCOURAGED),
    )


@part_of_pass
def is_admitted_or_moves_on(
    children: Children,
    families: Families,
    schools: Schools,
    row: int,
    month: Month,
    p: Admitting,
    flows: Int64s,
    entries: Int64s,
) -> None:
    """Count an entrant with SEN at the school chosen; one who is discouraged goes to its refuge."""
    school = children.setting[row]
    if school < 0 or children.sen_status[row] == SenStatus.NONE:
        return
    entries[school, ENTRANTS] += 1
    if p.refuge[school] < 0 or not is_discouraged(children, schools, row, month, p):
        return
    entries[school, DISCOURAGED] += 1
    year_group = month.academic_year - children.cohort[row]
    count(flows, Flow.DISCOURAGED, schools.authority[school], children, families, row, year_group)
    children.setting[row] = p.refuge[school]


@compiled_pass
def write_draws(schools: Schools, index: SchoolIndex, school: SchoolParameters, so_far: Float64s) -> None:
    """Write running totals of what draws families of children with needs, in step with ``index.rows``."""
    for kind in range(index.first.shape[0]):
        for area in range(index.first.shape[1]):
            total = 0.0
            for position in range(index.first[kind, area], index.last[kind, area]):
                row = index.rows[position]
                total += draws_families(schools.places[row], float64(schools.reputation[row]), school)
                so_far[position] = total


def by_reputation(schools: Schools, index: SchoolIndex, school: SchoolParameters) -> SchoolIndex:
    """The same settings, to be chosen among by reputation and places instead of places alone."""
    so_far = np.zeros(index.rows.size)
    write_draws(schools, index, school, so_far)
    return index._replace(places_so_far=so_far)


@compiled_pass
def write_refuges(schools: Schools, index: SchoolIndex, refuge: Int32s) -> None:
    """Write for each school the best known one near by that has room, the first of equals."""
    for kind in range(index.first.shape[0]):
        for area in range(index.first.shape[1]):
            first, last = index.first[kind, area], index.last[kind, area]
            n = last - first
            for position in range(n):
                own = index.rows[first + position]
                refuge[own] = -1
                for step in range(1, min(NEAR, n - 1) + 1):
                    other = index.rows[first + (position + step) % n]
                    if schools.roll[other] >= schools.places[other] * ROOM:
                        continue
                    best = refuge[own]
                    if best < 0 or schools.reputation[other] > schools.reputation[best]:
                        refuge[own] = other


def refuges(schools: Schools, index: SchoolIndex) -> Int32s:
    """Row of the refuge of each school, -1 if there is none."""
    found = np.full(n_rows(schools), -1, np.int32)
    write_refuges(schools, index, found)
    return found


@compiled_pass
def schools_see_avoidance(schools: Schools, index: SchoolIndex) -> None:
    """September: how much more of their entrants with SEN schools near by discouraged than all alike did."""
    for kind in range(index.first.shape[0]):
        for area in range(index.first.shape[1]):
            first, last = index.first[kind, area], index.last[kind, area]
            n = last - first
            entrants, discouraged = 0, 0
            for position in range(first, last):
                entrants += schools.sen_entrants[index.rows[position]]
                discouraged += schools.discouraged[index.rows[position]]
            for position in range(n):
                near, talked_away = 0, 0
                for step in range(1, min(NEAR, n - 1) + 1):
                    other = index.rows[first + (position + step) % n]
                    near += schools.sen_entrants[other]
                    talked_away += schools.discouraged[other]
                norm = 0.0
                if near > 0:
                    norm = talked_away / near - discouraged / entrants
                schools.avoidance_norm[index.rows[first + position]] = norm
