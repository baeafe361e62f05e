"""Disputes: contest, mediate, appeal, concede, hear; and what follows when the family is right."""

from typing import NamedTuple

from numpy import float64

from abm.calendar import Month
from abm.counting import Flow
from abm.luck import luck
from abm.passes.casework import start_advice
from abm.passes.placing import ORDERED_OVERFILL, free_setting, move_to
from abm.passes.queues import Queue, next_free, rank_of
from abm.passes.reviewing import cease
from abm.passes.tallying import count
from abm.worlds.state import SchoolIndex
from agents.authority import Authorities, AuthorityParameters
from agents.case import DAYS_TO_COMMENT, DAYS_TO_CONSULT, Cases
from agents.child import Children, overall_need
from agents.compiling import compiled_pass, part_of_pass, rule
from agents.declarations import Float64s, Int8s, Int32s, Int64s
from agents.family import (
    Families,
    FamilyParameters,
    chooses_mediation,
    contests,
    log_odds_of_contesting,
    presses_on,
)
from agents.forum import usual_agency
from agents.school import Schools
from agents.tribunal import Disputes, TribunalParameters, allows_appeal, concedes, settles
from agents.vocabulary import (
    Asker,
    Decision,
    Dispute,
    DisputeStage,
    Placement,
    SenStatus,
    SettingKind,
    Stage,
    Work,
)

DAYS_TO_MEDIATE = 30
# Mediators must be found for every dispute, not for two in five; assumed.
DAYS_LONGER_IF_MANDATORY = 30
DAYS_TO_PREPARE = 70
LOSS_OF_A_REFUSAL = 0.25
LOSS_OF_A_WISH = 0.20


class DisputeParameters(NamedTuple):
    """What disputes need of the catalogue, and the law in force; the last field is by authority."""

    family: FamilyParameters
    authority: AuthorityParameters
    tribunal: TribunalParameters
    statutory_bar: float
    must_consider_mediation: bool
    no_opt_out: Float64s


class Tables(NamedTuple):
    """The tables that an outcome may change."""

    children: Children
    families: Families
    schools: Schools
    cases: Cases
    by_kind: SchoolIndex


@part_of_pass
def loss_of(children: Children, row: int, kind: int, delivery: float) -> float:
    """Need that the contested decision leaves unmet, as the family sees it."""
    unmet = float64(children.unmet_need[row])
    if kind == Dispute.CONTENT_OR_PLACEMENT:
        loss = unmet * (1.0 - delivery)
        if children.wants[row] == Placement.SPECIAL and children.placement[row] != Placement.SPECIAL:
            loss += LOSS_OF_A_WISH
        return loss
    return unmet + LOSS_OF_A_REFUSAL


@part_of_pass
def strength_of(children: Children, row: int, statutory_bar: float) -> float:
    """How far the child's evidence lies above the statutory test."""
    need = overall_need(float64(children.learning_need[row]), float64(children.semh_need[row]))
    return need + 0.5 * float64(children.unmet_need[row]) - statutory_bar


@part_of_pass
def moves_family_to_contest(
    families: Families, authorities: Authorities, row: int, home: int, loss: float, family: FamilyParameters
) -> float:
    """Log odds that a family contests a decision, before the custom of the place."""
    resources = float64(families.resources[row])
    gained = float64(families.agency[row]) - usual_agency(resources)
    seen = float64(authorities.success_seen[home])
    return log_odds_of_contesting(loss, resources, float64(families.trust[row]), seen, gained, family)


@rule
def days_to_mediate(no_opt_out: float) -> int:
    """Days until mediation is held; more the fewer families may opt out."""
    return round(DAYS_TO_MEDIATE + DAYS_LONGER_IF_MANDATORY * no_opt_out)


