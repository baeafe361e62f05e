"""Queues of staff time: casework, advice, reviews, disputes, hearings and places."""

from typing import NamedTuple

import numpy as np

from abm.area_policy import (
    casework_factor,
    choice_restricted,
    college_time_saved,
    mainstream_target,
    minutes_for_reflection,
    moderation_minutes,
)
from abm.calendar import FEBRUARY
from abm.counting import Stock
from abm.groups import NAMES
from abm.links import Reader
from abm.luck import key_of
from abm.now import Now
from abm.passes.casework import CaseworkParameters, advice_arrives, open_slots, work_on_cases
from abm.passes.cohorts import DAYS_BETWEEN_REVIEWS
from abm.passes.disputing import (
    DAYS_TO_MEDIATE,
    DisputeParameters,
    Tables,
    disputes_proceed,
    families_contest,
    open_disputes,
    tribunal_hears,
)
from abm.passes.finding import out_of_class, set_in
from abm.passes.grouping import count_open_by_group
from abm.passes.naming import NamingParameters, name_transfers, plans_to_transfer
from abm.passes.placing import (
    EASE_OF_THE_WAITING,
    PlacingParameters,
    awaiting_a_unit,
    fill_units,
    in_units,
    place_plans,
    plans_to_place,
    reintegrate,
    remove_pupils,
    special_room,
    ties,
)
from abm.passes.queues import NOT_REACHED, Queue, joined, served
from abm.passes.reviewing import (
    review_plans,
    reviews_due,
    uncontested_plans_end,
    write_conversions,
)
from abm.phases.authorities import protected_share
from abm.worlds.state import World
from abm.worlds.tables import free_case_slots, free_dispute_slots
from agents.accountability import time_for_casework
from agents.authority import buys_advice, recruits_caseworkers, time_for_statutory_advice
from agents.declarations import Flags, Int32s, Int64s
from agents.vocabulary import Dispute, DisputeStage, Placement, Stage, Work

MINUTES_PER_HOUR = 60
DAYS_A_REVIEW_MAY_BE_EARLY = 30
# Authorities are judged on new plans within 20 weeks (claim D3) and let reviews slip first; assumed.
DAYS_REVIEWS_ARE_LET_SLIP = 90
# Mediators must be found for every dispute, not for two in five; assumed.
DAYS_LONGER_IF_MANDATORY = 30

# Days from the request by which the law wants each step done.
DAYS_DUE_BY_STAGE = np.zeros(len(Stage), np.int32)
DAYS_DUE_BY_STAGE[Stage.REQUESTED] = 42
DAYS_DUE_BY_STAGE[Stage.TO_ISSUE] = 112
DAYS_DUE_BY_STAGE[Stage.DRAFT] = 140


def _last_day(now: Now) -> int:
    return now.month.first_day + now.month.n_days - 1


class Items(NamedTuple):
    """Work of one kind, one item for each of the children in ``rows``."""

    rows: Int32s
    rank: Int64s
    since: Int32s
    minutes: Int64s
    ready: Int32s


def _queue_of(world: World, now: Now, items: Items) -> Queue:
    """The same work as a queue, each item with its authority and its keyed priority."""
    homes = world.children.home_authority[items.rows].astype(np.int64)
    tie = ties(world.children, items.rows, key_of(now.seed))
    since, ready = items.since.astype(np.int64), items.ready.astype(np.int64)
    return Queue(homes, items.rank, since, tie, items.minutes, ready)


def advice_is_written(world: World, now: Now) -> None:
    """Psychologists serve statutory advice first; what is left, and what is protected, goes to schools.

    Advice that own staff cannot reach is bought in, as far as can be had.
    """
    slots = open_slots(world.cases)
    slots = slots[world.cases.stage[slots] == Stage.ADVICE]
    slots = slots[world.cases.ready_day[slots] <= _last_day(now)]
    psychology_done = _psychologists_advise(world, now, slots)
    health_done = _health_advises(world, now, slots)
    advice_arrives(world.cases, slots, psychology_done, health_done)


