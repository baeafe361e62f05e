"""The state of a run: every table, and what a month needs to find its way between them."""

import itertools
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np

from abm.counting import N_FLOWS, N_ROLLS, N_STOCKS
from abm.groups import EVERYBODY, N_COLUMNS
from abm.worlds.borders import Borders
from agents.alternative_provision import Units
from agents.authority import Authorities
from agents.case import Cases
from agents.child import Children
from agents.compiling import rule
from agents.declarations import Flags, Float64s, Int8s, Int16s, Int32s, Int64s
from agents.family import Families
from agents.partners import Governments, HealthServices
from agents.practice import Practices
from agents.school import Schools
from agents.tribunal import Disputes, Tribunals
from agents.vocabulary import SettingKind


class SchoolIndex(NamedTuple):
    """Settings by kind and authority, with running totals of places to choose among them.

    ``rows[first[kind, authority]:last[kind, authority]]`` are the settings; ``places_so_far`` runs
    in step with ``rows`` and starts anew in every group.
    """

    rows: Int32s
    first: Int64s
    last: Int64s
    places_so_far: Float64s


@rule
def setting_by_luck(index: SchoolIndex, kind: int, authority: int, luck: float) -> int:
    """Row of a setting of this kind, with chance in proportion to places; -1 if there is none."""
    first = index.first[kind, authority]
    last = index.last[kind, authority]
    if first == last:
        return -1
    target = luck * index.places_so_far[last - 1]
    low = first
    high = last - 1
    while low < high:
        middle = (low + high) // 2
        if index.places_so_far[middle] > target:
            high = middle
        else:
            low = middle + 1
    return int(index.rows[low])


@dataclass
class Scratch:
    """Columns that pass a decision on to a later phase of the same month, in step with children.

    ``busy`` marks those to whom more than luck can happen this month, and ``busy_rows`` lists them: all
    of them where nobody has looked; ``noted`` is for notes that a pass makes for itself.
    """

    asked: Int8s
    aggrieved: Int8s
    removed: Int8s
    noted: Int8s
    busy: Int8s
    busy_rows: Int32s

    @classmethod
    def of(cls, n_rows: int) -> "Scratch":
        """Make empty columns for ``n_rows`` children."""
        asked, aggrieved, removed, noted = np.zeros((4, n_rows), np.int8)
        busy, busy_rows = np.ones(n_rows, np.int8), np.arange(n_rows, dtype=np.int32)
        return cls(asked, aggrieved, removed, noted, busy, busy_rows)


@dataclass
class World:
    """Every table of a run. ``names``, ``weights``, ``population_share`` and the rest are by authority.

    A weight says how many authorities of its kind one of a sample stands for; it is 1 in a whole world.
    ``counts`` holds the month's flows by group and authority; ``stocks_by_group`` the month's stocks,
    of the groupings in ``groupings`` only.
    """

    names: list[str]
    children: Children
    families: Families
    schools: Schools
    units: Units
    authorities: Authorities
    health: HealthServices
    governments: Governments
    practices: Practices
    tribunals: Tribunals
    cases: Cases
    disputes: Disputes
    index: SchoolIndex
    borders: Borders
    weights: Float64s
    population_share: Float64s
    people_at_start: Int64s
    income_deprivation: Float64s
    scratch: Scratch = field(default_factory=lambda: Scratch.of(0))
    groupings: tuple[str, ...] = ()
    counts: Int64s = field(default_factory=lambda: np.zeros((N_FLOWS, N_COLUMNS, 0), np.int64))
    last_flows: Int64s = field(default_factory=lambda: np.zeros((N_FLOWS, 0), np.int64))
    last_balance_pence: Int64s = field(default_factory=lambda: np.zeros(0, np.int64))
    last_general_balance_pence: Int64s = field(default_factory=lambda: np.zeros(0, np.int64))
    last_stocks: Int64s = field(default_factory=lambda: np.zeros((N_STOCKS, 0), np.int64))
    stocks: Int64s = field(default_factory=lambda: np.zeros((N_STOCKS, 0), np.int64))
    stocks_by_group: Int64s = field(default_factory=lambda: np.zeros((N_STOCKS, N_COLUMNS, 0), np.int64))
    rolls: Int64s = field(default_factory=lambda: np.zeros((0, N_ROLLS), np.int64))
    audit: Int64s = field(default_factory=lambda: np.zeros(0, np.int64))

    @property
    def n_authorities(self) -> int:
        """Number of authorities."""
        return len(self.names)

    @property
    def flows(self) -> Int64s:
        """The month's flows of everybody, shape (flows, authorities)."""
        return self.counts[:, EVERYBODY]

    @cached_property
    def is_ordinary(self) -> Flags:
        """Which settings are primary or secondary schools; a setting never changes its kind."""
        kind = self.schools.kind
        ordinary: Flags = (kind == SettingKind.PRIMARY) | (kind == SettingKind.SECONDARY)
        return ordinary

    @cached_property
    def ordinary_rows(self) -> Int64s:
        """Rows of primary and secondary schools."""
        return np.flatnonzero(self.is_ordinary)

    @cached_property
    def areas_of_ordinary(self) -> Int16s:
        """Authority of each of ``ordinary_rows``."""
        areas: Int16s = self.schools.authority[self.ordinary_rows]
        return areas

    @cached_property
    def places_of_top_tenth(self) -> Int64s:
        """Places of the first tenth of each area's schools, at least one, where these stand area by area."""
        n_schools = np.bincount(self.areas_of_ordinary, minlength=self.n_authorities)
        firsts, tenths = np.cumsum(n_schools) - n_schools, np.maximum(1, np.rint(n_schools / 10.0))
        area = np.repeat(np.arange(n_schools.size), n_schools)
        return np.flatnonzero(np.arange(area.size) - firsts[area] < tenths[area])


def index_schools(schools: Schools, n_authorities: int) -> SchoolIndex:
    """Index settings by kind and authority, ordered by permanent identity within each group."""
    n_kinds = 8
    order = np.lexsort((schools.school_id, schools.authority, schools.kind))
    group = schools.kind[order].astype(np.int64) * n_authorities + schools.authority[order]
    edges = np.searchsorted(group, np.arange(n_kinds * n_authorities + 1))
    so_far = np.zeros(order.size)
    for first, last in itertools.pairwise(edges):
        so_far[first:last] = np.cumsum(schools.places[order[first:last]])
    shape = (n_kinds, n_authorities)
    return SchoolIndex(order.astype(np.int32), edges[:-1].reshape(shape), edges[1:].reshape(shape), so_far)
