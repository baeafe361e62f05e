"""Levers of accountability, standards and contact: what each moves first, and the paper's side-effects."""

import numpy as np
import pytest

from abm import Dose, answering, policy
from abm.counting import Flow
from abm.simulation import Simulation
from agents.declarations import Float64s
from agents.vocabulary import SettingKind
from tests.lever_worlds import (
    AT_ONCE,
    FROM_SEPTEMBER,
    JANUARY,
    SEPTEMBER,
    column,
    in_january,
    money,
    ordinary,
    to,
)
from tests.small_worlds import small_simulation, year_groups

YEAR_END = (2026, 12)


@pytest.fixture(scope="module")
def plain() -> Simulation:
    return in_january()


def gain(pulled: Simulation, plain: Simulation, name: str) -> Float64s:
    return column(pulled, name) - column(plain, name)


# Standards, benchmarks and measures ------------------------------------------------------------------------


def test_standards_move_the_weakest_schools_and_more_if_they_are_owned(plain: Simulation) -> None:
    """Claims L7, L13, Q4: the same standard, imposed or owned."""
    imposed, owned = in_january("national_standards"), in_january("co_owned_parameters")
    weak = column(plain, "send_effort") < plain.parameters.school.standard_of_effort
    assert weak.any()
    assert (gain(imposed, plain, "send_effort")[weak] > 0.0).all()
    assert (gain(owned, plain, "send_effort")[weak] > 2.0 * gain(imposed, plain, "send_effort")[weak]).all()
    assert not gain(owned, plain, "send_effort")[~weak].any()
    # Co-ownership takes the place of imposition.
    both = in_january("national_standards", "co_owned_parameters")
    assert not gain(both, owned, "send_effort").any()


def test_a_standard_budget_lifts_low_spenders_and_leaves_schools_full_of_plans_squeezed(
    plain: Simulation,
) -> None:
    """Claims H1 and H2; and H3, which it leaves: plans still commit the first contribution."""
    standard = in_january("standard_notional_budget")
    low = column(plain, "notional_spent") < 1.0
    pots = gain(standard, plain, "pot_per_pupil_gbp")
    assert (pots[low] > 0.0).all()
    assert not pots[~low].any()
    assert policy.first_contribution_gbp(standard.world, standard.now()) == pytest.approx(
        policy.first_contribution_gbp(plain.world, plain.now())
    )


def test_a_vague_measure_changes_next_to_nothing(plain: Simulation) -> None:
    """Claim J6: a tenth of what a clear agenda does for the curriculum."""
    vague, clear = in_january("inclusive_curriculum_metrics"), in_january("lower_attainer_agenda")
    assert (gain(vague, plain, "narrowness") < 0.0).all()
    assert gain(vague, plain, "narrowness") == pytest.approx(0.1 * gain(clear, plain, "narrowness"), rel=1e-2)


def test_broader_evaluation_makes_pastoral_work_count_everywhere(plain: Simulation) -> None:
    broader = to(SEPTEMBER, FROM_SEPTEMBER, "broader_evaluation")
    usual = to(SEPTEMBER, FROM_SEPTEMBER)
    assert gain(broader, usual, "pastoral") == pytest.approx(0.3, abs=1e-6)
    assert column(broader, "pressure") == pytest.approx(0.75 * column(usual, "pressure"), rel=1e-5)
    assert np.corrcoef(column(plain, "pastoral"), column(plain, "ethos"))[0, 1] > 0.999


def test_the_long_view_takes_years_to_weigh(plain: Simulation) -> None:
    """Claims F2, F3: after a month hardly anything; after a year a seventh of the way or less."""
    usual, seen = to(YEAR_END, AT_ONCE), to(YEAR_END, AT_ONCE, "long_term_evaluation")
    assert (column(seen, "long_view") > 0.0).all()
    assert (column(seen, "long_view") < 0.3 / 6.0).all()
    assert (column(seen, "pressure") < column(usual, "pressure")).mean() > 0.9
    assert not column(plain, "long_view").any()


# Who answers for the area ----------------------------------------------------------------------------------


def test_inspection_of_outcomes_moves_officers_to_families_and_leaves_schools_alone(
    plain: Simulation,
) -> None:
    """Claims D3, D5; and L3: the judgement still lands on the authority, so schools do nothing."""
    inspected = in_january("outcome_inspections")
    a = inspected.world.authorities
    assert a.families_time[0] == pytest.approx(0.1)
    assert a.contact[0] > plain.world.authorities.contact[0] == 0.5
    assert not gain(inspected, plain, "send_effort").any()


