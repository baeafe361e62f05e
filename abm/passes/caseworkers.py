"""Caseworkers' queue: what waits in it, how long it takes, and who is served."""

from typing import NamedTuple

import numpy as np
from numpy import float64

from abm.calendar import Month
from abm.passes.cohorts import DAYS_BETWEEN_REVIEWS
from abm.passes.queues import NOT_REACHED, Queue, serve, tie_of, turn_of
from agents.accountability import time_for_casework
from agents.authority import Authorities, AuthorityParameters, recruits_caseworkers
from agents.case import Cases
from agents.caseworkers import minutes_for_reflection, minutes_for_review, minutes_for_step
from agents.child import Children
from agents.compiling import compiled_pass, part_of_pass, rule
from agents.declarations import Flags, Float64s, Int32s, Int64s
from agents.tribunal import Disputes
from agents.vocabulary import Placement, Stage, Work

DAYS_A_REVIEW_MAY_BE_EARLY = 30
# Authorities are judged on new plans within 20 weeks (claim D3) and let reviews slip first; assumed.
DAYS_REVIEWS_ARE_LET_SLIP = 90


class CaseworkTimes(NamedTuple):
    """How long casework takes: of the catalogue, and by authority what levers save, add and set aside."""

    authority: AuthorityParameters
    saved: Float64s
    layers: Float64s
    moderation: Float64s
    college_saved: Float64s
    set_aside: Float64s


@rule
def days_until_due(stage: int) -> int:
    """Days from the request by which the law wants this step done."""
    if stage == Stage.REQUESTED:
        return 42
    return 112 if stage == Stage.TO_ISSUE else 140


@rule
def usual_minutes(stage: int, authority: AuthorityParameters) -> int:
    """Caseworkers' minutes for a step of an assessment where no lever is pulled."""
    if stage == Stage.REQUESTED:
        return int(authority.casework_minutes_per_decision)
    if stage == Stage.TO_ISSUE:
        return int(authority.casework_minutes_per_assessment)
    return int(authority.casework_minutes_per_final)


@part_of_pass
def rank_of_case(cases: Cases, slot: int) -> int:
    """What was ordered goes first."""
    return Work.TRIBUNAL_ORDER.value if cases.is_ordered[slot] else Work.CLOCK.value


@compiled_pass
def queue_cases(
    cases: Cases, person_ids: Int64s, queue: Queue, last_day: int, times: CaseworkTimes, seed_key: np.uint64
) -> int:
    """Queue the cases that caseworkers can take a step further; returns how many there are."""
    n = 0
    for slot in range(cases.is_open.size):
        stage = cases.stage[slot]
        if not cases.is_open[slot] or stage == Stage.ADVICE or cases.ready_day[slot] > last_day:
            continue
        home = cases.authority[slot]
        due = cases.asked_day[slot] + days_until_due(stage)
        moderation = times.moderation[home] if stage == Stage.DRAFT else 0.0
        usual = usual_minutes(stage, times.authority)
        queue.item[n] = slot
        queue.authority[n] = home
        queue.turn[n] = turn_of(
            rank_of_case(cases, slot), due, tie_of(seed_key, person_ids[cases.child[slot]])
        )
        queue.minutes[n] = minutes_for_step(usual, times.saved[home], times.layers[home], moderation)
        queue.ready_day[n] = cases.ready_day[slot]
        n += 1
    return n


@compiled_pass
def queue_disputes(
    disputes: Disputes,
    person_ids: Int64s,
    queue: Queue,
    n: int,
    stages: tuple[int, int],
    last_day: int,
    minutes: int,
    seed_key: np.uint64,
) -> int:
    """Queue the disputes between two ``stages`` after ``n`` other items; returns how many there are then."""
    for slot in range(disputes.is_open.size):
        stage = disputes.stage[slot]
        is_due = stages[0] <= stage <= stages[1] and disputes.ready_day[slot] <= last_day
        if disputes.is_open[slot] and is_due:
            tie = tie_of(seed_key, person_ids[disputes.child[slot]])
            queue.item[n] = slot
            queue.authority[n] = disputes.authority[slot]
            queue.turn[n] = turn_of(Work.DISPUTE.value, disputes.opened_day[slot], tie)
            queue.minutes[n] = minutes
            queue.ready_day[n] = disputes.ready_day[slot]
            n += 1
    return n


@compiled_pass
def queue_reviews(
    children: Children,
    rows: Int32s,
    converting: Flags,
    queue: Queue,
    n: int,
    times: CaseworkTimes,
    seed_key: np.uint64,
) -> int:
    """Queue the reviews of ``rows`` after ``n`` other items; returns how many there are then."""
    long = int(times.authority.casework_minutes_per_conversion)
    short = int(times.authority.casework_minutes_per_review)
    for position in range(rows.size):
        row = rows[position]
        home = children.home_authority[row]
        placement = children.placement[row]
        in_college = placement == Placement.FURTHER or placement == Placement.SPECIALIST_POST_16
        saved = times.college_saved[home] if in_college else 0.0
        due = children.plan_day[row] + DAYS_BETWEEN_REVIEWS
        tie = tie_of(seed_key, children.person_id[row])
        usual = long if converting[position] else short
        queue.item[n] = row
        queue.authority[n] = home
        queue.turn[n] = turn_of(Work.CLOCK.value, due + DAYS_REVIEWS_ARE_LET_SLIP, tie)
        queue.minutes[n] = minutes_for_review(usual, times.layers[home], saved, times.moderation[home])
        queue.ready_day[n] = due - DAYS_A_REVIEW_MAY_BE_EARLY
        n += 1
    return n


@compiled_pass
def caseworkers_work(
    queue: Queue,
    order: Int64s,
    authorities: Authorities,
    minutes: Int64s,
    used: Int64s,
    month: Month,
    general_fund: float,
    times: CaseworkTimes,
) -> None:
    """Caseworkers serve their queue in ``order``; what still waits decides whether more are recruited.

    ``minutes`` and ``used`` are room for the month's minutes by authority.
    """
    a = authorities
    for home in range(minutes.size):
        own = a.casework_minutes[home]
        reflection = minutes_for_reflection(own, times.set_aside[home])
        minutes[home] = time_for_casework(own, float64(a.families_time[home])) - reflection
        a.casework_waiting[home] = 0
    serve(queue, order, minutes, a.casework_overdraft, used, month.first_day, month.n_days)
    for item in range(order.size):
        if queue.done_day[item] == NOT_REACHED:
            a.casework_waiting[queue.authority[item]] += queue.minutes[item]
    for home in range(minutes.size):
        waiting, own = a.casework_waiting[home], a.casework_minutes[home]
        a.casework_minutes[home] = recruits_caseworkers(own, waiting, general_fund, times.authority)
