"""September: children move up a year, change phase, stay on or leave."""

from datetime import date
from typing import NamedTuple

import numpy as np

from abm.calendar import Month
from abm.counting import Flow
from abm.luck import luck
from abm.passes.admitting import Admitting, is_admitted_or_moves_on, is_known_for_needs
from abm.passes.tallying import count
from abm.worlds.borders import Borders, neighbour_by_luck
from abm.worlds.state import SchoolIndex, setting_by_luck
from agents.child import Children
from agents.compiling import compiled_pass, part_of_pass, rule
from agents.declarations import Int16s, Int32s, Int64s
from agents.family import Families, crosses_border
from agents.school import Schools
from agents.vocabulary import Decision, Placement, SenStatus, SettingKind

AGE_AT_RECEPTION = 4
LAST_YEAR_OF_CHILDHOOD = 14
DAYS_BETWEEN_REVIEWS = 365
# The law of 2014 gave authorities two years from 1 September 2014 to turn college assessments into plans.
FIRST_DAY_OF_TRANSFERS = date(2014, 9, 1).toordinal()
DAYS_OF_TRANSFERS = 730
LAST_YEAR_OF_COLLEGE_ASSESSMENTS = 2015
OLDEST_AT_COLLEGE = 25
SHARE_TO_SPECIALIST_COLLEGE = 0.25  # of those who leave a special school with a plan; assumed


class LawOfAges(NamedTuple):
    """The age to which a plan can run, and how many stay at college a further year without one."""

    age_limit: float
    stays_in_college_share: float


@rule
def mainstream_kind(year_group: int) -> int:
    """Kind of mainstream setting that a year group attends."""
    if year_group < 0:
        return SettingKind.EARLY_YEARS.value
    if year_group < 7:
        return SettingKind.PRIMARY.value
    if year_group < 12:
        return SettingKind.SECONDARY.value
    return SettingKind.FURTHER.value


@rule
def mainstream_placement(year_group: int) -> int:
    """The official name of that placement."""
    if year_group < 0:
        return Placement.EARLY_YEARS.value
    if year_group < 12:
        return Placement.MAINSTREAM.value
    return Placement.FURTHER.value


@rule
def is_mainstream(placement: int) -> bool:
    """Whether a placement is an ordinary setting in which most of the class has no plan."""
    return (
        placement == Placement.MAINSTREAM
        or placement == Placement.RESOURCED
        or placement == Placement.EARLY_YEARS
        or placement == Placement.FURTHER
    )


@part_of_pass
def any_of_school_age(cohort: Int16s, academic_year: int, first: int, last: int) -> bool:
    """Whether anyone from row ``first`` to before ``last`` is in Reception to Year 11.

    A year group of an authority lies together, so that a pass about pupils can leave out most others.
    """
    n = 0
    for row in range(first, last):
        n += (academic_year >= cohort[row]) & (academic_year < cohort[row] + 12)
    return n > 0


@part_of_pass
def choose_school_area(
    children: Children, row: int, year_group: int, borders: Borders, key: np.uint64
) -> None:
    """At a change of phase: school at home, or across the border (the home authority stays responsible)."""
    home = children.home_authority[row]
    person_id = children.person_id[row]
    children.school_authority[row] = home
    share = borders.crossing_share[mainstream_kind(year_group), home]
    if crosses_border(share, luck(key, person_id, Decision.CROSSED_BORDER)):
        u = luck(key, person_id, Decision.NEIGHBOUR)
        children.school_authority[row] = neighbour_by_luck(borders, home, u)


@rule
def begins_phase(year_group: int) -> bool:
    """The first year of early years, primary, secondary or further education."""
    return year_group == -2 or year_group == 0 or year_group == 7 or year_group == 12


@part_of_pass
def join_mainstream(children: Children, row: int, year_group: int, index: SchoolIndex, u: float) -> None:
    """Put a child on the roll of a mainstream setting of its phase, near in proportion to places."""
    kind = mainstream_kind(year_group)
    children.setting[row] = setting_by_luck(index, kind, children.school_authority[row], u)
    children.placement[row] = mainstream_placement(year_group)


@part_of_pass
def end_plan(children: Children, row: int, year_group: int) -> None:
    """Take the plan away; a child of school age goes on with SEN support."""
    children.sen_status[row] = SenStatus.SUPPORT if year_group < 12 else SenStatus.NONE
    children.plan_day[row] = -1
    children.is_statement[row] = False
    children.band[row] = 0
    children.wants[row] = Placement.MAINSTREAM


@part_of_pass
def assess_for_college(children: Children, row: int, key: np.uint64) -> None:
    """A statement ends and the young person goes to college with a learning difficulty assessment.

    Were the law of 2014 to find one, its turn to become a plan comes between September 2014 and 2016.
    """
    u = luck(key, children.person_id[row], Decision.CONVERTED)
    children.has_college_assessment[row] = True
    children.plan_day[row] = FIRST_DAY_OF_TRANSFERS + int(u * DAYS_OF_TRANSFERS) - DAYS_BETWEEN_REVIEWS


