"""The month-end census: rolls, fields and stocks, summed as whole numbers.

Plans and families are counted where they live, pupils where their school is: as SEN2 and the school
census do. ``stocks`` is by authority; the census by group hands in one slice of stocks a group.
"""

from typing import NamedTuple

import numpy as np
from numpy import float64, int32

from abm.calendar import Month
from abm.counting import MILLION, Roll, Stock
from abm.luck import luck
from abm.passes.tallying import age_band_of
from abm.threads import BLOCK, row_at
from agents.banding import band_for
from agents.child import Children, overall_need
from agents.compiling import compiled_pass, part_of_pass, rule
from agents.declarations import Int8s, Int16s, Int32s, Int64s
from agents.family import Families, takes_stock
from agents.school import Schools
from agents.vocabulary import Decision, Need, Placement, SenStatus, SettingKind

TOP_FIFTH = 0.8
BOTTOM_FIFTH = 0.2
# Of children of school age in the model, one in ten is born below this ability.
BOTTOM_TENTH_OF_ABILITY = -1.34


# Of the year before Reception some 280,000 of 680,000 are in maintained nursery schools and classes
# (Education provision: children under 5, to the nearest 10,000, from memory).
NURSERY_CLASS_SHARE = 0.41
ALL_RUNS = np.uint64(0)
ONE: int = np.uint64(1)  # type: ignore[assignment]  # row numbers are unsigned


class Tariff(NamedTuple):
    """What the block pays in pence a month, by authority, placement and band; the mean comes last."""

    pence: Int64s


class Room(NamedTuple):
    """Room for a block of rows, to mark and list those whose families have SEN."""

    marks: Int8s
    rows: Int32s


@rule
def in_millionths(value: float) -> int:
    """A share or score as a whole number of millionths."""
    return int(value * MILLION)


@rule
def is_pupil(kind: int, year_group: int) -> bool:
    """Counted in the school census: in a school of any kind up to Year 13, nursery classes apart."""
    return kind != SettingKind.EARLY_YEARS and kind != SettingKind.FURTHER and year_group < 14


@rule
def is_of_least_able_tenth(ability: float, year_group: int) -> bool:
    """Whether a child is of school age and of the least able tenth."""
    return (ability < BOTTOM_TENTH_OF_ABILITY) & (year_group >= 0) & (year_group < 12)


@part_of_pass
def is_in_nursery_class(children: Children, row: int, year_group: int) -> bool:
    """Counted too: the year before Reception, where the place is in a school's nursery class."""
    if year_group != -1 or children.placement[row] != Placement.EARLY_YEARS:
        return False
    return luck(ALL_RUNS, children.person_id[row], Decision.NURSERY_CLASS) < NURSERY_CLASS_SHARE


@part_of_pass
def counts_as_pupil(children: Children, schools: Schools, row: int, year_group: int) -> bool:
    """Counted in the school census, in a school or in its nursery class."""
    school = children.setting[row]
    if school < 0:
        return False
    return is_pupil(schools.kind[school], year_group) or is_in_nursery_class(children, row, year_group)


@part_of_pass
def count_plan(children: Children, row: int, year_group: int, tariff: Tariff, stocks: Int64s) -> None:
    """Add one plan to those of its home authority, with its age band, place and cost."""
    home = children.home_authority[row]
    placement = children.placement[row]
    stocks[Stock.PLANS, home] += 1
    stocks[Stock.PLANS_BY_AGE + age_band_of(year_group), home] += 1
    stocks[Stock.PLACEMENTS + placement, home] += 1
    band = children.band[row]
    stocks[Stock.STATUTORY_PENCE, home] += tariff.pence[home, placement, band]
    need = overall_need(float64(children.learning_need[row]), float64(children.semh_need[row]))
    due = band_for(need, 0.0)
    stocks[Stock.BANDS, home] += band
    stocks[Stock.BANDS_DUE, home] += due
    in_class = placement == Placement.MAINSTREAM or placement == Placement.EARLY_YEARS
    if in_class:
        stocks[Stock.TOP_UP_PENCE, home] += tariff.pence[home, placement, band]
        stocks[Stock.TOP_UP_DUE_PENCE, home] += tariff.pence[tariff.pence.shape[0] - 1, placement, due]
    if children.is_statement[row]:
        stocks[Stock.STATEMENTS, home] += 1
    may_move = in_class or placement == Placement.RESOURCED or placement == Placement.OTHERWISE
    if children.wants[row] == Placement.SPECIAL and may_move:
        stocks[Stock.SPECIAL_WAITING, home] += 1


