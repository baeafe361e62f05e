"""Schools identify special educational needs, end support that is no longer needed, and record its kind."""

from typing import NamedTuple

from numpy import float64

from abm.calendar import Month
from abm.luck import luck
from abm.threads import STRETCH, anyone
from agents.child import Children, overall_need
from agents.compiling import compiled_pass, part_of_pass
from agents.declarations import Float64s, Int8s
from agents.family import Families
from agents.school import Schools, ends_support, identifies_need
from agents.services import ServiceParameters, records_as_semh
from agents.vocabulary import Decision, Need, SenStatus

OLDEST_IDENTIFIED = 14  # year group from which nobody is put on SEN support


@part_of_pass
def school_identifies(
    children: Children, families: Families, schools: Schools, row: int, month: Month, bars: Float64s
) -> bool:
    """Whether a school that now looks at a pupil without SEN status puts it on SEN support."""
    school = children.setting[row]
    need = overall_need(float64(children.learning_need[row]), float64(children.semh_need[row]))
    u = luck(month.key, children.person_id[row], Decision.IDENTIFIED)
    voiced = not families.is_silent[row]
    in_reach = month.academic_year - children.cohort[row] < OLDEST_IDENTIFIED
    return in_reach & identifies_need(need, bars[school], float64(schools.capability[school]), voiced, u)


@part_of_pass
def school_ends_support(children: Children, row: int, month: Month, bars: Float64s) -> bool:
    """Whether a school that now looks at a pupil on SEN support takes it off."""
    need = overall_need(float64(children.learning_need[row]), float64(children.semh_need[row]))
    u = luck(month.key, children.person_id[row], Decision.DROPPED)
    return ends_support(need, bars[children.setting[row]], u)


class ServicesOffered(NamedTuple):
    """The block's subsidy of outreach for behaviour by school, 0 to 1, and how schools answer it."""

    subsidy: Float64s
    service: ServiceParameters


@part_of_pass
def record_need(children: Children, row: int, month: Month, services: ServicesOffered) -> None:
    """Record SEMH as a pupil's main need where that brings free help."""
    learning, semh = float64(children.learning_need[row]), float64(children.semh_need[row])
    subsidy = services.subsidy[children.setting[row]]
    u = luck(month.key, children.person_id[row], Decision.RELABELLED)
    if records_as_semh(learning, semh, subsidy, services.service, u):
        children.primary_need[row] = Need.SOCIAL_EMOTIONAL


@part_of_pass
def schools_look_again(
    children: Children,
    families: Families,
    schools: Schools,
    month: Month,
    bars: Float64s,
    services: ServicesOffered,
    start: int,
    stop: int,
) -> None:
    """Decide about every pupil in these rows."""
    for row in range(start, stop):
        status = children.sen_status[row]
        is_pupil = children.is_present[row] & (children.setting[row] >= 0)
        on_support = is_pupil & (status == SenStatus.SUPPORT)
        begins = is_pupil & (status == SenStatus.NONE)
        begins &= school_identifies(children, families, schools, row, month, bars)
        ends = on_support & school_ends_support(children, row, month, bars)
        months = children.months_on_support[row] + on_support
        children.months_on_support[row] = 0 if ends else months
        if begins:
            children.sen_status[row] = SenStatus.SUPPORT
        if is_pupil and children.sen_status[row] != SenStatus.NONE:
            record_need(children, row, month, services)
        if ends:
            children.sen_status[row] = SenStatus.NONE


@compiled_pass
def schools_identify(
    children: Children,
    families: Families,
    schools: Schools,
    busy: Int8s,
    month: Month,
    bars: Float64s,
    services: ServicesOffered,
    start: int,
    stop: int,
) -> None:
    """Schools put pupils on SEN support and take them off it; ``bars`` is each school's own."""
    for first in range(start, stop, STRETCH):
        last = min(first + STRETCH, stop)
        if anyone(busy, first, last):
            schools_look_again(children, families, schools, month, bars, services, first, last)
