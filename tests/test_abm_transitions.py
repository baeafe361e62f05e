"""From statements to plans: what ends with school, what colleges hand over, in a small world."""

import numpy as np
import pytest

from abm.counting import Flow
from abm.simulation import Simulation
from agents.vocabulary import SenStatus
from tests.small_worlds import months, small_simulation, with_ample_staff, year_groups

MANY_PEOPLE = 6000


@pytest.fixture(scope="module")
def to_2018() -> dict[str, dict[int, int]]:
    """Conversions and transfers by academic year (the year in which it ends), with ample staff."""
    simulation = with_ample_staff(small_simulation(people=MANY_PEOPLE))
    counted: dict[str, dict[int, int]] = {"CONVERSIONS": {}, "COLLEGE_TRANSFERS": {}}
    for now in months(simulation, (2018, 8)):
        for name, by_year in counted.items():
            year = now.month.academic_year + 1
            by_year[year] = by_year.get(year, 0) + int(simulation.world.flows[Flow[name]].sum())
    counted["STATEMENTS"] = {2018: int(statements(simulation))}
    return counted


def statements(simulation: Simulation) -> int:
    children = simulation.world.children
    held = children.is_present & (children.sen_status == SenStatus.PLAN) & children.is_statement
    return int(held.sum())


def test_statements_are_converted_over_four_years_and_few_in_the_first(
    to_2018: dict[str, dict[int, int]],
) -> None:
    """Officially 42,000 in 2015, then 60,000 and 71,000, all done by March 2018."""
    conversions = to_2018["CONVERSIONS"]
    assert sum(conversions[year] for year in conversions if year < 2015) == 0
    assert conversions[2015] < conversions[2016]
    assert conversions[2015] < 0.35 * sum(conversions.values())
    assert to_2018["STATEMENTS"][2018] <= 2


def test_college_assessments_become_plans_only_between_september_2014_and_2016(
    to_2018: dict[str, dict[int, int]],
) -> None:
    transfers = to_2018["COLLEGE_TRANSFERS"]
    assert {year for year, number in transfers.items() if number} <= {2015, 2016}


def test_a_statement_ends_with_school_and_a_college_assessment_takes_its_place() -> None:
    simulation = small_simulation(people=MANY_PEOPLE)
    *_, now = months(simulation, (2012, 9))
    children = simulation.world.children
    groups = year_groups(simulation, now)
    at_college = children.is_present & children.has_college_assessment
    assert at_college.sum() > 0
    assert groups[at_college].min() >= 12
    assert not (at_college & (children.sen_status == SenStatus.PLAN)).any()


def test_children_have_lived_as_long_as_they_are_old_before_a_run() -> None:
    """Unmet need has left its mark on the older: more need than they were born with, none at two."""
    simulation = small_simulation(people=MANY_PEOPLE)
    children = simulation.world.children
    groups = year_groups(simulation, simulation.now())
    need = children.learning_need + children.semh_need
    grown = need - children.innate_learning_need - children.innate_semh_need
    born_with = children.innate_learning_need + children.innate_semh_need > 0.2
    by_age = [
        float(np.mean(grown[children.is_present & born_with & (groups == group)])) for group in (-2, 0, 3)
    ]
    assert by_age[0] < 0.25 * by_age[2]
    assert by_age == sorted(by_age)
