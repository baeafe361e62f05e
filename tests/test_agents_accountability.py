"""Accountability: hand-worked, and the signs of the claims."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abm.parameters import parameter_values
from agents.accountability import (
    adjusts_under_guidance,
    answers_for_area,
    health_answers,
    judges_area,
    keeps_to_partnership,
    led_by_authority,
    long_view_next_month,
    paid_for_density,
    pastoral_support,
    quality_of_contact,
    reach_of_authority,
    spends_notional,
    teaching_on_top,
    time_for_casework,
    time_for_families,
    validity_of_standards,
    weight_of_metric,
    works_to_standard,
)
from agents.family import felt_unmet, trust_after_contact

share = st.floats(0.0, 1.0)
P = parameter_values()
SCHOOL = P.school._replace(
    effort_weight_of_authority=0.1,
    effort_weight_of_consequence=0.4,
    reach_in_academies=0.5,
    standard_of_effort=0.5,
    validity_of_imposed_standards=0.3,
    validity_of_owned_standards=0.8,
    paperwork_of_standards=0.2,
    long_view_months=100.0,
    density_that_pays=1.5,
)
CHILD = P.child._replace(threshold_of_attainment=0.0, reach_of_catch_up=0.5, attention_under_target=0.1)
AUTHORITY = P.authority._replace(
    time_moved_by_inspection=0.2, contact_for_time=2.0, contact_lost_to_strategy=0.1
)


def test_a_judgement_moves_a_twelfth_of_the_way_to_what_is_looked_at() -> None:
    # Half the plans in time, four fifths of need met.
    assert judges_area(0.5, 0.5, 0.8, 0.0) == pytest.approx(0.5)
    assert judges_area(0.5, 0.5, 0.8, 1.0) == pytest.approx(0.5 + 0.3 / 12.0)
    assert judges_area(0.5, 0.5, 0.8, 0.5) == pytest.approx(0.5 + 0.15 / 12.0)


def test_officers_time_follows_what_is_inspected_and_who_answers_for_it() -> None:
    assert time_for_families(0.0, 1.0, 0.0, AUTHORITY) == 0.0
    assert time_for_families(0.5, 1.0, 0.0, AUTHORITY) == pytest.approx(0.1)
    assert time_for_families(0.5, 0.6, 0.0, AUTHORITY) == pytest.approx(0.06)
    assert time_for_families(0.0, 1.0, 0.05, AUTHORITY) == pytest.approx(0.05)
    # What goes to families does not go to the process (claim E1).
    assert time_for_casework(1000, 0.1) == 900
    assert time_for_casework(987_654_321_012, 0.0) == 987_654_321_012


def test_contact_is_what_families_expect_until_something_changes() -> None:
    assert quality_of_contact(0.0, 0.0, 0.0, AUTHORITY) == 0.5
    assert quality_of_contact(0.1, 0.0, 0.0, AUTHORITY) == pytest.approx(0.7)
    # Strategic work takes from the same budget (claim P1); parents put contact on the agenda (claim K13).
    assert quality_of_contact(0.0, 1.0, 0.0, AUTHORITY) == pytest.approx(0.4)
    assert quality_of_contact(0.0, 1.0, 0.15, AUTHORITY) == pytest.approx(0.55)


@given(share, share)
def test_trust_follows_contact_and_expected_contact_changes_nothing(trust: float, contact: float) -> None:
    after = trust_after_contact(trust, contact, P.family)
    assert 0.0 <= after <= 1.0
    assert (after - trust) * (contact - 0.5) >= 0.0
    assert trust_after_contact(trust, 0.5, P.family) == trust


def test_early_talks_keep_part_of_unmet_need_from_becoming_a_grievance() -> None:
    assert felt_unmet(0.4, 0.25) == pytest.approx(0.3)
    assert felt_unmet(0.4, 0.0) == 0.4


def test_an_academy_hears_the_authority_half_as_well_unless_a_partnership_binds_it() -> None:
    assert reach_of_authority(False, 0.0, SCHOOL) == 1.0
    assert reach_of_authority(True, 0.0, SCHOOL) == 0.5
    assert reach_of_authority(True, 0.5, SCHOOL) == pytest.approx(0.75)
    assert reach_of_authority(True, 1.0, SCHOOL) == 1.0
    assert led_by_authority(0.4, 0.5, 0.8, SCHOOL) == pytest.approx(0.37)
    assert led_by_authority(0.4, 0.8, 0.8, SCHOOL) == 0.4


def test_effort_answers_to_the_share_of_consequence_and_to_how_bad_things_are() -> None:
    assert answers_for_area(0.4, 0.0, 0.0, SCHOOL) == 0.4
    assert answers_for_area(0.4, 0.5, 0.25, SCHOOL) == pytest.approx(0.55)
    assert answers_for_area(0.4, 0.5, 1.0, SCHOOL) == 0.4
    assert health_answers(0.0, 0.2, P.partner) == 1.0
    assert health_answers(0.4, 0.5, P.partner._replace(effort_weight_of_consequence=0.5)) == pytest.approx(
        1.1
    )


@given(share, share, share)
def test_a_partnership_lifts_those_below_it_as_far_as_it_binds(
    effort: float, target: float, binding: float
) -> None:
    after = keeps_to_partnership(effort, target, binding)
    assert effort <= after <= max(effort, target) + 1e-12
    assert keeps_to_partnership(effort, target, 0.0) == effort


def test_work_to_an_imposed_standard_is_mostly_paper() -> None:
    """Claims L7, L13, Q4: 0.2 is missing; imposed 0.3 - 0.2 of it comes, owned by all 0.8 - 0.2."""
    imposed, owned = validity_of_standards(0.0, SCHOOL), validity_of_standards(1.0, SCHOOL)
    assert works_to_standard(0.3, 1.0, imposed, SCHOOL) == pytest.approx(0.32)
    assert works_to_standard(0.3, 1.0, owned, SCHOOL) == pytest.approx(0.42)
    assert works_to_standard(0.6, 1.0, owned, SCHOOL) == 0.6
    # A measure that says nothing costs effort.
    assert works_to_standard(0.3, 1.0, 0.0, SCHOOL) < 0.3


def test_a_vague_measure_weighs_nothing() -> None:
    assert weight_of_metric(0.5, 0.0) == 0.0
    assert weight_of_metric(0.5, 0.1) == pytest.approx(0.05)


def test_the_long_view_comes_slowly() -> None:
    assert long_view_next_month(0.0, 0.3, SCHOOL) == pytest.approx(0.003)


def test_a_benchmark_lifts_those_who_spend_less_and_lowers_nobody() -> None:
    assert spends_notional(0.8, 0.5) == pytest.approx(0.9)
    assert spends_notional(1.2, 0.5) == 1.2
    assert spends_notional(0.8, 0.0) == 0.8


def test_a_school_full_of_plans_is_paid_for_those_above_the_density() -> None:
    # 4 in 100 is usual; 6 in 100 pays; 20 pupils with a plan of 200 are 8 more.
    assert paid_for_density(20, 200, 0.04, 2000.0, SCHOOL) == pytest.approx(16_000.0)
    assert paid_for_density(12, 200, 0.04, 2000.0, SCHOOL) == 0.0
    assert paid_for_density(13, 200, 0.04, 2000.0, SCHOOL) == pytest.approx(2000.0)


def test_extra_teaching_goes_to_those_near_the_threshold() -> None:
    """Claims J1, J10: catch-up reaches from the threshold down to half a step below it."""
    for attainment, gain in ((0.1, 0.0), (-0.1, 0.15), (-0.5, 0.15), (-0.6, 0.0)):
        assert teaching_on_top(attainment, 0.15, 0.0, 0.0, CHILD) == gain
    # Claims J2, N2: a target moves teaching from those far below, less where a floor is kept for them.
    assert teaching_on_top(-0.1, 0.0, 1.0, 0.0, CHILD) == pytest.approx(0.1)
    assert teaching_on_top(-1.5, 0.0, 1.0, 0.0, CHILD) == pytest.approx(-0.1)
    assert teaching_on_top(-1.5, 0.0, 1.0, 0.5, CHILD) == pytest.approx(-0.05)


def test_pastoral_work_is_a_heads_own_value_until_it_counts() -> None:
    assert pastoral_support(0.5, 0.0) == 0.0
    assert pastoral_support(0.3, 0.0) == pytest.approx(-0.2)
    assert pastoral_support(0.3, 0.3) == pytest.approx(0.1)


def test_coercive_guidance_leaves_fewer_adjustments() -> None:
    assert adjusts_under_guidance(0.5, 0.4) == pytest.approx(0.3)
    assert adjusts_under_guidance(0.5, 0.0) == 0.5
