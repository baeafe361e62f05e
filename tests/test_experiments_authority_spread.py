"""Percentiles over authorities: by hand, by weight, and beside the published ones."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from abm import Results, authorities
from experiments.authority_spread import official_percentiles, spreads, weighted_percentile
from experiments.validation import judged, spread_judged
from experiments.validation_table import spread_as_text
from tests.like_the_record import provenance_of, with_keys, yearly_results


def england(values: dict[str, float], year: int = 2019) -> Results:
    """England with the share of pupils with a plan of each authority in one year."""
    whole = yearly_results({"plans_share_of_pupils": {year: 0.03}})
    rows = [
        with_keys(
            pd.DataFrame({"date": [str(year)], "measure": "plans_share_of_pupils", "value": [value]}), name
        )
        for name, value in values.items()
    ]
    return Results(pd.concat([whole.table, *rows], ignore_index=True), provenance_of("england"))


def test_equal_weights_give_the_middle_value() -> None:
    values = pd.Series({"a": 1.0, "b": 2.0, "c": 9.0})
    assert weighted_percentile(values, {"a": 1.0, "b": 1.0, "c": 1.0}, 50) == 2.0


def test_a_heavier_authority_counts_for_more() -> None:
    # Middles of the steps: a ends at 80% of the weight with its middle at 40%, b's middle is at 90%.
    values = pd.Series({"a": 1.0, "b": 2.0})
    assert weighted_percentile(values, {"a": 4.0, "b": 1.0}, 65) == pytest.approx(1.5)


@given(
    st.lists(st.floats(0, 100), min_size=3, max_size=20),
    st.integers(1, 99),
    st.floats(0.5, 20),
)
def test_percentiles_stay_inside_rise_and_ignore_the_unit_of_weights(
    values: list[float], percentile: int, factor: float
) -> None:
    series = pd.Series(values, index=[str(place) for place in range(len(values))])
    weights = {name: 1.0 + int(name) % 3 for name in series.index}
    scaled = {name: weight * factor for name, weight in weights.items()}
    found = weighted_percentile(series, weights, percentile)
    assert min(values) <= found <= max(values)
    assert found <= weighted_percentile(series, weights, percentile + 1)
    assert found == pytest.approx(weighted_percentile(series, scaled, percentile))


def test_official_percentiles_are_those_published_and_come_whole() -> None:
    assert official_percentiles("plans_share_of_pupils", 2025, [10, 50, 90]) == {10: 4.4, 50: 5.4, 90: 6.5}
    assert official_percentiles("requests_refused_share", 2024, [10, 50, 90]) == {10: 9.1, 50: 23.7, 90: 39.3}
    assert official_percentiles("requests_refused_share", 2024, [5, 50, 95]) == {}
    assert official_percentiles("plans_share_of_pupils", 2014, [10, 50, 90]) == {}


def test_spread_over_all_authorities_is_judged_by_median_and_width() -> None:
    names = authorities()
    shares = dict(zip(names, np.linspace(0.02, 0.044, len(names)), strict=True))
    (found,) = spreads(england(shares))
    # From 2.0% to 4.4% in even steps: tenths at 2.24%, 3.2% and 4.16%; official 2.5%, 3.2%, 3.9% in 2019.
    assert found.model == pytest.approx((2.24, 3.2, 4.16), abs=0.02)
    assert found.official == (2.5, 3.2, 3.9)
    verdicts = spread_judged([found])
    assert verdicts["verdict"].tolist() == ["inside", "inside"]
    assert verdicts["model"].tolist() == pytest.approx([3.2, 1.92], abs=0.02)
    assert found.role == "not fitted"


def test_authorities_all_alike_have_the_right_median_and_no_width() -> None:
    (found,) = spreads(england(dict.fromkeys(authorities(), 0.032)))
    assert spread_judged([found])["verdict"].tolist() == ["inside", "outside"]


def test_another_world_has_no_spread_and_says_what_to_run() -> None:
    results = yearly_results({"plans_share_of_pupils": {2019: 0.03}}, world="Leeds")
    assert spreads(results) == []
    assert "sendlab validate --quick" in spread_as_text([], 151)


def test_the_whole_is_not_counted_among_the_authorities() -> None:
    results = england(dict.fromkeys(authorities(), 0.032))
    (found,) = spreads(results)
    assert found.authorities == 151
    assert "151 of 151" in spread_as_text([found], 151)
    assert "spread_over_authorities" in set(judged(results)["pattern"])
