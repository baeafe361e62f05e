"""The plain twin's casework: one queue for caseworkers, advice, decisions, plans and annual reviews."""

from datetime import date
from typing import Any, NamedTuple

from abm.counting import Flow
from agents.vocabulary import Asker, Decision, Dispute, DisputeStage, Placement, SenStatus, Stage, Work
from tests.reference_authorities import mainstream_target, protected_share
from tests.reference_cohorts import plan_ceases
from tests.reference_disputes import disputes_proceed
from tests.reference_moment import Moment
from tests.reference_people import loses_confidence, loses_trust, need_of
from tests.reference_rules import rules
from tests.reference_state import Area, Case, Person, State
from tests.reference_state import Dispute as OpenDispute

# Days after the request by which each decision is due: 6, 16 and 20 weeks.
DUE = {Stage.REQUESTED: 42, Stage.TO_ISSUE: 112, Stage.DRAFT: 140}


class Task(NamedTuple):
    """One piece of work that waits; ``what`` is a case, a dispute or a person with a plan to review."""

    rank: int
    since: int
    tie: int
    minutes: int
    ready: int
    what: Any


class Served(NamedTuple):
    """The day on which each task was finished, by ``id`` of what it is about; and what is left."""

    days: dict[int, int]
    owed: int
    spent: int
    waiting: int


