"""Cut links: a reader sees other values, nobody else does, and nothing else changes."""

from functools import cache
from typing import Any

import numpy as np
import pytest

from abm import Dose, Held, InputError, Nudged, Results, Severed, demo, links, run, run_following
from abm.calendar import Month, month_number
from abm.cutting import Cuts, _OfLinks
from abm.links import Link, Reader
from abm.worlds.state import World
from agents.declarations import declared
from tests.small_worlds import months, small_simulation, state_of

CUTTABLE = [name for name, link in links().items() if link.can_be_cut]


class Copied(_OfLinks):
    """Every reader sees a copy of the column: if one wrote into it, that would be lost."""

    def values(self, world: World, link: Link, month: Month) -> Any:  # noqa: ARG002
        return getattr(getattr(world, link.table), link.column).copy()


class Seen(_OfLinks):
    """Takes down every reading."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(names)
        self.read: set[str] = set()

    def values(self, world: World, link: Link, month: Month) -> Any:  # noqa: ARG002
        self.read.add(link.name)


def test_no_reader_writes_into_what_it_reads() -> None:
    plain, copied = small_simulation(1500, 2012), small_simulation(1500, 2012, cuts=Copied(CUTTABLE))
    for _ in zip(months(plain, (2012, 3)), months(copied, (2012, 3)), strict=True):
        pass
    before, after = state_of(plain), state_of(copied)
    assert all(np.array_equal(before[name], after[name]) for name in before)


def test_every_link_is_read_in_the_course_of_a_year() -> None:
    seen = Seen(CUTTABLE)
    for _ in months(small_simulation(500, 2012, cuts=seen), (2011, 10)):
        pass
    assert seen.read == set(CUTTABLE)


def test_a_severed_link_is_read_at_its_declared_value_by_its_own_reader_alone() -> None:
    simulation = small_simulation(500, 2012, cuts=Severed(["confidence_to_asking"]))
    now = simulation.now()
    cut, other = now.seen(simulation.world, Reader.ASKING), now.seen(simulation.world, Reader.LEAVING)
    declared_value = next(
        one.note.default for one in declared(type(other.families)) if one.name == "confidence"
    )
    assert (cut.families.confidence == np.float32(declared_value)).all()
    assert other is simulation.world
    assert cut.families.resources is simulation.world.families.resources


def test_held_confidence_is_what_the_entry_rule_gives_with_the_fields_of_september_2014() -> None:
    simulation = small_simulation(800, 2016, cuts=Held(["confidence_to_asking"], 1))
    field: Any = None
    seen: Any = None
    for now in months(simulation, (2016, 11)):
        if (now.month.year, now.month.calendar_month) == (2014, 8):
            field = simulation.world.authorities.area_confidence.copy()
        seen = now.seen(simulation.world, Reader.ASKING).families.confidence
    present = simulation.world.children.is_present
    middle = 0.375 + 0.5 * float(field[0])
    assert seen[present].mean() == pytest.approx(middle, abs=0.01)
    assert np.ptp(seen[present]) == pytest.approx(0.2, abs=0.02)


def test_held_fields_stay_at_their_mean_of_2013_14() -> None:
    simulation = small_simulation(800, 2016, cuts=Held(["outreach_to_unmet_need"], 1))
    taken: list[np.ndarray[Any, Any]] = []
    held: Any = None
    for now in months(simulation, (2016, 3)):
        outreach = simulation.world.schools.outreach
        if month_number(2013, 9) <= now.month.number <= month_number(2014, 8):
            taken.append(outreach.astype(np.float64))
        held = now.seen(simulation.world, Reader.SUPPORT).schools.outreach
    assert len(taken) == 12
    assert held == pytest.approx(np.mean(taken, axis=0), abs=1e-6)


@pytest.mark.parametrize("link", ["silence_to_incidents", "unmet_need_to_asking", "trust_to_appeals"])
def test_held_columns_of_people_have_the_mean_of_2013_14_among_families_with_sen(link: str) -> None:
    one = links()[link]
    simulation = small_simulation(3000, 2017, cuts=Held([link], 1))
    means: list[float] = []
    last = 0.0
    for now in months(simulation, (2017, 3)):
        seen = getattr(getattr(now.seen(simulation.world, Reader(one.reader)), one.table), one.column)
        with_sen = simulation.world.children.is_present & (simulation.world.children.sen_status > 0)
        last = float(seen[with_sen].mean())
        if month_number(2013, 9) <= now.month.number <= month_number(2014, 8):
            means.append(last)
    # Read here at the end of the month, by the model in the middle of it: hence a little apart.
    assert last == pytest.approx(np.mean(means), abs=0.03)


def test_a_lever_followed_at_dose_nought_is_the_status_quo_bit_for_bit() -> None:
    scenario = demo(1500, start=2025, to=2027, levers={"workforce_training": Dose(0.0, start=2025.0)})
    plain, followed = run(scenario, threads=1), run_following(scenario, CUTTABLE, threads=1)
    assert followed.months["value"].equals(plain.months["value"])
    assert followed.provenance["cut_meaning"] == "lever"


def test_what_a_lever_does_is_gone_when_every_link_it_goes_through_follows_the_status_quo() -> None:
    """Outreach acts on children through what schools read of it; its cost acts through the balance."""
    pulled = {"dedicated_outreach": Dose(1.0, start=2026.0, ramp_years=0.0)}
    scenario = demo(3000, start=2025, to=2028, levers=pulled)
    through_cost = ["balance_to_discretionary", "balance_to_bar", "balance_to_agreements"]
    plain = run(scenario.with_changes(levers={}), threads=1)
    full = run(scenario, threads=1)
    only_cost = run_following(scenario, ["outreach_to_unmet_need"], threads=1)
    nothing = run_following(scenario, ["outreach_to_unmet_need", *through_cost], threads=1)
    for measure in ("suspensions", "unmet_need_mean", "confidence_mean"):
        assert of(full, measure) != of(plain, measure)
        assert of(nothing, measure) == of(plain, measure)
    assert of(only_cost, "unmet_need_mean")[-1] > of(plain, "unmet_need_mean")[-1]
    assert of(nothing, "high_needs_balance_gbp")[-1] < of(plain, "high_needs_balance_gbp")[-1]


def of(results: Results, measure: str) -> list[float]:
    """A measure year by year."""
    years = results.years
    return [float(value) for value in years.loc[years["measure"] == measure, "value"]]


def test_growth_cannot_be_asked_of_a_run_that_does_not_go_through_2014() -> None:
    with pytest.raises(InputError, match="2010"):
        run(demo(500, start=2025, to=2025), cuts=Held(["confidence_to_asking"], 1))


def test_a_run_without_cuts_is_no_different_for_the_machinery() -> None:
    scenario = demo(500, to=2011)
    assert "cut_links" not in run(scenario, threads=1).provenance
    assert run(scenario, threads=1, cuts=Cuts()).months.equals(run(scenario, threads=1).months)


@cache
def uncut(seed: int) -> Results:
    return run(demo(24_000, to=2016, seed=seed), threads=1)


# Shown by measures that need deficits: there are none before government began to make agreements.
LATE = {"balance_to_agreements"}


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in CUTTABLE if links()[name].moves and name not in LATE])
def test_a_nudge_moves_what_the_link_says_it_moves(name: str) -> None:
    """Paired runs of 24,000 people: the same sign under each of three seeds, or 2.5 standard errors."""
    link = links()[name]
    changes = []
    for seed in (1, 2, 3):
        cut = Nudged([name], seed, month_number(2012, 9))
        nudged = run(demo(24_000, to=2016, seed=seed), threads=1, cuts=cut)
        changes.append(_mean(nudged, link.moves) - _mean(uncut(seed), link.moves))
    wanted = link.moves_sign * np.sign(link.nudge)
    mean, error = float(np.mean(changes)), float(np.std(changes, ddof=1)) / 3.0**0.5
    assert np.sign(mean) == wanted
    assert all(np.sign(changes) == wanted) or abs(mean) > 2.5 * error


def _mean(results: Results, measure: str) -> float:
    years = results.years
    rows = years[(years["measure"] == measure) & years["date"].astype(int).between(2013, 2016)]
    return float(rows["value"].mean())
