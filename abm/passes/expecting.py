"""How many requests, and how many refusals, the month's pulls and bars lead one to expect, without luck.

A start from today's facts reads this, to find what is custom in a place.
"""

from enum import IntEnum, auto

from numpy import float64

from abm.calendar import Month
from abm.passes.asking import (
    AskingConditions,
    could_be_asked_by_school,
    may_ask,
    moves_family,
    moves_school,
)
from abm.threads import row_at
from agents.authority import Authorities, AuthorityParameters, chance_of_refusal, evidence_of_need
from agents.child import Children, overall_need
from agents.choosing import chance
from agents.compiling import compiled_pass, part_of_pass
from agents.declarations import Int32s, Int64s
from agents.family import Families
from agents.partners import chance_of_bringing
from agents.school import Schools, has_tried_support

BILLION = 1_000_000_000
MIDDLING = 0.5  # luck of papers that show what there is, neither well nor badly put


class Expected(IntEnum):
    """What is expected of a month, in billionths, so that a sum does not depend on the order of rows."""

    REQUESTS = 0
    REFUSALS = auto()


@part_of_pass
def chance_family_asks(
    children: Children,
    families: Families,
    schools: Schools,
    row: int,
    month: Month,
    custom: float,
    conditions: AskingConditions,
) -> float:
    """Chance that the family or the young person asks this month."""
    return chance(moves_family(children, families, schools, row, month, conditions.family) + custom)


@part_of_pass
def chance_others_ask(
    children: Children, schools: Schools, row: int, month: Month, custom: float, conditions: AskingConditions
) -> float:
    """Chance that the school asks, or else somebody else does, where the family does not."""
    need = overall_need(float64(children.learning_need[row]), float64(children.semh_need[row]))
    others = chance_of_bringing(need, month.academic_year - children.cohort[row], conditions.partner)
    if could_be_asked_by_school(children, row) and has_tried_support(children.months_on_support[row]):
        by_school = chance(moves_school(children, schools, row, month, conditions.school) + custom)
        return by_school + (1.0 - by_school) * others
    return others


@part_of_pass
def chance_it_is_refused(
    children: Children,
    families: Families,
    row: int,
    from_school: bool,
    bar: float,
    authority: AuthorityParameters,
) -> float:
    """Chance that a request for this child is refused, were it decided today."""
    need = overall_need(float64(children.learning_need[row]), float64(children.semh_need[row]))
    unmet, means = float64(children.unmet_need[row]), float64(families.resources[row])
    evidence = evidence_of_need(need, unmet, means, from_school, authority, MIDDLING)
    return chance_of_refusal(evidence, bar, authority)


@compiled_pass
def expect_requests(
    children: Children,
    families: Families,
    schools: Schools,
    authorities: Authorities,
    month: Month,
    conditions: AskingConditions,
    authority: AuthorityParameters,
    rows: Int32s,
    expected: Int64s,
    start: int,
    stop: int,
) -> None:
    """Add to ``expected`` (``Expected`` by authority, billionths) what the children in ``rows`` bring."""
    deterred = conditions.family.months_deterred
    for position in range(start, stop):
        row = row_at(rows, position)
        if not may_ask(children, families, row, month, conditions.age_limit, deterred):
            continue
        home = children.home_authority[row]
        custom, bar = float64(authorities.own_asking[home]), float64(authorities.bar[home])
        first = chance_family_asks(children, families, schools, row, month, custom, conditions)
        then = (1.0 - first) * chance_others_ask(children, schools, row, month, custom, conditions)
        refused = first * chance_it_is_refused(children, families, row, False, bar, authority)
        refused += then * chance_it_is_refused(children, families, row, True, bar, authority)
        expected[Expected.REQUESTS, home] += int((first + then) * BILLION + 0.5)
        expected[Expected.REFUSALS, home] += int(refused * BILLION + 0.5)
