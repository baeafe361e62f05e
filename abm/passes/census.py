"""The month-end census: rolls, fields and stocks, summed as whole numbers.

Plans and families are counted where they live, pupils where their school is: as SEN2 and the school
census do. ``stocks`` is by authority; the census by group hands in one slice of stocks a group.
"""

from typing import NamedTuple

import numpy as np
from numpy import float64

from abm.calendar import Month
from abm.counting import MILLION, Roll, Stock
from abm.luck import luck
from abm.passes.confidence import takes_stock
from abm.passes.tallying import N_GROUPINGS, age_band_of, column_of
from agents.child import Children, overall_need
from agents.compiling import compiled_pass, part_of_pass, rule
from agents.declarations import Flags, Int16s, Int32s, Int64s
from agents.family import Families
from agents.school import Schools
from agents.vocabulary import Decision, Placement, SenStatus, SettingKind

TOP_FIFTH = 0.8
BOTTOM_FIFTH = 0.2


# Of the year before Reception some 280,000 of 680,000 are in maintained nursery schools and classes
# (Education provision: children under 5, to the nearest 10,000, from memory).
NURSERY_CLASS_SHARE = 0.41
ALL_RUNS = np.uint64(0)


class Tariff(NamedTuple):
    """What the high needs block pays in pence a month, by placement and band."""

    pence: Int64s


@rule
def in_millionths(value: float) -> int:
    """A share or score as a whole number of millionths."""
    return int(value * MILLION)


@part_of_pass
def count_sen_family(
    children: Children, families: Families, row: int, need: float, stocks: Int64s, home: int
) -> None:
    """Add one family with SEN to the fields of its authority."""
    met_need = in_millionths(need)
    unmet = in_millionths(float64(children.unmet_need[row]))
    stocks[Stock.SEN_FAMILIES, home] += 1
    stocks[Stock.CONFIDENCE, home] += in_millionths(float64(families.confidence[row]))
    stocks[Stock.TRUST, home] += in_millionths(float64(families.trust[row]))
    stocks[Stock.GRIEVANCE, home] += in_millionths(float64(families.grievance[row]))
    stocks[Stock.NEED, home] += met_need
    stocks[Stock.UNMET, home] += unmet
    resources = families.resources[row]
    if resources >= TOP_FIFTH:
        stocks[Stock.NEED_TOP_FIFTH, home] += met_need
        stocks[Stock.UNMET_TOP_FIFTH, home] += unmet
    elif resources < BOTTOM_FIFTH:
        stocks[Stock.NEED_BOTTOM_FIFTH, home] += met_need
        stocks[Stock.UNMET_BOTTOM_FIFTH, home] += unmet


@rule
def is_pupil(kind: int, year_group: int) -> bool:
    """Counted in the school census: in a school of any kind up to Year 13, nursery classes apart."""
    return kind != SettingKind.EARLY_YEARS and kind != SettingKind.FURTHER and year_group < 14


@part_of_pass
def is_in_nursery_class(children: Children, row: int, year_group: int) -> bool:
    """Counted too: the year before Reception, where the place is in a school's nursery class."""
    if year_group != -1 or children.placement[row] != Placement.EARLY_YEARS:
        return False
    return luck(ALL_RUNS, children.person_id[row], Decision.NURSERY_CLASS) < NURSERY_CLASS_SHARE


@part_of_pass
def count_pupil(children: Children, schools: Schools, row: int, year_group: int, stocks: Int64s) -> None:
    """Add one child on a roll to the pupils of its school's authority, if it counts as a pupil."""
    school = children.setting[row]
    if not is_pupil(schools.kind[school], year_group) and not is_in_nursery_class(children, row, year_group):
        return
    area = schools.authority[school]
    stocks[Stock.PUPILS, area] += 1
    if children.sen_status[row] == SenStatus.SUPPORT:
        stocks[Stock.PUPILS_ON_SUPPORT, area] += 1
    elif children.sen_status[row] == SenStatus.PLAN:
        stocks[Stock.PUPILS_WITH_PLAN, area] += 1


