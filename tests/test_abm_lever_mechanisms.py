"""Each lever through its mechanism: the first thing it moves, in the direction the paper gives."""

import numpy as np
import pytest

from abm import policy
from abm.calendar import month_number
from abm.counting import Flow
from abm.passes.totals import Total
from abm.simulation import Simulation
from agents.declarations import Flags, Float64s
from agents.vocabulary import SenStatus, SettingKind
from tests.busy_worlds import eager
from tests.lever_worlds import (
    AT_ONCE,
    FROM_SEPTEMBER,
    SEPTEMBER,
    column,
    in_january,
    money,
    ordinary,
    to,
)
from tests.small_worlds import months, small_simulation


@pytest.fixture(scope="module")
def plain() -> Simulation:
    return in_january()


@pytest.fixture(scope="module")
def busy() -> Simulation:
    return in_january(busy=True)


# Process and tribunal --------------------------------------------------------------------------------------


def test_mandatory_mediation_sends_every_dispute_to_a_longer_mediation() -> None:
    def counts(*names: str) -> tuple[int, int]:
        simulation = small_simulation(
            4000, 2028, start=2025, parameters=eager(), levers=dict.fromkeys(names, AT_ONCE)
        )
        disputes = mediations = 0
        for now in months(simulation, (2026, 6)):
            if now.month.year >= 2026:
                disputes += int(simulation.world.flows[Flow.DISPUTES].sum())
                mediations += int(simulation.world.flows[Flow.MEDIATIONS].sum())
        return disputes, mediations

    disputes, mediations = counts()
    assert 0 < mediations < disputes
    disputes, mediations = counts("mandatory_mediation")
    assert 0 < mediations == disputes


def test_a_digital_process_leaves_less_casework_to_do() -> None:
    def waiting(*names: str) -> int:
        simulation = to((2025, 12), AT_ONCE, *names, busy=True)
        simulation.world.authorities.casework_minutes[:] = 0
        simulation.step()
        return money(simulation, "casework_waiting")

    assert 0 < waiting("digital_process") < waiting()


def test_any_deficit_brings_a_safety_valve_agreement_and_it_bites() -> None:
    def after_a_small_deficit(*names: str) -> Simulation:
        simulation = to((2025, 12), AT_ONCE, *names)
        a = simulation.world.authorities
        a.balance_pence[:] = -a.block_pence  # a twelfth of a year's block; government asks for a fifth
        simulation.step()
        return simulation

    usual, agreed = after_a_small_deficit(), after_a_small_deficit("safety_valve_agreements")
    assert not usual.world.governments.is_intervening[0]
    assert agreed.world.governments.is_intervening[0]
    p = agreed.parameters.authority
    raised = agreed.world.authorities.bar[0] - usual.world.authorities.bar[0]
    assert raised == pytest.approx(p.bar_from_intervention, abs=1e-6)
    cut = usual.world.authorities.discretionary_share[0] - agreed.world.authorities.discretionary_share[0]
    assert cut == pytest.approx(0.2, abs=1e-6)


# Accountability --------------------------------------------------------------------------------------------


def test_a_pledge_on_a_threshold_takes_effort_from_send_and_narrows_the_curriculum() -> None:
    usual, pledged = to(SEPTEMBER, FROM_SEPTEMBER), to(SEPTEMBER, FROM_SEPTEMBER, "attainment_pledge")
    assert (column(pledged, "pressure") > column(usual, "pressure")).all()
    assert (column(pledged, "send_effort") <= column(usual, "send_effort")).all()
    assert (column(pledged, "narrowness") > column(usual, "narrowness")).all()


def test_send_in_accountability_takes_half_of_the_pressure_on_results() -> None:
    usual, judged = to(SEPTEMBER, FROM_SEPTEMBER), to(SEPTEMBER, FROM_SEPTEMBER, "send_in_accountability")
    assert column(judged, "pressure") == pytest.approx(0.5 * column(usual, "pressure"), rel=1e-5)
    assert (column(judged, "send_effort") >= column(usual, "send_effort")).all()


@pytest.mark.parametrize("name", ["attainment_pledge", "send_in_accountability"])
def test_a_school_that_is_judged_identifies_sooner(name: str) -> None:
    """The side-effect the paper warns of (J4, N7): over-identification, to be seen after half a year."""
    usual, judged = (to((2026, 6), AT_ONCE, *names, busy=True) for names in ((), (name,)))
    assert policy.identification_bars(0.235, judged.now()) == pytest.approx(0.215)
    on_support = [int((one.world.children.sen_status == SenStatus.SUPPORT).sum()) for one in (usual, judged)]
    assert on_support[1] > on_support[0]


def test_an_agenda_for_lower_attainers_widens_the_curriculum_and_removes_nobody_more(
    busy: Simulation,
) -> None:
    agenda = in_january("lower_attainer_agenda", busy=True)
    assert (column(agenda, "narrowness") < column(busy, "narrowness")).all()
    gone, gone_anyway = (one.world.scratch.removed > 0 for one in (agenda, busy))
    assert not (gone & ~gone_anyway).any()


