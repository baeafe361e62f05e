"""Visiting services: worked examples by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abm.parameters import parameter_values
from agents.partners import delivery_with_partners, secures_joint_provision
from agents.services import records_as_semh, takes_up_outreach, visits_over_even, wishes_to_buy

P = parameter_values()
SERVICE, PARTNER = P.service, P.partner


def test_who_buys_is_who_has_money_and_cares() -> None:
    """Claim C5: half a wish at a pot of 4,500, times values; need does not enter."""
    assert wishes_to_buy(4500.0, 0.5, SERVICE) == pytest.approx(0.5)
    assert wishes_to_buy(9000.0, 0.5, SERVICE) == pytest.approx(2.0 / 3.0)
    assert wishes_to_buy(4500.0, 1.0, SERVICE) == pytest.approx(0.75)
    assert wishes_to_buy(0.0, 1.0, SERVICE) == 0.0


def test_traded_time_follows_purchase_and_core_time_follows_need() -> None:
    """Claims C5, M13: two fifths of the time are traded."""
    assert visits_over_even(0.0, 2.0, 1.4, SERVICE) == pytest.approx(1.16)
    assert visits_over_even(1.0, 2.0, 1.4, SERVICE) == pytest.approx(2.0)
    assert visits_over_even(0.5, 2.0, 1.4, SERVICE) == pytest.approx(1.0 + 0.5 + 0.2 * 0.4)


def test_free_outreach_reaches_all_alike() -> None:
    """Claims M12, M16."""
    assert takes_up_outreach(1.4, 1.0, SERVICE) == pytest.approx(1.2)
    assert takes_up_outreach(0.4, 1.0, SERVICE) == pytest.approx(0.7)
    assert takes_up_outreach(0.4, 0.0, SERVICE) == 1.0


@pytest.mark.parametrize(
    ("learning", "semh", "subsidy", "luck", "recorded"),
    [
        (0.4, 0.3, 1.0, 0.01, True),
        (0.4, 0.3, 1.0, 0.04, False),  # luck against it
        (0.4, 0.1, 1.0, 0.01, False),  # hardly any SEMH need
        (0.4, 0.3, 0.0, 0.0, False),  # nothing to be had for it
    ],
)
def test_what_is_free_draws_labels(
    learning: float, semh: float, subsidy: float, luck: float, recorded: bool
) -> None:
    assert records_as_semh(learning, semh, subsidy, SERVICE, luck) is recorded


def test_one_duty_raises_what_arrives() -> None:
    """Claim K7: of the four tenths now missing, six tenths."""
    assert secures_joint_provision(0.0, PARTNER) == PARTNER.joint_delivery
    assert secures_joint_provision(0.6, PARTNER) == pytest.approx(0.84)
    assert secures_joint_provision(1.0, PARTNER) == pytest.approx(1.0)


@given(st.floats(0.0, 0.8))
def test_mean_delivery_is_the_usual_one_at_the_usual_chance(delivery: float) -> None:
    with_them, without = (delivery_with_partners(delivery, arrives, PARTNER) for arrives in (True, False))
    mean = PARTNER.joint_delivery * with_them + (1.0 - PARTNER.joint_delivery) * without
    assert mean == pytest.approx(delivery)
    assert without <= with_them
