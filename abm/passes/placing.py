"""Places: special schools, independent schools and alternative provision fill up, and some must wait."""

from typing import NamedTuple

import numpy as np
from numpy import float64

from abm.calendar import FEBRUARY, SEPTEMBER, Month
from abm.counting import Flow
from abm.luck import luck
from abm.passes.cohorts import join_mainstream, mainstream_kind
from abm.passes.confidence import lower_confidence
from abm.passes.naming import is_transfer_year
from abm.passes.queues import in_turn, tie_of, turn_of
from abm.passes.tallying import count
from abm.threads import Threads
from abm.worlds.state import SchoolIndex, setting_by_luck
from agents.alternative_provision import UnitParameters, is_ready_to_return, readmits
from agents.authority import AuthorityParameters, would_name_independent, would_name_special
from agents.child import Children, overall_need
from agents.compiling import compiled_pass, part_of_pass, rule
from agents.declarations import Float32s, Float64s, Int8s, Int16s, Int32s, Int64s, n_rows
from agents.drafts import DraftParameters, is_on_the_list, names_unit, teaches_otherwise
from agents.family import Families
from agents.school import Schools
from agents.vocabulary import Decision, Placement, SenStatus, SettingKind

SPECIAL_OVERFILL = 1.0
UNIT_OVERFILL = 1.10
ORDERED_OVERFILL = 1.10
EASE_OF_THE_WAITING = 0.08  # severity below the authority's own bar at which it lets a child wait for special
EXCLUDED = 1
MANAGED_MOVE = 2


@part_of_pass
def free_setting(
    schools: Schools, index: SchoolIndex, kind: int, authority: int, overfill: float, u: float
) -> int:
    """A setting of this kind with room, starting the search at one picked by luck; -1 if all are full."""
    first = index.first[kind, authority]
    n = index.last[kind, authority] - first
    start = int(u * n)
    for step in range(n):
        setting = index.rows[first + (start + step) % n]
        if schools.roll[setting] < schools.places[setting] * overfill:
            return int(setting)
    return -1


@part_of_pass
def move_to(children: Children, schools: Schools, row: int, setting: int, placement: int) -> None:
    """Move a child on to the roll of another setting, keeping rolls up to date."""
    old = children.setting[row]
    if old >= 0:
        schools.roll[old] -= 1
    schools.roll[setting] += 1
    children.setting[row] = setting
    children.placement[row] = placement


class PlacingParameters(NamedTuple):
    """What finding places for plans needs of the catalogue; the last two fields are by authority.

    ``off_list`` is the share of independent schools that a list of settings leaves out, ``target`` what an
    agreement on the deficit asks of a special place, in severity.
    """

    authority: AuthorityParameters
    draft: DraftParameters
    off_list: Float64s
    target: Float64s


@rule
def awaits_transfer(year_group: int, calendar_month: int) -> bool:
    """Between the naming in February and September the child waits where it is."""
    return is_transfer_year(year_group) and FEBRUARY <= calendar_month < SEPTEMBER


@part_of_pass
def finds_other_place(
    children: Children,
    schools: Schools,
    unit_room: Int32s,
    row: int,
    need: float,
    month: Month,
    draft: DraftParameters,
) -> None:
    """A child of school age in class goes to a unit there, or is taught otherwise where class has failed."""
    placement = children.placement[row]
    home = children.home_authority[row]
    in_class = placement == Placement.MAINSTREAM or placement == Placement.RESOURCED
    waits = in_class and children.wants[row] == Placement.SPECIAL
    u = luck(month.key, children.person_id[row], Decision.NAMED_OTHERWISE)
    if teaches_otherwise(float64(children.unmet_need[row]), waits, draft, u):
        schools.roll[children.setting[row]] -= 1
        children.setting[row] = -1
        children.placement[row] = Placement.OTHERWISE
    elif placement == Placement.MAINSTREAM and names_unit(need, unit_room[home], draft):
        children.placement[row] = Placement.RESOURCED
        unit_room[home] -= 1


