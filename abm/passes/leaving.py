"""Home education: families leave when confidence is gone, and some come back."""

from numpy import float64

from abm.calendar import Month
from abm.counting import Flow
from abm.luck import luck
from abm.passes.cohorts import any_of_school_age, is_mainstream, join_mainstream
from abm.passes.tallying import count
from abm.threads import STRETCH, anyone
from abm.worlds.state import SchoolIndex
from agents.child import Children
from agents.choosing import could_happen
from agents.compiling import compiled_pass, part_of_pass
from agents.declarations import Int8s, Int64s
from agents.family import Families, FamilyParameters, leaves_for_home, log_odds_of_leaving
from agents.school import Schools
from agents.vocabulary import Decision, Placement, SenStatus

SUSPENSIONS_THAT_PRESS = 3
ETHOS_THAT_PRESSES = 0.45


@part_of_pass
def is_pressed(children: Children, schools: Schools, row: int) -> bool:
    """A school of little inclusive ethos presses a family whose child it keeps suspending."""
    school = children.setting[row]
    return children.suspensions[row] >= SUSPENSIONS_THAT_PRESS and schools.ethos[school] < ETHOS_THAT_PRESSES


@part_of_pass
def luck_allows_leaving(
    children: Children, families: Families, row: int, month: Month, family: FamilyParameters
) -> bool:
    """False only for families whom luck plainly keeps in school this month, whatever the school's ethos."""
    pressed = children.suspensions[row] >= SUSPENSIONS_THAT_PRESS
    confidence, unmet = float64(families.confidence[row]), float64(children.unmet_need[row])
    log_odds = log_odds_of_leaving(confidence, unmet, pressed, family)
    return could_happen(log_odds, luck(month.key, children.person_id[row], Decision.LEFT_FOR_HOME))


@part_of_pass
def family_moves(
    children: Children,
    families: Families,
    schools: Schools,
    index: SchoolIndex,
    row: int,
    month: Month,
    family: FamilyParameters,
    flows: Int64s,
) -> None:
    """One family leaves for home education, or comes back, if it so decides."""
    year_group = month.academic_year - children.cohort[row]
    if not children.is_present[row] or year_group < 0 or year_group > 11:
        return
    home = children.home_authority[row]
    person_id = children.person_id[row]
    if children.placement[row] == Placement.HOME:
        if luck(month.key, person_id, Decision.CAME_BACK) < family.return_per_month:
            count(flows, Flow.CAME_BACK, home, children, families, row, year_group)
            join_mainstream(children, row, year_group, index, luck(month.key, person_id, Decision.SETTING))
        return
    if not is_mainstream(children.placement[row]) or children.case[row] >= 0:
        return
    confidence = float64(families.confidence[row])
    unmet = float64(children.unmet_need[row])
    pressed = is_pressed(children, schools, row)
    if leaves_for_home(
        confidence, unmet, pressed, family, luck(month.key, person_id, Decision.LEFT_FOR_HOME)
    ):
        count(flows, Flow.LEFT_FOR_HOME, home, children, families, row, year_group)
        children.setting[row] = -1
        children.placement[row] = Placement.HOME
        if children.sen_status[row] == SenStatus.SUPPORT:
            children.sen_status[row] = SenStatus.NONE
            children.months_on_support[row] = 0


@compiled_pass
def families_leave_and_return(
    children: Children,
    families: Families,
    schools: Schools,
    index: SchoolIndex,
    may_move: Int8s,
    month: Month,
    family: FamilyParameters,
    flows: Int64s,
    start: int,
    stop: int,
) -> None:
    """Leave for home education, or come back to a school of the child's phase.

    ``may_move`` is room to note whom luck does not plainly keep where they are.
    """
    for first in range(start, stop, STRETCH):
        last = min(first + STRETCH, stop)
        if not any_of_school_age(children.cohort, month.academic_year, first, last):
            continue
        for row in range(first, last):
            at_home = children.placement[row] == Placement.HOME
            may_move[row] = at_home | luck_allows_leaving(children, families, row, month, family)
        if anyone(may_move, first, last):
            for row in range(first, last):
                if may_move[row]:
                    family_moves(children, families, schools, index, row, month, family, flows)
