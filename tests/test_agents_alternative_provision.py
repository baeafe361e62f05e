"""AP units: places first (C9, C10), a ring-fence that holds (M6), and the way back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abm.parameters import parameter_values
from agents.alternative_provision import gives_up_places, is_ready_to_return, readmits, releases_outreach

share = st.floats(0.0, 1.0)
staff = st.floats(0.0, 60.0)
pupils = st.integers(0, 300)
fences = st.floats(0.0, 10.0)

DEFAULT = parameter_values().unit
FOUR_A_TEACHER = DEFAULT._replace(pupils_per_staff=4.0)


@pytest.mark.parametrize(
    ("staff_fte", "n_pupils", "fence", "outreach"),
    [
        (20.0, 60, 0.0, 5.0),  # 60 pupils take 15 of 20
        (20.0, 80, 0.0, 0.0),  # full
        (20.0, 120, 0.0, 0.0),  # overfull, and still not below nought
        (20.0, 120, 2.0, 2.0),  # what is ring-fenced does not cover places
        (20.0, 60, 2.0, 7.0),
    ],
)
def test_places_come_first_by_hand(staff_fte: float, n_pupils: int, fence: float, outreach: float) -> None:
    assert releases_outreach(staff_fte, n_pupils, fence, FOUR_A_TEACHER) == pytest.approx(outreach)


@given(staff, pupils, pupils, fences)
def test_fuller_units_never_release_more_and_the_fence_holds(
    staff_fte: float, one: int, other: int, fence: float
) -> None:
    few, many = sorted((one, other))
    out = releases_outreach(staff_fte, many, fence, DEFAULT)
    assert fence <= out <= releases_outreach(staff_fte, few, fence, DEFAULT)


@given(staff, pupils, fences)
def test_ring_fenced_outreach_does_not_depend_on_occupancy(
    staff_fte: float, n_pupils: int, fence: float
) -> None:
    with_fence = releases_outreach(staff_fte, n_pupils, fence, DEFAULT)
    without = releases_outreach(staff_fte, n_pupils, 0.0, DEFAULT)
    assert with_fence - without == pytest.approx(fence, abs=1e-9)


@given(st.integers(0, 36), share, share)
def test_nobody_goes_back_in_the_last_year_or_at_once(months: int, unmet: float, luck: float) -> None:
    assert not is_ready_to_return(months, 11, unmet, DEFAULT, luck)
    assert not is_ready_to_return(0, 8, unmet, DEFAULT, luck)


@given(st.integers(6, 48), st.integers(0, 24), st.integers(2, 9), share, share, share)
def test_long_stays_and_unmet_need_never_make_a_return_likelier(
    months: int, longer: int, group: int, unmet: float, more: float, luck: float
) -> None:
    if not is_ready_to_return(months, group, unmet, DEFAULT, luck):
        assert not is_ready_to_return(months + longer, group, unmet, DEFAULT, luck)
        assert not is_ready_to_return(months, group, min(1.0, unmet + more), DEFAULT, luck)


def test_some_do_go_back() -> None:
    assert is_ready_to_return(6, 8, 0.0, DEFAULT, 0.0)


@given(share, share, share, share)
def test_inclusive_capable_schools_with_room_say_yes(
    ethos: float, skill: float, more: float, luck: float
) -> None:
    if readmits(ethos, skill, True, luck):
        assert readmits(min(1.0, ethos + more), skill, True, luck)
        assert readmits(ethos, min(1.0, skill + more), True, luck)
    else:
        assert not readmits(ethos, skill, False, luck)


def test_places_are_given_up_where_more_than_half_stand_empty() -> None:
    """Claim M11: of 100 places 40 are used; a fifth of the 60 empty ones go."""
    unit = parameter_values().unit
    assert gives_up_places(100, 30, 10, unit) == 12
    assert gives_up_places(100, 50, 0, unit) == 0
    assert gives_up_places(100, 40, 10, unit) == 0