def _psychologists_advise(world: World, now: Now, slots: Int32s) -> Int32s:
    a = world.authorities
    minutes_each = int(now.parameters.authority.psychology_hours_per_assessment * MINUTES_PER_HOUR)
    protected = protected_share(world, now)
    open_time = np.zeros(world.n_authorities, np.int64)
    for i in range(world.n_authorities):
        open_time[i] = time_for_statutory_advice(int(a.psychology_minutes[i]), 0, float(protected[i]))
    owed = a.psychology_overdraft.copy()
    waiting = world.cases.psychology_day[slots] < 0
    awaited = np.bincount(world.cases.authority[slots[waiting]], minlength=world.n_authorities) * minutes_each
    for i in range(world.n_authorities):
        wanted = int(awaited[i] + owed[i])
        a.bought_in_minutes[i] = buys_advice(wanted, int(open_time[i]), now.parameters.authority)
    time = open_time + a.bought_in_minutes
    done = np.full(slots.size, NOT_REACHED, np.int32)
    done[waiting] = _advice(world, now, slots[waiting], minutes_each, time, a.psychology_overdraft)
    spent = np.bincount(world.cases.authority[slots[done >= 0]], minlength=world.n_authorities) * minutes_each
    worked_here = np.maximum(0, spent + owed - a.psychology_overdraft - a.bought_in_minutes)
    a.preventive_minutes[:] = np.maximum(0, a.psychology_minutes - worked_here)
    return done


def _health_advises(world: World, now: Now, slots: Int32s) -> Int32s:
    minutes_each = int(now.parameters.partner.minutes_per_advice)
    waiting = world.cases.health_day[slots] < 0
    done = np.full(slots.size, NOT_REACHED, np.int32)
    health = world.health
    done[waiting] = _advice(
        world, now, slots[waiting], minutes_each, health.advice_minutes, health.advice_overdraft
    )
    return done


def _advice(
    world: World, now: Now, slots: Int32s, minutes_each: int, time: Int64s, overdraft: Int64s
) -> Int32s:
    rows = world.cases.child[slots]
    rank = np.where(world.cases.is_ordered[slots], Work.TRIBUNAL_ORDER, Work.CLOCK).astype(np.int64)
    minutes = np.full(slots.size, minutes_each, np.int64)
    ready = world.cases.ready_day[slots] + 7
    queue = _queue_of(world, now, Items(rows, rank, world.cases.asked_day[slots], minutes, ready))
    return served(queue, time, overdraft, now.month.first_day, now.month.n_days)


def casework_is_done(world: World, now: Now) -> None:
    """One queue for caseworkers: orders, disputes, then assessments and reviews by the day they are due."""
    world.scratch.aggrieved[:] = 0
    last_day = _last_day(now)
    cases = _cases_that_are_ready(world, last_day)
    disputes = open_disputes(world.disputes, DisputeStage.MEDIATION, DisputeStage.REGISTERED)
    disputes = _oldest_first(world, now, disputes[world.disputes.ready_day[disputes] <= last_day])
    reviews = reviews_due(world.children, now.threads, now.month)
    converting = _conversions(world, now, reviews)
    parts = [
        _case_work(world, now, cases),
        _dispute_work(world, now, disputes),
        _review_work(world, now, reviews, converting),
    ]
    a = world.authorities
    queue = joined(parts)
    minutes = a.casework_minutes.copy()
    set_aside = minutes_for_reflection(world, now)
    for i in range(world.n_authorities):
        minutes[i] = time_for_casework(int(minutes[i]), float(a.families_time[i])) - set_aside[i]
    done = served(queue, minutes, a.casework_overdraft, now.month.first_day, now.month.n_days)
    left = done == NOT_REACHED
    a.casework_waiting[:] = np.bincount(
        queue.authority[left], queue.minutes[left], world.n_authorities
    ).astype(np.int64)
    ends = np.cumsum([cases.size, disputes.size])
    by_kind = np.split(done, ends)
    _finish_cases(world, now, cases, by_kind[0])
    _finish_disputes(world, now, disputes, by_kind[1])
    _finish_reviews(world, now, reviews, by_kind[2], converting)
    for i in range(world.n_authorities):
        own, waiting = int(a.casework_minutes[i]), int(a.casework_waiting[i])
        fund = now.drivers.general_fund_index
        a.casework_minutes[i] = recruits_caseworkers(own, waiting, fund, now.parameters.authority)


def _oldest_first(world: World, now: Now, slots: Int32s) -> Int32s:
    """Disputes in the order in which those that are won find places, whatever slots they lie in."""
    tie = ties(world.children, world.disputes.child[slots], key_of(now.seed))
    return slots[np.lexsort((tie, world.disputes.opened_day[slots]))]


def _cases_that_are_ready(world: World, last_day: int) -> Int32s:
    slots = open_slots(world.cases)
    ready = (world.cases.stage[slots] != Stage.ADVICE) & (world.cases.ready_day[slots] <= last_day)
    return slots[ready]


