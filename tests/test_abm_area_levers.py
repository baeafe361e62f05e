"""Levers of authorities and their partners through their mechanisms, in two halves that differ."""

import numpy as np
import pytest

from abm import Dose, Scenario
from abm.measures import VALUES
from abm.quantities import by_authority
from abm.simulation import Simulation
from agents.declarations import Float64s
from agents.vocabulary import Need, SenStatus, SettingKind
from tests.busy_worlds import eager, in_two_halves
from tests.small_worlds import months

AT_ONCE = Dose(1.0, start=2025.0 + 2.0 / 12.0, ramp_years=0.0)
A_YEAR_ON = (2026, 2)


def halves(*names: str, last: tuple[int, int] = A_YEAR_ON) -> Simulation:
    """Two halves of a busy demo world, the first banding up and paying well, the second neither."""
    scenario = Scenario(
        world="demo",
        people=3000,
        start=2025,
        to=2030,
        parameters=eager(),
        levers=dict.fromkeys(names, AT_ONCE),
    )
    simulation = in_two_halves(scenario)
    simulation.world.authorities.balance_pence[:] = 0
    for _ in months(simulation, last):
        pass
    return simulation


def two(simulation: Simulation, measure: str) -> Float64s:
    """One measure in both halves."""
    return np.asarray(VALUES[measure](by_authority(simulation.world)))


def column(simulation: Simulation, name: str) -> Float64s:
    values: Float64s = getattr(simulation.world.authorities, name).astype(np.float64)
    return values


@pytest.fixture(scope="module")
def plain() -> Simulation:
    return halves()


# Banding ---------------------------------------------------------------------------------------------------


def test_without_moderation_the_same_need_is_banded_and_paid_for_differently(plain: Simulation) -> None:
    """Claims D1, H4: the postcode lottery of bands."""
    assert two(plain, "band_over_need_mean")[0] > two(plain, "band_over_need_mean")[1] + 0.3
    assert two(plain, "top_up_over_tariff")[0] > two(plain, "top_up_over_tariff")[1] + 0.3


def test_a_national_tariff_levels_what_a_band_is_worth_and_not_what_need_is_banded() -> None:
    """Claims D6, H4: bands mean one price; without moderation the bias stays."""
    national = halves("national_banding_tariffs")
    assert column(national, "top_up_level") == pytest.approx(1.0, abs=1e-6)
    bands = two(national, "band_over_need_mean")
    assert bands[0] > bands[1] + 0.3
    paid = two(national, "top_up_over_tariff")
    assert paid[0] > paid[1] + 0.1  # what is left of the lottery is what moderation would take out


def test_an_authority_with_little_history_cannot_afford_the_national_tariff() -> None:
    """Claim H5: who has less than its need would bring pays more for bands and falls behind."""

    def balances(*names: str) -> Float64s:
        simulation = halves(*names, last=(2025, 2))
        simulation.world.governments.historic_share[:] *= (1.5, 0.5)
        simulation.world.authorities.own_level[:] = 1.0
        for _ in months(simulation, A_YEAR_ON):
            pass
        return column(simulation, "balance_pence")

    change = balances("national_banding_tariffs") - balances()
    assert change[0] > 0.0 > change[1]


def test_moderation_makes_bands_mean_the_same_and_takes_time(plain: Simulation) -> None:
    moderated = halves("band_moderation", last=(2026, 6))
    assert column(moderated, "band_lean") == pytest.approx(0.0)
    gap, usual_gap = (np.ptp(two(one, "band_over_need_mean")) for one in (moderated, plain))
    assert gap < 0.8 * usual_gap  # plans not yet reviewed keep their bands


def test_money_by_bands_bands_everybody_up_and_nobody_has_more(plain: Simulation) -> None:
    """Claim H6, loop R5: bands and money for them rise in both halves, while the total block stays."""
    paid = halves("funding_by_band_profile")
    assert (column(paid, "band_drift") > 0.03).all()
    assert (two(paid, "band_over_need_mean") > two(plain, "band_over_need_mean")).all()
    assert column(paid, "block_pence").sum() == pytest.approx(column(plain, "block_pence").sum(), abs=2)
    dearer = two(paid, "top_up_over_tariff") - two(plain, "top_up_over_tariff")
    assert dearer.min() >= 0.0
    assert dearer.max() > 0.0


def test_an_authority_paid_for_plans_asks_for_less_evidence() -> None:
    """Claim D7: in the first month nothing else has moved; neither bar is where the law holds it."""
    usual, paid = (halves(*names, last=(2025, 2)) for names in ((), ("funding_by_band_profile",)))
    for simulation in (usual, paid):
        simulation.world.authorities.own_bar[:] = 0.1
        simulation.step()
    eased = paid.parameters.banding.bar_relief_when_paid
    assert column(usual, "bar") - column(paid, "bar") == pytest.approx(eased, abs=1e-3)


def test_moderation_holds_bands_that_money_pulls_up() -> None:
    held = halves("funding_by_band_profile", "band_moderation")
    assert column(held, "band_drift") == pytest.approx(0.0)


# Partners --------------------------------------------------------------------------------------------------


