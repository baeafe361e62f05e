"""The census by group: everybody, and open work, counted again in each grouping that is wanted."""

from numpy import float64

from abm.calendar import Month
from abm.passes.census import (
    ONE,
    Room,
    Tariff,
    count_ability,
    count_fields,
    count_people,
    count_pupil,
    count_sen,
    list_sen_families,
)
from abm.passes.tallying import N_GROUPINGS, column_of
from abm.threads import row_at
from agents.child import Children
from agents.compiling import compiled_pass, part_of_pass
from agents.declarations import Flags, Int8s, Int16s, Int32s, Int64s
from agents.family import Families
from agents.school import Schools


@part_of_pass
def group_at(children: Children, families: Families, row: int, year_group: int, at: int) -> int:
    """Column of the group a child belongs to in the grouping at this place."""
    return column_of(
        at,
        int(children.primary_need[row]),
        int(children.placement[row]),
        int(year_group),
        float64(families.resources[row]),
        int(children.sen_status[row]),
    )


@compiled_pass
def take_census_by_group(
    children: Children,
    families: Families,
    schools: Schools,
    month: Month,
    tariff: Tariff,
    room: Room,
    wanted: Flags,
    stocks: Int64s,
    start: int,
    stop: int,
) -> None:
    """Count everybody again in each wanted grouping; ``stocks`` by stock, group and authority."""
    for row in range(start, stop):
        if not children.is_present[row]:
            continue
        year_group = month.academic_year - children.cohort[row]
        for at in range(N_GROUPINGS):
            if wanted[at]:
                group = group_at(children, families, row, year_group, at)
                own = stocks[:, group]
                count_people(children, tariff, row, row + ONE, own)
                count_ability(children, row, year_group, own)
                if list_sen_families(children, row, row + ONE, room) > 0:
                    count_fields(children, families, room.rows, 1, own)
                count_pupil(children, schools, row, year_group, own)
                count_sen(children, row, year_group, tariff, own)


@compiled_pass
def count_open(is_open: Flags, stage: Int8s, authorities: Int16s, first_stage: int, stock: Int64s) -> None:
    """Count the cases or disputes that are open, from a stage on; ``stock`` by authority."""
    for home in range(stock.size):
        stock[home] = 0
    for slot in range(is_open.size):
        if is_open[slot] and stage[slot] >= first_stage:
            stock[authorities[slot]] += 1


@compiled_pass
def count_open_by_group(
    children: Children,
    families: Families,
    rows: Int32s,
    authorities: Int16s,
    month: Month,
    wanted: Flags,
    stock: Int64s,
) -> None:
    """Count open work in ``rows`` in each wanted grouping; ``stock`` by group and authority."""
    for position in range(rows.size):
        row = row_at(rows, position)
        year_group = month.academic_year - children.cohort[row]
        for at in range(N_GROUPINGS):
            if wanted[at]:
                group = group_at(children, families, row, year_group, at)
                stock[group, authorities[position]] += 1
