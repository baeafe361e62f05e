"""The plain twin's disputes: contest, mediate, appeal, concede, hear, and what follows."""

from abm.counting import Flow
from agents.vocabulary import Asker, Decision, DisputeStage, Placement, SenStatus, SettingKind, Stage
from agents.vocabulary import Dispute as Kind
from tests.reference_cohorts import plan_ceases
from tests.reference_moment import Moment
from tests.reference_people import need_of
from tests.reference_places import has_room, moves_to
from tests.reference_rules import rules
from tests.reference_state import Case, Dispute, Person, State, blank

DAYS_TO_MEDIATE = 30
DAYS_LONGER_IF_MANDATORY = 30
DAYS_TO_PREPARE = 70


def loss_as_seen(person: Person, kind: Kind, now: Moment) -> float:
    unmet: float = person.unmet_need
    if kind != Kind.CONTENT_OR_PLACEMENT:
        return unmet + 0.25
    loss = unmet * (1.0 - now.p.authority.plan_delivery_share)
    if person.wants == Placement.SPECIAL and person.placement != Placement.SPECIAL:
        loss += 0.20
    return loss


def presses_on(person: Person, kind: Kind, now: Moment) -> bool:
    strength = need_of(person) + 0.5 * person.unmet_need - now.statutory_bar
    loss, u = loss_as_seen(person, kind, now), now.luck(person, Decision.APPEALED)
    goes_on: bool = rules.presses_on(person.resources, loss, strength, now.p.family, u)
    return goes_on


def families_contest_decisions(state: State, now: Moment) -> None:
    for person in state.people:
        if person.aggrieved != Kind.NONE and person.case is None and person.dispute is None:
            family_may_contest(state, person, now)
    for person in state.people:
        if person.aggrieved == Kind.CEASING and person.dispute is None:
            plan_ceases(state, person, now)


def family_may_contest(state: State, person: Person, now: Moment) -> None:
    p, kind, area = now.p.family, Kind(person.aggrieved), state.areas[person.home_authority]
    gained = person.agency - rules.usual_agency(person.resources)
    feelings = (person.resources, person.trust, area.success_seen, gained)
    u = now.luck(person, Decision.CONTESTED)
    log_odds = rules.log_odds_of_contesting(loss_as_seen(person, kind, now), *feelings, p)
    if not rules.contests(log_odds, area.own_contesting, u):
        return
    must_consider = now.drivers.mediation_certificate > 0.0
    no_opt_out = now.pull("mandatory_mediation", area.authority_id)
    u = now.luck(person, Decision.MEDIATED)
    mediates = must_consider and rules.chooses_mediation(person.trust, no_opt_out, p, u)
    if not mediates and not presses_on(person, kind, now):
        return
    dispute: Dispute = blank(Dispute)
    dispute.is_open = True
    dispute.child = person
    dispute.authority = area.row
    dispute.kind = kind
    dispute.is_pressed = mediates and not rules.chooses_mediation(person.trust, 0.0, p, u)
    dispute.opened_day = now.last_day
    person.dispute = dispute
    state.count(Flow.DISPUTES, area.row, person, now)
    person.has_contested = True
    if mediates:
        state.count(Flow.MEDIATIONS, area.row, person, now)
        dispute.stage = DisputeStage.MEDIATION
        dispute.ready_day = now.last_day + round(DAYS_TO_MEDIATE + DAYS_LONGER_IF_MANDATORY * no_opt_out)
    else:
        is_registered(state, dispute, now.last_day, now)


def is_registered(state: State, dispute: Dispute, day: int, now: Moment) -> None:
    state.count(Flow.APPEALS, dispute.authority, dispute.child, now)
    dispute.stage = DisputeStage.REGISTERED
    dispute.ready_day = day + DAYS_TO_PREPARE


