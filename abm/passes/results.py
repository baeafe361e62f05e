"""July: the results of children in their last year at primary or secondary school."""

from numpy import float64

from abm.calendar import Month
from abm.counting import Result
from abm.passes.census import in_millionths
from agents.child import Children
from agents.compiling import compiled_pass, part_of_pass
from agents.declarations import Int64s
from agents.school import Schools
from agents.vocabulary import SettingKind

LAST_YEAR_OF_PRIMARY, LAST_YEAR_OF_SECONDARY = 6, 11


@part_of_pass
def school_of_results(children: Children, schools: Schools, row: int, year_group: int) -> int:
    """The school whose results count a child, -1 if none does: in Year 11 the one of the January census."""
    if year_group == LAST_YEAR_OF_SECONDARY:
        return children.census_school[row]
    school = children.setting[row]
    if year_group == LAST_YEAR_OF_PRIMARY and school >= 0 and schools.kind[school] == SettingKind.PRIMARY:
        return school
    return -1


@compiled_pass
def count_results(
    children: Children, schools: Schools, month: Month, results: Int64s, start: int, stop: int
) -> None:
    """Add everybody in a last year to ``results``, by school and what is counted there."""
    for row in range(start, stop):
        if children.is_present[row]:
            year_group = month.academic_year - children.cohort[row]
            school = school_of_results(children, schools, row, year_group)
            if school >= 0:
                results[school, Result.LEAVERS] += 1
                results[school, Result.ATTAINMENT] += in_millionths(float64(children.attainment[row]))
