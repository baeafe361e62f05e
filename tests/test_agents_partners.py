"""Government's two rules: the high needs formula (H5, Q6) and intervention on deficits (A5)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abm.parameters import parameter_values
from agents.partners import allocates_block, brings_to_attention, steps_in
from tests.odds_of import probability

share = st.floats(0.0, 1.0)
DEFAULT = parameter_values().partner
AT_A_FIFTH = DEFAULT._replace(intervention_deficit_share=0.2)


@pytest.mark.parametrize(("weight", "expected"), [(1.0, 60e6), (0.0, 120e6), (0.5, 90e6), (0.25, 105e6)])
def test_block_is_part_history_part_need(weight: float, expected: float) -> None:
    assert allocates_block(6e9, 0.01, 0.02, weight) == pytest.approx(expected)


@given(st.lists(st.floats(0.01, 1.0), min_size=2, max_size=6), st.floats(1e8, 1e10), share)
def test_the_whole_block_is_allocated_once(sizes: list[float], national: float, weight: float) -> None:
    needs = [size / sum(sizes) for size in sizes]
    history = list(reversed(needs))
    given_out = sum(
        allocates_block(national, old, new, weight) for old, new in zip(history, needs, strict=True)
    )
    assert given_out == pytest.approx(national)


def test_government_steps_in_on_a_large_deficit_and_lets_go_at_balance() -> None:
    assert steps_in(0.21, True, False, 0.0, AT_A_FIFTH)
    assert not steps_in(0.19, True, False, 0.0, AT_A_FIFTH)
    assert steps_in(0.10, True, True, 0.0, AT_A_FIFTH)
    assert not steps_in(-0.01, True, True, 0.0, AT_A_FIFTH)
    # With agreements made sooner by half, at half the deficit.
    assert steps_in(0.11, True, False, 0.5, AT_A_FIFTH)
    assert not steps_in(0.09, True, False, 0.5, AT_A_FIFTH)


@given(st.floats(-1.0, 3.0), st.booleans())
def test_there_was_no_intervention_before_it_existed(deficit: float, intervening: bool) -> None:
    assert not steps_in(deficit, False, intervening, 0.0, AT_A_FIFTH)


@pytest.mark.parametrize(
    ("need", "year_group", "expected"), [(0.4, -1, 0.0), (0.4, 0, 0.0), (0.8, 0, 0.0), (0.8, -1, 0.008)]
)
def test_only_young_children_with_clear_need_are_brought_to_attention(
    need: float, year_group: int, expected: float
) -> None:
    partner = DEFAULT._replace(brings_young_child_per_month=0.01)
    chance = probability(lambda luck: brings_to_attention(need, year_group, partner, luck))
    assert chance == pytest.approx(expected)