@part_of_pass
def count_record(children: Children, row: int, stocks: Int64s) -> None:
    """Add one child with SEN to those of its home authority, by the main need that is recorded."""
    home = children.home_authority[row]
    stocks[Stock.SEN_RECORDED, home] += 1
    stocks[Stock.SEMH_RECORDED, home] += int(children.primary_need[row] == Need.SOCIAL_EMOTIONAL)


@part_of_pass
def count_sen(children: Children, row: int, year_group: int, tariff: Tariff, stocks: Int64s) -> None:
    """Add one child, if it has SEN, to the records of its home authority, and its plan if it has one."""
    if children.sen_status[row] != SenStatus.NONE:
        count_record(children, row, stocks)
    if children.sen_status[row] == SenStatus.PLAN:
        count_plan(children, row, year_group, tariff, stocks)


@part_of_pass
def end_of_run(home_authority: Int16s, first: int, stop: int) -> int:
    """The row after the last of those that belong to one authority without a break, from ``first`` on.

    Rows of an authority and a year group lie together, so that sums over many rows need one addition.
    """
    row = first + ONE
    while row < stop and home_authority[row] == home_authority[first]:
        row += ONE
    return row


@part_of_pass
def count_people(children: Children, tariff: Tariff, first: int, last: int, stocks: Int64s) -> None:
    """Add the people in rows of one authority, and those of them who are out of school."""
    people, in_units, at_home, awaiting, paid_by_place = 0, 0, 0, 0, 0
    for row in range(first, last):
        placement = children.placement[row]
        is_present = children.is_present[row]
        in_unit = is_present & (placement == Placement.ALTERNATIVE)
        people += int(is_present)
        in_units += int(in_unit)
        at_home += int(is_present & (placement == Placement.HOME))
        awaiting += int(is_present & (placement == Placement.AWAITING))
        paid_by_place += int(in_unit & (children.sen_status[row] != SenStatus.PLAN))
    home = children.home_authority[first]
    stocks[Stock.PEOPLE, home] += people
    stocks[Stock.IN_ALTERNATIVE, home] += in_units
    stocks[Stock.HOME_EDUCATED, home] += at_home
    stocks[Stock.AWAITING, home] += awaiting
    stocks[Stock.STATUTORY_PENCE, home] += paid_by_place * tariff.pence[home, Placement.ALTERNATIVE, 0]


@part_of_pass
def count_ability(children: Children, row: int, year_group: int, stocks: Int64s) -> None:
    """Add one child, if it is of the least able tenth, and how far it is behind."""
    if is_of_least_able_tenth(children.ability[row], year_group):
        home = children.home_authority[row]
        behind = float64(children.attainment[row]) - float64(children.ability[row])
        stocks[Stock.BOTTOM_TENTH, home] += 1
        stocks[Stock.BOTTOM_TENTH_GAP, home] += in_millionths(behind)


@part_of_pass
def count_bottom_tenth(children: Children, month: Month, first: int, last: int, stocks: Int64s) -> None:
    """Add those of the least able tenth in rows of one authority, as ``count_ability`` does.

    A gap in millionths fits 32 bits, of which the processor turns several into whole numbers at once.
    """
    n, gap = 0, 0
    for row in range(first, last):
        year_group = month.academic_year - children.cohort[row]
        is_meant = children.is_present[row] & is_of_least_able_tenth(children.ability[row], year_group)
        behind = float64(children.attainment[row]) - float64(children.ability[row])
        n += int(is_meant)
        gap += int(int32(behind * MILLION)) if is_meant else 0
    home = children.home_authority[first]
    stocks[Stock.BOTTOM_TENTH, home] += n
    stocks[Stock.BOTTOM_TENTH_GAP, home] += gap


