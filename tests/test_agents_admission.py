"""Admission: hand-worked, and the signs of the claims."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abm.parameters import parameter_values
from agents.admission import (
    discourages_admission,
    draws_families,
    load_of,
    quality_under_load,
    reputation_next_year,
)
from tests.odds_of import log_odds

share = st.floats(0.0, 1.0)
SCHOOL = parameter_values().school._replace(
    reputation_learning=0.5,
    draw_of_reputation=4.0,
    strain_of_load=0.3,
    discouraging_base_log_odds=-2.0,
    discouraging_weight_of_results=30.0,
    discouraging_weight_of_cost=0.7,
    discouraging_weight_of_ethos=5.0,
    discouraging_weight_of_reach=1.0,
    discouraging_weight_of_norm=3.0,
    discouraging_weight_of_judgement=1.5,
)


def odds(
    pull: float = 0.0,
    cost: float = 0.0,
    ethos: float = 0.5,
    reach: float = 0.0,
    norm: float = 0.0,
    judged: float = 0.0,
) -> float:
    return log_odds(lambda luck: discourages_admission(pull, cost, ethos, reach, norm, judged, SCHOOL, luck))


def test_what_makes_a_school_talk_a_family_away() -> None:
    """Claims G1, L4, L8 and loop R11, one weight each."""
    usual = odds()
    assert usual == pytest.approx(-2.0, abs=0.01)
    assert odds(pull=0.02) - usual == pytest.approx(0.6, abs=0.01)
    assert odds(cost=1.0) - usual == pytest.approx(0.7, abs=0.01)
    assert odds(ethos=0.7) - usual == pytest.approx(-1.0, abs=0.01)
    assert odds(reach=0.5) - usual == pytest.approx(-0.5, abs=0.01)
    assert odds(norm=0.1) - usual == pytest.approx(0.3, abs=0.01)
    assert odds(judged=1.0) - usual == pytest.approx(-1.5, abs=0.01)


def test_word_gets_half_way_round_in_a_year() -> None:
    assert reputation_next_year(0.1, 0.2, 0.1, SCHOOL) == pytest.approx(0.2)
    assert reputation_next_year(0.1, 0.0, 0.0, SCHOOL) == pytest.approx(0.05)
    assert reputation_next_year(0.0, 0.0, 0.0, SCHOOL) == 0.0


def test_a_known_school_draws_more_and_an_unknown_one_by_its_places() -> None:
    assert draws_families(200, 0.0, SCHOOL) == 200.0
    assert draws_families(200, 0.25, SCHOOL) == pytest.approx(200.0 * 2.718281828)


def test_plans_weigh_twice_in_the_load() -> None:
    assert load_of(10, 5, 100) == pytest.approx(0.2)
    assert load_of(0, 0, 0) == 0.0


@given(share, share, share)
def test_numbers_wear_quality_down_and_the_usual_number_does_not(
    quality: float, load: float, usual: float
) -> None:
    after = quality_under_load(quality, load, usual, SCHOOL)
    assert 0.0 <= after <= 1.0
    assert (after - quality) * (load - usual) <= 0.0
    assert quality_under_load(quality, usual, usual, SCHOOL) == quality
