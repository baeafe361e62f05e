"""Advice on a request: psychologists and health write it, each at their own pace."""

import numpy as np

from abm.calendar import Month
from abm.passes.caseworkers import rank_of_case
from abm.passes.queues import Queue, capacity_of, day_done, owed_after, tie_of, turn_of
from agents.authority import Authorities, AuthorityParameters, buys_advice, time_for_statutory_advice
from agents.case import DAYS_TO_GIVE_ADVICE, Cases
from agents.compiling import compiled_pass
from agents.declarations import Float64s, Int64s
from agents.partners import HealthServices
from agents.vocabulary import Stage

MINUTES_PER_HOUR = 60
DAYS_TO_WRITE = 7  # at the least, from the day on which advice is asked for


@compiled_pass
def queue_advice(cases: Cases, person_ids: Int64s, queue: Queue, last_day: int, seed_key: np.uint64) -> int:
    """Queue the cases that await advice from somebody; returns how many there are."""
    n = 0
    for slot in range(cases.is_open.size):
        is_asked = cases.stage[slot] == Stage.ADVICE and cases.ready_day[slot] <= last_day
        if cases.is_open[slot] and is_asked:
            tie = tie_of(seed_key, person_ids[cases.child[slot]])
            queue.item[n] = slot
            queue.authority[n] = cases.authority[slot]
            queue.turn[n] = turn_of(rank_of_case(cases, slot), cases.asked_day[slot], tie)
            queue.ready_day[n] = cases.ready_day[slot] + DAYS_TO_WRITE
            n += 1
    return n


@compiled_pass
def psychologists_advise(
    cases: Cases,
    authorities: Authorities,
    protected: Float64s,
    queue: Queue,
    order: Int64s,
    room: tuple[Int64s, Int64s],
    month: Month,
    p: AuthorityParameters,
) -> None:
    """Psychologists write advice in ``order``; what they cannot reach is bought in, as far as can be had.

    What is ``protected`` (a share of time by authority), and what is left over, goes to schools.
    """
    a = authorities
    time, used = room
    each = int(p.psychology_hours_per_assessment * MINUTES_PER_HOUR)
    for home in range(used.size):
        used[home] = a.psychology_overdraft[home]
    for item in range(order.size):
        if cases.psychology_day[queue.item[item]] < 0:
            used[queue.authority[item]] += each
    for home in range(used.size):
        own = time_for_statutory_advice(a.psychology_minutes[home], 0, protected[home])
        a.bought_in_minutes[home] = buys_advice(used[home], own, p)
        time[home] = own + a.bought_in_minutes[home]
        used[home] = 0
    for position in range(order.size):
        item = order[position]
        slot, home = queue.item[item], queue.authority[item]
        capacity = capacity_of(time[home], a.psychology_overdraft[home])
        if cases.psychology_day[slot] < 0 and used[home] < capacity:
            used[home] += each
            ready = queue.ready_day[item]
            cases.psychology_day[slot] = day_done(used[home], capacity, ready, month.first_day, month.n_days)
    for home in range(used.size):
        owed = a.psychology_overdraft[home]
        a.psychology_overdraft[home] = owed_after(time[home], owed, used[home])
        paid_off = owed - a.psychology_overdraft[home]
        worked_here = max(0, used[home] + paid_off - a.bought_in_minutes[home])
        a.preventive_minutes[home] = max(0, a.psychology_minutes[home] - worked_here)


@compiled_pass
def health_advises(
    cases: Cases,
    health: HealthServices,
    queue: Queue,
    order: Int64s,
    used: Int64s,
    month: Month,
    each: int,
) -> None:
    """Health services write advice in ``order``, with ``each`` minutes for a report."""
    used[:] = 0
    for position in range(order.size):
        item = order[position]
        slot, home = queue.item[item], queue.authority[item]
        capacity = capacity_of(health.advice_minutes[home], health.advice_overdraft[home])
        if cases.health_day[slot] < 0 and used[home] < capacity:
            used[home] += each
            ready = queue.ready_day[item]
            cases.health_day[slot] = day_done(used[home], capacity, ready, month.first_day, month.n_days)
    for home in range(used.size):
        minutes, owed = health.advice_minutes[home], health.advice_overdraft[home]
        health.advice_overdraft[home] = owed_after(minutes, owed, used[home])


@compiled_pass
def advice_arrives(cases: Cases, slots: Int64s) -> None:
    """Once all advice is in, the school's included, the decision on issuing is due."""
    for position in range(slots.size):
        slot = slots[position]
        if cases.psychology_day[slot] >= 0 and cases.health_day[slot] >= 0:
            asked_for = cases.ready_day[slot]
            cases.stage[slot] = Stage.TO_ISSUE
            school_day = asked_for + DAYS_TO_GIVE_ADVICE - 7
            last = max(cases.psychology_day[slot], cases.health_day[slot])
            cases.ready_day[slot] = max(last, school_day)
