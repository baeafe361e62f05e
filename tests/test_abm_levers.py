"""Levers: neutral at dose 0, in force when they should be, and moving what they say they move."""

import numpy as np
import pandas as pd
import pytest

from abm import Dose, InputError, Scenario, catalogue, check, run
from abm.calendar import month_number, month_of
from abm.levers import dose_in, levers
from abm.simulation import Simulation
from agents.vocabulary import SettingKind
from tests.small_worlds import months, small_simulation, state_of

NAMES = sorted(levers())
THIS_MORNING = Dose(1.0, start=2026.0, ramp_years=0.0)
TINY = Scenario(world="demo", people=300, start=2025, to=2026)
LARGER = TINY.with_changes(people=2000, to=2027)


def in_january_2026(**doses: Dose) -> Simulation:
    """A demo world in which January 2026 has just happened."""
    simulation = small_simulation(people=2000, start=2025, to=2027, levers=doses)
    for _ in months(simulation, (2026, 1)):
        pass
    return simulation


@pytest.fixture(scope="module")
def status_quo() -> Simulation:
    return in_january_2026()


@pytest.fixture(scope="module")
def status_quo_table() -> pd.DataFrame:
    return run(TINY, threads=1).months


@pytest.fixture(scope="module")
def larger_table() -> pd.DataFrame:
    return run(LARGER, threads=1).months


def assert_same(table: pd.DataFrame, status_quo_table: pd.DataFrame) -> None:
    left, right = (one.drop(columns="policy") for one in (table, status_quo_table))
    pd.testing.assert_frame_equal(left, right, check_exact=True)


@pytest.mark.parametrize("name", NAMES)
def test_dose_nought_is_the_status_quo_bit_for_bit(name: str, status_quo_table: pd.DataFrame) -> None:
    table = run(TINY.with_changes(levers={name: Dose(0.0, start=2025.0)}), threads=1).months
    assert_same(table, status_quo_table)


def test_nothing_happens_before_the_start_or_where_nobody_is_reached() -> None:
    """All levers together: if one did something, the worlds would differ."""
    later = dict.fromkeys(NAMES, Dose(1.0, start=2028.0))
    nowhere = dict.fromkeys(NAMES, Dose(1.0, start=2025.0, ramp_years=0.0, coverage=0.0))
    # Levers that contradict are refused by run, so what happens is asked of the simulation.
    for levers_pulled in (later, nowhere):
        plain, pulled = (
            small_simulation(300, 2027, start=2025),
            small_simulation(300, 2027, start=2025, levers=levers_pulled),
        )
        for _ in zip(months(plain, (2026, 12)), months(pulled, (2026, 12)), strict=True):
            pass
        before, after = state_of(plain), state_of(pulled)
        assert all(np.array_equal(before[name], after[name]) for name in before)


# Levers that change nothing in a world with the nation's own shares and no deficit.
NEEDS_A_REAL_PLACE = {
    "level_playing_field": 2026,
    "national_banding_tariffs": 2026,
    "safety_valve_agreements": 2029,
}

# Levers that act between authorities, or on customs that an authority alone does not have: see
# tests/test_abm_practice_levers.py for what they do.
NEEDS_OTHERS = {
    "strengths_based_delivery",
    "local_pilots",
    "data_systems",
    "tolerable_variation",
    "national_delivery_board",
}


@pytest.mark.parametrize("name", sorted(set(NAMES) - set(NEEDS_A_REAL_PLACE) - NEEDS_OTHERS))
def test_a_full_dose_changes_the_run(name: str, larger_table: pd.DataFrame) -> None:
    table = run(LARGER.with_changes(levers={name: THIS_MORNING}), threads=1).months
    assert not table["value"].equals(larger_table["value"])
    before = table["date"] < "2026-01"
    assert table["value"][before].equals(larger_table["value"][before])


@pytest.mark.parametrize("name", NEEDS_A_REAL_PLACE)
def test_a_full_dose_changes_the_run_of_an_authority_with_history_and_deficit(name: str) -> None:
    """Rutland, in deficit; agreements of the status quo end in March 2028."""
    year = NEEDS_A_REAL_PLACE[name]
    rutland = Scenario(world="Rutland", start=2025, to=year)
    table = run(rutland.with_changes(levers={name: Dose(1.0, start=year, ramp_years=0.0)}), threads=1).months
    without = run(rutland, threads=1).months
    assert not table["value"].equals(without["value"])


def test_levers_that_contradict_are_refused_by_name() -> None:
    both = {"exclusion_charge": 1.0, "devolved_alternative_provision_money": 0.5}
    with pytest.raises(InputError, match=r"levers\..*together with"):
        check(TINY.with_changes(levers=both))
    check(TINY.with_changes(levers={**both, "exclusion_charge": 0.0}))


def test_levers_are_declared_completely() -> None:
    for lever in levers().values():
        assert lever.reaches in ("authorities", "schools")
        assert lever.source in set(catalogue.sources()["key"]), lever.name
        texts = (
            lever.meaning,
            lever.mechanism,
            lever.expected,
            lever.side_effects,
            lever.cost,
            lever.evidence,
        )
        for text in (lever.title, *texts):
            assert text[0].isupper() or text[0].isdigit()
            assert text.endswith(".") or text == lever.title
        assert lever.claims
        assert lever.section
        assert lever.full > 0.0
        assert lever.full_unit
        for other in lever.conflicts.split():
            assert lever.name in levers()[other].conflicts.split()
        assert lever.loops
        assert lever.evidence