@compiled_pass
def families_contest(
    children: Children,
    families: Families,
    disputes: Disputes,
    authorities: Authorities,
    rows: Int32s,
    aggrieved: Int8s,
    month: Month,
    p: DisputeParameters,
    flows: Int64s,
) -> None:
    """Families among ``rows`` with a decision against them contest it or let it go."""
    slot = 0
    for position in range(rows.size):
        row = rows[position]
        if not children.is_present[row] or children.case[row] >= 0 or children.dispute[row] >= 0:
            continue
        person_id = children.person_id[row]
        home = children.home_authority[row]
        kind = aggrieved[row]
        loss = loss_of(children, row, kind, p.authority.plan_delivery_share)
        resources = float64(families.resources[row])
        trust = float64(families.trust[row])
        log_odds = moves_family_to_contest(families, authorities, row, home, loss, p.family)
        custom = float64(authorities.own_contesting[home])
        if not contests(log_odds, custom, luck(month.key, person_id, Decision.CONTESTED)):
            continue
        mediates = p.must_consider_mediation and chooses_mediation(
            trust, p.no_opt_out[home], p.family, luck(month.key, person_id, Decision.MEDIATED)
        )
        strength = strength_of(children, row, p.statutory_bar)
        u = luck(month.key, person_id, Decision.APPEALED)
        if not mediates and not presses_on(resources, loss, strength, p.family, u):
            continue
        slot = next_free(disputes.is_open, slot)
        year_group = month.academic_year - children.cohort[row]
        count(flows, Flow.DISPUTES, home, children, families, row, year_group)
        families.has_contested[row] = True
        disputes.is_open[slot] = True
        disputes.child[slot] = row
        disputes.authority[slot] = home
        disputes.kind[slot] = kind
        disputes.is_pressed[slot] = mediates and not chooses_mediation(
            trust, 0.0, p.family, luck(month.key, person_id, Decision.MEDIATED)
        )
        day = month.first_day + month.n_days - 1
        disputes.opened_day[slot] = day
        children.dispute[row] = slot
        if mediates:
            count(flows, Flow.MEDIATIONS, home, children, families, row, year_group)
            disputes.stage[slot] = DisputeStage.MEDIATION
            disputes.ready_day[slot] = day + days_to_mediate(p.no_opt_out[home])
        else:
            register(disputes, slot, day)
            count(flows, Flow.APPEALS, home, children, families, row, year_group)


@part_of_pass
def register(disputes: Disputes, slot: int, day: int) -> None:
    """Register the appeal; the authority has ten weeks to prepare."""
    disputes.stage[slot] = DisputeStage.REGISTERED
    disputes.ready_day[slot] = day + DAYS_TO_PREPARE


@part_of_pass
def close_dispute(children: Children, disputes: Disputes, slot: int) -> None:
    """Close a dispute."""
    disputes.is_open[slot] = False
    children.dispute[disputes.child[slot]] = -1


@part_of_pass
def open_ordered_case(t: Tables, row: int, case_slot: int, day: int, kind: int) -> None:
    """Start the assessment, or the draft plan, that was agreed or ordered."""
    t.cases.is_open[case_slot] = True
    t.cases.child[case_slot] = row
    t.cases.authority[case_slot] = t.children.home_authority[row]
    t.cases.asker[case_slot] = Asker.PARENT
    t.cases.asked_day[case_slot] = day
    t.cases.psychology_day[case_slot] = -1
    t.cases.health_day[case_slot] = -1
    t.cases.is_ordered[case_slot] = True
    t.children.case[row] = case_slot
    if kind == Dispute.REFUSAL_TO_ASSESS:
        start_advice(t.cases, case_slot, day)
        t.cases.is_ordered[case_slot] = False
    else:
        t.cases.stage[case_slot] = Stage.DRAFT
        t.cases.ready_day[case_slot] = day + DAYS_TO_COMMENT + DAYS_TO_CONSULT


