"""Queues of staff time: casework, advice, reviews, disputes, hearings and places."""

import numpy as np

from abm.area_policy import casework_times, choice_restricted, mainstream_target
from abm.calendar import FEBRUARY
from abm.counting import Stock
from abm.groups import NAMES
from abm.links import Reader
from abm.luck import key_of
from abm.now import Now
from abm.passes.advising import advice_arrives, health_advises, psychologists_advise, queue_advice
from abm.passes.casework import CaseworkParameters, work_on_cases
from abm.passes.caseworkers import caseworkers_work, queue_cases, queue_disputes, queue_reviews
from abm.passes.disputing import (
    DisputeParameters,
    Tables,
    disputes_proceed,
    families_contest,
)
from abm.passes.finding import out_of_class, set_in
from abm.passes.grouping import count_open, count_open_by_group
from abm.passes.naming import NamingParameters, name_transfers, plans_to_transfer
from abm.passes.placing import (
    EASE_OF_THE_WAITING,
    PlacingParameters,
    fill_units,
    in_turn_outside,
    place_plans,
    plans_to_place,
    reintegrate,
    remove_pupils,
    ties,
    write_room,
)
from abm.passes.queues import Queue, in_turn, room_for, serve_queue
from abm.passes.reviewing import (
    ReviewParameters,
    review_plans,
    reviews_due,
    uncontested_plans_end,
    write_conversions,
)
from abm.phases.authorities import protected_share
from abm.worlds.state import World
from abm.worlds.tables import make_room_for_cases, make_room_for_disputes
from agents.declarations import Flags, Float32s, Int32s, Int64s, n_rows
from agents.vocabulary import DisputeStage, Placement, Stage

BEFORE_THE_LIST = (DisputeStage.MEDIATION.value, DisputeStage.REGISTERED.value)
ON_THE_LIST = (DisputeStage.LISTED.value, DisputeStage.LISTED.value)


def _last_day(now: Now) -> int:
    return now.month.first_day + now.month.n_days - 1


def advice_is_written(world: World, now: Now) -> None:
    """Psychologists serve statutory advice first; what is left, and what is protected, goes to schools.

    Advice that own staff cannot reach is bought in, as far as can be had.
    """
    cases, p, n_authorities = world.cases, now.parameters, world.n_authorities
    queue = room_for(n_rows(cases))
    n = queue_advice(cases, world.children.person_id, queue, _last_day(now), key_of(now.seed))
    order = in_turn(queue.turn, n)
    time, used = np.empty((2, n_authorities), np.int64)
    protected = protected_share(world, now)
    psychologists = (cases, world.authorities, protected, queue, order, (time, used), now.month)
    psychologists_advise(*psychologists, p.authority)
    each = int(p.partner.minutes_per_advice)
    health_advises(cases, world.health, queue, order, used, now.month, each)
    advice_arrives(cases, queue.item[:n])


def casework_is_done(world: World, now: Now) -> None:
    """One queue for caseworkers: orders, disputes, then assessments and reviews by the day they are due."""
    world.scratch.aggrieved[:] = 0
    reviews = reviews_due(world.children, now.threads, now.month)
    converting = _conversions(world, now, reviews)
    queue = room_for(n_rows(world.cases) + n_rows(world.disputes) + reviews.size)
    last_day, key, ids = _last_day(now), key_of(now.seed), world.children.person_id
    times = casework_times(now)
    minutes_each = int(now.parameters.authority.casework_minutes_per_dispute)
    cases = queue_cases(world.cases, ids, queue, last_day, times, key)
    disputes = queue_disputes(world.disputes, ids, queue, cases, BEFORE_THE_LIST, last_day, minutes_each, key)
    n = queue_reviews(world.children, reviews, converting, queue, disputes, times, key)
    order = in_turn(queue.turn, n)
    minutes, used = np.empty((2, world.n_authorities), np.int64)
    staff = (world.authorities, minutes, used)
    caseworkers_work(queue, order, *staff, now.month, now.drivers.general_fund_index, times)
    naming = _naming(world, now)
    _finish_cases(world, now, queue.item[:cases], queue.done_day[:cases], naming)
    _finish_disputes(world, now, queue, order, disputes - cases)
    _finish_reviews(world, now, reviews, queue.done_day[disputes:n], converting, naming)


def _conversions(world: World, now: Now, rows: Int32s) -> Flags:
    """Which of these reviews turn a statement into a plan; none outside the years of conversion."""
    converting = np.zeros(rows.size, np.bool_)
    if now.drivers.statement_conversion > 0.0:
        write_conversions(world.children, rows, now.month, now.parameters.authority, converting)
    return converting


def _confidence(world: World, now: Now) -> Float32s:
    """Families' confidence as it bears at this moment on what they wish."""
    return now.seen(world, Reader.WISHING).families.confidence


