"""Banding: worked examples by hand, and what must hold for any need, bias and money."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abm.parameters import parameter_values
from agents.banding import (
    band_for,
    delivery_for_the_money,
    drifts_upward,
    eases_when_paid,
    leans_when_banding,
    money_over_due,
    pays_for_a_band,
)

BANDING = parameter_values().banding
SHARES = st.floats(0.0, 1.0)


def test_bands_are_an_eighth_of_severity_wide_from_three_tenths_on() -> None:
    assert [band_for(need, 0.0) for need in (0.1, 0.42, 0.43, 0.56, 0.68, 0.81, 1.0)] == [1, 1, 2, 3, 4, 5, 5]


def test_the_same_need_lands_in_different_bands_in_different_places() -> None:
    """Claim H4."""
    assert band_for(0.5, 0.0) == 2
    assert band_for(0.5, 0.08) == 3
    assert band_for(0.5, -0.08) == 1


@given(SHARES, st.floats(-0.2, 0.2), st.floats(0.0, 0.3))
def test_full_moderation_takes_out_bias_and_drift(need: float, bias: float, drift: float) -> None:
    assert band_for(need, leans_when_banding(bias, drift, 1.0)) == band_for(need, 0.0)
    assert leans_when_banding(bias, drift, 0.0) == bias + drift


def test_money_by_profile_pulls_bands_up_and_moderation_holds_them() -> None:
    """Claim H6: a twentieth of the way to 0.12 each month."""
    assert drifts_upward(0.0, 1.0, 0.0, BANDING) == pytest.approx(0.006)
    assert drifts_upward(0.0, 1.0, 1.0, BANDING) == 0.0
    assert drifts_upward(0.12, 0.0, 0.0, BANDING) == pytest.approx(0.114)
    assert eases_when_paid(1.0, BANDING) == pytest.approx(0.02)


def test_without_money_by_profile_nothing_drifts() -> None:
    assert drifts_upward(0.0, 0.0, 0.0, BANDING) == 0.0
    assert eases_when_paid(0.0, BANDING) == 0.0


def test_a_place_with_more_past_money_pays_more_for_a_band_until_the_tariff_is_national() -> None:
    """Claims H5, D6: a fifth more money than need would bring is a tenth more for a band."""
    assert pays_for_a_band(1.0, 1.2, 0.0, BANDING) == pytest.approx(1.1)
    assert pays_for_a_band(0.8, 1.0, 0.5, BANDING) == pytest.approx(0.9)
    for own, over in ((0.65, 0.8), (1.35, 1.4), (1.0, 1.0)):
        assert pays_for_a_band(own, over, 1.0, BANDING) == pytest.approx(1.0)


def test_delivery_follows_money_and_is_the_usual_at_what_is_due() -> None:
    assert money_over_due(0.5, 2, 1.0) == 1.0
    assert money_over_due(0.5, 3, 1.2) == pytest.approx(1.2 * 1.0 / 0.7)
    assert delivery_for_the_money(0.75, 1.0, BANDING) == 0.75
    assert delivery_for_the_money(0.75, 0.0, BANDING) == pytest.approx(0.75 * 0.7)
    assert delivery_for_the_money(0.75, 2.0, BANDING) == pytest.approx(0.75 * 1.1)


@given(SHARES, st.floats(0.0, 10.0), st.floats(0.0, 10.0))
def test_more_money_never_delivers_less(delivery: float, one: float, other: float) -> None:
    less, more = sorted((one, other))
    low, high = (delivery_for_the_money(delivery, money, BANDING) for money in (less, more))
    assert low <= high + 1e-12