@compiled_pass
def place_plans(
    children: Children,
    schools: Schools,
    index: SchoolIndex,
    room: Int32s,
    unit_room: Int32s,
    rows: Int32s,
    month: Month,
    p: PlacingParameters,
) -> None:
    """Find places for plans, longest wait first: special, else independent, unit or otherwise, or wait.

    ``room`` and ``unit_room`` (by authority) are used up as places are taken.
    """
    authority = p.authority
    for position in range(rows.size):
        row = rows[position]
        home = children.home_authority[row]
        is_new = children.plan_day[row] >= month.first_day
        if not is_new and room[home] == 0:
            continue
        need = overall_need(float64(children.learning_need[row]), float64(children.semh_need[row]))
        shown = need - p.target[home]
        is_agreed = shown > authority.special_bar - EASE_OF_THE_WAITING
        waits = children.wants[row] == Placement.SPECIAL and is_agreed
        if awaits_transfer(month.academic_year - children.cohort[row], month.calendar_month):
            waits = False
        if not is_new and not waits:
            continue
        person_id = children.person_id[row]
        u = luck(month.key, person_id, Decision.PLACED)
        setting = free_setting(schools, index, SettingKind.SPECIAL, home, SPECIAL_OVERFILL, u)
        named = luck(month.key, person_id, Decision.NAMED_SETTING)
        paid = luck(month.key, person_id, Decision.PAID_INDEPENDENT)
        agreed = is_new and would_name_special(shown, setting >= 0, authority, named)
        suits = is_new and would_name_independent(need, float64(children.semh_need[row]), setting >= 0, paid)
        listed = is_on_the_list(p.off_list[home], luck(month.key, person_id, Decision.LISTED))
        if (agreed or waits) and setting >= 0:
            move_to(children, schools, row, setting, Placement.SPECIAL)
            children.wants[row] = Placement.SPECIAL
            room[home] -= 1
        elif suits and listed:
            setting = index.rows[index.first[SettingKind.INDEPENDENT_SPECIAL, home]]
            move_to(children, schools, row, setting, Placement.INDEPENDENT_SPECIAL)
        else:
            if agreed or suits:
                children.wants[row] = Placement.SPECIAL
            if is_new:
                finds_other_place(children, schools, unit_room, row, need, month, p.draft)


@compiled_pass
def mark_plans_to_place(children: Children, first_day: int, marks: Int8s, start: int, stop: int) -> None:
    """Mark plans in class or taught otherwise that are new since ``first_day``, or wait for special."""
    for row in range(start, stop):
        placement = children.placement[row]
        in_class = (placement == Placement.MAINSTREAM) | (placement == Placement.EARLY_YEARS)
        in_class |= (placement == Placement.RESOURCED) | (placement == Placement.OTHERWISE)
        may_move = (children.wants[row] == Placement.SPECIAL) | (children.plan_day[row] >= first_day)
        has_plan = children.is_present[row] & (children.sen_status[row] == SenStatus.PLAN)
        marks[row] = has_plan & in_class & may_move


@compiled_pass
def write_room(
    schools: Schools, unit_places: Float32s, in_units: Int64s, room: Int32s, unit_room: Int32s
) -> None:
    """Write free places by authority: of special schools into ``room``, of units into ``unit_room``."""
    for home in range(room.size):
        room[home] = 0
        unit_room[home] = max(0, int(unit_places[home]) - in_units[home])
    for school in range(schools.kind.size):
        if schools.kind[school] == SettingKind.SPECIAL:
            free = schools.places[school] * SPECIAL_OVERFILL - schools.roll[school]
            room[schools.authority[school]] += int(np.ceil(max(0.0, free)))


@compiled_pass
def write_turns_of_plans(
    person_ids: Int64s,
    plan_day: Int32s,
    homes: Int16s,
    rows: Int32s,
    room: Int32s,
    first_day: int,
    seed_key: np.uint64,
    turns: Int64s,
) -> int:
    """Keep those of ``rows`` whose plan is new or for whom there may be ``room``, and write their turns.

    Returns how many are kept; they come first in ``rows``.
    """
    n = 0
    for position in range(rows.size):
        row = rows[position]
        day = plan_day[row]
        if day >= first_day or room[homes[row]] > 0:
            rows[n] = row
            turns[n] = turn_of(0, day, tie_of(seed_key, person_ids[row]))
            n += 1
    return n


def plans_to_place(
    children: Children, room: Int32s, threads: Threads, month: Month, seed_key: np.uint64
) -> Int32s:
    """Rows of plans in class that may find a place now, longest wait first.

    Those made or reviewed this month, and those waiting for special where there is ``room``.
    """
    rows = threads.found(n_rows(children), mark_plans_to_place, children, month.first_day)
    turns = np.empty(rows.size, np.int64)
    columns = (children.person_id, children.plan_day, children.home_authority)
    n = write_turns_of_plans(*columns, rows, room, month.first_day, seed_key, turns)
    return rows[in_turn(turns, n)]


@part_of_pass
def another_school(index: SchoolIndex, kind: int, authority: int, not_this: int, u: float) -> int:
    """A setting of this kind other than the one left; -1 if there is none."""
    school = setting_by_luck(index, kind, authority, u)
    if school != not_this:
        return school
    first = index.first[kind, authority]
    n = index.last[kind, authority] - first
    for position in range(n):
        if index.rows[first + position] == not_this:
            neighbour = int(index.rows[first + (position + 1) % n])
            return neighbour if neighbour != not_this else -1
    return -1


