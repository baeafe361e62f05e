"""People of two worlds side by side, whatever the rows they lie in."""

from typing import Any

import numpy as np

from abm.counting import Stock
from abm.simulation import Simulation
from agents.declarations import Float64s, Int64s
from agents.vocabulary import Dispute, DisputeStage, Placement, SenStatus, SettingKind

INERT_IDENTITY = 987_654_321_000_000
BAND_OF_WINNERS = 2


def by_identity(simulation: Simulation, leave_out: int = -1) -> dict[str, Float64s]:
    """Every column of everybody present in order of identity; cases and disputes as columns of the child."""
    world = simulation.world
    children = world.children
    rows = np.flatnonzero(children.is_present & (children.person_id != leave_out))
    rows = rows[np.argsort(children.person_id[rows])]
    columns = {**children._asdict(), **world.families._asdict()}
    del columns["case"], columns["dispute"]
    found = {name: column[rows] for name, column in columns.items()}
    for name, table, slots in (
        ("case", world.cases, children.case[rows]),
        ("dispute", world.disputes, children.dispute[rows]),
    ):
        for column in table._fields:
            if column != "child":
                values = getattr(table, column).astype(np.float64)
                found[f"{name}.{column}"] = np.where(slots >= 0, values[slots], -1.0)
    return found


def institutions(simulation: Simulation) -> dict[str, Float64s]:
    """Every column of every institution, and what was counted."""
    world = simulation.world
    found = {"flows": world.flows, "stocks": world.stocks, "rolls": world.rolls}
    for name in ("schools", "units", "authorities", "health", "governments", "tribunals"):
        found |= {f"{name}.{column}": values for column, values in getattr(world, name)._asdict().items()}
    return found  # type: ignore[return-value]  # whole numbers as well


def add_somebody_inert(simulation: Simulation) -> int:
    """Put a child of Year 1 without need, setting or plan into the last free row; returns its identity."""
    world = simulation.world
    row = int(np.flatnonzero(~world.children.is_present)[-1])
    for table in (world.children, world.families):
        for column in table:
            column[row] = 0
    children = world.children
    children.person_id[row] = INERT_IDENTITY
    children.is_present[row] = True
    children.cohort[row] = simulation.now().month.academic_year - 1
    children.placement[row] = Placement.NOT_IN_EDUCATION
    for column in (children.setting, children.last_school, children.census_school):
        column[row] = -1
    for column in (children.case, children.dispute, children.plan_day):
        column[row] = -1
    world.families.month_asked[row] = -1
    world.stocks[Stock.PEOPLE, 0] += 1
    return INERT_IDENTITY


def contest_for_special_places(simulation: Simulation, n_families: int, n_places: int) -> None:
    """Open listed appeals of families who want a special school and will win, on one day, for few places."""
    world, today = simulation.world, simulation.now().month.first_day
    c, d = world.children, world.disputes
    free = c.is_present & (c.home_authority == 0) & (c.case < 0) & (c.dispute < 0)
    ordinary = free & (c.placement == Placement.MAINSTREAM) & (c.sen_status == SenStatus.SUPPORT)
    rows = np.flatnonzero(ordinary)[:n_families]
    slots = np.flatnonzero(~d.is_open)[:n_families]
    for column in (c.learning_need, c.innate_learning_need):
        column[rows] = 0.95
    c.sen_status[rows], c.band[rows], c.plan_day[rows] = SenStatus.PLAN, BAND_OF_WINNERS, today
    c.wants[rows], c.dispute[rows] = Placement.SPECIAL, slots
    d.is_open[slots], d.child[slots], d.authority[slots] = True, rows, 0
    d.kind[slots], d.stage[slots] = Dispute.CONTENT_OR_PLACEMENT, DisputeStage.LISTED
    d.opened_day[slots] = d.ready_day[slots] = today - 1
    world.tribunals.hearing_minutes[0] = 10**7
    special = np.flatnonzero((world.schools.kind == SettingKind.SPECIAL) & (world.schools.authority == 0))
    world.schools.places[special] = world.schools.roll[special] // 2
    world.schools.places[special[0]] = round((world.schools.roll[special[0]] + n_places) / 1.1)
    world.stocks[Stock.PLANS, 0] += n_families


def shuffle_rows(simulation: Simulation, dice: np.random.Generator) -> None:
    """Put children with their families, cases and disputes into other rows, pointers and all."""
    world = simulation.world
    rows = dice.permutation(world.children.is_present.size)
    case_slots = dice.permutation(world.cases.is_open.size)
    dispute_slots = dice.permutation(world.disputes.is_open.size)
    world.children = _in_order(world.children, rows)
    world.families = _in_order(world.families, rows)
    world.cases = _in_order(world.cases, case_slots)
    world.disputes = _in_order(world.disputes, dispute_slots)
    for pointers, order in (
        (world.cases.child, rows),
        (world.disputes.child, rows),
        (world.children.case, case_slots),
        (world.children.dispute, dispute_slots),
    ):
        pointers[:] = np.where(pointers >= 0, _new_places(order)[pointers], -1)


def _in_order(table: Any, order: Int64s) -> Any:
    return type(table)(*[column[order] for column in table])


def _new_places(order: Int64s) -> Int64s:
    """Where each old row has gone."""
    places = np.empty_like(order)
    places[order] = np.arange(order.size)
    return places