@part_of_pass
def count_contester(children: Children, row: int, need: int, unmet: int, stocks: Int64s) -> None:
    """Add one family that has contested a decision; ``need`` and ``unmet`` are in millionths."""
    home = children.home_authority[row]
    stocks[Stock.CONTESTED_FAMILIES, home] += 1
    stocks[Stock.CONTESTED_NEED, home] += need
    stocks[Stock.CONTESTED_UNMET, home] += unmet
    stocks[Stock.CONTESTED_PLANS, home] += int(children.sen_status[row] == SenStatus.PLAN)


@part_of_pass
def count_member(children: Children, families: Families, row: int, stocks: Int64s) -> None:
    """Add one family that takes part in the parents' forum."""
    home = children.home_authority[row]
    stocks[Stock.FORUM_FAMILIES, home] += 1
    stocks[Stock.FORUM_RESOURCES, home] += in_millionths(float64(families.resources[row]))
    stocks[Stock.FORUM_AGENCY, home] += in_millionths(float64(families.agency[row]))
    stocks[Stock.FORUM_TRUST, home] += in_millionths(float64(families.trust[row]))


@part_of_pass
def is_sen_family(children: Children, row: int) -> bool:
    """Whether one child's family belongs to those with SEN: it has something to take stock of."""
    need = overall_need(float64(children.learning_need[row]), float64(children.semh_need[row]))
    return children.is_present[row] & takes_stock(need, children.sen_status[row])


@part_of_pass
def list_sen_families(children: Children, first: int, last: int, room: Room) -> int:
    """List the rows from ``first`` to before ``last`` whose families have SEN; returns how many."""
    for row in range(first, last):
        room.marks[row - first] = is_sen_family(children, row)
    n = np.int64(0)
    for row in range(first, last):
        room.rows[n] = row  # overwritten unless it counts: asking first would cost more
        n += room.marks[row - first] != 0
    return int(n)


@part_of_pass
def count_fields(children: Children, families: Families, rows: Int32s, n: int, stocks: Int64s) -> None:
    """Add the first ``n`` families in ``rows``, all with SEN and of one authority, to its fields."""
    confidence, trust, grievance = 0, 0, 0
    need, need_at_top, need_at_bottom = 0, 0, 0
    unmet, unmet_at_top, unmet_at_bottom = 0, 0, 0
    for position in range(n):
        row = row_at(rows, position)
        resources = families.resources[row]
        severity = overall_need(float64(children.learning_need[row]), float64(children.semh_need[row]))
        own_need, own_unmet = in_millionths(severity), in_millionths(float64(children.unmet_need[row]))
        confidence += in_millionths(float64(families.confidence[row]))
        trust += in_millionths(float64(families.trust[row]))
        grievance += in_millionths(float64(families.grievance[row]))
        need += own_need
        unmet += own_unmet
        if families.has_contested[row]:
            count_contester(children, row, own_need, own_unmet, stocks)
        if families.in_forum[row]:
            count_member(children, families, row, stocks)
        need_at_top += own_need if resources >= TOP_FIFTH else 0
        unmet_at_top += own_unmet if resources >= TOP_FIFTH else 0
        need_at_bottom += own_need if resources < BOTTOM_FIFTH else 0
        unmet_at_bottom += own_unmet if resources < BOTTOM_FIFTH else 0
    home = children.home_authority[rows[0]]
    stocks[Stock.SEN_FAMILIES, home] += n
    stocks[Stock.CONFIDENCE, home] += confidence
    stocks[Stock.TRUST, home] += trust
    stocks[Stock.GRIEVANCE, home] += grievance
    stocks[Stock.NEED, home] += need
    stocks[Stock.UNMET, home] += unmet
    stocks[Stock.NEED_TOP_FIFTH, home] += need_at_top
    stocks[Stock.UNMET_TOP_FIFTH, home] += unmet_at_top
    stocks[Stock.NEED_BOTTOM_FIFTH, home] += need_at_bottom
    stocks[Stock.UNMET_BOTTOM_FIFTH, home] += unmet_at_bottom