def test_families_in_the_process_trust_officers_who_hear_them() -> None:
    """Claims E1, E2: trust rises where contact does; what is late gets later."""
    usual, inspected = (to(YEAR_END, AT_ONCE, *names, busy=True) for names in ((), ("outcome_inspections",)))
    in_process = usual.world.children.case >= 0
    same = usual.world.children.person_id == inspected.world.children.person_id
    rows = in_process & same & (inspected.world.children.case >= 0)
    assert rows.sum() > 10
    trust = inspected.world.families.trust[rows] - usual.world.families.trust[rows]
    assert trust.mean() > 0.0


def test_shared_consequence_moves_schools_and_the_authority_the_other_way(plain: Simulation) -> None:
    """Claims L4, L6: accountability goes where influence is; the authority answers for less."""
    shared = in_january("rebalanced_accountability")
    more = gain(shared, plain, "send_effort")
    assert (more > 0.0).all()
    judged = float(shared.world.authorities.judgement[0])
    weight = shared.parameters.school.effort_weight_of_consequence
    assert more == pytest.approx(weight * 0.4 * (1.0 - judged), abs=0.02)
    assert shared.world.health.advice_minutes[0] > plain.world.health.advice_minutes[0]
    both = in_january("rebalanced_accountability", "outcome_inspections")
    alone = in_january("outcome_inspections")
    assert both.world.authorities.families_time[0] < alone.world.authorities.families_time[0]


def test_one_part_among_many_schools_moves_each_of_them_little(plain: Simulation) -> None:
    """Free-riding: pooled accountability is felt by a head in the cost of an exclusion, not in effort."""
    pooled, shared = in_january("collective_accountability"), in_january("rebalanced_accountability")
    n_schools = int(ordinary(plain).sum())
    assert n_schools > 1
    (each,) = answering.share_of_schools(pooled.now(), policy.totals_of(pooled.world))
    assert each * n_schools == pytest.approx(0.5)
    assert gain(pooled, plain, "send_effort").mean() < gain(shared, plain, "send_effort").mean()
    price = pooled.now().ap_place_gbp
    assert column(pooled, "cost_of_exclusion_gbp") == pytest.approx(0.5 * price, rel=0.03)


def test_a_partnership_that_only_advises_does_nothing_and_one_that_binds_lifts_the_weakest(
    plain: Simulation,
) -> None:
    """Claim L5: responsibility if it binds."""
    december = to((2025, 12), AT_ONCE).world
    name = "local_inclusion_partnerships"
    bound, advised = in_january(name), to(JANUARY, Dose(0.0), name)
    (target,) = answering.partnership_target(policy.totals_of(december))
    low = column(plain, "send_effort") < target - 0.01
    assert low.any()
    assert column(bound, "send_effort")[low] == pytest.approx(target, abs=1e-6)
    assert (column(bound, "send_effort")[~low] >= target - 1e-6).all()
    assert not gain(advised, plain, "send_effort").any()


def test_academies_give_send_less_effort_and_the_average_school_as_much() -> None:
    """Claim L4, always at work and centred: an authority's voice carries less far in academies."""
    simulation = small_simulation(20_000, 2028, start=2025)
    now, schools = simulation.now(), simulation.world.schools
    schools.is_academy[:] = schools.academy_rank < 0.5
    usual = answering.usual_reach(now, policy.totals_of(simulation.world))
    over = answering.reach(simulation.world, now) - usual[schools.kind]
    for kind in (SettingKind.PRIMARY, SettingKind.SECONDARY):
        rows = schools.kind == kind
        assert over[rows].mean() == pytest.approx(0.0, abs=1e-12)
        assert (over[rows & schools.is_academy] < 0.0).all()
        assert (over[rows & ~schools.is_academy] > 0.0).all()


# Money, behaviour, teaching and talk -----------------------------------------------------------------------


