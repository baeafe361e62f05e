"""Caseworkers' minutes: worked examples by hand."""

from agents.caseworkers import minutes_for_reflection, minutes_for_review, minutes_for_step


def test_a_step_takes_its_usual_time_where_no_lever_is_pulled() -> None:
    assert minutes_for_step(300, 0.0, 0.0, 0.0) == 300
    assert minutes_for_review(120, 0.0, 0.0, 0.0) == 120
    assert minutes_for_reflection(10_000, 0.0) == 0


def test_a_digital_process_saves_time_and_layers_add_to_it() -> None:
    """Claims E1, K12, N11: 300 minutes less a fifth, and a quarter more of what is left."""
    assert minutes_for_step(300, 0.2, 0.0, 0.0) == 240
    assert minutes_for_step(300, 0.0, 0.25, 0.0) == 375
    assert minutes_for_step(300, 0.2, 0.25, 0.0) == 300
    assert minutes_for_review(120, 0.25, 0.0, 0.0) == 150


def test_agreeing_on_a_band_adds_minutes_that_nothing_saves() -> None:
    """Claim H4."""
    assert minutes_for_step(300, 0.5, 0.0, 30.0) == 180
    assert minutes_for_review(120, 0.0, 0.5, 30.0) == 90


def test_reviews_in_colleges_that_the_block_funds_take_less() -> None:
    """Claim N11."""
    assert minutes_for_review(120, 0.0, 0.25, 0.0) == 90


def test_half_a_minute_is_rounded_to_the_even_one() -> None:
    assert minutes_for_step(5, 0.5, 0.0, 0.0) == 2
    assert minutes_for_step(7, 0.5, 0.0, 0.0) == 4


def test_time_for_reflection_is_a_share_of_all_time() -> None:
    """Claim Q9."""
    assert minutes_for_reflection(10_000, 0.05) == 500