@rule
def keeps_college_assessment(year_group: int, academic_year: int, stays_share: float, u: float) -> bool:
    """Hold on to a learning difficulty assessment: while at college, to 25, and none after September 2016."""
    if academic_year > LAST_YEAR_OF_COLLEGE_ASSESSMENTS or year_group + AGE_AT_RECEPTION >= OLDEST_AT_COLLEGE:
        return False
    return year_group < LAST_YEAR_OF_CHILDHOOD or u < stays_share


@rule
def stays_in_school(placement: int, u: float) -> bool:
    """Stay in school after Year 11: most special school pupils do, about a third of others.

    There is nothing to stay on in for those in a unit, at home or awaiting a place.
    """
    if placement == Placement.ALTERNATIVE or placement == Placement.HOME or placement == Placement.AWAITING:
        return False
    if placement == Placement.SPECIAL or placement == Placement.INDEPENDENT_SPECIAL:
        return u < 0.7
    return u < 0.35


@part_of_pass
def statement_lapses(
    children: Children,
    families: Families,
    row: int,
    year_group: int,
    key: np.uint64,
    flows: Int64s,
) -> None:
    """A statement ends with school, and its holder goes on with an assessment for college."""
    home = children.home_authority[row]
    count(flows, Flow.CEASED, home, children, families, row, year_group)
    count(flows, Flow.CEASED_LEFT_SCHOOL, home, children, families, row, year_group)
    end_plan(children, row, year_group)
    assess_for_college(children, row, key)


@part_of_pass
def moves_on_at_16(
    children: Children,
    families: Families,
    row: int,
    year_group: int,
    age_limit: float,
    index: SchoolIndex,
    key: np.uint64,
    flows: Int64s,
) -> None:
    """Year 11 is over: stay in school, or go to further education; a statement ends with school."""
    placement = children.placement[row]
    person_id = children.person_id[row]
    if stays_in_school(placement, luck(key, person_id, Decision.STAYED_ON)):
        return
    if children.sen_status[row] == SenStatus.PLAN and (age_limit < 20.0 or children.is_statement[row]):
        statement_lapses(children, families, row, year_group, key, flows)
    if children.sen_status[row] == SenStatus.SUPPORT:
        children.sen_status[row] = SenStatus.NONE
        children.months_on_support[row] = 0
    join_mainstream(children, row, year_group, index, luck(key, person_id, Decision.SETTING))


@part_of_pass
def leaves_school_at_18(
    children: Children,
    families: Families,
    row: int,
    age_limit: float,
    index: SchoolIndex,
    key: np.uint64,
    flows: Int64s,
) -> None:
    """School is over at 18: a plan goes on in further education, a statement ends."""
    person_id = children.person_id[row]
    has_plan = children.sen_status[row] == SenStatus.PLAN
    if has_plan and age_limit > 20.0 and not children.is_statement[row]:
        placement = children.placement[row]
        from_special = placement == Placement.SPECIAL or placement == Placement.INDEPENDENT_SPECIAL
        if from_special and luck(key, person_id, Decision.STAYED_ON) < SHARE_TO_SPECIALIST_COLLEGE:
            u = luck(key, person_id, Decision.PLACED)
            home = children.home_authority[row]
            children.setting[row] = setting_by_luck(index, SettingKind.SPECIALIST_POST_16, home, u)
            children.placement[row] = Placement.SPECIALIST_POST_16
            return
        join_mainstream(children, row, LAST_YEAR_OF_CHILDHOOD, index, luck(key, person_id, Decision.SETTING))
        return
    if has_plan:
        statement_lapses(children, families, row, LAST_YEAR_OF_CHILDHOOD, key, flows)
    if children.has_college_assessment[row]:
        join_mainstream(children, row, LAST_YEAR_OF_CHILDHOOD, index, luck(key, person_id, Decision.SETTING))
        return
    children.sen_status[row] = SenStatus.NONE
    children.setting[row] = -1
    children.placement[row] = Placement.NOT_IN_EDUCATION


@part_of_pass
def may_leave(children: Children, row: int, year_group: int, age_limit: float) -> bool:
    """Leave the model at 19 without a plan or an open case, and with a plan at the law's limit."""
    if children.case[row] >= 0 or children.dispute[row] >= 0 or children.has_college_assessment[row]:
        return False
    if children.sen_status[row] == SenStatus.PLAN:
        return year_group + AGE_AT_RECEPTION >= age_limit
    return year_group > LAST_YEAR_OF_CHILDHOOD


