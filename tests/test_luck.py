"""Luck: keyed by who, what and when alone, even, unrelated from one decision to the next."""

import numpy as np
import pytest

from abm.calendar import month_number
from abm.levers import levers
from abm.luck import key_of, luck, lucks
from abm.measures import measured, measures
from abm.parameters import declared_parameters
from abm.scenario import Dose, Scenario
from abm.simulation import Simulation
from agents.declarations import Float64s
from agents.vocabulary import Decision, Placement
from tests import reference_luck
from tests.busy_worlds import eager, every_lever, in_two_halves
from tests.people_compared import (
    BAND_OF_WINNERS,
    add_somebody_inert,
    by_identity,
    contest_for_special_places,
    institutions,
    shuffle_rows,
)

N_MONTHS = 24
PEOPLE = np.arange(20_100_000_000, 20_100_100_000, dtype=np.int64)
SEPTEMBER_2014 = month_number(2014, 9)


def compare(one: Simulation, other: Simulation, n_months: int = N_MONTHS) -> None:
    """Step two worlds together; every person, institution and measure must stay the same."""
    for _ in range(n_months):
        one.step()
        other.step()
        for name, column in by_identity(one).items():
            np.testing.assert_array_equal(column, by_identity(other)[name], f"{name} {one.last_label}")
        for name, column in institutions(one).items():
            np.testing.assert_array_equal(column, institutions(other)[name], f"{name} {one.last_label}")
        np.testing.assert_array_equal(measured(one.world), measured(other.world), one.last_label)


def small(**rest: object) -> Simulation:
    return Simulation(Scenario(world="demo", people=400, to=2012, **rest))  # type: ignore[arg-type]  # by name


# What must change nothing -----------------------------------------------------------------


def test_levers_at_dose_nought_alter_nobody() -> None:
    doses = {name: Dose(0.0, start=2010.0, coverage=0.5) for name in levers()}
    compare(small(), small(levers=doses), 40)


def test_levers_alter_nobody_before_they_start() -> None:
    before, after = small(), small(levers=every_lever(2010.0))
    compare(before, after, month_number(2010, 1) - before.month)
    with pytest.raises(AssertionError):
        compare(before, after, 3)


def test_parameters_set_to_their_defaults_alter_nobody() -> None:
    defaults = {name: note.default for name, note in declared_parameters().items()}
    compare(small(), small(parameters=defaults))


def test_an_inert_extra_child_alters_nobody_else() -> None:
    without, with_child = (in_two_halves(scenario_of_eager_people()) for _ in range(2))
    extra = add_somebody_inert(with_child)
    people = list(measures()).index("people")
    for _ in range(N_MONTHS):
        without.step()
        with_child.step()
        expected, found = by_identity(without), by_identity(with_child, leave_out=extra)
        for name, column in expected.items():
            np.testing.assert_array_equal(column, found[name], f"{name} {without.last_label}")
        values, others = measured(without.world), measured(with_child.world)
        assert (others - values)[people].tolist() == [1.0, 0.0]
        others[people] = values[people]
        np.testing.assert_array_equal(others, values)


@pytest.mark.parametrize("shuffle", [1, 2])
def test_the_order_of_rows_alters_nobody(shuffle: int) -> None:
    """Children, families, cases and disputes in another order, once many cases and disputes are open."""
    in_order, shuffled = (in_two_halves(scenario_of_eager_people()) for _ in range(2))
    for simulation in (in_order, shuffled):
        while simulation.month < month_number(2010, 1):
            simulation.step()
    assert in_order.world.cases.is_open.sum() > 5
    assert in_order.world.disputes.is_open.sum() > 3
    shuffle_rows(shuffled, np.random.default_rng(shuffle))
    compare(in_order, shuffled)


@pytest.mark.parametrize("shuffle", [1, 2, 3])
def test_whose_row_comes_first_does_not_decide_who_gets_the_last_special_place(shuffle: int) -> None:
    """Twelve families win on the same day, and four places are left."""
    in_order, shuffled = (in_two_halves(scenario_of_eager_people()) for _ in range(2))
    for simulation in (in_order, shuffled):
        contest_for_special_places(simulation, n_families=12, n_places=4)
    shuffle_rows(shuffled, np.random.default_rng(shuffle))
    compare(in_order, shuffled, 3)
    children = in_order.world.children
    by_order = children.placement[np.flatnonzero(children.band == BAND_OF_WINNERS + 1)].tolist()
    assert {Placement.SPECIAL, Placement.INDEPENDENT_SPECIAL} <= set(by_order)


def scenario_of_eager_people() -> Scenario:
    return Scenario(world="demo", people=4500, to=2012, seed=5, parameters=eager())


# The same person, the same luck -----------------------------------------------------------


