"""Support reaches children; needs, attendance and attainment move."""

from typing import NamedTuple

import numpy as np
from numpy import float64

from abm.calendar import Month
from abm.luck import luck
from abm.passes.cohorts import is_mainstream
from abm.threads import BLOCK, STRETCH
from agents.accountability import teaching_on_top
from agents.alternative_provision import need_met_in_unit
from agents.authority import Authorities
from agents.banding import BandingParameters, delivery_for_the_money, money_over_due
from agents.child import (
    ChildParameters,
    Children,
    attainment_next_month,
    attendance_next_month,
    innate_need_next_month,
    need_next_month,
    overall_need,
)
from agents.compiling import compiled_pass, part_of_pass, rule
from agents.declarations import Float64s, Int8s
from agents.drafts import DraftParameters, delivery_in_college, delivery_in_unit
from agents.family import Families, takes_stock
from agents.partners import PartnerParameters, delivery_with_partners
from agents.school import (
    SchoolParameters,
    Schools,
    support_without_plan,
)
from agents.vocabulary import Decision, Placement, SenStatus

ALL_RUNS = np.uint64(0)  # whom health and care reach does not depend on the run


class SupportParameters(NamedTuple):
    """What the support pass needs of the catalogue, and the share of support that open schools give.

    ``early_help_of_2010`` is the share of young children with needs whom early help then reached. Arrays
    are by school: teaching to catch up, a target on the threshold, and a floor for those far below it.
    """

    child: ChildParameters
    school: SchoolParameters
    plan_delivery_share: float
    open_share: float
    early_help_of_2010: float
    partner: PartnerParameters
    banding: BandingParameters
    catch_up: Float64s
    target: Float64s
    floor: Float64s
    teaches_more: bool
    draft: DraftParameters


@rule
def need_met_elsewhere(placement: int, need: float) -> float:
    """Need met outside the mainstream class.

    Special schools are made for it; teaching at home and otherwise meets part; waiting meets little.
    """
    if (
        placement == Placement.SPECIAL
        or placement == Placement.INDEPENDENT_SPECIAL
        or placement == Placement.SPECIALIST_POST_16
    ):
        return 0.95 * need
    if placement == Placement.HOME:
        return 0.6 * need
    if placement == Placement.OTHERWISE:
        return 0.5 * need
    return 0.3 * need


class Provision(NamedTuple):
    """Need that each school meets without a plan, of pupils with and without SEN status."""

    with_status: Float64s
    without: Float64s


@compiled_pass
def write_provision(schools: Schools, parameters: SchoolParameters, provision: Provision) -> None:
    """Write what every school's ordinary provision and SEN support meet this month."""
    for school in range(schools.kind.size):
        quality = float64(schools.quality[school])
        support_quality = float64(schools.support_quality[school])
        hours = float64(schools.specialist_hours[school])
        on = support_without_plan(True, quality, support_quality, hours, parameters)
        off = support_without_plan(False, quality, support_quality, hours, parameters)
        provision.with_status[school] = on
        provision.without[school] = off


@part_of_pass
def ordinary_support_of(
    children: Children, schools: Schools, provision: Provision, row: int, p: SupportParameters
) -> float:
    """Need of a child in an ordinary setting that this month's provision would meet without a plan."""
    school = children.setting[row]
    met = provision.without[school]
    if children.sen_status[row] != SenStatus.NONE:
        met = provision.with_status[school]
    semh = float64(children.semh_need[row])  # outreach goes to secondary schools: it is 0 in all others
    met += p.school.reach_of_outreach * float64(schools.outreach[school]) * semh
    met += p.school.reach_of_pastoral * float64(schools.pastoral[school]) * semh
    return max(0.0, met) * p.open_share


@part_of_pass
def delivery_of_plan(
    children: Children, authorities: Authorities, row: int, need: float, p: SupportParameters
) -> float:
    """Share of the gap that one plan fills: what its money buys, and what health and care bring."""
    home = children.home_authority[row]
    money = money_over_due(need, children.band[row], float64(authorities.top_up_level[home]))
    delivery = delivery_for_the_money(p.plan_delivery_share, money, p.banding)
    if children.placement[row] == Placement.RESOURCED:
        delivery = delivery_in_unit(delivery, p.draft)
    elif children.placement[row] == Placement.FURTHER:
        delivery = delivery_in_college(delivery, float64(authorities.college_block[home]), p.draft)
    u = luck(ALL_RUNS, children.person_id[row], Decision.JOINT_PROVISION)
    return delivery_with_partners(delivery, u < authorities.joint_share[home], p.partner)


