"""Schools identify special educational needs, end support that is no longer needed, and record its kind."""

from typing import NamedTuple

from numpy import float64

from abm.calendar import Month
from abm.luck import luck
from abm.threads import row_at
from agents.child import Children, overall_need
from agents.compiling import compiled_pass, part_of_pass
from agents.declarations import Float64s, Int32s
from agents.family import Families
from agents.school import Schools, ends_support, identifies_need
from agents.services import ServiceParameters, records_as_semh
from agents.vocabulary import Decision, Need, SenStatus

OLDEST_IDENTIFIED = 14  # year group from which nobody is put on SEN support


class ServicesOffered(NamedTuple):
    """The block's subsidy of outreach for behaviour by school, 0 to 1, and how schools answer it."""

    subsidy: Float64s
    service: ServiceParameters


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
    return in_reach and identifies_need(need, bars[school], float64(schools.capability[school]), voiced, u)


@part_of_pass
def support_goes_on(children: Children, row: int, month: Month, bars: Float64s) -> None:
    """A school keeps a pupil on SEN support for another month, or takes it off."""
    need = overall_need(float64(children.learning_need[row]), float64(children.semh_need[row]))
    u = luck(month.key, children.person_id[row], Decision.DROPPED)
    if ends_support(need, bars[children.setting[row]], u):
        children.sen_status[row] = SenStatus.NONE
        children.months_on_support[row] = 0
    else:
        children.months_on_support[row] += 1


@part_of_pass
def record_need(children: Children, row: int, month: Month, services: ServicesOffered) -> None:
    """Record SEMH as a pupil's main need where that brings free help."""
    learning, semh = float64(children.learning_need[row]), float64(children.semh_need[row])
    subsidy = services.subsidy[children.setting[row]]
    if subsidy == 0.0:
        return
    u = luck(month.key, children.person_id[row], Decision.RELABELLED)
    if records_as_semh(learning, semh, subsidy, services.service, u):
        children.primary_need[row] = Need.SOCIAL_EMOTIONAL


@compiled_pass
def schools_identify(
    children: Children,
    families: Families,
    schools: Schools,
    month: Month,
    bars: Float64s,
    services: ServicesOffered,
    rows: Int32s,
    start: int,
    stop: int,
) -> None:
    """Schools put pupils in ``rows`` on SEN support and take them off it; ``bars`` is each school's own."""
    for position in range(start, stop):
        row = row_at(rows, position)
        if not children.is_present[row] or children.setting[row] < 0:
            continue
        status = children.sen_status[row]
        if status == SenStatus.NONE:
            if not school_identifies(children, families, schools, row, month, bars):
                continue
            children.sen_status[row] = SenStatus.SUPPORT
        record_need(children, row, month, services)
        if status == SenStatus.SUPPORT:
            support_goes_on(children, row, month, bars)