def _case_work(world: World, now: Now, slots: Int32s) -> Queue:
    p = now.parameters.authority
    minutes_by_stage = np.zeros(len(Stage), np.int64)
    minutes_by_stage[Stage.REQUESTED] = int(p.casework_minutes_per_decision)
    minutes_by_stage[Stage.TO_ISSUE] = int(p.casework_minutes_per_assessment)
    minutes_by_stage[Stage.DRAFT] = int(p.casework_minutes_per_final)
    cases = world.cases
    rank = np.where(cases.is_ordered[slots], Work.TRIBUNAL_ORDER, Work.CLOCK).astype(np.int64)
    drafted = cases.stage[slots] == Stage.DRAFT
    moderated = np.where(drafted, moderation_minutes(now)[cases.authority[slots]], 0.0)
    usual = minutes_by_stage[cases.stage[slots]] * casework_factor(now)[cases.authority[slots]]
    minutes = np.rint(usual + moderated).astype(np.int64)
    due = cases.asked_day[slots] + DAYS_DUE_BY_STAGE[cases.stage[slots]]
    return _queue_of(world, now, Items(cases.child[slots], rank, due, minutes, cases.ready_day[slots]))


def _dispute_work(world: World, now: Now, slots: Int32s) -> Queue:
    d = world.disputes
    rank = np.full(slots.size, Work.DISPUTE, np.int64)
    minutes = np.full(slots.size, int(now.parameters.authority.casework_minutes_per_dispute), np.int64)
    return _queue_of(
        world, now, Items(d.child[slots], rank, d.opened_day[slots], minutes, d.ready_day[slots])
    )


def _conversions(world: World, now: Now, rows: Int32s) -> Flags:
    """Which of these reviews turn a statement into a plan; none outside the years of conversion."""
    converting = np.zeros(rows.size, np.bool_)
    if now.drivers.statement_conversion > 0.0:
        write_conversions(world.children, rows, now.month, now.parameters.authority, converting)
    return converting


def _review_work(world: World, now: Now, rows: Int32s, converting: Flags) -> Queue:
    p = now.parameters.authority
    children = world.children
    long, short = int(p.casework_minutes_per_conversion), int(p.casework_minutes_per_review)
    homes = children.home_authority[rows]
    layers = 1.0 + now.pull("strengthened_accountabilities")[homes]
    usual = np.where(converting, long, short) * layers * (1.0 - college_time_saved(world, now, rows))
    minutes = np.rint(usual + moderation_minutes(now)[homes]).astype(np.int64)
    rank = np.full(rows.size, Work.CLOCK, np.int64)
    due = children.plan_day[rows] + DAYS_BETWEEN_REVIEWS
    waits = due + DAYS_REVIEWS_ARE_LET_SLIP
    return _queue_of(world, now, Items(rows, rank, waits, minutes, due - DAYS_A_REVIEW_MAY_BE_EARLY))


def _naming(world: World, now: Now) -> NamingParameters:
    p, leans = now.parameters, world.authorities.band_lean
    confidence = now.seen(world, Reader.WISHING).families.confidence
    limits, target = choice_restricted(now), mainstream_target(world, now)
    is_statement = not now.is_after_2014
    return NamingParameters(p.authority, p.family, is_statement, confidence, leans, p.draft, limits, target)


def _finish_cases(world: World, now: Now, slots: Int32s, done: Int32s) -> None:
    p = now.parameters
    rules = CaseworkParameters(p.authority, p.family, _naming(world, now), now.drivers.statutory_clock_days)
    seen = now.seen(world, Reader.CASEWORK)
    tables = (world.children, world.families, world.cases, seen.authorities)
    work_on_cases(*tables, slots, done, world.scratch.aggrieved, now.month, rules, world.counts)


def _finish_reviews(world: World, now: Now, rows: Int32s, done: Int32s, converting: Flags) -> None:
    rules = (_naming(world, now), now.drivers.plan_age_limit)
    tables = (world.children, world.families, world.authorities, world.index)
    review_plans(*tables, rows, done, converting, world.scratch.aggrieved, now.month, rules, world.counts)


def dispute_rules(now: Now) -> DisputeParameters:
    """What bears on disputes this month."""
    p = now.parameters
    must = now.drivers.mediation_certificate > 0.0
    no_opt_out = now.pull("mandatory_mediation")
    days = np.rint(DAYS_TO_MEDIATE + DAYS_LONGER_IF_MANDATORY * no_opt_out).astype(np.int64)
    return DisputeParameters(p.family, p.authority, p.tribunal, now.statutory_bar, must, no_opt_out, days)


def _tables(world: World) -> Tables:
    return Tables(world.children, world.families, world.schools, world.cases, world.index)


def _finish_disputes(world: World, now: Now, slots: Int32s, done: Int32s) -> None:
    case_slots = free_case_slots(world, slots.size)
    rules = dispute_rules(now)
    disputes_proceed(
        _tables(world),
        world.disputes,
        world.authorities,
        slots,
        done,
        case_slots,
        now.month,
        rules,
        world.counts,
    )