def disputes_proceed(state: State, finished: list[tuple[Dispute, int]], now: Moment) -> None:
    """Mediations are held; authorities concede or let the tribunal list the appeal. Oldest first."""
    for dispute, day in sorted(finished, key=lambda one: (one[0].opened_day, now.tie(one[0].child))):
        if dispute.stage == DisputeStage.MEDIATION:
            is_mediated(state, dispute, day, now)
        else:
            is_prepared(state, dispute, day, now)


def is_mediated(state: State, dispute: Dispute, day: int, now: Moment) -> None:
    person = dispute.child
    u = now.luck(person, Decision.SETTLED)
    if rules.settles(need_of(person), person.unmet_need, now.statutory_bar, dispute.is_pressed, u):
        state.count(Flow.SETTLED, dispute.authority, person, now)
        person.dispute = None
        is_carried_out(state, person, Kind(dispute.kind), day)
    elif presses_on(person, Kind(dispute.kind), now):
        is_registered(state, dispute, day, now)
    else:
        person.dispute = None
        notice_takes_effect(state, person, Kind(dispute.kind), now)


def notice_takes_effect(state: State, person: Person, kind: Kind, now: Moment) -> None:
    """A plan kept up while its ending was contested ends when the family loses."""
    if kind == Kind.CEASING:
        plan_ceases(state, person, now)


def is_prepared(state: State, dispute: Dispute, day: int, now: Moment) -> None:
    person, area = dispute.child, state.areas[dispute.authority]
    u = now.luck(person, Decision.CONCEDED)
    if rules.concedes(need_of(person), person.unmet_need, now.statutory_bar, now.p.authority, u):
        state.count(Flow.CONCEDED, area.row, person, now)
        area.appeals_lost += 1.0
        person.dispute = None
        is_carried_out(state, person, Kind(dispute.kind), day)
    else:
        dispute.stage = DisputeStage.LISTED
        dispute.ready_day = day


def is_heard(state: State, dispute: Dispute, day: int, now: Moment) -> None:
    person, area = dispute.child, state.areas[dispute.authority]
    u = now.luck(person, Decision.ALLOWED)
    needs = (need_of(person), person.unmet_need, person.resources)
    state.count(Flow.HEARD, area.row, person, now)
    person.dispute = None
    if rules.allows_appeal(*needs, now.statutory_bar, now.p.tribunal, u):
        state.count(Flow.ALLOWED, area.row, person, now)
        area.appeals_lost += 1.0
        is_carried_out(state, person, Kind(dispute.kind), day)
    else:
        notice_takes_effect(state, person, Kind(dispute.kind), now)


def is_carried_out(state: State, person: Person, kind: Kind, day: int) -> None:
    """Assess, draft a plan, or raise the band and find the special place wanted; a kept plan goes on."""
    has_plan = person.sen_status == SenStatus.PLAN
    if kind in (Kind.REFUSAL_TO_ASSESS, Kind.REFUSAL_TO_ISSUE):
        ordered_case_opens(person, kind, day)
    elif kind != Kind.CEASING and has_plan:
        person.band = min(5, person.band + 1)
        may_move = (Placement.MAINSTREAM, Placement.RESOURCED, Placement.OTHERWISE)
        if person.wants == Placement.SPECIAL and person.placement in may_move:
            settings = state.areas[person.home_authority].settings
            special = has_room(settings[SettingKind.SPECIAL], 1.10, 0.0)
            if special is not None:
                moves_to(person, special, Placement.SPECIAL)
            else:
                independent = settings[SettingKind.INDEPENDENT_SPECIAL][0]
                moves_to(person, independent, Placement.INDEPENDENT_SPECIAL)


def ordered_case_opens(person: Person, kind: Kind, day: int) -> None:
    case: Case = blank(Case)
    case.is_open = True
    case.child = person
    case.authority = person.home_authority
    case.asker = Asker.PARENT
    case.asked_day = day
    if kind == Kind.REFUSAL_TO_ASSESS:
        case.stage = Stage.ADVICE
        case.ready_day = day
    else:
        case.is_ordered = True
        case.stage = Stage.DRAFT
        case.ready_day = day + 15 + 15
    person.case = case
