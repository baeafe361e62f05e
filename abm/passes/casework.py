"""Casework: deciding whether to assess, gathering advice, deciding whether to issue, the final plan."""

from typing import NamedTuple

from numpy import float64

from abm.calendar import Month
from abm.counting import Flow
from abm.luck import luck
from abm.passes.confidence import lower_confidence, lower_trust
from abm.passes.naming import NamingParameters, make_plan
from abm.passes.tallying import count
from agents.authority import (
    Authorities,
    AuthorityParameters,
    agrees_to_assess,
    evidence_of_need,
    issues_plan,
    schools_consulted,
)
from agents.case import DAYS_TO_COMMENT, DAYS_TO_CONSULT, Cases
from agents.child import Children, overall_need
from agents.compiling import compiled_pass, part_of_pass
from agents.declarations import Int8s, Int64s
from agents.family import Families, FamilyParameters
from agents.vocabulary import Asker, Decision, Dispute, Stage


class CaseworkParameters(NamedTuple):
    """What casework needs of the catalogue, and the clock in force."""

    authority: AuthorityParameters
    family: FamilyParameters
    naming: NamingParameters
    clock_days: float


@part_of_pass
def close_case(children: Children, cases: Cases, slot: int) -> None:
    """Close a case and let the child go on without one."""
    cases.is_open[slot] = False
    children.case[cases.child[slot]] = -1


@part_of_pass
def refuse(
    children: Children, families: Families, cases: Cases, slot: int, kind: int, shock: float, aggrieved: Int8s
) -> None:
    """Tell the family no: trust and confidence fall, and the family may contest."""
    row = cases.child[slot]
    lower_trust(families, row, shock)
    lower_confidence(families, row, shock)
    aggrieved[row] = kind
    close_case(children, cases, slot)


@part_of_pass
def decide_on_assessing(
    children: Children,
    families: Families,
    cases: Cases,
    authorities: Authorities,
    slot: int,
    month: Month,
    authority: AuthorityParameters,
) -> bool:
    """Weigh the papers and decide whether to assess."""
    row = cases.child[slot]
    need = overall_need(float64(children.learning_need[row]), float64(children.semh_need[row]))
    from_school = cases.asker[slot] == Asker.SCHOOL or cases.asker[slot] == Asker.OTHER
    u = luck(month.key, children.person_id[row], Decision.EVIDENCE)
    unmet = float64(children.unmet_need[row])
    evidence = evidence_of_need(need, unmet, float64(families.resources[row]), from_school, authority, u)
    return agrees_to_assess(evidence, float64(authorities.bar[cases.authority[slot]]))


@part_of_pass
def decide_on_issuing(
    children: Children,
    cases: Cases,
    authorities: Authorities,
    slot: int,
    month: Month,
    authority: AuthorityParameters,
) -> bool:
    """After the advice: who wrote the papers no longer matters, and judgement errs half as much."""
    row = cases.child[slot]
    need = overall_need(float64(children.learning_need[row]), float64(children.semh_need[row]))
    u = 0.25 + 0.5 * luck(month.key, children.person_id[row], Decision.ISSUED)
    evidence = evidence_of_need(need, float64(children.unmet_need[row]), 0.5, False, authority, u)
    return issues_plan(evidence, float64(authorities.bar[cases.authority[slot]]), authority)


@part_of_pass
def start_advice(cases: Cases, slot: int, day: int) -> None:
    """Ask psychologist, health and school for advice."""
    cases.stage[slot] = Stage.ADVICE
    cases.ready_day[slot] = day
    cases.psychology_day[slot] = -1
    cases.health_day[slot] = -1


@part_of_pass
def days_to_consult(children: Children, row: int, month: Month, p: CaseworkParameters) -> int:
    """Days until a school has been found that can meet need."""
    need = overall_need(float64(children.learning_need[row]), float64(children.semh_need[row]))
    u = luck(month.key, children.person_id[row], Decision.CONSULTED)
    return DAYS_TO_CONSULT * schools_consulted(need, p.authority, u)


@compiled_pass
def work_on_cases(
    children: Children,
    families: Families,
    cases: Cases,
    authorities: Authorities,
    slots: Int64s,
    done: Int64s,
    aggrieved: Int8s,
    month: Month,
    p: CaseworkParameters,
    flows: Int64s,
) -> None:
    """Take every case whose turn has come one step further on the day its work was finished."""
    for position in range(slots.size):
        day = done[position]
        if day < 0:
            continue
        slot = slots[position]
        row = cases.child[slot]
        home = cases.authority[slot]
        year_group = month.academic_year - children.cohort[row]
        stage = cases.stage[slot]
        shock = p.family.shock_of_refusal
        if stage == Stage.REQUESTED:
            if decide_on_assessing(children, families, cases, authorities, slot, month, p.authority):
                count(flows, Flow.AGREED, home, children, families, row, year_group)
                start_advice(cases, slot, day)
            else:
                count(flows, Flow.REFUSED, home, children, families, row, year_group)
                asker = cases.asker[slot]
                if asker <= Asker.YOUNG_PERSON:
                    count(flows, Flow.REFUSED_PARENTS, home, children, families, row, year_group)
                elif asker == Asker.SCHOOL:
                    count(flows, Flow.REFUSED_SCHOOLS, home, children, families, row, year_group)
                refuse(children, families, cases, slot, Dispute.REFUSAL_TO_ASSESS, shock, aggrieved)
        elif stage == Stage.TO_ISSUE:
            count(flows, Flow.ASSESSED, home, children, families, row, year_group)
            authorities.decisions_made[home] += 1.0
            if cases.is_ordered[slot] or decide_on_issuing(
                children, cases, authorities, slot, month, p.authority
            ):
                cases.stage[slot] = Stage.DRAFT
                cases.ready_day[slot] = day + DAYS_TO_COMMENT + days_to_consult(children, row, month, p)
            else:
                count(flows, Flow.NOT_ISSUED, home, children, families, row, year_group)
                refuse(children, families, cases, slot, Dispute.REFUSAL_TO_ISSUE, shock, aggrieved)
        elif stage == Stage.DRAFT:
            count(flows, Flow.NEW_PLANS, home, children, families, row, year_group)
            if day - cases.asked_day[slot] <= p.clock_days:
                count(flows, Flow.PLANS_IN_TIME, home, children, families, row, year_group)
            close_case(children, cases, slot)
            make_plan(children, families, row, day, month, p.naming, aggrieved)
            authorities.decisions_made[home] += 1.0