def test_an_expectation_of_inclusion_becomes_custom_slowly(plain: Simulation) -> None:
    expected = in_january("inclusion_expectation")
    gained = column(expected, "inclusion_climate") - column(plain, "inclusion_climate")
    left = 1.0 - column(plain, "inclusion_climate")
    months_needed = expected.parameters.school.climate_months
    assert (gained > 0.0).all()
    assert (gained < 1.1 * left / (months_needed - 1.0)).all()
    assert (column(expected, "send_effort") >= column(plain, "send_effort")).all()


def test_an_audit_lifts_only_the_schools_that_give_least(plain: Simulation) -> None:
    audited = in_january("sen_support_audit")
    low = column(plain, "send_effort") < 0.35
    assert low.any()
    assert column(audited, "send_effort")[low] == pytest.approx(0.35)
    assert (column(audited, "send_effort")[~low] == column(plain, "send_effort")[~low]).all()


# Workforce and contact -------------------------------------------------------------------------------------


def test_training_gives_most_where_the_leader_values_inclusion(plain: Simulation) -> None:
    trained = in_january("workforce_training")
    gain = column(trained, "support_quality") - column(plain, "support_quality")
    assert (gain > 0.0).all()
    assert np.corrcoef(gain, column(plain, "ethos"))[0, 1] > 0.9


def test_networks_lift_schools_below_the_mean_and_leave_the_others(plain: Simulation) -> None:
    linked = in_january("school_networks")
    low = column(plain, "capability") < column(plain, "capability").mean()
    gain = column(linked, "support_quality") - column(plain, "support_quality")
    assert (gain[low] > 0.0).all()
    assert (gain[~low] == 0.0).all()


def test_training_to_work_with_parents_lifts_confidence_and_lowers_nobodys(plain: Simulation) -> None:
    trained = in_january("partnership_training")
    gain = trained.world.families.confidence - plain.world.families.confidence
    assert gain.max() > 0.0
    assert (gain < -1e-6).mean() < 0.01


def test_a_charter_lifts_poor_contact_to_what_was_agreed(plain: Simulation) -> None:
    own = plain.world.schools.communication.astype(np.float64)
    chartered = in_january("contact_charter")
    contact = policy.contact(chartered.world, chartered.now())
    assert (own < 0.6).any()
    assert contact == pytest.approx(np.maximum(own, 0.6))
    assert (policy.contact(plain.world, plain.now()) == own).all()


# Behaviour and alternative provision -----------------------------------------------------------------------


def test_adjustments_spare_pupils_with_sen_and_change_nothing_for_others() -> None:
    trouble = {"child.incident_base_log_odds": -4.0, "child.incident_weight_of_semh_need": 9.0}

    def suspended(*names: str) -> tuple[Float64s, Flags]:
        levers = dict.fromkeys(names, AT_ONCE)
        simulation = small_simulation(8000, 2028, start=2025, parameters=trouble, levers=levers)
        for _ in months(simulation, (2025, 12)):
            pass
        had_sen = simulation.world.children.sen_status != SenStatus.NONE
        simulation.step()
        children = simulation.world.children
        has_sen = had_sen | (children.sen_status != SenStatus.NONE)
        return children.days_suspended.astype(np.float64), has_sen

    (spared, _), (anyway, has_sen) = suspended("reasonable_adjustments"), suspended()
    assert (spared <= anyway).all()
    assert (spared < anyway).sum() > 3
    assert (spared == anyway)[~has_sen].all()


def test_guidance_that_adjusts_loosens_the_custom_of_sanctions(plain: Simulation) -> None:
    adjusted = in_january("adjusted_behaviour_guidance")
    assert (column(adjusted, "discipline_climate") < column(plain, "discipline_climate")).all()


def test_a_charge_makes_ordinary_schools_pay_half_a_place() -> None:
    charged = in_january("exclusion_charge")
    price = charged.now().ap_place_gbp
    assert column(charged, "cost_of_exclusion_gbp") == pytest.approx(0.5 * price, rel=0.03)
    assert not charged.world.schools.cost_of_exclusion_gbp[~ordinary(charged)].any()


def test_more_staff_in_a_full_unit_stay_in_it_and_ring_fenced_staff_do_not() -> None:
    """Claims C9, C10 and M6: outreach without a fence is drawn back to cover places."""

    def outreach_of_full_units(name: str) -> Float64s:
        simulation = to((2025, 12), AT_ONCE, name)
        schools = simulation.world.schools
        rows = simulation.world.units.school
        schools.roll[rows] = 2 * schools.places[rows]
        simulation.step()
        return simulation.world.units.outreach_fte.astype(np.float64)

    assert not outreach_of_full_units("three_tier_alternative_provision").any()
    assert outreach_of_full_units("dedicated_outreach").all()