def test_a_school_full_of_plans_is_paid_and_asks_for_more_of_them(plain: Simulation) -> None:
    """Claims G1, G2; and the side-effect (loop R5): one more plan brings money."""
    # What schools held in December is what January reads; one school is made a magnet in both worlds.
    worlds = [to((2025, 12), AT_ONCE, *names) for names in ((), ("magnet_compensation",))]
    for one in worlds:
        schools = one.world.schools
        primaries = np.flatnonzero(schools.kind == SettingKind.PRIMARY)
        magnet = primaries[0]
        schools.n_plans[primaries] = 0
        schools.n_plans[magnet] = schools.roll[magnet] // 30
        one.step()
    usual, paid = worlds
    assert paid.world.schools.pot_per_pupil_gbp[magnet] > usual.world.schools.pot_per_pupil_gbp[magnet]
    assert paid.world.schools.plan_reward_gbp[magnet] == pytest.approx(2000.0)
    assert not usual.world.schools.plan_reward_gbp.any()
    assert money(paid, "discretionary_pence") > money(usual, "discretionary_pence")
    assert not plain.world.schools.plan_reward_gbp.any()


def test_stricter_guidance_is_felt_by_pupils_with_sen() -> None:
    """Claims M2, M17: suspensions rise, most for pupils with SEN; incidents do not fall."""

    def events(*names: str) -> tuple[int, int, int]:
        simulation = to((2025, 12), AT_ONCE, *names, busy=True)
        suspended = incidents = with_sen = 0
        for _ in range(12):
            simulation.step()
            flows = simulation.world.flows
            suspended += int(flows[Flow.SUSPENSIONS].sum())
            incidents += int(flows[Flow.INCIDENTS].sum())
            children = simulation.world.children
            with_sen = int(children.suspensions[children.sen_status > 0].sum())
        return suspended, incidents, with_sen

    usual, strict = events(), events("behaviour_guidance")
    assert strict[0] > usual[0]
    assert strict[2] > usual[2]
    assert strict[1] >= 0.97 * usual[1]


@pytest.mark.parametrize("name", ["catch_up_support", "attainment_pledge"])
def test_teaching_near_the_threshold_lifts_those_near_it_and_nobody_far_below(name: str) -> None:
    """Claims J1, J2, J10, N2: catch-up leaves the lowest attainers alone, a pledge takes from them."""
    usual, taught = to((2026, 8), AT_ONCE), to((2026, 8), AT_ONCE, name)
    child, children = usual.parameters.child, usual.world.children
    in_school = (year_groups(usual, usual.now()) >= 0) & (children.setting >= 0) & (children.placement == 0)
    before = children.attainment.astype(np.float64)
    near = in_school & (before < child.threshold_of_attainment - 0.1)
    near &= before > child.threshold_of_attainment - child.reach_of_catch_up + 0.1
    far = in_school & (before < child.threshold_of_attainment - child.reach_of_catch_up - 0.3)
    moved = taught.world.children.attainment - before
    assert moved[near].mean() > 0.0
    assert (moved[far].mean() < 0.0) if name == "attainment_pledge" else (abs(moved[far].mean()) < 0.005)


def test_a_floor_for_low_attainers_halves_what_a_target_takes_from_them() -> None:
    """Claim N2: unless expectations for the others are explicit."""
    worlds = [
        to((2026, 8), AT_ONCE, *names)
        for names in ((), ("attainment_pledge",), ("attainment_pledge", "lower_attainer_agenda"))
    ]
    usual, pledged, floored = (one.world.children.attainment.astype(np.float64) for one in worlds)
    far = worlds[0].world.children.is_present & (usual < -1.5) & (worlds[0].world.children.placement == 0)
    assert (pledged - usual)[far].mean() < (floored - usual)[far].mean() < 0.0


def test_talking_at_every_level_keeps_grievance_down_and_takes_officers_time(plain: Simulation) -> None:
    """Claims E5, K9; and staff time."""
    talking = to(YEAR_END, AT_ONCE, "communication_every_level")
    usual = to(YEAR_END, AT_ONCE)
    same = talking.world.children.person_id == usual.world.children.person_id
    less = (talking.world.families.grievance - usual.world.families.grievance)[same].astype(np.float64)
    assert less.mean() < 0.0
    assert talking.world.authorities.families_time[0] == pytest.approx(0.05)
    contact = policy.contact(talking.world, talking.now()) - policy.contact(usual.world, usual.now())
    assert contact == pytest.approx(0.1)
    assert plain.world.authorities.families_time[0] == 0.0
