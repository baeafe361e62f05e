"""Groups and areas: parts add up, shares are shares of sums, and children count where they should."""

import numpy as np
import pytest

from abm import InputError, Results, Scenario, run
from abm.counting import Stock
from abm.groups import NAMES, columns_of, labels_of
from abm.measures import OF_CHILDREN, VALUES, measured, measured_whole, measures
from abm.phases.census import census_is_taken
from abm.quantities import by_authority
from abm.recording import Record
from abm.simulation import Simulation
from agents.vocabulary import Need, SenStatus, SettingKind
from tests.busy_worlds import in_two_halves
from tests.small_worlds import months

SCENARIO = Scenario(world="demo", people=800, to=2013)
COUNTS = [name for name, measure in measures().items() if measure.kind != "rate" and name in OF_CHILDREN]
COUNTS = [name for name in COUNTS if measures()[name].unit.split()[0] in ("plans", "pupils", "requests")]


@pytest.fixture(scope="module")
def results() -> Results:
    return run(SCENARIO, threads=1, groups=NAMES)


@pytest.fixture(scope="module")
def two() -> Simulation:
    """Two authorities, of which the second stands for two and a half."""
    simulation = in_two_halves(SCENARIO)
    simulation.world.weights = np.array([1.0, 2.5])
    for _ in months(simulation, (2011, 3)):
        pass
    return simulation


@pytest.mark.parametrize("grouping", NAMES)
def test_groups_add_up_to_everybody_by_month_and_by_year(results: Results, grouping: str) -> None:
    wanted = results.table[results.table["measure"].isin(COUNTS)]
    of_grouping = wanted[wanted["group"].isin(labels_of(grouping))]
    keys = ["date", "measure"]
    everybody = wanted[wanted["group"] == "all"].set_index(keys)["value"]
    summed = of_grouping.groupby(keys)["value"].sum().reindex(everybody.index)
    assert everybody.sum() > 0
    assert (summed == everybody).all()


def test_groups_alter_nothing_else(results: Results) -> None:
    without = run(SCENARIO, threads=1).table
    everybody = results.table[results.table["group"] == "all"].reset_index(drop=True)
    assert everybody.equals(without)


def test_a_group_counted_by_hand() -> None:
    simulation = Simulation(SCENARIO, groupings=("need",))
    for _ in months(simulation, (2010, 10)):
        pass
    children = simulation.world.children
    own = children.is_present & (children.primary_need == Need.AUTISM)
    column = columns_of("need")[Need.AUTISM]
    stocks = simulation.world.stocks_by_group[:, column, 0]
    assert own.any()
    assert stocks[Stock.PEOPLE] == own.sum()
    assert stocks[Stock.PLANS] == (own & (children.sen_status == SenStatus.PLAN)).sum()
    assert stocks[Stock.OPEN_CASES] == (own & (children.case >= 0)).sum()


def test_a_grouping_that_does_not_exist_names_the_nearest() -> None:
    with pytest.raises(InputError, match="Did you mean 'phase'"):
        run(SCENARIO, groups=("phases",))


def test_counts_of_the_whole_are_weighted_sums_of_authorities(two: Simulation) -> None:
    first, second = measured(two.world)[list(measures()).index("plans")]
    assert measured_whole(two.world, "plans") == first + 2.5 * second


def test_shares_of_the_whole_are_shares_of_the_sums(two: Simulation) -> None:
    stocks = two.world.stocks @ two.world.weights
    expected = stocks[Stock.PUPILS_ON_SUPPORT] / stocks[Stock.PUPILS]
    assert measured_whole(two.world, "sen_support_share_of_pupils") == pytest.approx(expected)
    first, second = measured(two.world)[list(measures()).index("sen_support_share_of_pupils")]
    assert min(first, second) < expected < max(first, second)
    assert measured_whole(two.world, "sen_support_share_of_pupils") != pytest.approx((first + second) / 2)


def test_pupils_count_where_their_school_is_and_plans_where_they_live(two: Simulation) -> None:
    """Send the SEN pupils of one primary school of the first authority to one of the second."""
    world, now = two.world, two.now()
    children, schools = world.children, world.schools
    here, there = (
        int(np.flatnonzero((schools.authority == area) & (schools.kind == SettingKind.PRIMARY))[0])
        for area in (0, 1)
    )
    at_home = children.is_present & (children.home_authority == 0) & (children.setting == here)
    movers = np.flatnonzero(at_home & (children.sen_status != SenStatus.NONE))
    census_is_taken(world, now)
    before = by_authority(world)
    children.setting[movers] = there
    census_is_taken(world, now)
    after = by_authority(world)
    children.setting[movers] = here
    assert movers.size > 0
    moved = VALUES["pupils"](after) - VALUES["pupils"](before)
    assert moved.tolist() == [-movers.size, movers.size]
    assert (VALUES["plans"](after) == VALUES["plans"](before)).all()


def test_a_world_of_several_is_england_by_month_and_authorities_by_year() -> None:
    simulation = in_two_halves(SCENARIO)
    record = Record(simulation.first_recorded)
    for _ in months(simulation, (2012, 12)):
        if simulation.is_recording:
            record.add(simulation.world)
    results = Results(record.table(SCENARIO), {})
    assert set(results.months["area"]) == {"England"}
    assert set(results.years["area"]) == {"England", *simulation.world.names}
    parts = [results.annual("requests", area=name) for name in simulation.world.names]
    assert (results.annual("requests") == sum(parts)).all()
    assert results.monthly("requests")["2011-01":"2011-12"].sum() == results.annual("requests")[2011]


def test_a_rate_of_a_year_is_the_years_events_over_its_pupils(results: Results) -> None:
    exclusions, pupils = results.annual("suspensions"), results.annual("pupils")
    rate = results.annual("suspension_rate_all")
    assert list(rate.index) == [2011, 2012, 2013]
    assert rate[2012] == pytest.approx(100.0 * exclusions[2012] / pupils[2012])
    months_of = results.monthly("suspensions")["2011-09":"2012-08"]
    assert exclusions[2012] == months_of.sum()