def _naming(world: World, now: Now) -> NamingParameters:
    p, leans = now.parameters, world.authorities.band_lean
    confidence = _confidence(world, now)
    limits, target = choice_restricted(now), mainstream_target(world, now)
    is_statement = not now.is_after_2014
    return NamingParameters(p.authority, p.family, is_statement, confidence, leans, p.draft, limits, target)


def _finish_cases(world: World, now: Now, slots: Int64s, done: Int64s, naming: NamingParameters) -> None:
    p = now.parameters
    rules = CaseworkParameters(p.authority, p.family, naming, now.drivers.statutory_clock_days)
    seen = now.seen(world, Reader.CASEWORK)
    tables = (world.children, world.families, world.cases, seen.authorities)
    work_on_cases(*tables, slots, done, world.scratch.aggrieved, now.month, rules, world.counts)


def _finish_reviews(
    world: World, now: Now, rows: Int32s, done: Int64s, converting: Flags, naming: NamingParameters
) -> None:
    naming = naming._replace(confidence=_confidence(world, now))
    rules = ReviewParameters(naming, now.drivers.plan_age_limit)
    tables = (world.children, world.families, world.authorities, world.index)
    review_plans(*tables, rows, done, converting, world.scratch.aggrieved, now.month, rules, world.counts)


def dispute_rules(now: Now) -> DisputeParameters:
    """What bears on disputes this month."""
    p = now.parameters
    must = now.drivers.mediation_certificate > 0.0
    no_opt_out = now.pull("mandatory_mediation")
    return DisputeParameters(p.family, p.authority, p.tribunal, now.statutory_bar, must, no_opt_out)


def _tables(world: World) -> Tables:
    return Tables(world.children, world.families, world.schools, world.cases, world.index)


def _finish_disputes(world: World, now: Now, queue: Queue, order: Int64s, n_disputes: int) -> None:
    """The disputes in a queue that has been served go one step further."""
    make_room_for_cases(world, n_disputes)
    tables = (_tables(world), world.disputes, world.authorities)
    disputes_proceed(*tables, queue, order, now.month, dispute_rules(now), world.counts)


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
    told = now.threads.marked(n_rows(world.children), aggrieved)
    make_room_for_disputes(world, told.size)
    seen = now.seen(world, Reader.CONTESTING)
    tables = (seen.children, seen.families, world.disputes, seen.authorities)
    families_contest(*tables, told, aggrieved, now.month, dispute_rules(now), world.counts)
    people = (world.children, world.families, world.index)
    uncontested_plans_end(*people, told, aggrieved, now.month, world.counts)


def appeals_are_heard(world: World, now: Now) -> None:
    """The tribunal lists the longest wait first and hears what its sittings allow."""
    d, t, ids = world.disputes, world.tribunals, world.children.person_id
    minutes_each = int(now.parameters.tribunal.minutes_per_hearing)
    queue = room_for(n_rows(d))
    n = queue_disputes(d, ids, queue, 0, ON_THE_LIST, _last_day(now), minutes_each, key_of(now.seed))
    queue.authority[:n] = 0  # there is one tribunal for all
    order = in_turn(queue.turn, n)
    time = (t.hearing_minutes, t.hearing_overdraft, np.empty(1, np.int64))
    serve_queue(queue, order, *time, now.month.first_day, now.month.n_days)
    _finish_disputes(world, now, queue, order, n)
    t.open_appeals[0] = np.count_nonzero(d.is_open & (d.stage >= DisputeStage.REGISTERED))


def plans_find_places(world: World, now: Now) -> None:
    """Plans made or reviewed this month, and those waiting, find special or independent places."""
    room, unit_room = np.empty((2, world.n_authorities), np.int32)
    in_units = world.stocks[Stock.PLACEMENTS + Placement.RESOURCED]
    write_room(world.schools, world.authorities.unit_places, in_units, room, unit_room)
    rows = plans_to_place(world.children, room, now.threads, now.month, key_of(now.seed))
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
    out = in_turn_outside(world.children, out_of_class(world.children, now.threads), key)
    reintegrate(*tables, out, now.month, now.parameters.unit, world.counts)
    fill_units(*tables, out, now.month, world.counts)


def wanted_groupings(world: World) -> Flags:
    """Which groupings' stocks are counted, in the order of ``GROUPINGS``."""
    return np.array([name in world.groupings for name in NAMES])


def count_open_work(world: World, now: Now) -> None:
    """Add open cases and disputes to the month's stocks."""
    for stock, table, first_stage in (
        (Stock.OPEN_CASES, world.cases, Stage.REQUESTED.value),
        (Stock.OPEN_DISPUTES, world.disputes, DisputeStage.REGISTERED.value),
    ):
        count_open(table.is_open, table.stage, table.authority, first_stage, world.stocks[stock])
        if world.groupings:
            slots = np.flatnonzero(table.is_open & (table.stage >= first_stage))
            people = (world.children, world.families, table.child[slots], table.authority[slots])
            count_open_by_group(*people, now.month, wanted_groupings(world), world.stocks_by_group[stock])
