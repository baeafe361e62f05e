"""Fills a world with children and their families, cohort by cohort."""

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from abm.history import children_of_cohort
from abm.luck import key_of
from abm.passes.entry import NeedProfiles, children_enter, write_needs_at_birth
from abm.sources import table_rows
from abm.worlds.starting_points import national_income_deprivation
from abm.worlds.state import Scratch, World
from agents.child import Children
from agents.declarations import Flags, Int16s, Int32s, Int64s, n_rows, new_table
from agents.family import Families
from agents.vocabulary import Need

SERIALS_PER_COHORT = 10_000_000
FIRST_YEAR_GROUP = -2
LAST_YEAR_GROUP = 14


@cache
def need_profiles() -> NeedProfiles:
    """Types of need from ``needs.csv``, in the order of ``Need``."""
    by_name = {row["need"]: row for row in table_rows("needs.csv")}
    rows = [by_name[need.name] for need in Need]
    return NeedProfiles(*[np.array([float(row[name]) for row in rows]) for name in NeedProfiles._fields])


def resources_shift(income_deprivation: float) -> float:
    """How far families' mean rank of resources lies from the national half, by income deprivation."""
    return float(np.clip(0.8 * (national_income_deprivation() - income_deprivation), -0.16, 0.16))


def cohort_sizes(world: World, cohort: int) -> Int64s:
    """Children of one cohort (by autumn of Reception) in each authority."""
    year_of_turning_two = cohort - 2  # academic years are labelled by the year they end
    return np.rint(children_of_cohort(year_of_turning_two) * world.population_share).astype(np.int64)


def add_cohort(world: World, cohort: int, rows: Int32s, seed: int) -> Int64s:
    """Let one cohort enter into free ``rows`` (ascending); returns how many entered by authority.

    Serials run authority by authority, so that a child keeps its identity whatever else happens. Rows
    run from least to most need, so that children to whom little can happen lie together (``anyone``).
    """
    sizes = cohort_sizes(world, cohort)
    n = int(sizes.sum())
    homes: Int16s = np.repeat(np.arange(world.n_authorities, dtype=np.int16), sizes)
    serials = np.concatenate([np.arange(size, dtype=np.int64) for size in sizes])
    authority_part = world.authorities.authority_id[homes] * 50_000
    person_ids = cohort * SERIALS_PER_COHORT + authority_part + serials
    shift = np.array([resources_shift(deprivation) for deprivation in world.income_deprivation])
    area = world.authorities.area_confidence.astype(np.float64)
    needs = np.empty(n, np.float32)
    write_needs_at_birth(person_ids, homes, shift, need_profiles(), key_of(seed), needs)
    person_ids = person_ids[np.lexsort((needs, homes))]
    shape = (shift, area, need_profiles())
    children_enter(world.children, world.families, rows[:n], person_ids, homes, shape, key_of(seed))
    return sizes


def free_rows(children: Children, n: int) -> Int32s:
    """The first ``n`` rows that hold nobody; fewer if the table is full."""
    return np.flatnonzero(~children.is_present)[:n].astype(np.int32)


def make_room(world: World, n: int) -> None:
    """Lengthen the children's tables by ``n`` empty rows."""
    world.children = Children(*_lengthened(world.children, new_table(Children, n)))
    world.families = Families(*_lengthened(world.families, new_table(Families, n)))
    world.scratch = Scratch.of(n_rows(world.children))


def drop_empty_rows(world: World) -> None:
    """Shorten the children's tables to those present, in the order they are in; no case may be open."""
    present = world.children.is_present
    world.families = Families(*_shortened(world.families, present))
    world.children = Children(*_shortened(world.children, present))
    world.scratch = Scratch.of(n_rows(world.children))


def _shortened(table: Any, kept: Flags) -> list[NDArray[Any]]:
    return [column[kept] for column in table]


def _lengthened(table: Any, extra: Any) -> list[NDArray[Any]]:
    if not n_rows(table):
        return list(extra)
    return [np.concatenate([old, new]) for old, new in zip(table, extra, strict=True)]