@part_of_pass
def need_of(children: Children, row: int) -> float:
    """Severity of one child's needs together."""
    return overall_need(float64(children.learning_need[row]), float64(children.semh_need[row]))


@part_of_pass
def is_apart(children: Children, row: int) -> bool:
    """Whether one child has a plan or is in a unit: a few per cent, to whom rules of their own apply."""
    has_plan = children.sen_status[row] == SenStatus.PLAN
    return children.is_present[row] & (has_plan | (children.placement[row] == Placement.ALTERNATIVE))


@part_of_pass
def any_apart(children: Children, first: int, last: int) -> bool:
    """Whether there is such a child from row ``first`` to before ``last``."""
    n = 0
    for row in range(first, last):
        n += is_apart(children, row)
    return n > 0


@part_of_pass
def is_in_class(children: Children, row: int) -> bool:
    """Whether ordinary provision is what one child gets, with a plan or without."""
    return is_mainstream(children.placement[row]) and children.setting[row] >= 0


@part_of_pass
def usual_support(
    children: Children, schools: Schools, provision: Provision, row: int, p: SupportParameters
) -> float:
    """Need of one child without a plan that support can meet, units apart; notes what is ordinary."""
    if not is_in_class(children, row):
        children.ordinary_support[row] = 0.0
        return need_met_elsewhere(children.placement[row], need_of(children, row)) * p.open_share
    met = ordinary_support_of(children, schools, provision, row, p)
    children.ordinary_support[row] = met
    return met


@part_of_pass
def support_apart(
    children: Children,
    schools: Schools,
    authorities: Authorities,
    provision: Provision,
    row: int,
    p: SupportParameters,
) -> float:
    """Need of one child in a unit or with a plan that support meets: a plan fills part of what is left."""
    need = need_of(children, row)
    met = usual_support(children, schools, provision, row, p)
    if children.placement[row] == Placement.ALTERNATIVE:
        learning, semh = float64(children.learning_need[row]), float64(children.semh_need[row])
        return need_met_in_unit(need, learning, semh) * p.open_share
    if is_in_class(children, row) and met < need * p.open_share:
        delivery = delivery_of_plan(children, authorities, row, need, p)
        met += delivery * (need * p.open_share - met)
    return met


@part_of_pass
def extra_teaching(children: Children, row: int, p: SupportParameters) -> float:
    """Attainment that teaching on top of the ordinary puts within reach of one child, or takes from it."""
    school = children.setting[row]
    if school < 0 or not is_mainstream(children.placement[row]):
        return 0.0
    attainment = float64(children.attainment[row])
    return teaching_on_top(attainment, p.catch_up[school], p.target[school], p.floor[school], p.child)


@part_of_pass
def learn(
    children: Children,
    row: int,
    need: float,
    semh: float,
    confidence: float,
    p: SupportParameters,
    teaches_more: bool,
) -> None:
    """Attendance and attainment of a child with need, or whom extra teaching moves; no others."""
    extra = extra_teaching(children, row, p) if teaches_more else 0.0
    attendance: float = float64(children.attendance[row])
    unmet = float64(children.unmet_need[row])
    if need > 0.05:
        attendance = attendance_next_month(attendance, semh, unmet, confidence)
        children.attendance[row] = attendance
    elif extra == 0.0:
        return
    reachable = float64(children.ability[row]) + extra
    attainment = float64(children.attainment[row])
    children.attainment[row] = attainment_next_month(attainment, reachable, unmet, attendance, p.child)


