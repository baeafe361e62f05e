"""How amounts and changes of a comparison are written."""

import pytest

from abm import catalogue
from experiments.compare_headlines import HEADLINES, Headline, on_axis, signed, written

BY_NAME = {one.measure: one for one in HEADLINES}
PLANS, CONFIDENCE = BY_NAME["plans"], BY_NAME["confidence_mean"]
GAP, SPENDING = BY_NAME["need_met_gap_by_resources"], BY_NAME["high_needs_spending_gbp"]


def test_headlines_are_measures_of_the_catalogue() -> None:
    assert set(BY_NAME) <= set(catalogue.measures()["name"])


@pytest.mark.parametrize(
    ("one", "value", "amount", "change"),
    [
        (PLANS, 51234.4, "51,234", "+51,234"),
        (PLANS, -51.26, "\N{MINUS SIGN}51.3", "\N{MINUS SIGN}51.3"),
        (PLANS, 0.0, "0", "0"),
        (CONFIDENCE, -0.0171, "\N{MINUS SIGN}0.017", "\N{MINUS SIGN}0.017"),
        (CONFIDENCE, -0.0002, "\N{MINUS SIGN}0.000", "0.000"),
        (GAP, 0.0123, "1.2", "+1.2"),
        (SPENDING, -1_358_893.0, "\N{MINUS SIGN}1.4", "\N{MINUS SIGN}1.4"),
    ],
)
def test_amounts_and_changes(one: Headline, value: float, amount: str, change: str) -> None:
    assert written(one, value) == amount
    assert signed(one, value) == change


def test_ticks_of_small_changes_can_be_told_apart() -> None:
    ticks = [on_axis(CONFIDENCE, 0.0002 * step) for step in range(-2, 3)]
    assert ticks == ["\N{MINUS SIGN}0.0004", "\N{MINUS SIGN}0.0002", "0", "+0.0002", "+0.0004"]
    assert on_axis(SPENDING, 250_000.0) == "+0.25"
    assert on_axis(PLANS, 120_000.0) == "+120,000"
