"""Support reaches children; needs, attendance and attainment move."""

from typing import NamedTuple

import numpy as np
from numpy import float64

from abm.calendar import Month
from abm.luck import luck
from abm.passes.cohorts import is_mainstream
from abm.threads import BLOCK
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

NEED_THAT_SHOWS = 0.05  # in attendance and attainment
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
    """What each school brings a pupil without a plan, and the need above which it sees SEN; by school.

    ``with_status`` and ``without`` are need met, of pupils with SEN status and without; ``outreach`` and
    ``pastoral`` are met on top, as shares of SEMH need (outreach goes to secondary schools: else 0).
    """

    with_status: Float64s
    without: Float64s
    outreach: Float64s
    pastoral: Float64s
    bar: Float64s


@compiled_pass
def write_provision(schools: Schools, parameters: SchoolParameters, provision: Provision) -> None:
    """Write what every school's ordinary provision and SEN support meet this month; bars are given."""
    for school in range(schools.kind.size):
        quality = float64(schools.quality[school])
        support_quality = float64(schools.support_quality[school])
        hours = float64(schools.specialist_hours[school])
        on = support_without_plan(True, quality, support_quality, hours, parameters)
        off = support_without_plan(False, quality, support_quality, hours, parameters)
        provision.with_status[school] = on
        provision.without[school] = off
        provision.outreach[school] = parameters.reach_of_outreach * float64(schools.outreach[school])
        provision.pastoral[school] = parameters.reach_of_pastoral * float64(schools.pastoral[school])


class Brought(NamedTuple):
    """What schools and services bring each child of one block this month: room for a block of rows.

    The need that is met, the need above which the school sees SEN, the share of escalation that early
    help prevents, and the attainment that teaching on top puts within reach.
    """

    support: Float64s
    bar: Float64s
    early_help: Float64s
    teaching: Float64s


@part_of_pass
def ordinary_support_of(children: Children, provision: Provision, row: int, p: SupportParameters) -> float:
    """Need of a child in an ordinary setting that this month's provision would meet without a plan."""
    school = children.setting[row]
    met = provision.without[school]
    if children.sen_status[row] != SenStatus.NONE:
        met = provision.with_status[school]
    semh = float64(children.semh_need[row])
    met += provision.outreach[school] * semh
    met += provision.pastoral[school] * semh
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
def is_in_class(children: Children, row: int) -> bool:
    """Whether ordinary provision is what one child gets, with a plan or without."""
    return is_mainstream(children.placement[row]) and children.setting[row] >= 0


@part_of_pass
def usual_support(children: Children, provision: Provision, row: int, p: SupportParameters) -> float:
    """Need of one child without a plan that support can meet, units apart; notes what is ordinary."""
    if not is_in_class(children, row):
        children.ordinary_support[row] = 0.0
        return need_met_elsewhere(children.placement[row], need_of(children, row)) * p.open_share
    met = ordinary_support_of(children, provision, row, p)
    children.ordinary_support[row] = met
    return met


@part_of_pass
def support_apart(
    children: Children, authorities: Authorities, usual: float, row: int, p: SupportParameters
) -> float:
    """Need of one child in a unit or with a plan that support meets: a plan fills part of what is left."""
    need = need_of(children, row)
    if children.placement[row] == Placement.ALTERNATIVE:
        learning, semh = float64(children.learning_need[row]), float64(children.semh_need[row])
        return need_met_in_unit(need, learning, semh) * p.open_share
    if is_in_class(children, row) and usual < need * p.open_share:
        delivery = delivery_of_plan(children, authorities, row, need, p)
        return usual + delivery * (need * p.open_share - usual)
    return usual


@part_of_pass
def extra_teaching(children: Children, row: int, p: SupportParameters) -> float:
    """Attainment that teaching on top of the ordinary puts within reach of one child, or takes from it."""
    school = children.setting[row]
    if school < 0 or not is_mainstream(children.placement[row]):
        return 0.0
    attainment = float64(children.attainment[row])
    return teaching_on_top(attainment, p.catch_up[school], p.target[school], p.floor[school], p.child)


