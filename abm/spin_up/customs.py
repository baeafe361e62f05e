"""Customs of a place that today's facts tell of: who asks and contests, the bar, time for advice.

A run from 2025 starts where each authority is. The months before it are those in which the published
requests, refusals and appeals of 2024 were counted; over them the customs of each place settle so that what
the children, families and schools of the model lead one to expect is what was published. From the first
recorded month on the customs stay, and requests, refusals and appeals follow from what happens.

What the model does not know of the years before, such as the growth of requests after 2021, is in these
customs: a start from today takes it as given and does not explain it.
"""

import numpy as np

from abm.counting import Stock
from abm.links import Reader
from abm.now import Now
from abm.passes.expecting import BILLION, Expected, expect_requests
from abm.passes.expecting_appeals import expect_appeals
from abm.passes.finding import set_in
from abm.phases.casework import dispute_rules
from abm.phases.people import asking_conditions
from abm.spin_up.school_customs import school_customs_settle
from abm.worlds.last_year import Demand, appeals_won_per_year
from abm.worlds.starting_points import StartingPoint
from abm.worlds.state import World
from agents.authority import law_holds_bar
from agents.declarations import Float64s
from agents.tribunal import success_seen_in_the_long_run
from agents.vocabulary import Stage

MONTHS_OF_ASKING = 11  # nobody asks in August
# How long advice waits where every plan is late, beyond the month it takes anyhow, and the room that health
# has where none is: both so that the shares of plans in time come out near the published ones. Assumed.
MONTHS_WHERE_ALL_ARE_LATE = 2.2
ROOM_WHERE_IN_TIME = 0.1
MONTHS_TO_SETTLE = 3.0
LEAST_TIME = 0.1  # of what is asked for, while a list is let grow


def customs_settle(world: World, points: list[StartingPoint], now: Now, months_left: int) -> None:
    """Move each place's customs by a month towards those that its published figures of 2024 tell of.

    ``months_left`` of the spin-up after this one; a world that starts in 2010 has no such figures.
    """
    demands = [point.demand for point in points if point.demand is not None]
    if len(demands) == world.n_authorities:
        _asking_settles(world, demands, now)
        _health_makes_time(world, demands, now, months_left)
        _contesting_settles(world, demands, now)
    conducts = [point.conducts for point in points if point.conducts is not None]
    if len(conducts) == world.n_authorities:
        school_customs_settle(world, conducts, now)


def families_have_heard(world: World, points: list[StartingPoint]) -> None:
    """Let families know of appeals won before a start from today, as if as many had been for some years."""
    for i, point in enumerate(points):
        if point.demand is not None:
            won = appeals_won_per_year(point.demand.appeals_per_year) / 12.0
            families = float(world.stocks[Stock.SEN_FAMILIES, i])
            world.authorities.success_seen[i] = success_seen_in_the_long_run(won, families)


def _asking_settles(world: World, demands: list[Demand], now: Now) -> None:
    """How readily people ask, and the bar.

    Readiness moves by ``log(published / expected)`` of requests, which is all of the way while requests are
    rare; the bar by the gap in the share refused times twice the spread of judgement, which is all of the
    way where half of the requests lie so near to the bar that luck decides.
    """
    requests, refused = _expected(world, now)
    a, spread = world.authorities, now.parameters.authority.spread_of_judgement
    for i, demand in enumerate(demands):
        if requests[i] <= 0.0:
            continue  # a made-up world so small that nobody could ask
        a.own_asking[i] += np.log(demand.requests_per_year / MONTHS_OF_ASKING / requests[i])
        gap = demand.refused_share - refused[i] / requests[i]
        if gap > 0.0 or not law_holds_bar(float(a.bar[i]), now.statutory_bar):
            a.own_bar[i] += 2.0 * spread * gap


def _health_makes_time(world: World, demands: list[Demand], now: Now, months_left: int) -> None:
    """Time for health advice: for what is asked for, and some room where plans are made in time.

    Where they are late advice waits, as long as makes so many of them late; until the last month the list
    moves to that length.
    """
    waits = world.cases.is_open & (world.cases.stage == Stage.ADVICE) & (world.cases.health_day < 0)
    waiting = np.bincount(world.cases.authority[waits], minlength=world.n_authorities)
    usual = world.health.advice_minutes / np.maximum(1e-9, world.health.own_time)
    for i, demand in enumerate(demands):
        asked_for = demand.requests_per_year * (1.0 - demand.refused_share) / 12.0
        late_share = 1.0 - demand.in_time_share
        months = 1.0 + ROOM_WHERE_IN_TIME * demand.in_time_share
        if months_left > 0:
            too_long = waiting[i] / asked_for - 1.0 - MONTHS_WHERE_ALL_ARE_LATE * late_share
            months = max(LEAST_TIME, months + too_long / MONTHS_TO_SETTLE)
        minutes = months * asked_for * now.parameters.partner.minutes_per_advice
        if usual[i] > 0.0:  # else health gives no advice at all, by its parameter
            world.health.own_time[i] = minutes / usual[i]


def _contesting_settles(world: World, demands: list[Demand], now: Now) -> None:
    """How readily families contest: towards ``log(published / expected)`` of appeals, over some months.

    A month has few decisions to contest, and more of them the longer plans have been made.
    """
    expected = expected_appeals(world, now)
    for i, demand in enumerate(demands):
        if expected[i] > 0.0 and demand.appeals_per_year > 0.0:
            gap = np.log(demand.appeals_per_year / 12.0 / expected[i])
            world.authorities.own_contesting[i] += gap / MONTHS_TO_SETTLE


def expected_appeals(world: World, now: Now) -> Float64s:
    """Appeals that the decisions of the month that has just happened lead one to expect, by authority."""
    children, aggrieved = world.children, world.scratch.aggrieved
    told = set_in(children, now.threads, aggrieved)
    told = told[children.case[told] < 0]
    contested = children.dispute[told]
    last_day = now.month.first_day + now.month.n_days - 1
    rows = told[(contested < 0) | (world.disputes.opened_day[contested] == last_day)]
    seen, expected = now.seen(world, Reader.CONTESTING), np.zeros(world.n_authorities, np.int64)
    expect_appeals(
        seen.children, seen.families, seen.authorities, aggrieved, dispute_rules(now), rows, expected
    )
    return expected / BILLION


def _expected(world: World, now: Now) -> tuple[Float64s, Float64s]:
    """Requests and refusals that the world as it stands leads one to expect of a month, by authority."""
    seen = now.seen(world, Reader.ASKING)
    conditions, authority = asking_conditions(now), now.parameters.authority
    work = (seen.children, seen.families, seen.schools, seen.authorities, now.month, conditions, authority)
    rows, shape = world.scratch.busy_rows, ((len(Expected), world.n_authorities),)
    (expected,) = now.threads.tallied(rows.size, expect_requests, shape, *work, rows)
    requests, refused = expected / BILLION
    return requests, refused
