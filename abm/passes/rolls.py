"""Rolls of the month-end census become known: what next month's decisions read of each school."""

from abm.counting import MILLION, Roll, Stock
from agents.compiling import compiled_pass, part_of_pass
from agents.declarations import Flags, Int64s
from agents.school import Schools


@part_of_pass
def count_pupils(rolls: Int64s, stocks: Int64s, school: int, area: int) -> None:
    """Add a school's pupils to those of its area."""
    stocks[Stock.PUPILS, area] += rolls[school, Roll.COUNTED]
    stocks[Stock.PUPILS_ON_SUPPORT, area] += rolls[school, Roll.COUNTED_ON_SUPPORT]
    stocks[Stock.PUPILS_WITH_PLAN, area] += rolls[school, Roll.COUNTED_WITH_PLAN]


@compiled_pass
def rolls_become_known(schools: Schools, pupils_count_in: Flags, rolls: Int64s, stocks: Int64s) -> None:
    """Count pupils by area, and let every school's roll and what its families with SEN feel be known.

    ``pupils_count_in`` says by kind of setting whether those on roll up to Year 13 are pupils of the school
    census. A school without families with SEN keeps what was last felt there.
    """
    for school in range(schools.kind.size):
        if pupils_count_in[schools.kind[school]]:
            rolls[school, Roll.COUNTED] += rolls[school, Roll.UP_TO_YEAR_13]
        count_pupils(rolls, stocks, school, schools.authority[school])
        schools.roll[school] = rolls[school, Roll.PUPILS]
        schools.n_support[school] = rolls[school, Roll.ON_SUPPORT]
        schools.n_plans[school] = rolls[school, Roll.WITH_PLAN]
        families = rolls[school, Roll.SEN_FAMILIES]
        if families > 0:
            schools.peer_confidence[school] = rolls[school, Roll.CONFIDENCE] / MILLION / families
            schools.peer_plans_share[school] = rolls[school, Roll.WITH_PLAN] / families
