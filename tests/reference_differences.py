"""Where the compiled model and its plain twin differ: table, column, whose row, month, both values."""

from typing import Any

from abm.calendar import label
from abm.counting import Flow, Stock
from abm.groups import NAMES, columns_of, labels_of
from abm.simulation import Simulation
from agents.vocabulary import Placement
from tests.reference_model import PlainModel
from tests.reference_state import SEATS, Area, School

MOST_SHOWN = 5


Rows = list[tuple[int, Any, Any]]  # row number in the compiled table, the twin's object, whose it is


def differences(compiled: Simulation, twin: PlainModel) -> list[str]:
    """One line a difference, people first; none if the two agree to the last bit."""
    world, state = compiled.world, twin.state
    people = {person.person_id: person for person in state.people}
    rows = {
        int(world.children.person_id[row]): row for row in world.children.is_present.nonzero()[0].tolist()
    }
    if set(people) != set(rows):
        return [f"people: only in one of the two: {sorted(set(people) ^ set(rows))[:MOST_SHOWN]}"]
    pairs: Rows = [
        (rows[identity], person, f"person {identity}") for identity, person in sorted(people.items())
    ]
    areas: Rows = [(area.row, area, f"authority {area.authority_id}") for area in state.areas]
    tables: dict[str, Rows] = {
        "children": pairs,
        "families": pairs,
        "cases": _work(world.children.case, pairs, "case"),
        "disputes": _work(world.children.dispute, pairs, "dispute"),
        "schools": [(one.row, one, f"school {one.school_id}") for one in state.schools],
        "units": [(row, unit, f"unit {row}") for row, unit in enumerate(state.units)],
        "tribunals": [(0, state.tribunal, "the tribunal")],
        "authorities": areas,
        "health": [(row, area.health, who) for row, area, who in areas],
        "practices": [(row, area.practice, who) for row, area, who in areas],
        "governments": [(row, area.government, who) for row, area, who in areas],
    }
    found = [
        line for name, own in tables.items() for line in _in_table(name, getattr(world, name), own, world)
    ]
    for name in ("cases", "disputes"):
        n_open = int(getattr(world, name).is_open.sum())
        if n_open != len(tables[name]):
            found.append(f"{name}: compiled {n_open} open, twin {len(tables[name])}")
    return found + _in_counts(world, twin)


def report(found: list[str], compiled: Simulation) -> str:
    """The first differences in words."""
    month = label(compiled.month - 1)
    return "\n".join([f"{len(found)} differences after {month}, the first:", *found[:MOST_SHOWN]])


def _work(slots: Any, pairs: Rows, column: str) -> Rows:
    """Open cases or disputes of the twin, each with the slot to which its child points in the model."""
    return [
        (int(slots[row]), getattr(person, column), f"the {column} of {who}")
        for row, person, who in pairs
        if getattr(person, column) is not None and slots[row] >= 0
    ]


def _in_table(name: str, table: Any, rows: Rows, world: Any) -> list[str]:
    found = []
    for column in table._fields:
        values = getattr(table, column).tolist()
        for row, one, who in rows:
            pair = (
                _as_compared(values[row], column, world),
                _as_compared(getattr(one, column), column, world),
            )
            if pair[0] != pair[1]:
                found.append(f"{name}.{column} of {who}: compiled {pair[0]!r}, twin {pair[1]!r}")
    return found


def _as_compared(value: Any, column: str, world: Any) -> Any:
    """Slots say only whether there is one; children stand for their identity, settings for their row."""
    if column in ("case", "dispute"):
        return value is not None and value != -1
    if column == "child":
        return int(world.children.person_id[value]) if isinstance(value, int) else value.person_id
    if column in (*SEATS, "school"):
        return value.row if isinstance(value, School) else -1 if value is None else value
    return value


def _in_counts(world: Any, twin: PlainModel) -> list[str]:
    found = []
    for area in twin.state.areas:
        for flow in Flow:
            values = (int(world.flows[flow, area.row]), area.flows[flow])
            if values[0] != values[1]:
                found.append(_line(f"flow {flow.name}", area, *values))
        for name in NAMES:
            for column, group in zip(columns_of(name), labels_of(name), strict=True):
                for flow in Flow:
                    pair = (int(world.counts[flow, column, area.row]), area.by_group[flow, group])
                    if pair[0] != pair[1]:
                        found.append(_line(f"flow {flow.name} of {group}", area, *pair))
        for stock, count in area.stocks.items():
            compiled = int(world.stocks[stock, area.row])
            if compiled != count:
                found.append(_line(f"stock {_name_of(stock)}", area, compiled, count))
    return found


def _name_of(stock: int) -> str:
    if stock >= Stock.PLACEMENTS:
        return f"plans in {Placement(stock - Stock.PLACEMENTS).name}"
    if stock >= Stock.PLANS_BY_AGE:
        return f"plans of age band {stock - Stock.PLANS_BY_AGE}"
    return Stock(stock).name


def _line(what: str, area: Area, compiled: int, twin: int) -> str:
    return f"{what} of authority {area.authority_id}: compiled {compiled}, twin {twin}"
