"""How many suspensions and exclusions pupils, schools and heads lead one to expect of a month, without luck.

As ``abm.passes.expecting``: a start from today's facts reads this, to find what is custom in a place.
"""

from enum import IntEnum, auto

from numpy import float64

from abm.calendar import Month
from abm.passes.behaviour import (
    BehaviourParameters,
    may_be_suspended,
    moves_head_to_exclude,
    moves_school_to_suspend,
)
from abm.passes.expecting import BILLION
from agents.child import Children, log_odds_of_incident
from agents.choosing import chance
from agents.compiling import compiled_pass, part_of_pass
from agents.declarations import Int64s
from agents.family import Families
from agents.school import Schools, chance_of_managed_move
from agents.vocabulary import SettingKind


class Trouble(IntEnum):
    """What is expected by kind of setting and authority in whose area it lies, in billionths."""

    SUSPENSIONS = 0
    EXCLUSIONS = auto()


@part_of_pass
def chance_of_suspension(
    children: Children, families: Families, schools: Schools, row: int, p: BehaviourParameters
) -> float:
    """Chance of an incident this month that the school suspends for."""
    school = children.setting[row]
    log_odds = log_odds_of_incident(
        float64(children.semh_need[row]),
        float64(children.unmet_need[row]),
        families.is_silent[row],
        schools.kind[school] == SettingKind.SECONDARY,
        p.child,
    )
    incident = chance(log_odds + float64(schools.own_trouble[school]))
    return incident * chance(moves_school_to_suspend(children, schools, row, p))


@part_of_pass
def chance_of_exclusion(
    children: Children, schools: Schools, row: int, month: Month, p: BehaviourParameters
) -> float:
    """Chance that a suspension, were there one, would end in exclusion."""
    school = children.setting[row]
    log_odds = moves_head_to_exclude(children, schools, row, children.suspensions[row] + 1, month, p)
    removed = chance(log_odds + float64(schools.own_excluding[school]))
    moved = chance_of_managed_move(float64(schools.ethos[school]), schools.is_academy[school], p.school)
    return removed * (1.0 - moved)


@compiled_pass
def expect_trouble(
    children: Children,
    families: Families,
    schools: Schools,
    month: Month,
    p: BehaviourParameters,
    expected: Int64s,
    start: int,
    stop: int,
) -> None:
    """Add to ``expected`` (``Trouble`` by kind of setting and authority) what these rows bring in a month."""
    for row in range(start, stop):
        school = children.setting[row]
        if not children.is_present[row] or school < 0 or not may_be_suspended(children, row, month):
            continue
        suspended = chance_of_suspension(children, families, schools, row, p)
        excluded = suspended * chance_of_exclusion(children, schools, row, month, p)
        kind, area = schools.kind[school], schools.authority[school]
        expected[Trouble.SUSPENSIONS, kind, area] += int(suspended * BILLION + 0.5)
        expected[Trouble.EXCLUSIONS, kind, area] += int(excluded * BILLION + 0.5)