@compiled_pass
def remove_pupils(
    children: Children,
    families: Families,
    schools: Schools,
    index: SchoolIndex,
    rows: Int32s,
    removed: Int8s,
    month: Month,
    shock: float,
    flows: Int64s,
) -> None:
    """Take removed pupils off the roll: to another school by managed move, or out and awaiting a place.

    Where there is no other school, a managed move comes to nothing and the head excludes.
    """
    for position in range(rows.size):
        row = rows[position]
        school = children.setting[row]
        area = schools.authority[school]  # the school census counts where the school is
        year_group = month.academic_year - children.cohort[row]
        schools.roll[school] -= 1
        children.last_school[row] = school
        if removed[row] == MANAGED_MOVE:
            u = luck(month.key, children.person_id[row], Decision.MOVED)
            other = another_school(index, mainstream_kind(year_group), schools.authority[school], school, u)
            if other >= 0:
                count(flows, Flow.MANAGED_MOVES, area, children, families, row, year_group)
                schools.roll[other] += 1
                children.setting[row] = other
                continue
        count(flows, Flow.EXCLUSIONS, area, children, families, row, year_group)
        schools.exclusions_this_year[school] += 1
        children.setting[row] = -1
        children.placement[row] = Placement.AWAITING
        children.months_in_ap[row] = 0
        lower_confidence(families, row, shock)


@compiled_pass
def fill_units(
    children: Children,
    families: Families,
    schools: Schools,
    index: SchoolIndex,
    rows: Int32s,
    month: Month,
    flows: Int64s,
) -> None:
    """Give those of ``rows`` who await it a place in alternative provision, in this order; others wait."""
    for position in range(rows.size):
        row = rows[position]
        if children.placement[row] != Placement.AWAITING:
            continue
        home = children.home_authority[row]
        u = luck(month.key, children.person_id[row], Decision.ADMITTED)
        unit = free_setting(schools, index, SettingKind.ALTERNATIVE, home, UNIT_OVERFILL, u)
        if unit >= 0:
            schools.roll[unit] += 1
            children.setting[row] = unit
            children.placement[row] = Placement.ALTERNATIVE
            children.months_in_ap[row] = 0
            year_group = month.academic_year - children.cohort[row]
            count(flows, Flow.TO_ALTERNATIVE, home, children, families, row, year_group)
        else:
            children.months_in_ap[row] += 1


@compiled_pass
def reintegrate(
    children: Children,
    families: Families,
    schools: Schools,
    index: SchoolIndex,
    rows: Int32s,
    month: Month,
    unit: UnitParameters,
    flows: Int64s,
) -> None:
    """Those of ``rows`` in alternative provision come back when they are ready and a school takes them."""
    for position in range(rows.size):
        row = rows[position]
        if children.placement[row] != Placement.ALTERNATIVE:
            continue
        children.months_in_ap[row] += 1
        person_id = children.person_id[row]
        home = children.home_authority[row]
        year_group = month.academic_year - children.cohort[row]
        ready = luck(month.key, person_id, Decision.REINTEGRATED)
        months = children.months_in_ap[row]
        if not is_ready_to_return(months, year_group, float64(children.unmet_need[row]), unit, ready):
            continue
        old = children.setting[row]
        join_mainstream(children, row, year_group, index, luck(month.key, person_id, Decision.SETTING))
        school = children.setting[row]
        has_room = schools.roll[school] < schools.places[school]
        u = luck(month.key, person_id, Decision.READMITTED)
        if readmits(float64(schools.ethos[school]), float64(schools.capability[school]), has_room, u):
            schools.roll[old] -= 1
            schools.roll[school] += 1
            children.months_in_ap[row] = 0
            count(flows, Flow.REINTEGRATED, home, children, families, row, year_group)
        else:
            children.setting[row] = old
            children.placement[row] = Placement.ALTERNATIVE


@compiled_pass
def write_turns_outside(
    person_ids: Int64s, placement: Int8s, months: Int16s, rows: Int32s, seed_key: np.uint64, turns: Int64s
) -> None:
    """Write the turns of those out of class: who waits for a place there comes last, longest wait first."""
    for position in range(rows.size):
        row = rows[position]
        tie = tie_of(seed_key, person_ids[row])
        awaits = placement[row] == Placement.AWAITING
        turns[position] = turn_of(1, -months[row], tie) if awaits else turn_of(0, 0, tie)


def in_turn_outside(children: Children, out: Int32s, seed_key: np.uint64) -> Int32s:
    """Rows of those ``out`` of class: in keyed order, but who awaits a place there by the longest wait."""
    turns = np.empty(out.size, np.int64)
    columns = (children.person_id, children.placement, children.months_in_ap)
    write_turns_outside(*columns, out, seed_key, turns)
    return out[in_turn(turns, out.size)]


@compiled_pass
def write_ties(person_ids: Int64s, rows: Int32s, seed_key: np.uint64, out: Int64s) -> None:
    """Write a keyed priority for each row into ``out``."""
    for position in range(rows.size):
        out[position] = tie_of(seed_key, person_ids[rows[position]])


def ties(children: Children, rows: Int32s, seed_key: np.uint64) -> Int64s:
    """A keyed priority for each of these children, the same all through a run."""
    out = np.empty(rows.size, np.int64)
    write_ties(children.person_id, rows, seed_key, out)
    return out
