"""Measures: each says what it is, adds up by hand, and measuring changes nothing."""

import ast
import inspect

import numpy as np
import pytest

from abm import measures as measures_module
from abm.counting import MILLION, Flow, Stock
from abm.measures import Measure, measured, measures
from abm.simulation import Simulation
from abm.sources import table_rows
from abm.years import CONVENTIONS
from agents.vocabulary import Placement, SenStatus, SettingKind
from tests.small_worlds import months, small_simulation, state_of

NAMES = list(measures())
MIRRORS = [measure for measure in measures().values() if measure.official]
PROMISED = [
    "plans",
    "plans_share_of_pupils",
    "sen_support_share_of_pupils",
    "open_requests",
    "open_appeals",
    "plans_in_mainstream",
    "plans_in_special",
    "plans_in_independent_special",
    "plans_in_further_education",
    "children_in_alternative_provision",
    "alternative_provision_occupancy_share",
    "children_home_educated",
    "children_awaiting_place",
    "children_waiting_for_special",
    "confidence_mean",
    "trust_mean",
    "grievance_mean",
    "unmet_need_mean",
    "ordinarily_available_quality_mean",
    "educational_psychology_preventive_share",
    "outreach_staff_fte",
    "high_needs_balance_gbp",
    "need_met_gap_by_resources",
    "requests",
    "requests_by_parents",
    "requests_by_schools",
    "requests_refused",
    "assessments_completed",
    "plans_not_issued",
    "new_plans",
    "new_plans_within_20_weeks",
    "ceased_plans",
    "mediations",
    "appeals_registered",
    "appeals_conceded",
    "appeals_heard",
    "appeals_allowed",
    "suspensions",
    "permanent_exclusions",
    "managed_moves",
    "reintegrations",
    "left_for_home_education",
    "high_needs_spending_gbp",
]


@pytest.fixture(scope="module")
def simulation() -> Simulation:
    simulation = small_simulation(people=1500)
    for _ in months(simulation, (2012, 3)):
        pass
    return simulation


def value(simulation: Simulation, name: str) -> float:
    return float(measured(simulation.world)[NAMES.index(name)].sum())


@pytest.mark.parametrize("measure", measures().values(), ids=NAMES)
def test_every_measure_says_what_it_is(measure: Measure) -> None:
    assert measure.kind in ("stock", "flow", "rate")
    assert measure.label[0].isupper()
    assert measure.meaning[0].isupper()
    assert measure.unit
    if measure.kind == "flow":
        assert measure.unit.endswith("a month")
    assert measure.counted_by in ("home", "school")
    assert measure.year_convention in CONVENTIONS


@pytest.mark.parametrize("measure", MIRRORS, ids=[measure.name for measure in MIRRORS])
def test_a_measure_and_its_official_series_agree_in_year_and_unit(measure: Measure) -> None:
    rows = [row for row in table_rows("national_official.csv") if row["series"] == measure.official]
    assert {row["year_convention"] for row in rows} == {measure.year_convention}
    unit = rows[0]["unit"]
    if unit.startswith("%"):
        assert (measure.official_scale, measure.unit.split()[0]) == (100.0, "share")
    elif unit.startswith("GBP million"):
        assert (measure.official_scale, measure.unit.split()[0]) == (1e-6, "GBP")
    else:
        assert measure.official_scale == 1.0
        assert ("per 100" in unit) == ("per 100" in measure.unit)
        assert not measure.unit.startswith(("share", "GBP"))


def test_official_residence_and_school_counts_are_the_models() -> None:
    """The school census and exclusions count by school, SEN2 and the tribunal by home."""
    for name, measure in measures().items():
        by_school = (
            name.startswith(("pupil", "suspension", "permanent_exclusion", "managed")) or "_pupils" in name
        )
        if measure.official:
            assert (measure.counted_by == "school") == by_school, name


def test_names_and_labels_are_used_once_and_none_is_missing() -> None:
    assert len(set(NAMES)) == len(NAMES)
    assert len({measure.label for measure in measures().values()}) == len(NAMES)
    assert not set(PROMISED) - set(NAMES)


def test_every_value_is_a_number(simulation: Simulation) -> None:
    for _ in range(3):
        simulation.step()
        values = measured(simulation.world)
        assert values.shape == (len(NAMES), 1)
        divided = [NAMES[row] for row in np.flatnonzero(~np.isfinite(values[:, 0]))]
        assert {measures()[name].kind for name in divided} <= {"rate"}  # no requests in a month, no share


def test_measuring_changes_nothing(simulation: Simulation) -> None:
    before = state_of(simulation)
    measured(simulation.world)
    after = state_of(simulation)
    assert all(np.array_equal(before[name], after[name]) for name in before)


def test_measures_only_read() -> None:
    """No statement of the module writes into a table: an assignment to a column or a slice of one."""
    tree = ast.parse(inspect.getsource(measures_module))
    targets = [
        target
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign | ast.AugAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
    ]
    assert not [target for target in targets if isinstance(target, ast.Attribute | ast.Subscript)]


def test_plans_counted_by_hand(simulation: Simulation) -> None:
    children = simulation.world.children
    planned = children.is_present & (children.sen_status == SenStatus.PLAN)
    assert value(simulation, "plans") == planned.sum()
    for name, placements in {
        "plans_in_mainstream": (Placement.MAINSTREAM, Placement.RESOURCED),
        "plans_in_special": (Placement.SPECIAL,),
        "plans_in_further_education": (Placement.FURTHER, Placement.SPECIALIST_POST_16),
    }.items():
        assert value(simulation, name) == (planned & np.isin(children.placement, placements)).sum()


def test_occupancy_is_roll_over_places(simulation: Simulation) -> None:
    schools = simulation.world.schools
    units = schools.kind == SettingKind.ALTERNATIVE
    expected = schools.roll[units].sum() / schools.places[units].sum()
    assert value(simulation, "alternative_provision_occupancy_share") == pytest.approx(expected)


def test_means_are_over_families_with_sen(simulation: Simulation) -> None:
    stocks = simulation.world.stocks
    expected = stocks[Stock.CONFIDENCE, 0] / MILLION / stocks[Stock.SEN_FAMILIES, 0]
    assert value(simulation, "confidence_mean") == pytest.approx(expected)
    assert 0.0 < expected < 1.0


def test_gap_is_positive_when_the_best_resourced_go_less_short(simulation: Simulation) -> None:
    """1 unmet of 10 at the top, 4 of 10 at the bottom: 90% met less 60% met."""
    world = simulation.world
    kept = world.stocks.copy()
    world.stocks[Stock.NEED_TOP_FIFTH], world.stocks[Stock.UNMET_TOP_FIFTH] = 10, 1
    world.stocks[Stock.NEED_BOTTOM_FIFTH], world.stocks[Stock.UNMET_BOTTOM_FIFTH] = 10, 4
    gap = value(simulation, "need_met_gap_by_resources")
    world.stocks = kept
    assert gap == pytest.approx(0.3)


def test_requests_are_all_requests(simulation: Simulation) -> None:
    flows = simulation.world.flows
    askers = [
        Flow.REQUESTS_BY_PARENTS,
        Flow.REQUESTS_BY_YOUNG_PEOPLE,
        Flow.REQUESTS_BY_SCHOOLS,
        Flow.REQUESTS_BY_OTHERS,
    ]
    assert value(simulation, "requests") == flows[askers].sum()


def test_money_is_in_pounds(simulation: Simulation) -> None:
    pence = int(simulation.world.authorities.balance_pence.sum())
    assert value(simulation, "high_needs_balance_gbp") == pytest.approx(pence / 100.0)