@part_of_pass
def carry_out(t: Tables, row: int, kind: int, case_slot: int, day: int) -> None:
    """Do what was agreed or ordered; a new case goes into ``case_slot``."""
    home = t.children.home_authority[row]
    if kind == Dispute.REFUSAL_TO_ASSESS or kind == Dispute.REFUSAL_TO_ISSUE:
        open_ordered_case(t, row, case_slot, day, kind)
        return
    has_plan = t.children.sen_status[row] == SenStatus.PLAN
    if kind == Dispute.CEASING:
        return  # the plan was kept up and goes on
    if not has_plan:
        return
    t.children.band[row] = min(5, t.children.band[row] + 1)
    placement = t.children.placement[row]
    in_class = placement == Placement.MAINSTREAM or placement == Placement.RESOURCED
    if t.children.wants[row] == Placement.SPECIAL and (in_class or placement == Placement.OTHERWISE):
        setting = free_setting(t.schools, t.by_kind, SettingKind.SPECIAL, home, ORDERED_OVERFILL, 0.0)
        if setting >= 0:
            move_to(t.children, t.schools, row, setting, Placement.SPECIAL)
        else:
            setting = t.by_kind.rows[t.by_kind.first[SettingKind.INDEPENDENT_SPECIAL, home]]
            move_to(t.children, t.schools, row, setting, Placement.INDEPENDENT_SPECIAL)


@part_of_pass
def flow_when_won(stage: int) -> int:
    """What is counted when a dispute at this stage ends as the family would have it."""
    if stage == DisputeStage.MEDIATION:
        return Flow.SETTLED.value
    return Flow.CONCEDED.value if stage == DisputeStage.REGISTERED else Flow.ALLOWED.value


@compiled_pass
def disputes_proceed(
    t: Tables,
    disputes: Disputes,
    authorities: Authorities,
    queue: Queue,
    order: Int64s,
    month: Month,
    p: DisputeParameters,
    flows: Int64s,
) -> None:
    """Mediations are held, authorities that have prepared concede or go to the list, the tribunal hears.

    Disputes are taken in the ``order`` of the queue, which may have other work as well.
    """
    free = 0
    for position in range(order.size):
        item = order[position]
        day = queue.done_day[item]
        if day < 0 or rank_of(queue.turn[item]) != Work.DISPUTE:
            continue
        slot = queue.item[item]
        row, home = disputes.child[slot], disputes.authority[slot]
        kind, stage = disputes.kind[slot], disputes.stage[slot]
        year_group = month.academic_year - t.children.cohort[row]
        person_id = t.children.person_id[row]
        need = overall_need(float64(t.children.learning_need[row]), float64(t.children.semh_need[row]))
        unmet, resources = float64(t.children.unmet_need[row]), float64(t.families.resources[row])
        if stage == DisputeStage.MEDIATION:
            u = luck(month.key, person_id, Decision.SETTLED)
            won = settles(need, unmet, p.statutory_bar, disputes.is_pressed[slot], u)
            loss = loss_of(t.children, row, kind, p.authority.plan_delivery_share)
            strength = strength_of(t.children, row, p.statutory_bar)
            u = luck(month.key, person_id, Decision.APPEALED)
            if not won and presses_on(resources, loss, strength, p.family, u):
                register(disputes, slot, day)
                count(flows, Flow.APPEALS, home, t.children, t.families, row, year_group)
                continue
        elif stage == DisputeStage.REGISTERED:
            u = luck(month.key, person_id, Decision.CONCEDED)
            won = concedes(need, unmet, p.statutory_bar, p.authority, u)
            if not won:
                disputes.stage[slot] = DisputeStage.LISTED
                disputes.ready_day[slot] = day
                continue
        else:
            u = luck(month.key, person_id, Decision.ALLOWED)
            won = allows_appeal(need, unmet, resources, p.statutory_bar, p.tribunal, u)
            count(flows, Flow.HEARD, home, t.children, t.families, row, year_group)
        close_dispute(t.children, disputes, slot)
        if won:
            count(flows, flow_when_won(stage), home, t.children, t.families, row, year_group)
            if stage != DisputeStage.MEDIATION:
                authorities.appeals_lost[home] += 1.0
            free = next_free(t.cases.is_open, free)
            carry_out(t, row, kind, free, day)
        elif kind == Dispute.CEASING:
            cease(t.children, t.families, t.by_kind, row, month, flows)