def test_the_same_children_are_born_and_ask_on_the_same_days_under_two_policies() -> None:
    """Policy changes what follows, never what a child is born with or on which day its luck falls."""
    plain = scenario_of_eager_people()
    other = Scenario(
        world="demo", people=4500, to=2012, seed=5, parameters=eager(), levers=every_lever(2010.0)
    )
    here, there = Simulation(plain), Simulation(other)
    same_day = 0
    for _ in range(60):
        here.step()
        there.step()
        ours, theirs = days_of_asking(here), days_of_asking(there)
        both = set(ours) & set(theirs)
        assert {who: ours[who] for who in both} == {who: theirs[who] for who in both}
        same_day += len(both)
    assert same_day > 20
    assert by_identity(here)["unmet_need"].sum() != by_identity(there)["unmet_need"].sum()
    assert born_with(here) == born_with(there)


def days_of_asking(simulation: Simulation) -> dict[tuple[int, int], int]:
    """Day of the request, by child and month, for cases a family or school opened."""
    world = simulation.world
    slots = np.flatnonzero(world.cases.is_open & ~world.cases.is_ordered)
    rows = world.cases.child[slots]
    asked_now = world.families.month_asked[rows] == simulation.month - 1
    identities = world.children.person_id[rows[asked_now]].tolist()
    days = world.cases.asked_day[slots[asked_now]].tolist()
    return {(who, simulation.month): day for who, day in zip(identities, days, strict=True)}


def born_with(simulation: Simulation) -> dict[int, tuple[float, ...]]:
    """What the children born into the run were given, by identity."""
    c, f = simulation.world.children, simulation.world.families
    rows = np.flatnonzero(c.is_present & (c.cohort >= 2010))
    columns = (c.primary_need, c.ability, f.resources)  # agency grows with taking part in a forum (K4)
    return {int(c.person_id[row]): tuple(float(column[row]) for column in columns) for row in rows}


# Luck itself ------------------------------------------------------------------------------


def test_luck_is_the_published_hash() -> None:
    for seed, month, identity, decision in ((0, 0, 0, 0), (1, 24163, 20109950007, 24), (9, -1, 10**13, 67)):
        expected = reference_luck.luck(reference_luck.key_of_month(seed, month), identity, decision)
        assert luck(key_of(seed, month), identity, decision) == expected


def test_luck_is_even() -> None:
    """Chi-square over 100 bins and 4 million draws.

    An excess of 2% in a tenth of the range would be found with a chance above 0.99 at this level
    of 0.001 (noncentrality 178 against a critical value of 148.2).
    """
    keys = [key_of(seed, SEPTEMBER_2014 + month) for seed in (1, 2) for month in range(20)]
    counts = np.zeros(100)
    for key in keys:
        counts += np.histogram(lucks(key, PEOPLE, 24), bins=100, range=(0.0, 1.0))[0]
    expected = counts.sum() / 100
    assert counts.sum() == 4_000_000
    assert ((counts - expected) ** 2 / expected).sum() < 148.2


def largest_correlation(draws: Float64s) -> float:
    """Largest correlation in size between any two rows of ``draws``."""
    correlations = np.corrcoef(draws)
    return float(np.abs(correlations - np.eye(len(draws))).max())


# Over 100,000 people the correlation of unrelated luck has a standard error of 0.0032; five of them
# are passed by chance once in 1.7 million pairs, while a true correlation of 0.03 always shows.
FIVE_STANDARD_ERRORS = 5.0 / np.sqrt(PEOPLE.size)


def test_luck_is_unrelated_between_decisions() -> None:
    key = key_of(1, SEPTEMBER_2014)
    assert (
        largest_correlation(np.array([lucks(key, PEOPLE, int(one)) for one in Decision]))
        < FIVE_STANDARD_ERRORS
    )


def test_luck_is_unrelated_between_months_and_seeds() -> None:
    keys = [key_of(seed, SEPTEMBER_2014 + month) for seed in (1, 2, 3) for month in range(-12, 13)]
    draws = np.array([lucks(key, PEOPLE, int(Decision.FAMILY_ASKED)) for key in keys])
    assert largest_correlation(draws) < FIVE_STANDARD_ERRORS


def test_luck_is_unrelated_between_people() -> None:
    """Next-door identities, the same serial in other cohorts and other authorities."""
    key = key_of(1, SEPTEMBER_2014)
    steps = (0, 1, 2, 3, 50_000, 100_000, 10_000_000, 20_000_000)
    draws = np.array(
        [lucks(key, PEOPLE + step, int(Decision.FAMILY_ASKED)) for step in steps[1:] if step > 3]
    )
    near = lucks(key, PEOPLE, int(Decision.FAMILY_ASKED))
    neighbours = np.array([near[step : near.size - 3 + step] for step in range(4)])
    assert largest_correlation(neighbours) < FIVE_STANDARD_ERRORS
    assert largest_correlation(np.vstack([draws, near])) < FIVE_STANDARD_ERRORS
