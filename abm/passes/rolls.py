"""What the month-end census counted becomes known: what next month's decisions read of each place."""

from abm.counting import MILLION, Roll, Stock
from agents.authority import Authorities
from agents.compiling import compiled_pass, part_of_pass
from agents.declarations import Flags, Int64s
from agents.school import Schools

MOST_WAITING = 2**31 - 1  # that a column of the authority holds


@part_of_pass
def count_pupils(rolls: Int64s, stocks: Int64s, school: int, area: int) -> None:
    """Add a school's pupils to those of its area."""
    stocks[Stock.PUPILS, area] += rolls[school, Roll.COUNTED]
    stocks[Stock.PUPILS_ON_SUPPORT, area] += rolls[school, Roll.COUNTED_ON_SUPPORT]
    stocks[Stock.PUPILS_WITH_PLAN, area] += rolls[school, Roll.COUNTED_WITH_PLAN]


@part_of_pass
def fields_become_known(authorities: Authorities, stocks: Int64s, area: int) -> None:
    """What families with SEN of an area feel, while there are any, and how many wait for a special place."""
    families = stocks[Stock.SEN_FAMILIES, area]
    if families > 0:
        authorities.area_confidence[area] = stocks[Stock.CONFIDENCE, area] / MILLION / families
    authorities.special_waiting[area] = min(stocks[Stock.SPECIAL_WAITING, area], MOST_WAITING)


@compiled_pass
def rolls_become_known(
    schools: Schools, authorities: Authorities, pupils_count_in: Flags, rolls: Int64s, stocks: Int64s
) -> None:
    """Count pupils by area, and let the rolls and what families with SEN feel be known, by school and area.

    ``pupils_count_in`` says by kind of setting whether those on roll up to Year 13 are pupils of the school
    census. A place without families with SEN keeps what was last felt there.
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
    for area in range(authorities.area_confidence.size):
        fields_become_known(authorities, stocks, area)
