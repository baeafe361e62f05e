"""Who is in alternative provision at the start: as many as published, older pupils with most SEMH need."""

import numpy as np

from abm.facts import national
from abm.luck import key_of, lucks
from abm.worlds.first_plans import rows_by_authority
from abm.worlds.starting_points import StartingPoint
from abm.worlds.state import World, setting_by_luck
from agents.declarations import Int32s
from agents.vocabulary import Decision, Placement, SenStatus, SettingKind

FIRST_YEAR_GROUP, LAST_YEAR_GROUP = 8, 11
LONGEST_STAY_SO_FAR = 12.0
FACTS_YEAR_OF_UNITS = {2010: 2010, 2025: 2024}
WEIGHT_OF_LUCK = 0.3  # who was excluded among those of like need


def fill_first_units(
    world: World, points: list[StartingPoint], academic_year: int, start: int, seed: int
) -> None:
    """Move pupils without a plan into units until each authority has its share of England's."""
    in_england = national("children_in_alternative_provision", FACTS_YEAR_OF_UNITS[start])
    for point, own in zip(points, rows_by_authority(world), strict=True):
        there = int((world.children.placement[own] == Placement.ALTERNATIVE).sum())
        wanted = round(in_england * point.population_share) - there
        _move_to_units(world, _likeliest(world, own, academic_year, seed)[: max(0, wanted)], seed)


def _likeliest(world: World, own: Int32s, academic_year: int, seed: int) -> Int32s:
    children = world.children
    group = academic_year - children.cohort[own].astype(np.int64)
    old_enough = (group >= FIRST_YEAR_GROUP) & (group <= LAST_YEAR_GROUP)
    rows = own[old_enough & (children.placement[own] == Placement.MAINSTREAM)]
    rows = rows[children.sen_status[rows] == SenStatus.SUPPORT]
    luck = lucks(key_of(seed), children.person_id[rows], int(Decision.EXCLUDED))
    return rows[np.lexsort((children.person_id[rows], -children.semh_need[rows] - WEIGHT_OF_LUCK * luck))]


def _move_to_units(world: World, rows: Int32s, seed: int) -> None:
    children = world.children
    luck = lucks(key_of(seed), children.person_id[rows], int(Decision.ADMITTED))
    for row, u in zip(rows, luck, strict=True):
        home = children.home_authority[row]
        children.last_school[row] = children.setting[row]
        children.setting[row] = setting_by_luck(world.index, SettingKind.ALTERNATIVE, home, u)
        children.placement[row] = Placement.ALTERNATIVE
        children.months_in_ap[row] = int(u * LONGEST_STAY_SO_FAR)