@part_of_pass
def live_a_month(
    children: Children,
    families: Families,
    authorities: Authorities,
    bars: Float64s,
    busy: Int8s,
    month: Month,
    p: SupportParameters,
    row: int,
    support: float,
    teaches_more: bool,
) -> None:
    """Leave one child's need unmet where ``support`` ends; need, attendance and attainment follow."""
    need = need_of(children, row)
    learning = float64(children.learning_need[row])
    semh = float64(children.semh_need[row])
    unmet = max(0.0, need - support)
    children.unmet_need[row] = unmet
    year_group = month.academic_year - children.cohort[row]
    protection = 0.0
    innate_learning: float = float64(children.innate_learning_need[row])
    innate_semh: float = float64(children.innate_semh_need[row])
    if year_group < 0:
        early_help = float64(authorities.early_help[children.home_authority[row]])
        protection = p.child.early_help_protection * early_help
        reference = p.early_help_of_2010
        innate_learning = innate_need_next_month(innate_learning, early_help, reference, p.child)
        innate_semh = innate_need_next_month(innate_semh, early_help, reference, p.child)
        children.innate_learning_need[row] = innate_learning
        children.innate_semh_need[row] = innate_semh
    learning_part = unmet * learning / (learning + semh + 1e-9)
    semh_part = unmet - learning_part + p.child.semh_spillover * learning_part
    children.learning_need[row] = need_next_month(
        learning, innate_learning, learning_part, protection, p.child
    )
    children.semh_need[row] = need_next_month(semh, innate_semh, semh_part, protection, p.child)
    next_need = overall_need(float64(children.learning_need[row]), float64(children.semh_need[row]))
    is_seen = next_need >= bars[children.setting[row]]
    busy[row] = is_seen | takes_stock(next_need, children.sen_status[row])
    if 0 <= year_group < 12 and (need > 0.05 or teaches_more):
        confidence = float64(families.confidence[row])
        learn(children, row, need, semh, confidence, p, teaches_more)


@part_of_pass
def live_as_usual(
    tables: tuple[Children, Families, Schools, Authorities],
    provision: Provision,
    bars: Float64s,
    busy: Int8s,
    month: Month,
    p: SupportParameters,
    first: int,
    last: int,
    teaches_more: bool,
) -> None:
    """Let those in rows ``first`` to before ``last`` live a month who have no plan and are in no unit."""
    children, families, schools, authorities = tables
    for row in range(first, last):
        busy[row] = 0
        if children.is_present[row] and not is_apart(children, row):
            support = usual_support(children, schools, provision, row, p)
            live_a_month(children, families, authorities, bars, busy, month, p, row, support, teaches_more)


@part_of_pass
def live_apart(
    tables: tuple[Children, Families, Schools, Authorities],
    provision: Provision,
    bars: Float64s,
    busy: Int8s,
    month: Month,
    p: SupportParameters,
    first: int,
    last: int,
) -> None:
    """Let those in rows ``first`` to before ``last`` live a month who have a plan or are in a unit."""
    children, families, schools, authorities = tables
    for row in range(first, last):
        if is_apart(children, row):
            support = support_apart(children, schools, authorities, provision, row, p)
            live_a_month(children, families, authorities, bars, busy, month, p, row, support, p.teaches_more)


@compiled_pass
def support_reaches_children(
    children: Children,
    families: Families,
    schools: Schools,
    authorities: Authorities,
    provision: Provision,
    bars: Float64s,
    busy: Int8s,
    month: Month,
    p: SupportParameters,
    start: int,
    stop: int,
) -> None:
    """Meet what need support can meet; let the rest escalate, and learning follow.

    Marks as ``busy`` whose need or SEN status gives the family, or a school with this one of ``bars``,
    something to decide on. Plans and units have a loop of their own: they are few, and what they deliver
    takes table look-ups that would keep the processor from working on several of the others at once.
    """
    tables = (children, families, schools, authorities)
    rest = (provision, bars, busy, month, p)
    for first in range(start, stop, BLOCK):
        last = min(first + BLOCK, stop)
        if p.teaches_more:
            live_as_usual(tables, *rest, first, last, True)
        else:  # the same, but compiled without what teaching on top takes
            live_as_usual(tables, *rest, first, last, False)
        for near in range(first, last, STRETCH):
            end = min(near + STRETCH, last)
            if any_apart(children, near, end):
                live_apart(tables, *rest, near, end)