def transfers_are_named(world: World, now: Now) -> None:
    """February: settings for the next phase of education are named."""
    if now.month.calendar_month == FEBRUARY:
        rows = plans_to_transfer(world.children, now.threads, now.month)
        tables = (world.children, world.families, rows, world.scratch.aggrieved)
        name_transfers(*tables, now.month, _naming(world, now), EASE_OF_THE_WAITING)


def families_contest_decisions(world: World, now: Now) -> None:
    """Families with a decision against them this month contest it or let it go.

    A plan that was to end does so only if nobody contests it.
    """
    aggrieved = world.scratch.aggrieved
    told = set_in(world.children, now.threads, aggrieved)
    rows = told[(world.children.case[told] < 0) & (world.children.dispute[told] < 0)]
    slots = free_dispute_slots(world, rows.size)
    rules = dispute_rules(now)
    seen = now.seen(world, Reader.CONTESTING)
    tables = (seen.children, seen.families, world.disputes, seen.authorities)
    families_contest(*tables, rows, slots, aggrieved, now.month, rules, world.counts)
    ending = told[(aggrieved[told] == Dispute.CEASING) & (world.children.dispute[told] < 0)]
    uncontested_plans_end(world.children, world.families, world.index, ending, now.month, world.counts)


def appeals_are_heard(world: World, now: Now) -> None:
    """The tribunal lists the longest wait first and hears what its sittings allow."""
    d = world.disputes
    slots = _oldest_first(world, now, open_disputes(d, DisputeStage.LISTED, DisputeStage.LISTED))
    minutes = np.full(slots.size, int(now.parameters.tribunal.minutes_per_hearing), np.int64)
    rank = np.zeros(slots.size, np.int64)
    queue = _queue_of(
        world, now, Items(d.child[slots], rank, d.opened_day[slots], minutes, d.ready_day[slots])
    )
    national = queue._replace(authority=np.zeros(slots.size, np.int64))
    t = world.tribunals
    done = served(national, t.hearing_minutes, t.hearing_overdraft, now.month.first_day, now.month.n_days)
    case_slots = free_case_slots(world, slots.size)
    rules = dispute_rules(now)
    tribunal_hears(
        _tables(world), d, world.authorities, slots, done, case_slots, now.month, rules, world.counts
    )
    t.open_appeals[0] = open_disputes(d, DisputeStage.REGISTERED, DisputeStage.LISTED).size


def plans_find_places(world: World, now: Now) -> None:
    """Plans made or reviewed this month, and those waiting, find special or independent places."""
    room = special_room(world.schools, world.n_authorities)
    rows = plans_to_place(world.children, room, now.threads, now.month, key_of(now.seed))
    in_units = world.stocks[Stock.PLACEMENTS + Placement.RESOURCED]
    unit_room = np.maximum(0, world.authorities.unit_places.astype(np.int64) - in_units).astype(np.int32)
    p, target = now.parameters, mainstream_target(world, now)
    rules = PlacingParameters(p.authority, p.draft, now.pull("list_of_settings"), target)
    tables = (world.children, world.schools, world.index)
    place_plans(*tables, room, unit_room, rows, now.month, rules)


def removed_pupils_find_places(world: World, now: Now) -> None:
    """Removed pupils leave the roll; units take the excluded and give back who is ready."""
    key = key_of(now.seed)
    removed = world.scratch.removed
    rows = set_in(world.children, now.threads, removed)
    rows = rows[np.argsort(ties(world.children, rows, key), kind="stable")]
    shock = now.parameters.family.shock_of_exclusion
    tables = (world.children, world.families, world.schools, world.index)
    remove_pupils(*tables, rows, removed, now.month, shock, world.counts)
    children, out = world.children, out_of_class(world.children, now.threads)
    reintegrate(*tables, in_units(children, out, key), now.month, now.parameters.unit, world.counts)
    fill_units(*tables, awaiting_a_unit(children, out, key), now.month, world.counts)


def wanted_groupings(world: World) -> Flags:
    """Which groupings' stocks are counted, in the order of ``GROUPINGS``."""
    return np.array([name in world.groupings for name in NAMES])


def count_open_work(world: World, now: Now) -> None:
    """Add open cases and disputes to the month's stocks."""
    appeals = open_disputes(world.disputes, DisputeStage.REGISTERED, DisputeStage.LISTED)
    for stock, table, slots in (
        (Stock.OPEN_CASES, world.cases, open_slots(world.cases)),
        (Stock.OPEN_DISPUTES, world.disputes, appeals),
    ):
        authorities = table.authority[slots]
        world.stocks[stock] = np.bincount(authorities, minlength=world.n_authorities)
        if world.groupings:
            people = (world.children, world.families, table.child[slots], authorities)
            count_open_by_group(*people, now.month, wanted_groupings(world), world.stocks_by_group[stock])
