"""The plain twin's people and places: one object a row, and lists of them.

A child and its family are one ``Person``. What a table holds as a row number is here the object
itself: a person's school, case and dispute. Closed cases and people who have left are simply gone.
"""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from abm.counting import Flow
from agents.alternative_provision import Units
from agents.authority import Authorities
from agents.case import Cases
from agents.child import Children
from agents.declarations import declared
from agents.family import Families
from agents.partners import Governments, HealthServices
from agents.practice import Practices
from agents.school import Schools
from agents.tribunal import Disputes, Tribunals
from agents.vocabulary import SettingKind
from tests.reference_groups import groups_of

# Columns of children that name a row of another table.
SEATS = ("setting", "last_school", "census_school")


class Row:
    """One attribute a column; numbers of single precision are rounded on store, as their columns would."""

    tables: ClassVar[tuple[type, ...]] = ()
    _singles: ClassVar[frozenset[str]] = frozenset()
    _columns: ClassVar[frozenset[str]] = frozenset()

    def __init_subclass__(cls) -> None:
        columns = [column for table in cls.tables for column in declared(table)]
        cls._columns = frozenset(column.name for column in columns)
        cls._singles = frozenset(column.name for column in columns if column.dtype == np.float32)

    def __setattr__(self, name: str, value: Any) -> None:
        if name in self._singles:
            value = float(np.float32(value))
        elif name not in self._columns and name not in type(self).__annotations__:
            raise AttributeError(f"{type(self).__name__} has no {name}")
        object.__setattr__(self, name, value)

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...


class Person(Row):
    """A child with its family; ``aggrieved`` and ``removed`` pass a decision on within the month."""

    tables = (Children, Families)
    aggrieved: int
    removed: int


class School(Row):
    tables = (Schools,)
    row: int


class Unit(Row):
    tables = (Units,)


class Case(Row):
    tables = (Cases,)


class Dispute(Row):
    tables = (Disputes,)


class Health(Row):
    tables = (HealthServices,)


class Practice(Row):
    tables = (Practices,)


class Government(Row):
    tables = (Governments,)


class Tribunal(Row):
    tables = (Tribunals,)


class Area(Row):
    """An authority with its health service, its government and its settings by kind, in order of identity."""

    tables = (Authorities,)
    row: int
    people_at_start: int
    population_share: float
    income_deprivation: float
    health: Health
    government: Government
    practice: Practice
    unit_room: int
    settings: dict[int, list[School]]
    neighbours: list[tuple[int, float]]
    crossing: list[float]
    flows: dict[int, int]
    last_flows: dict[int, int]
    by_group: Counter[tuple[int, str]]
    stocks: dict[int, int]


class State:
    """Everybody and everything, read once from the tables of a starting world."""

    def __init__(self, world: Any) -> None:
        self.schools: list[School] = list(_rows(School, world.schools))
        for row, school in enumerate(self.schools):
            school.row = row
        self.units: list[Unit] = list(_rows(Unit, world.units))
        for unit in self.units:
            unit.school = self.schools[unit.school]
        (self.tribunal,) = _rows(Tribunal, world.tribunals)
        self.areas = [self._area(world, row) for row in range(len(world.names))]
        everyone = list(_rows(Person, world.children, world.families))
        cases = list(_rows(Case, world.cases))
        disputes = list(_rows(Dispute, world.disputes))
        for case in cases + disputes:
            case.child = everyone[case.child] if case.is_open else None
        for person in everyone:
            for seat in SEATS:
                number = getattr(person, seat)
                setattr(person, seat, self.schools[number] if number >= 0 else None)
            person.case = cases[person.case] if person.case >= 0 else None
            person.dispute = disputes[person.dispute] if person.dispute >= 0 else None
        self.people = [person for person in everyone if person.is_present]
        self.leavers: dict[int, list[int]] = {}

    def _area(self, world: Any, row: int) -> Area:
        area: Area = list(_rows(Area, world.authorities))[row]
        area.row = row
        area.people_at_start = int(world.people_at_start[row])
        area.population_share = float(world.population_share[row])
        area.income_deprivation = float(world.income_deprivation[row])
        area.health = list(_rows(Health, world.health))[row]
        area.government = list(_rows(Government, world.governments))[row]
        area.practice = list(_rows(Practice, world.practices))[row]
        area.unit_room = 0
        own = [school for school in self.schools if school.authority == row]
        own.sort(key=lambda school: school.school_id)
        area.settings = {kind: [school for school in own if school.kind == kind] for kind in SettingKind}
        borders = world.borders
        others = borders.neighbours[borders.first[row] : borders.last[row]]
        area.neighbours = [(int(other), float(world.population_share[other])) for other in others]
        area.crossing = borders.crossing_share[:, row].tolist()
        area.flows = {flow: int(world.flows[flow, row]) for flow in Flow}
        area.by_group = Counter()
        area.last_flows = dict.fromkeys(Flow, 0)
        area.stocks = {stock: int(count) for stock, count in enumerate(world.stocks[:, row])}
        return area

    def cases(self) -> list[Case]:
        """Every open case."""
        return [person.case for person in self.people if person.case is not None]

    def disputes(self) -> list[Dispute]:
        """Every open dispute."""
        return [person.dispute for person in self.people if person.dispute is not None]

    def count(self, flow: Flow, area: int, person: Person, now: Any) -> None:
        """One more of these events in this area this month, and in every group of the person it befell."""
        self.areas[area].flows[flow] += 1
        self.areas[area].by_group.update((flow, group) for group in groups_of(person, now.year_group(person)))


def blank(kind: type[Row]) -> Any:
    """A new row with every column at its declared value."""
    row = kind()
    for table in kind.tables:
        for column in declared(table):
            setattr(row, column.name, column.dtype.type(column.note.default).item())
    return row


def _rows(kind: type[Any], *tables: Any) -> Iterator[Any]:
    for number in range(tables[0][0].size):
        row = kind()
        for table in tables:
            for name in table._fields:
                setattr(row, name, getattr(table, name)[number].item())
        yield row
