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
from agents.declarations import Flags, Int8s, Int16s, Int32s, Int64s
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
def count_fields(
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
    stocks[Stock.STATUTORY_PENCE, home] += tariff.pence[placement, children.band[row]]
    if children.is_statement[row]:
        stocks[Stock.STATEMENTS, home] += 1
    in_class = placement == Placement.MAINSTREAM or placement == Placement.EARLY_YEARS
    if children.wants[row] == Placement.SPECIAL and in_class:
        stocks[Stock.SPECIAL_WAITING, home] += 1


@part_of_pass
def need_of(children: Children, row: int) -> float:
    """Overall need of one child."""
    return overall_need(float64(children.learning_need[row]), float64(children.semh_need[row]))


@part_of_pass
def count_person(
    children: Children, schools: Schools, row: int, year_group: int, tariff: Tariff, stocks: Int64s
) -> None:
    """Add one child or young person to the stocks that count everybody."""
    home = children.home_authority[row]
    placement = children.placement[row]
    stocks[Stock.PEOPLE, home] += 1
    if counts_as_pupil(children, schools, row, year_group):
        stocks[Stock.PUPILS, schools.authority[children.setting[row]]] += 1
    if placement == Placement.ALTERNATIVE:
        stocks[Stock.IN_ALTERNATIVE, home] += 1
        if children.sen_status[row] != SenStatus.PLAN:
            stocks[Stock.STATUTORY_PENCE, home] += tariff.pence[placement, 0]
    elif placement == Placement.HOME:
        stocks[Stock.HOME_EDUCATED, home] += 1
    elif placement == Placement.AWAITING:
        stocks[Stock.AWAITING, home] += 1


@part_of_pass
def count_sen(
    children: Children,
    families: Families,
    schools: Schools,
    row: int,
    year_group: int,
    tariff: Tariff,
    stocks: Int64s,
) -> None:
    """Add one child with need or SEN status, and its family, to the stocks that count those."""
    home = children.home_authority[row]
    status = children.sen_status[row]
    if status != SenStatus.NONE and counts_as_pupil(children, schools, row, year_group):
        stock = Stock.PUPILS_WITH_PLAN if status == SenStatus.PLAN else Stock.PUPILS_ON_SUPPORT
        stocks[stock, schools.authority[children.setting[row]]] += 1
    if status == SenStatus.PLAN:
        count_plan(children, row, year_group, tariff, stocks)
    count_fields(children, families, row, need_of(children, row), stocks, home)


@part_of_pass
def count_results(children: Children, schools: Schools, row: int, year_group: int, rolls: Int64s) -> None:
    """Add a child in its last year at primary or secondary school to those whose results count there."""
    school = -1
    if year_group == 11:
        school = children.census_school[row]
    elif year_group == 6 and children.setting[row] >= 0:
        school = children.setting[row] if schools.kind[children.setting[row]] == SettingKind.PRIMARY else -1
    if school >= 0:
        rolls[Roll.LEAVERS, school] += 1
        rolls[Roll.LEAVERS_ATTAINMENT, school] += in_millionths(float64(children.attainment[row]))


@part_of_pass
def count_on_sen_roll(children: Children, families: Families, row: int, rolls: Int64s) -> None:
    """Add one child with need or SEN status, and what its family feels, to the roll of its setting."""
    school = children.setting[row]
    if children.sen_status[row] == SenStatus.SUPPORT:
        rolls[Roll.ON_SUPPORT, school] += 1
    elif children.sen_status[row] == SenStatus.PLAN:
        rolls[Roll.WITH_PLAN, school] += 1
    rolls[Roll.SEN_FAMILIES, school] += 1
    rolls[Roll.CONFIDENCE, school] += in_millionths(float64(families.confidence[row]))


@compiled_pass
def take_census(
    children: Children,
    families: Families,
    schools: Schools,
    month: Month,
    tariff: Tariff,
    with_sen: Int8s,
    rolls: Int64s,
    stocks: Int64s,
    start: int,
    stop: int,
) -> None:
    """Count everybody once, at the end of the month, and those with need or SEN status once more.

    ``with_sen`` is room to note who they are.
    """
    for row in range(start, stop):
        has_stock = takes_stock(need_of(children, row), children.sen_status[row])
        with_sen[row] = children.is_present[row] & has_stock
    for row in range(start, stop):
        if children.is_present[row]:
            year_group = month.academic_year - children.cohort[row]
            count_person(children, schools, row, year_group, tariff, stocks)
            count_results(children, schools, row, year_group, rolls)
            if children.setting[row] >= 0:
                rolls[Roll.PUPILS, children.setting[row]] += 1
    for row in range(start, stop):
        if with_sen[row]:
            year_group = month.academic_year - children.cohort[row]
            count_sen(children, families, schools, row, year_group, tariff, stocks)
            if children.setting[row] >= 0:
                count_on_sen_roll(children, families, row, rolls)


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
                count_person(children, schools, row, year_group, tariff, stocks[:, group])
                if takes_stock(need_of(children, row), children.sen_status[row]):
                    count_sen(children, families, schools, row, year_group, tariff, stocks[:, group])


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