def test_one_duty_delivers_more_of_plans_and_layers_do_not(plain: Simulation) -> None:
    """Claims K7, K12: the mechanism of failure is that no layer reaches what health and care do."""
    joined, layered = halves("statutory_integration"), halves("strengthened_accountabilities")
    assert column(joined, "joint_share") == pytest.approx(0.84, abs=1e-6)
    assert column(layered, "joint_share") == pytest.approx(column(plain, "joint_share"))

    def unmet_with_plan(simulation: Simulation) -> float:
        children = simulation.world.children
        rows = children.is_present & (children.sen_status == SenStatus.PLAN)
        return float(children.unmet_need[rows].mean())

    assert unmet_with_plan(joined) < unmet_with_plan(plain)


def test_layers_of_accountability_slow_casework() -> None:
    """In the first month, in which the same work is there; disputes take no longer."""

    def waiting(*names: str) -> float:
        simulation = halves(*names, last=(2025, 2))
        simulation.world.authorities.casework_minutes[:] = 0
        simulation.step()
        return float(column(simulation, "casework_waiting").sum())

    assert waiting("strengthened_accountabilities") == pytest.approx(1.1 * waiting(), rel=0.05)


# Early intervention and better value -----------------------------------------------------------------------


def test_an_emphasis_without_capacity_gives_early_help_what_schools_lose() -> None:
    """Claim C7: no penny more is spent; advisory hours fall by as much as early help gains."""
    told = halves("early_intervention_emphasis", last=(2025, 3))
    usual = halves(last=(2025, 3))
    assert (column(told, "early_help") > column(usual, "early_help")).all()
    assert column(told, "advisory_hours") == pytest.approx(0.7 * column(usual, "advisory_hours"), rel=1e-5)
    for ledger in ("discretionary_pence", "services_pence"):
        assert column(told, ledger) == pytest.approx(column(usual, ledger), abs=40_000)


def test_an_emphasis_gains_less_where_a_deficit_has_squeezed_what_could_be_moved() -> None:
    def gained(balance: int) -> float:
        moved = halves(last=(2025, 2)), halves("early_intervention_emphasis", last=(2025, 2))
        for one in moved:
            one.world.authorities.balance_pence[:] = balance
            one.step()
        return float((column(moved[1], "early_help") - column(moved[0], "early_help")).min())

    assert 0.0 < gained(-(10**9)) < gained(0)


def test_better_value_adds_capability_and_moves_no_bar() -> None:
    """Claim Q3: neither bars nor what pays a school change."""
    helped, usual = halves("delivering_better_value", last=(2025, 3)), halves(last=(2025, 3))
    gain = helped.world.schools.support_quality - usual.world.schools.support_quality
    assert (gain[usual.world.schools.kind == SettingKind.PRIMARY] > 0.0).all()
    assert (column(helped, "bar") == column(usual, "bar")).all()


# Services --------------------------------------------------------------------------------------------------


def test_traded_time_goes_to_schools_that_can_pay_and_none_is_lost(plain: Simulation) -> None:
    """Claims C4, C5: pots and values decide; each half's hours are those of an even spread."""
    schools = plain.world.schools
    rows = np.isin(schools.kind, (SettingKind.PRIMARY, SettingKind.SECONDARY))
    hours, areas = schools.specialist_hours[rows].astype(np.float64), schools.authority[rows]
    wish = schools.pot_per_pupil_gbp[rows] / (schools.pot_per_pupil_gbp[rows] + 4500.0)
    wish = wish * (0.5 + schools.ethos[rows])
    for area in (0, 1):  # pots have moved a little since purchases were made
        assert np.corrcoef(hours[areas == area], wish[areas == area])[0, 1] > 0.8
    core = halves("core_specialist_services").world.schools
    with_sen = (core.n_support + core.n_plans)[rows] / np.maximum(1, core.roll[rows])
    for area in (0, 1):
        own = areas == area
        assert np.corrcoef(core.specialist_hours[rows][own], with_sen[own])[0, 1] > 0.9


def test_free_outreach_reaches_schools_alike_and_draws_labels() -> None:
    """Claims M12, M16: uptake no longer follows the pot, and recorded need drifts to SEMH."""
    free, usual = halves("outreach_subsidised"), halves()
    for one in (free, usual):  # units nearly full, so that there is some outreach to take up, and not enough
        units = one.world.units.school
        one.world.schools.roll[units] = one.world.schools.places[units]
        one.step()
    for area in (0, 1):
        secondary = free.world.schools.kind == SettingKind.SECONDARY
        secondary &= free.world.schools.authority == area
        assert np.ptp(free.world.schools.outreach[secondary]) < 1e-6
        assert np.ptp(usual.world.schools.outreach[secondary]) > 0.0
    assert (two(free, "semh_share_of_sen") > two(usual, "semh_share_of_sen")).all()
    spent = [column(one, "discretionary_pence").sum() for one in (free, usual)]
    assert spent[0] > spent[1]


def test_a_label_changes_to_semh_or_not_at_all(plain: Simulation) -> None:
    free = halves("outreach_subsidised").world.children
    usual = plain.world.children
    changed = (usual.primary_need != free.primary_need) & (usual.person_id == free.person_id)
    assert changed.any()
    assert (free.primary_need[changed] == Need.SOCIAL_EMOTIONAL).all()


def test_subsidised_staff_are_drawn_back_to_full_units() -> None:
    """Claim M6: free to schools is not ring-fenced."""
    simulation = halves("outreach_subsidised", last=(2025, 12))
    schools, rows = simulation.world.schools, simulation.world.units.school
    schools.roll[rows] = 2 * schools.places[rows] + 2
    simulation.step()
    assert not simulation.world.units.outreach_fte.any()