@part_of_pass
def count_plan(children: Children, row: int, year_group: int, tariff: Tariff, stocks: Int64s) -> None:
    """Add one plan to those of its home authority, with its age band, place and cost."""
    home = children.home_authority[row]
    placement = children.placement[row]
    stocks[Stock.PLANS, home] += 1
    stocks[Stock.PLANS_BY_AGE + age_band_of(year_group), home] += 1
    stocks[Stock.PLACEMENTS + placement, home] += 1
    stocks[Stock.STATUTORY_PENCE, home] += tariff.pence[placement, children.band[row]]
    if children.is_statement[row]:
        stocks[Stock.STATEMENTS, home] += 1
    in_class = placement == Placement.MAINSTREAM or placement == Placement.EARLY_YEARS
    if children.wants[row] == Placement.SPECIAL and in_class:
        stocks[Stock.SPECIAL_WAITING, home] += 1


@part_of_pass
def count_person(
    children: Children,
    families: Families,
    schools: Schools,
    row: int,
    year_group: int,
    tariff: Tariff,
    stocks: Int64s,
) -> None:
    """Add one child or young person to every stock it belongs to."""
    home = children.home_authority[row]
    status = children.sen_status[row]
    placement = children.placement[row]
    stocks[Stock.PEOPLE, home] += 1
    if children.setting[row] >= 0:
        count_pupil(children, schools, row, year_group, stocks)
    if status == SenStatus.PLAN:
        count_plan(children, row, year_group, tariff, stocks)
    elif placement == Placement.ALTERNATIVE:
        stocks[Stock.STATUTORY_PENCE, home] += tariff.pence[placement, 0]
    if placement == Placement.ALTERNATIVE:
        stocks[Stock.IN_ALTERNATIVE, home] += 1
    elif placement == Placement.HOME:
        stocks[Stock.HOME_EDUCATED, home] += 1
    elif placement == Placement.AWAITING:
        stocks[Stock.AWAITING, home] += 1
    need = overall_need(float64(children.learning_need[row]), float64(children.semh_need[row]))
    if takes_stock(need, status):
        count_sen_family(children, families, row, need, stocks, home)


@part_of_pass
def count_on_roll(
    children: Children, families: Families, schools: Schools, row: int, year_group: int, rolls: Int64s
) -> None:
    """Add one child to the roll of its setting, and its family to what is felt there."""
    school = children.setting[row]
    status = children.sen_status[row]
    rolls[Roll.PUPILS, school] += 1
    if status == SenStatus.SUPPORT:
        rolls[Roll.ON_SUPPORT, school] += 1
    elif status == SenStatus.PLAN:
        rolls[Roll.WITH_PLAN, school] += 1
    if schools.kind[school] == SettingKind.PRIMARY and year_group == 6:
        rolls[Roll.LEAVERS, school] += 1
        rolls[Roll.LEAVERS_ATTAINMENT, school] += in_millionths(float64(children.attainment[row]))
    need = overall_need(float64(children.learning_need[row]), float64(children.semh_need[row]))
    if takes_stock(need, status):
        rolls[Roll.SEN_FAMILIES, school] += 1
        rolls[Roll.CONFIDENCE, school] += in_millionths(float64(families.confidence[row]))


@compiled_pass
def take_census(
    children: Children,
    families: Families,
    schools: Schools,
    month: Month,
    tariff: Tariff,
    rolls: Int64s,
    stocks: Int64s,
    start: int,
    stop: int,
) -> None:
    """Count everything once, at the end of the month."""
    for row in range(start, stop):
        if not children.is_present[row]:
            continue
        year_group = month.academic_year - children.cohort[row]
        count_person(children, families, schools, row, year_group, tariff, stocks)
        if children.setting[row] >= 0:
            count_on_roll(children, families, schools, row, year_group, rolls)
        if year_group == 11 and children.census_school[row] >= 0:
            rolls[Roll.LEAVERS, children.census_school[row]] += 1
            rolls[Roll.LEAVERS_ATTAINMENT, children.census_school[row]] += in_millionths(
                float64(children.attainment[row])
            )


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
                count_person(children, families, schools, row, year_group, tariff, stocks[:, group])


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
        row = rows[position]
        year_group = month.academic_year - children.cohort[row]
        for at in range(N_GROUPINGS):
            if wanted[at]:
                group = group_at(children, families, row, year_group, at)
                stock[group, authorities[position]] += 1