@part_of_pass
def write_brought(
    children: Children,
    authorities: Authorities,
    provision: Provision,
    p: SupportParameters,
    brought: Brought,
    first: int,
    last: int,
) -> None:
    """Look up what schools and services bring each child in these rows; few have a plan or are in a unit."""
    for row in range(first, last):
        at = row - first
        support = usual_support(children, provision, row, p)
        if is_apart(children, row):
            support = support_apart(children, authorities, support, row, p)
        brought.support[at] = support
        brought.bar[at] = provision.bar[children.setting[row]]
        brought.early_help[at] = authorities.early_help[children.home_authority[row]]
        brought.teaching[at] = extra_teaching(children, row, p) if p.teaches_more else 0.0


@part_of_pass
def learn(
    children: Children,
    families: Families,
    row: int,
    month: Month,
    child: ChildParameters,
    need: float,
    unmet: float,
    teaching: float,
) -> None:
    """Attendance and attainment of a pupil with need, or whom teaching on top moves; no others."""
    year_group = month.academic_year - children.cohort[row]
    is_taught = children.is_present[row] & (year_group >= 0) & (year_group < 12)
    has_need = is_taught & (need > NEED_THAT_SHOWS)
    learns = has_need | (is_taught & (teaching != 0.0))
    semh, confidence = float64(children.semh_need[row]), float64(families.confidence[row])
    attendance: float = float64(children.attendance[row])
    attendance = attendance_next_month(attendance, semh, unmet, confidence) if has_need else attendance
    children.attendance[row] = attendance
    reachable = float64(children.ability[row]) + teaching
    attainment: float = float64(children.attainment[row])
    after = attainment_next_month(attainment, reachable, unmet, attendance, child)
    children.attainment[row] = after if learns else attainment


@part_of_pass
def need_moves(
    children: Children, row: int, month: Month, unmet: float, early_help: float, p: SupportParameters
) -> None:
    """Need that is not met escalates, all of it eases back; before school early help shapes both."""
    is_young = children.cohort[row] > month.academic_year
    learning, semh = float64(children.learning_need[row]), float64(children.semh_need[row])
    innate_learning: float = float64(children.innate_learning_need[row])
    innate_semh: float = float64(children.innate_semh_need[row])
    reference = p.early_help_of_2010
    shaped_learning = innate_need_next_month(innate_learning, early_help, reference, p.child)
    shaped_semh = innate_need_next_month(innate_semh, early_help, reference, p.child)
    innate_learning = shaped_learning if is_young else innate_learning
    innate_semh = shaped_semh if is_young else innate_semh
    protection = p.child.early_help_protection * early_help if is_young else 0.0
    learning_part = unmet * learning / (learning + semh + 1e-9)
    semh_part = unmet - learning_part + p.child.semh_spillover * learning_part
    children.innate_learning_need[row] = innate_learning
    children.innate_semh_need[row] = innate_semh
    children.learning_need[row] = need_next_month(
        learning, innate_learning, learning_part, protection, p.child
    )
    children.semh_need[row] = need_next_month(semh, innate_semh, semh_part, protection, p.child)


@part_of_pass
def live_a_month(
    children: Children,
    families: Families,
    month: Month,
    p: SupportParameters,
    brought: Brought,
    first: int,
    last: int,
) -> None:
    """Leave need unmet where support ends; attendance, attainment and need of all in these rows follow."""
    for row in range(first, last):
        at = row - first
        need = need_of(children, row)
        unmet = max(0.0, need - brought.support[at])
        children.unmet_need[row] = unmet
        felt = float64(children.unmet_need[row])
        learn(children, families, row, month, p.child, need, felt, brought.teaching[at])
        need_moves(children, row, month, unmet, brought.early_help[at], p)


@compiled_pass
def support_reaches_children(
    children: Children,
    families: Families,
    authorities: Authorities,
    provision: Provision,
    month: Month,
    p: SupportParameters,
    brought: Brought,
    busy: Int8s,
    start: int,
    stop: int,
) -> None:
    """Meet what need support can meet; let the rest escalate, and learning follow.

    Marks as ``busy`` whose need or SEN status gives the family, or its school, something to decide on.
    All look-ups come first: what follows is plain arithmetic without a branch, which the processor does
    for several children at once. So rows without a child live on too, and nobody reads them.
    """
    for first in range(start, stop, BLOCK):
        last = min(first + BLOCK, stop)
        write_brought(children, authorities, provision, p, brought, first, last)
        live_a_month(children, families, month, p, brought, first, last)
        for row in range(first, last):
            need = need_of(children, row)
            is_seen = need >= brought.bar[row - first]
            busy[row] = children.is_present[row] & (is_seen | takes_stock(need, children.sen_status[row]))