def serve(tasks: list[Task], minutes: int, owed: int, now: Moment) -> Served:
    """Statutory order, then the longest wait, then keyed priority; what is begun is finished.

    Time owed from last month comes off first. Work spreads evenly over the month.
    """
    capacity = max(0, minutes - owed)
    n_days, spent, waiting = now.month.n_days, 0, 0
    days: dict[int, int] = {}
    for task in sorted(tasks, key=lambda one: one[:3]):
        if spent >= capacity:
            waiting += task.minutes
            continue
        spent += task.minutes
        day = now.month.first_day + min(n_days - 1, spent * n_days // capacity)
        days[id(task.what)] = max(day, task.ready)
    return Served(days, max(0, spent - capacity) + max(0, owed - minutes), spent, waiting)


def advice_is_written(state: State, now: Moment) -> None:
    """Psychologists and health advise, each at their own pace; the decision waits for both."""
    asked = [one for one in state.cases() if one.stage == Stage.ADVICE and one.ready_day <= now.last_day]
    for area in state.areas:
        own = [case for case in asked if case.authority == area.row]
        psychologists_advise(area, [case for case in own if case.psychology_day < 0], now)
        health_advises(area, [case for case in own if case.health_day < 0], now)
    for case in asked:
        if case.psychology_day >= 0 and case.health_day >= 0:
            case.stage = Stage.TO_ISSUE
            school_advises = case.ready_day + 42 - 7
            case.ready_day = max(case.psychology_day, case.health_day, school_advises)


def advice_task(case: Case, minutes: int, now: Moment) -> Task:
    rank = Work.TRIBUNAL_ORDER if case.is_ordered else Work.CLOCK
    return Task(rank, case.asked_day, now.tie(case.child), minutes, case.ready_day + 7, case)


def psychologists_advise(area: Area, cases: list[Case], now: Moment) -> None:
    each = int(now.p.authority.psychology_hours_per_assessment * 60)
    open_time = rules.time_for_statutory_advice(area.psychology_minutes, 0, protected_share(area, now))
    owed_before = area.psychology_overdraft
    wanted = each * len(cases) + owed_before
    area.bought_in_minutes = rules.buys_advice(wanted, open_time, now.p.authority)
    time = open_time + area.bought_in_minutes
    served = serve([advice_task(case, each, now) for case in cases], time, owed_before, now)
    for case in cases:
        case.psychology_day = served.days.get(id(case), -1)
    area.psychology_overdraft = served.owed
    worked_this_month = max(0, served.spent + owed_before - served.owed - area.bought_in_minutes)
    area.preventive_minutes = max(0, area.psychology_minutes - worked_this_month)


def health_advises(area: Area, cases: list[Case], now: Moment) -> None:
    each = int(now.p.partner.minutes_per_advice)
    tasks = [advice_task(case, each, now) for case in cases]
    served = serve(tasks, area.health.advice_minutes, area.health.advice_overdraft, now)
    for case in cases:
        case.health_day = served.days.get(id(case), -1)
    area.health.advice_overdraft = served.owed


def casework_is_done(state: State, now: Moment) -> None:
    """All of a month's work is put into one queue, then finished kind by kind."""
    for person in state.people:
        person.aggrieved = Dispute.NONE
    cases = [one for one in state.cases() if one.stage != Stage.ADVICE and one.ready_day <= now.last_day]
    disputes = [one for one in state.disputes() if one.stage <= DisputeStage.REGISTERED]
    disputes = [one for one in disputes if one.ready_day <= now.last_day]
    first_of_next_month = now.last_day + 1
    plans = [one for one in state.people if one.sen_status == SenStatus.PLAN or one.has_college_assessment]
    reviews = [one for one in plans if one.plan_day + 365 <= first_of_next_month]
    days: dict[int, int] = {}
    for area in state.areas:
        tasks = [case_task(one, area, now) for one in cases if one.authority == area.row]
        tasks += [dispute_task(one, now) for one in disputes if one.authority == area.row]
        tasks += [review_task(one, area, now) for one in reviews if one.home_authority == area.row]
        minutes = rules.time_for_casework(area.casework_minutes, area.families_time)
        set_aside = now.p.practice.time_of_reflection * now.dose("time_to_reflect", area.authority_id)
        minutes = minutes - round(area.casework_minutes * set_aside)
        served = serve(tasks, minutes, area.casework_overdraft, now)
        area.casework_overdraft, area.casework_waiting = served.owed, served.waiting
        days |= served.days
        fund, p = now.drivers.general_fund_index, now.p.authority
        area.casework_minutes = rules.recruits_caseworkers(area.casework_minutes, served.waiting, fund, p)
    for case in cases:
        if id(case) in days:
            case_proceeds(state, case, days[id(case)], now)
    disputes_proceed(state, [(one, days[id(one)]) for one in disputes if id(one) in days], now)
    for person in reviews:
        if id(person) in days:
            plan_is_reviewed(state, person, days[id(person)], now)


def case_task(case: Case, area: Area, now: Moment) -> Task:
    p = now.p.authority
    minutes = {
        Stage.REQUESTED: p.casework_minutes_per_decision,
        Stage.TO_ISSUE: p.casework_minutes_per_assessment,
        Stage.DRAFT: p.casework_minutes_per_final,
    }
    rank = Work.TRIBUNAL_ORDER if case.is_ordered else Work.CLOCK
    due = case.asked_day + DUE[case.stage]
    factor = 1.0 - now.pull("digital_process", area.authority_id)
    factor = factor * (1.0 + now.pull("strengthened_accountabilities", area.authority_id))
    moderated = minutes_to_moderate(area, now) if case.stage == Stage.DRAFT else 0.0
    needed = round(int(minutes[case.stage]) * factor + moderated)
    return Task(rank, due, now.tie(case.child), needed, case.ready_day, case)


def minutes_to_moderate(area: Area, now: Moment) -> float:
    minutes: float = now.p.banding.moderation_minutes
    return minutes * now.pull("band_moderation", area.authority_id)


def dispute_task(dispute: OpenDispute, now: Moment) -> Task:
    minutes = int(now.p.authority.casework_minutes_per_dispute)
    return Task(Work.DISPUTE, dispute.opened_day, now.tie(dispute.child), minutes, dispute.ready_day, dispute)


def review_task(person: Person, area: Area, now: Moment) -> Task:
    """Due a year after the last, held up to a month early, let slip by 90 days behind new plans."""
    p = now.p.authority
    minutes = int(
        p.casework_minutes_per_conversion if is_converted(person, now) else p.casework_minutes_per_review
    )
    layers = now.pull("strengthened_accountabilities", area.authority_id)
    saved = 0.0
    if person.placement in (Placement.FURTHER, Placement.SPECIALIST_POST_16):
        saved = now.p.draft.college_time_saved * now.dose("post16_block_funding", area.authority_id)
    minutes = round(minutes * (1.0 + layers) * (1.0 - saved) + minutes_to_moderate(area, now))
    due = person.plan_day + 365
    return Task(Work.CLOCK, due + 90, now.tie(person), minutes, due - 30, person)


def is_converted(person: Person, now: Moment) -> bool:
    """A statement whose turn it is to become a plan, in the years of conversion."""
    if now.drivers.statement_conversion == 0.0:
        return False
    if person.has_college_assessment or not person.is_statement:
        return bool(person.has_college_assessment)
    years = now.month.academic_year - 2014
    next_review = now.month.first_day + 365 + 120
    is_last = next_review > date(2018, 3, 31).toordinal()
    u = now.luck(person, Decision.CONVERTED)
    converts: bool = rules.converts_statement(now.year_group(person), years, is_last, now.p.authority, u)
    return converts


def case_proceeds(state: State, case: Case, day: int, now: Moment) -> None:
    if case.stage == Stage.REQUESTED:
        papers_are_weighed(state, case, day, now)
    elif case.stage == Stage.TO_ISSUE:
        advice_is_weighed(state, case, day, now)
    else:
        plan_is_made(state, case, day, now)


def papers_are_weighed(state: State, case: Case, day: int, now: Moment) -> None:
    person, area = case.child, state.areas[case.authority]
    from_school = case.asker in (Asker.SCHOOL, Asker.OTHER)
    u = now.luck(person, Decision.EVIDENCE)
    writers = (person.resources, from_school)
    p = now.p.authority
    evidence = rules.evidence_of_need(need_of(person), person.unmet_need, *writers, p, u)
    if rules.agrees_to_assess(evidence, area.bar):
        state.count(Flow.AGREED, area.row, person, now)
        case.stage = Stage.ADVICE
        case.ready_day = day
        return
    state.count(Flow.REFUSED, area.row, person, now)
    if case.asker in (Asker.PARENT, Asker.YOUNG_PERSON):
        state.count(Flow.REFUSED_PARENTS, area.row, person, now)
    elif case.asker == Asker.SCHOOL:
        state.count(Flow.REFUSED_SCHOOLS, area.row, person, now)
    is_refused(person, Dispute.REFUSAL_TO_ASSESS, now)


def is_refused(person: Person, kind: Dispute, now: Moment) -> None:
    loses_trust(person, now.p.family.shock_of_refusal)
    loses_confidence(person, now.p.family.shock_of_refusal)
    person.aggrieved = kind
    person.case = None


def advice_is_weighed(state: State, case: Case, day: int, now: Moment) -> None:
    """Who wrote the papers no longer matters and judgement errs half as much; an order settles it."""
    person, area = case.child, state.areas[case.authority]
    state.count(Flow.ASSESSED, area.row, person, now)
    area.decisions_made += 1.0
    u = 0.25 + 0.5 * now.luck(person, Decision.ISSUED)
    p = now.p.authority
    evidence = rules.evidence_of_need(need_of(person), person.unmet_need, 0.5, False, p, u)
    if case.is_ordered or rules.issues_plan(evidence, area.bar, p):
        case.stage = Stage.DRAFT
        replies = rules.schools_consulted(need_of(person), p, now.luck(person, Decision.CONSULTED))
        case.ready_day = day + 15 + 15 * replies
    else:
        state.count(Flow.NOT_ISSUED, area.row, person, now)
        is_refused(person, Dispute.REFUSAL_TO_ISSUE, now)


def plan_is_made(state: State, case: Case, day: int, now: Moment) -> None:
    person, area = case.child, state.areas[case.authority]
    state.count(Flow.NEW_PLANS, area.row, person, now)
    if day - case.asked_day <= now.drivers.statutory_clock_days:
        state.count(Flow.PLANS_IN_TIME, area.row, person, now)
    area.decisions_made += 1.0
    person.case = None
    person.sen_status = SenStatus.PLAN
    person.months_on_support = 0
    person.plan_day = day
    person.is_statement = not now.is_after_2014
    limited = restriction(area, now)
    commented = rules.comments_on_draft(person.resources, now.p.draft, now.luck(person, Decision.COMMENTED))
    heeded = rules.lean_from_comments(commented, limited, now.p.draft)
    person.band = rules.band_for(need_of(person), area.band_lean + heeded)
    gained = rules.trust_from_plan_made(now.p.family.trust_from_plan, limited, now.p.draft)
    person.trust = min(1.0, person.trust + gained)
    person.wants = wish_of(person, now)
    person.aggrieved = Dispute.CONTENT_OR_PLACEMENT


def restriction(area: Area, now: Moment) -> float:
    """A list of settings and national bands leave less to agree on."""
    listed = now.dose("list_of_settings", area.authority_id)
    tariffs = now.dose("national_banding_tariffs", area.authority_id)
    limited: float = rules.restriction_of_choice(listed, tariffs)
    return limited


def wish_of(person: Person, now: Moment) -> Placement:
    """A special school, or to stay where the child is."""
    u = now.luck(person, Decision.WISHED)
    feelings = (person.confidence, person.grievance)
    special = rules.prefers_special(need_of(person), *feelings, now.p.family, u)
    return Placement.SPECIAL if special else Placement(person.placement)


def plan_is_reviewed(state: State, person: Person, day: int, now: Moment) -> None:
    """Convert a statement, cease, or set the band anew and ask what the family wants now."""
    if person.has_college_assessment:
        is_transferred_from_college(state, person, day, now)
        return
    home, year_group, need = person.home_authority, now.year_group(person), need_of(person)
    state.count(Flow.REVIEWS, home, person, now)
    state.areas[home].decisions_made += 1.0
    person.plan_day = day
    if is_converted(person, now):
        person.is_statement = False
        state.count(Flow.CONVERSIONS, home, person, now)
    limit = now.drivers.plan_age_limit if now.is_after_2014 else 99.0
    u = now.luck(person, Decision.CEASED)
    weaker = 0.0
    if person.placement == Placement.FURTHER:
        weaker = now.p.draft.college_guarantee_lost * state.areas[home].college_block
    ceases = rules.ceases_plan(year_group, limit, need, person.unmet_need, weaker, now.p.authority, u)
    if ceases and person.dispute is None:
        if year_group + 5 >= limit:
            state.count(Flow.CEASED_AT_AGE_LIMIT, home, person, now)
            plan_ceases(state, person, now)
        else:
            person.aggrieved = Dispute.CEASING
        return
    person.band = rules.band_for(need, state.areas[home].band_lean)
    person.wants = wish_of(person, now)
    if person.wants != person.placement:
        person.aggrieved = Dispute.CONTENT_OR_PLACEMENT


def is_transferred_from_college(state: State, person: Person, day: int, now: Moment) -> None:
    """What the college says counts as a school's papers do; without enough evidence there is no plan."""
    area, p = state.areas[person.home_authority], now.p.authority
    u = now.luck(person, Decision.EVIDENCE)
    need = need_of(person)
    evidence = rules.evidence_of_need(need, person.unmet_need, person.resources, True, p, u)
    person.has_college_assessment = False
    person.plan_day = -1
    if rules.transfers_college_assessment(evidence, area.bar, p):
        state.count(Flow.COLLEGE_TRANSFERS, area.row, person, now)
        person.sen_status = SenStatus.PLAN
        person.plan_day = day
        person.band = rules.band_for(need, area.band_lean)
        person.wants = person.placement


def transfers_are_named(state: State, now: Moment) -> None:
    """February: the setting of the next phase, for plans in class before school and in Year 6."""
    if now.month.calendar_month != 2:
        return
    for person in state.people:
        in_class = person.placement in (Placement.MAINSTREAM, Placement.RESOURCED, Placement.EARLY_YEARS)
        if person.sen_status != SenStatus.PLAN or not in_class or now.year_group(person) not in (-1, 6):
            continue
        wanted = wish_of(person, now) == Placement.SPECIAL
        shown = need_of(person) - mainstream_target(state.areas[person.home_authority], now)
        named = rules.names_special_at_transfer(shown, wanted, 0.08, now.p.authority)
        if named or wanted:
            person.wants = Placement.SPECIAL
        if wanted and not named:
            person.aggrieved = Dispute.CONTENT_OR_PLACEMENT