@part_of_pass
def count_pupil(children: Children, schools: Schools, row: int, year_group: int, stocks: Int64s) -> None:
    """Add one child on a roll to the pupils of its school's authority, if it counts as a pupil."""
    if not counts_as_pupil(children, schools, row, year_group):
        return
    area = schools.authority[children.setting[row]]
    stocks[Stock.PUPILS, area] += 1
    if children.sen_status[row] == SenStatus.SUPPORT:
        stocks[Stock.PUPILS_ON_SUPPORT, area] += 1
    elif children.sen_status[row] == SenStatus.PLAN:
        stocks[Stock.PUPILS_WITH_PLAN, area] += 1


@part_of_pass
def count_on_roll(children: Children, schools: Schools, row: int, year_group: int, rolls: Int64s) -> None:
    """Add one child to the roll of its setting; the phase adds up whose pupils count, by kind of setting."""
    school = children.setting[row]
    if school < 0:
        return
    rolls[school, Roll.PUPILS] += 1
    rolls[school, Roll.UP_TO_YEAR_13] += int(year_group < 14)
    if year_group == -1:
        in_school = is_pupil(schools.kind[school], year_group)
        rolls[school, Roll.COUNTED] += int(not in_school and is_in_nursery_class(children, row, year_group))


@part_of_pass
def count_with_sen(
    children: Children, families: Families, schools: Schools, row: int, year_group: int, rolls: Int64s
) -> None:
    """Add one child of a family with SEN, if it is on a roll, to what is counted and felt there.

    Numbers are added even where they are 0: nobody could guess ahead of time where they are not.
    """
    school = children.setting[row]
    if school < 0:
        return
    on_support = int(children.sen_status[row] == SenStatus.SUPPORT)
    with_plan = int(children.sen_status[row] == SenStatus.PLAN)
    is_counted = int(counts_as_pupil(children, schools, row, year_group))
    rolls[school, Roll.ON_SUPPORT] += on_support
    rolls[school, Roll.WITH_PLAN] += with_plan
    rolls[school, Roll.COUNTED_ON_SUPPORT] += is_counted * on_support
    rolls[school, Roll.COUNTED_WITH_PLAN] += is_counted * with_plan
    rolls[school, Roll.SEN_FAMILIES] += 1
    rolls[school, Roll.CONFIDENCE] += in_millionths(float64(families.confidence[row]))


@part_of_pass
def count_block(
    children: Children,
    families: Families,
    schools: Schools,
    month: Month,
    tariff: Tariff,
    room: Room,
    first: int,
    last: int,
    rolls: Int64s,
    stocks: Int64s,
) -> None:
    """Count everybody in a block of rows of one authority, and those with SEN again on their own."""
    count_people(children, tariff, first, last, stocks)
    count_bottom_tenth(children, month, first, last, stocks)
    for row in range(first, last):
        if children.is_present[row]:
            year_group = month.academic_year - children.cohort[row]
            count_on_roll(children, schools, row, year_group, rolls)
    n = list_sen_families(children, first, last, room)
    if n > 0:
        count_fields(children, families, room.rows, n, stocks)
    for position in range(n):
        row = row_at(room.rows, position)
        year_group = month.academic_year - children.cohort[row]
        count_with_sen(children, families, schools, row, year_group, rolls)
        count_sen(children, row, year_group, tariff, stocks)


@compiled_pass
def take_census(
    children: Children,
    families: Families,
    schools: Schools,
    month: Month,
    tariff: Tariff,
    room: Room,
    rolls: Int64s,
    stocks: Int64s,
    start: int,
    stop: int,
) -> None:
    """Count everybody once, at the end of the month.

    ``rolls`` is by setting and what is counted there, ``stocks`` by stock and authority; pupils come into
    the stocks from the rolls.
    """
    first = start
    while first < stop:
        last = end_of_run(children.home_authority, first, min(first + BLOCK, stop))
        count_block(children, families, schools, month, tariff, room, first, last, rolls, stocks)
        first = last
