"""Tallies: an event is counted for everybody and for every group the child belongs to at that moment."""

from numpy import float64

from abm.calendar import Month
from abm.counting import Flow
from abm.groups import (
    AGE,
    EVERYBODY,
    FIRST_YEAR_GROUP,
    GROUPINGS,
    LAST_YEAR_GROUP,
    NEED,
    PHASE,
    RESOURCES,
    SCHOOL,
    SETTING,
    STATUS,
    YEAR,
)
from agents.child import Children
from agents.compiling import compiled_pass, part_of_pass, rule
from agents.declarations import Int32s, Int64s
from agents.family import Families
from agents.vocabulary import Placement

N_GROUPINGS = len(GROUPINGS)


@rule
def phase_of(year_group: int) -> int:
    """Phase of education by year group: early years, primary, secondary, after 16."""
    if year_group < 0:
        return 0
    if year_group < 7:
        return 1
    return 2 if year_group < 12 else 3


@rule
def school_of(placement: int, year_group: int) -> int:
    """Type of state school, as the official rates name it: primary, secondary, special; else other."""
    if placement == Placement.SPECIAL:
        return 2
    if placement == Placement.MAINSTREAM or placement == Placement.RESOURCED:
        return 0 if year_group < 7 else 1
    return 3


@rule
def age_band_of(year_group: int) -> int:
    """Age band of the SEN2 return, by age on the 31 August before the academic year."""
    age = year_group + 4
    if age < 5:
        return 0
    if age < 11:
        return 1
    if age < 16:
        return 2
    return 3 if age < 20 else 4


@rule
def year_column_of(year_group: int) -> int:
    """Place of a year group among the labels; the last holds all who are older than Year 14."""
    return min(year_group, LAST_YEAR_GROUP + 1) - FIRST_YEAR_GROUP


@rule
def column_of(at: int, need: int, placement: int, year_group: int, resources: float, status: int) -> int:
    """Column of a child in the grouping at this place of ``GROUPINGS``."""
    column = AGE + age_band_of(year_group)
    if at == 0:
        column = NEED + need
    elif at == 1:
        column = PHASE + phase_of(year_group)
    elif at == 2:
        column = SETTING + placement
    elif at == 3:
        column = SCHOOL + school_of(placement, year_group)
    elif at == 4:
        column = RESOURCES + min(4, int(resources * 5.0))
    elif at == 5:
        column = STATUS + status
    elif at == 6:
        column = YEAR + year_column_of(year_group)
    return column


@rule
def add_to_groups(
    column: Int64s, need: int, placement: int, year_group: int, resources: float, status: int
) -> None:
    """Add one to the group of each grouping that a child of this kind belongs to."""
    for at in range(N_GROUPINGS):
        column[column_of(at, need, placement, year_group, resources, status)] += 1


@part_of_pass
def count(
    flows: Int64s,
    flow: int,
    authority: int,
    children: Children,
    families: Families,
    row: int,
    year_group: int,
) -> None:
    """Count one event of a child, shape of ``flows`` (flows, groups, authorities)."""
    flows[flow, EVERYBODY, authority] += 1
    add_to_groups(
        flows[flow, :, authority],
        int(children.primary_need[row]),
        int(children.placement[row]),
        int(year_group),
        float64(families.resources[row]),
        int(children.sen_status[row]),
    )


@compiled_pass
def count_entrants(children: Children, families: Families, rows: Int32s, month: Month, flows: Int64s) -> None:
    """Count the people who have just entered in ``rows``."""
    for position in range(rows.size):
        row = rows[position]
        year_group = month.academic_year - children.cohort[row]
        count(flows, Flow.PEOPLE_IN, children.home_authority[row], children, families, row, year_group)
