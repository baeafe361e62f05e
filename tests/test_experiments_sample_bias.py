"""How far a sample lies from England: worked by hand on made-up results."""

import pandas as pd
import pytest

from abm import Results, england
from abm.provenance import provenance
from experiments.sample_bias import as_text, facts, measured


def results(plans: list[float], exclusions: list[float]) -> Results:
    """Two years of two measures for the area England."""
    rows = [("plans", plans), ("permanent_exclusions", exclusions), ("high_needs_balance_gbp", [-5.0, 5.0])]
    table = pd.DataFrame(
        [
            ("status quo", 0, 1, str(year), "England", "all", name, value)
            for name, values in rows
            for year, value in zip((2014, 2015), values, strict=True)
        ],
        columns=["policy", "draw", "seed", "date", "area", "group", "measure", "value"],
    )
    return Results(table, provenance(england(), 0.0))


def test_bias_is_in_per_cent_of_the_whole_and_names_the_worst_year() -> None:
    rows = measured(results([220.0, 210.0], [30.0, 40.0]), results([200.0, 200.0], [20.0, 20.0]))
    plans = rows.set_index("measure").loc["plans"]
    assert plans["difference_pct"] == pytest.approx(7.5)
    assert plans["worst_pct"] == pytest.approx(10.0)
    assert plans["worst_year"] == 2014
    assert "+10.0" in as_text(rows)


def test_scarce_counts_and_balances_are_not_given_in_per_cent() -> None:
    rows = measured(results([220.0, 210.0], [30.0, 40.0]), results([200.0, 200.0], [20.0, 20.0]))
    for name in ("permanent_exclusions", "high_needs_balance_gbp"):
        assert rows.set_index("measure")["worst_pct"].isna()[name]
    assert rows.set_index("measure").loc["permanent_exclusions", "difference"] == pytest.approx(15.0)


def test_all_of_england_is_balanced_on_every_fact() -> None:
    assert facts(151)["difference_pct"].abs().max() == pytest.approx(0.0, abs=1e-9)
