"""Learning between authorities, protected budgets, lists and colleges: levers through their mechanisms."""

import numpy as np
import pytest

from abm import Dose, Scenario
from abm.counting import Stock
from abm.simulation import Simulation
from agents.declarations import Float64s
from agents.vocabulary import Placement, SenStatus, SettingKind
from tests.busy_worlds import eager, in_two_halves
from tests.small_worlds import A_LOT_OF_MINUTES, months, small_simulation, state_of

AT_ONCE = Dose(1.0, start=2025.0 + 2.0 / 12.0, ramp_years=0.0)
AUGUST_2025, OCTOBER_2025 = (2025, 8), (2025, 10)


def halves(*names: str, last: tuple[int, int] = OCTOBER_2025, idle: bool = False) -> Simulation:
    """Two halves of a busy demo world; ``idle`` gives caseworkers so much time that no work waits."""
    scenario = Scenario(
        world="demo",
        people=2000,
        start=2025,
        to=2032,
        parameters=eager(),
        levers=dict.fromkeys(names, AT_ONCE),
    )
    simulation = in_two_halves(scenario)
    if idle:
        simulation.world.authorities.casework_minutes[:] = A_LOT_OF_MINUTES
    for _ in months(simulation, last):
        pass
    return simulation


def practice(simulation: Simulation, name: str) -> Float64s:
    values: Float64s = getattr(simulation.world.practices, name).astype(np.float64)
    return values


# Learning --------------------------------------------------------------------------------------------------


def test_at_the_status_quo_nobody_learns() -> None:
    simulation = halves(idle=True)
    for name in ("kept_time", "kept_outreach", "bar_shift", "piloted"):
        assert not practice(simulation, name).any()


def test_time_is_there_only_where_no_work_waits() -> None:
    """Claim Q9: reactivity leaves no time, given or not."""
    idle, swamped = halves("time_to_reflect", idle=True), halves("time_to_reflect", last=AUGUST_2025)
    swamped.world.authorities.casework_minutes[:] = 1
    swamped.step()
    assert (practice(idle, "slack") > 0.5).all()
    assert practice(swamped, "slack").max() < 0.05


def test_pilots_and_strengths_need_time_to_reflect() -> None:
    """The paper's condition, as a test of failure: without time next to nothing is tried or copied."""

    def tried(*names: str) -> int:
        found = 0
        simulation = halves(*names, last=AUGUST_2025, idle=True)
        for now in months(simulation, (2031, 9)):
            simulation.world.authorities.casework_minutes[:] = A_LOT_OF_MINUTES
            if now.month.calendar_month == 9:
                found += int((simulation.world.practices.piloted > 0).sum())
        return found

    assert tried("local_pilots") < tried("local_pilots", "time_to_reflect")


def copied(better: dict[str, float], *names: str) -> Simulation:
    """The second half does better by what ``better`` says and keeps time for schools; a September passes."""
    simulation = halves(*names, last=AUGUST_2025, idle=True)
    practices = simulation.world.practices
    practices.kept_time[:] = (0.0, 0.4)
    for name, value in better.items():
        getattr(practices, name)[:] = (0.2, value)
    simulation.step()
    return simulation


def test_evidenced_practice_is_copied_when_outcomes_say_what_is_good() -> None:
    """Claims Q8, Q10: need met decides, plans in time hardly."""
    learning = ("strengths_based_delivery", "time_to_reflect", "data_systems", "national_delivery_board")
    found = [copied({"need_met": 0.9}, *learning), copied({"need_met": 0.02}, *learning)]
    kept = [practice(one, "kept_time") for one in found]
    slack = practice(found[0], "slack")[0]
    assert slack > 0.5
    assert kept[1][0] == 0.0
    assert kept[0][1] == pytest.approx(0.4)
    assert kept[0][0] in (0.0, pytest.approx(0.2))


def test_a_board_alone_changes_nothing() -> None:
    """Neutral until its basis changes (S6)."""
    before, after = state_of(halves()), state_of(halves("national_delivery_board"))
    assert all(np.array_equal(before[name], after[name]) for name in before)


def test_data_alone_change_nothing() -> None:
    before, after = state_of(halves()), state_of(halves("data_systems"))
    assert all(np.array_equal(before[name], after[name]) for name in before)


def test_clear_bounds_bring_bars_and_bands_together_and_leave_services_free() -> None:
    """Claim D12; the side-effect: a place near the law is pulled away from it."""
    tagged, usual = halves("tolerable_variation"), halves()
    for one in (tagged, usual):
        one.world.authorities.own_bar[:] = (-0.1, 0.1)
        one.world.practices.bar_shift[:] = 0.0
        one.world.practices.kept_time[:] = (0.2, 0.0)
        for _ in range(12):
            one.step()
    bars = [one.world.authorities.own_bar + practice(one, "bar_shift") for one in (tagged, usual)]
    assert np.ptp(bars[0]) < 0.75 * np.ptp(bars[1])
    assert bars[0][0] > bars[1][0]
    biases = [np.abs(one.world.authorities.band_bias) for one in (tagged, usual)]
    assert (biases[0] < biases[1]).all()
    assert (practice(tagged, "kept_time") == practice(usual, "kept_time")).all()


def test_time_set_aside_is_taken_from_the_queue() -> None:
    def waiting(*names: str) -> int:
        return int(halves(*names, last=(2025, 3)).world.authorities.casework_waiting.sum())

    assert waiting("time_to_reflect") >= waiting()