@pytest.mark.parametrize(
    ("year", "calendar_month", "strength"),
    [
        (2025, 12, 0.0),
        (2026, 1, 0.8 / 24.0),  # a first month of a ramp of two years
        (2026, 12, 0.4),  # half way
        (2027, 12, 0.8),
        (2029, 12, 0.8),
        (2030, 1, 0.0),
    ],
)
def test_dose_rises_in_a_straight_line_and_ends(year: int, calendar_month: int, strength: float) -> None:
    dose = Dose(0.8, start=2026.0, ramp_years=2.0, end=2030.0)
    month = month_of(month_number(year, calendar_month), seed=1)
    assert dose_in(dose, month) == pytest.approx(strength)


def test_early_help_goes_back_to_its_reach_of_2010(status_quo: Simulation) -> None:
    restored = in_january_2026(restore_early_intervention=THIS_MORNING)
    coverage = restored.parameters.authority.early_help_coverage
    assert restored.world.authorities.early_help[0] == pytest.approx(coverage, rel=1e-6)
    assert status_quo.world.authorities.early_help[0] < coverage


def test_protected_time_is_kept_for_schools_whatever_the_queue() -> None:
    """With next to no psychologists everything goes to statutory advice, unless two fifths are protected."""
    shares = {}
    for name, doses in {"open": {}, "protected": {"protect_preventive_time": THIS_MORNING}}.items():
        simulation = small_simulation(people=2000, start=2025, to=2027, levers=doses)
        p = simulation.parameters
        few = p.authority._replace(psychology_hours_per_1000_children=10.0)
        simulation.parameters = p._replace(authority=few)
        for _ in months(simulation, (2026, 2)):
            pass
        authorities = simulation.world.authorities
        shares[name] = float(authorities.preventive_minutes[0] / authorities.psychology_minutes[0])
    assert shares["open"] < 0.1
    assert shares["protected"] >= 0.4


def test_outreach_staff_of_its_own_are_out_even_when_units_are_full(status_quo: Simulation) -> None:
    fenced = in_january_2026(dedicated_outreach=THIS_MORNING)
    assert status_quo.world.units.ring_fenced_fte.sum() == 0.0
    assert (fenced.world.units.outreach_fte >= fenced.world.units.ring_fenced_fte).all()
    assert fenced.world.units.ring_fenced_fte.sum() > 0.0
    secondary = fenced.world.schools.kind == SettingKind.SECONDARY
    assert (fenced.world.schools.outreach[secondary] > 0.5).all()
    # It is paid for from the high needs block.
    spent = fenced.world.authorities.discretionary_pence - status_quo.world.authorities.discretionary_pence
    assert (spent > 0).all()


def test_devolved_money_makes_secondary_schools_pay_for_the_place(status_quo: Simulation) -> None:
    devolved = in_january_2026(devolved_alternative_provision_money=THIS_MORNING)
    schools = devolved.world.schools
    secondary = schools.kind == SettingKind.SECONDARY
    price = devolved.now().ap_place_gbp
    assert schools.cost_of_exclusion_gbp[secondary] == pytest.approx(price, rel=0.03)
    assert not schools.cost_of_exclusion_gbp[~secondary].any()
    assert not status_quo.world.schools.cost_of_exclusion_gbp.any()


def test_conversations_lift_confidence_and_voice_and_lower_nobodys(status_quo: Simulation) -> None:
    talking = in_january_2026(structured_conversations=THIS_MORNING)
    same = talking.world.children.person_id == status_quo.world.children.person_id
    here = same & talking.world.children.is_present
    with_talks, without = talking.world.families, status_quo.world.families
    gain = (with_talks.confidence - without.confidence)[here].astype(np.float64)
    assert gain.max() > 0.0
    # Families of need are heard; what follows later in the month (a refusal, a suspension) is rare.
    assert (gain < -1e-6).mean() < 0.01
    assert with_talks.is_silent[here].sum() <= without.is_silent[here].sum()


def test_tighter_thresholds_raise_the_bar_by_a_tenth(status_quo: Simulation) -> None:
    tighter = in_january_2026(tighter_thresholds=THIS_MORNING)
    raised = tighter.world.authorities.bar - status_quo.world.authorities.bar
    assert raised == pytest.approx(0.10, abs=1e-6)


def test_partial_coverage_reaches_some_schools_and_always_the_same() -> None:
    half = Dose(1.0, start=2026.0, ramp_years=0.0, coverage=0.5)
    simulation = small_simulation(people=40_000, start=2025, levers={"structured_conversations": half})
    simulation.month = month_number(2026, 1)
    first = simulation.now().doses["structured_conversations"]
    simulation.month = month_number(2030, 6)
    assert (first == simulation.now().doses["structured_conversations"]).all()
    assert 0.2 < first.mean() < 0.8
    assert set(first.tolist()) == {0.0, 1.0}


def test_levers_touch_nothing_but_what_rules_read() -> None:
    """Reading the doses of a month changes no column of the world."""
    simulation = small_simulation(people=300, levers=dict.fromkeys(NAMES, Dose(1.0, start=2010.0)))
    before = state_of(simulation)
    simulation.now()
    after = state_of(simulation)
    assert all(np.array_equal(before[name], after[name]) for name in before)