def test_three_tiers_mean_more_staff_and_are_paid_for(plain: Simulation) -> None:
    tiered = in_january("three_tier_alternative_provision")
    more = tiered.world.units.staff_fte / plain.world.units.staff_fte
    assert more == pytest.approx(1.15, rel=1e-5)
    extra = float((tiered.world.units.staff_fte - plain.world.units.staff_fte).sum())
    rate = tiered.parameters.unit.outreach_gbp_per_fte
    price = tiered.now().drivers.price_index
    paid = money(tiered, "discretionary_pence") - money(plain, "discretionary_pence")
    assert paid == pytest.approx(extra * rate * price * 100.0 / 12.0, rel=0.02)


# Funding and services --------------------------------------------------------------------------------------


def test_on_a_level_field_the_block_follows_need_alone() -> None:
    simulation = small_simulation(300, 2028, start=2025, levers={"level_playing_field": AT_ONCE})
    g = simulation.world.governments
    g.historic_share[:] = 2.0 * g.need_share
    simulation.month = month_number(2026, 1)
    now = simulation.now()
    simulation.step()
    by_need = now.drivers.high_needs_block_gbp_m * 1e6 * g.need_share[0] * 100.0 / 12.0
    assert simulation.world.authorities.block_pence[0] == round(by_need)


def test_more_money_is_a_fifth_more_block(plain: Simulation) -> None:
    richer = in_january("more_high_needs_money")
    assert money(richer, "block_pence") == pytest.approx(1.2 * money(plain, "block_pence"), abs=1)


def test_high_needs_money_in_schools_fills_their_pots_and_is_booked(plain: Simulation) -> None:
    devolved = in_january("devolved_high_needs_money")
    assert (column(devolved, "pot_per_pupil_gbp") >= column(plain, "pot_per_pupil_gbp")).all()
    assert column(devolved, "pot_per_pupil_gbp").sum() > column(plain, "pot_per_pupil_gbp").sum()
    paid = money(devolved, "discretionary_pence") - money(plain, "discretionary_pence")
    assert paid == round(0.05 * money(plain, "block_pence"))
    totals = policy.totals_of(devolved.world)
    each = policy.devolved_gbp_per_pupil(devolved.world, devolved.now(), totals)
    assert (each * totals.ordinary[Total.ROLL]).sum() == pytest.approx(
        0.05 * money(plain, "block_pence") * 12.0 / 100.0
    )


def test_plans_take_nothing_from_a_protected_pot_and_the_block_pays(plain: Simulation) -> None:
    protected = in_january("protected_notional_budget")
    # What schools held in December 2025 is what the month reads; both worlds agree on it.
    december = to((2025, 12), AT_ONCE)
    rows = ordinary(december)
    n_plans = int(december.world.schools.n_plans[rows].sum())
    assert n_plans > 0
    paid = money(protected, "discretionary_pence") - money(plain, "discretionary_pence")
    assert paid == round(n_plans * 6000.0 * 100.0 / 12.0)
    has_plans = december.world.schools.n_plans[rows] > 0
    pots, usual = column(protected, "pot_per_pupil_gbp"), column(plain, "pot_per_pupil_gbp")
    assert (pots[has_plans] > usual[has_plans]).all()
    assert (pots[~has_plans] == usual[~has_plans]).all()


def test_core_services_go_where_the_pupils_with_sen_are_and_no_hour_is_lost(plain: Simulation) -> None:
    core = in_january("core_specialist_services")
    december = to((2025, 12), AT_ONCE).world.schools
    rows = ordinary(core)
    rolls, with_sen = december.roll[rows], (december.n_support + december.n_plans)[rows]
    hours = column(core, "specialist_hours") * rolls
    assert hours.sum() == pytest.approx((column(plain, "specialist_hours") * rolls).sum(), rel=1e-5)
    each = hours[with_sen > 0] / with_sen[with_sen > 0]
    assert each == pytest.approx(each[0], rel=1e-5)


def test_more_psychologists_have_a_quarter_more_time(plain: Simulation) -> None:
    more = in_january("more_psychologists")
    assert money(more, "psychology_minutes") == pytest.approx(
        1.25 * money(plain, "psychology_minutes"), abs=1
    )
    assert money(more, "services_pence") > money(plain, "services_pence")


def test_early_years_focus_reaches_a_fifth_more_and_is_paid_for(plain: Simulation) -> None:
    focused = in_january("early_years_focus")
    more = focused.world.authorities.early_help - plain.world.authorities.early_help
    assert more == pytest.approx(0.2, abs=1e-6)
    assert money(focused, "services_pence") > money(plain, "services_pence")


def test_a_secondary_school_pays_the_larger_of_charge_and_place_not_both() -> None:
    both = in_january("exclusion_charge", "devolved_alternative_provision_money")
    price = both.now().ap_place_gbp
    kind = both.world.schools.kind
    assert both.world.schools.cost_of_exclusion_gbp[kind == SettingKind.SECONDARY] == pytest.approx(
        price, rel=0.03
    )