def test_what_a_place_keeps_by_choice_is_kept_from_statutory_work() -> None:
    simulation = halves(last=AUGUST_2025)
    simulation.world.practices.kept_time[:] = (0.3, 0.0)
    simulation.world.practices.kept_outreach[:] = (0.5, 0.0)
    simulation.step()
    a, units = simulation.world.authorities, simulation.world.units
    assert a.preventive_minutes[0] >= int(0.3 * a.psychology_minutes[0])
    fenced = np.bincount(units.authority, units.ring_fenced_fte, 2)
    assert fenced[0] > 0.0 == fenced[1]


# Protected budget ------------------------------------------------------------------------------------------


def test_protected_outreach_holds_in_deficit_and_is_cut_when_removals_do_not_fall() -> None:
    """Claim M8: the mechanism of failure. Two reviews in a row without a fall leave four ninths."""
    name = "protected_alternative_provision_budget"
    simulation = halves(name, last=(2026, 8))
    simulation.world.authorities.balance_pence[:] = -(10**10)
    kept = []
    for _ in months(simulation, (2031, 9)):
        simulation.world.practices.removals[:] = 100.0
        kept.append(practice(simulation, "prevention_kept").max())
    assert kept[0] == 1.0
    assert kept[-1] < 0.5
    fell = halves(name, last=(2026, 8))
    fell.world.practices.removals_at_review[:] = falling = 100.0
    for now in months(fell, (2031, 9)):
        if now.month.calendar_month == 1:
            falling *= 0.9
        fell.world.practices.removals[:] = falling
    assert (practice(fell, "prevention_kept") == 1.0).all()
    assert (fell.world.units.ring_fenced_fte > 0.0).all()


# Lists, units, otherwise, colleges -------------------------------------------------------------------------


def test_a_list_keeps_children_waiting_instead_of_in_independent_schools() -> None:
    """Claim K10: they wait for special, which is what they may contest. All plans in class need much now."""

    def independent(*names: str) -> int:
        simulation = small_simulation(4000, start=2025, levers=dict.fromkeys(names, AT_ONCE))
        for _ in months(simulation, (2025, 2)):
            pass
        children, schools = simulation.world.children, simulation.world.schools
        schools.places[schools.kind == SettingKind.SPECIAL] = 0
        rows = (children.sen_status == SenStatus.PLAN) & (children.placement == Placement.MAINSTREAM)
        children.learning_need[rows], children.semh_need[rows] = 0.95, 0.6
        children.plan_day[rows] = simulation.now().month.first_day
        before = simulation.world.stocks[Stock.PLACEMENTS + Placement.INDEPENDENT_SPECIAL].sum()
        simulation.step()
        return int(simulation.world.stocks[Stock.PLACEMENTS + Placement.INDEPENDENT_SPECIAL].sum() - before)

    usual = independent()
    assert usual > 8
    # At the full dose seven in ten independent schools are not on the list.
    assert independent("list_of_settings") < 0.7 * usual


def test_a_list_and_national_bands_leave_less_trust_in_a_new_plan() -> None:
    def trust(*names: str) -> float:
        simulation = halves(*names, last=(2026, 6))
        children = simulation.world.children
        with_plan = children.is_present & (children.sen_status == SenStatus.PLAN)
        return float(simulation.world.families.trust[with_plan].astype(np.float64).mean())

    assert trust("list_of_settings", "national_banding_tariffs") < trust()


def test_units_hold_no_more_than_their_places_and_are_in_ordinary_schools() -> None:
    simulation = halves(last=(2025, 2))
    simulation.world.authorities.unit_places[:] = (6.0, 0.0)
    for _ in months(simulation, (2026, 8)):
        pass
    world = simulation.world
    in_units = world.children.is_present & (world.children.placement == Placement.RESOURCED)
    there = np.bincount(world.children.home_authority[in_units], minlength=2)
    started = halves(last=(2025, 2)).world.stocks[Stock.PLACEMENTS + Placement.RESOURCED]
    assert there[0] <= max(int(world.authorities.unit_places[0]), int(started[0]))
    assert there[1] <= int(started[1])
    kinds = set(world.schools.kind[world.children.setting[in_units]].tolist())
    assert kinds <= {int(SettingKind.PRIMARY), int(SettingKind.SECONDARY)}


def test_teaching_otherwise_is_for_plans_without_a_place_in_school() -> None:
    simulation = halves(last=(2027, 8))
    children = simulation.world.children
    otherwise = children.is_present & (children.placement == Placement.OTHERWISE)
    assert (children.setting[otherwise] == -1).all()
    assert (children.sen_status[otherwise] == SenStatus.PLAN).all()


def test_block_funded_colleges_are_paid_for_places_planned() -> None:
    """Claims N11, N15; that plans end sooner is a rule's own test."""
    funded, usual = halves("post16_block_funding", last=(2026, 8)), halves(last=(2026, 8))
    a = funded.world.authorities
    actual = funded.world.stocks[Stock.PLACEMENTS + Placement.FURTHER]
    ahead = np.rint(funded.now().tariff.pence[0, Placement.FURTHER, 1] * (a.planned_college - actual))
    assert a.statutory_pence - funded.world.stocks[Stock.STATUTORY_PENCE] == pytest.approx(ahead, rel=0.02)
    b = usual.world.authorities
    assert (b.statutory_pence == usual.world.stocks[Stock.STATUTORY_PENCE]).all()


def test_agreements_pay_towards_deficits_and_steer_from_special_places() -> None:
    """Claims A5, Q3: bars and targets move; what pays a school does not."""
    simulation = halves("safety_valve_agreements", last=AUGUST_2025)
    simulation.world.authorities.balance_pence[:] = (-(10**9), 10**9)
    simulation.step()
    paid = simulation.world.authorities.agreement_pence
    assert paid.tolist() == [int(10**9 * 0.08 / 12.0), 0]