@compiled_pass
def grown_ups_leave(
    children: Children,
    families: Families,
    month: Month,
    law: LawOfAges,
    flows: Int64s,
    start: int,
    stop: int,
) -> None:
    """Let those leave who are past the model's ages, at the start of the academic year."""
    for row in range(start, stop):
        if not children.is_present[row]:
            continue
        home = children.home_authority[row]
        year_group = month.academic_year - children.cohort[row]
        if children.has_college_assessment[row]:
            u = luck(month.key, children.person_id[row], Decision.STAYED_IN_COLLEGE)
            children.has_college_assessment[row] = keeps_college_assessment(
                year_group, month.academic_year, law.stays_in_college_share, u
            )
        if may_leave(children, row, year_group, law.age_limit):
            count(flows, Flow.PEOPLE_OUT, home, children, families, row, year_group)
            if children.sen_status[row] == SenStatus.PLAN:
                count(flows, Flow.PLANS_LEFT, home, children, families, row, year_group)
            children.is_present[row] = False
            children.setting[row] = -1


class Seats(NamedTuple):
    """Settings to choose among by places, and by reputation and places; what admission to schools goes by."""

    by_places: SchoolIndex
    known: SchoolIndex
    admitting: Admitting


@part_of_pass
def starts_school(
    children: Children,
    families: Families,
    schools: Schools,
    row: int,
    year_group: int,
    seats: Seats,
    month: Month,
    flows: Int64s,
    entries: Int64s,
) -> None:
    """School begins: families of children with needs look for one known for them (claims G1, G2)."""
    u = luck(month.key, children.person_id[row], Decision.SETTING)
    looks = is_known_for_needs(children, row)
    join_mainstream(children, row, year_group, seats.known if looks else seats.by_places, u)
    is_admitted_or_moves_on(children, families, schools, row, month, seats.admitting, flows, entries)


@compiled_pass
def children_move_up(
    children: Children,
    families: Families,
    schools: Schools,
    seats: Seats,
    borders: Borders,
    month: Month,
    law: LawOfAges,
    flows: Int64s,
    entries: Int64s,
    start: int,
    stop: int,
) -> None:
    """Move every child up a year at the start of the academic year.

    ``entries`` adds up entrants with SEN and those discouraged, by school.
    """
    index = seats.by_places
    age_limit = law.age_limit
    for row in range(start, stop):
        if not children.is_present[row]:
            continue
        year_group = month.academic_year - children.cohort[row]
        children.suspensions[row] = 0
        children.days_suspended[row] = 0
        if begins_phase(year_group):
            choose_school_area(children, row, year_group, borders, month.key)
        if year_group == -2:
            u = luck(month.key, children.person_id[row], Decision.SETTING)
            join_mainstream(children, row, year_group, index, u)
        elif (year_group == 0 or year_group == 7) and is_mainstream(children.placement[row]):
            starts_school(children, families, schools, row, year_group, seats, month, flows, entries)
        elif year_group == 12:
            moves_on_at_16(children, families, row, year_group, age_limit, index, month.key, flows)
        elif year_group == LAST_YEAR_OF_CHILDHOOD:
            leaves_school_at_18(children, families, row, age_limit, index, month.key, flows)


@compiled_pass
def census_of_year_11(children: Children, month: Month, start: int, stop: int) -> None:
    """January: fix whose results each Year 11 pupil will count in (claim M4's clock)."""
    for row in range(start, stop):
        if children.is_present[row] and month.academic_year - children.cohort[row] == 11:
            placement = children.placement[row]
            at_school = placement == Placement.MAINSTREAM or placement == Placement.RESOURCED
            children.census_school[row] = children.setting[row] if at_school else -1


@compiled_pass
def children_take_seats(
    children: Children,
    index: SchoolIndex,
    known: SchoolIndex,
    borders: Borders,
    academic_year: int,
    key: np.uint64,
) -> None:
    """At the start of a run: put every child on the roll of a mainstream setting of its phase.

    Families of children with needs choose primary and secondary schools by reputation (``known``).
    """
    for row in range(children.is_present.size):
        if not children.is_present[row]:
            continue
        person_id = children.person_id[row]
        year_group = academic_year - children.cohort[row]
        u = luck(key, person_id, Decision.SETTING)
        stays = stays_in_school(Placement.MAINSTREAM, luck(key, person_id, Decision.STAYED_ON))
        seat = 11 if year_group in (12, 13) and stays else year_group
        choose_school_area(children, row, seat, borders, key)
        looks = 0 <= seat < 12 and is_known_for_needs(children, row)
        join_mainstream(children, row, seat, known if looks else index, u)
        if year_group == LAST_YEAR_OF_CHILDHOOD:
            children.setting[row] = -1
            children.placement[row] = Placement.NOT_IN_EDUCATION


@compiled_pass
def children_spread_out(
    children: Children, index: SchoolIndex, rows: Int32s, kind: int, placement: int
) -> None:
    """At the start of a run: spread children over their authority's settings of a kind, by places."""
    for position in range(rows.size):
        row = rows[position]
        u = (position + 0.5) / rows.size
        children.setting[row] = setting_by_luck(index, kind, children.home_authority[row], u)
        children.placement[row] = placement
        children.wants[row] = placement
