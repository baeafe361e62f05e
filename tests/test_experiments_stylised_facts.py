"""Stylised facts: the official side as published, a perfect model, and what changes nothing."""

import numpy as np
import pandas as pd
import pytest

from abm import Results, patterns
from experiments.stylised_facts import FACTS, at, growth, mean, over
from experiments.validation import facts_judged, judged
from experiments.validation_table import facts_as_text
from tests.like_the_record import perfect_results, yearly_results


def official(pattern: str, key: str) -> float:
    return FACTS[pattern](patterns.official_values)[key]


@pytest.mark.parametrize(
    ("pattern", "key", "value", "within"),
    [
        ("flat_then_take_off", "range_flat", 0.0, 0.0),  # 2.8% every January
        ("flat_then_take_off", "rise_2020_2025", 2.0, 1e-9),  # 3.3% to 5.3%
        ("support_is_u_shaped", "fall_2011_2016", 11.6 / 17.8, 1e-9),
        ("growth_by_fewer_exits", "exits_before", 11.0, 0.5),  # about 11% a year
        ("growth_by_fewer_exits", "plans_2020_2025", 638_745 / 390_109, 1e-9),
        ("requests_outrun_the_pool", "requests_per_100_2016", 5.6, 0.05),
        ("requests_outrun_the_pool", "requests_per_100_2024", 12.5, 0.05),
        ("requests_outrun_the_pool", "new_plans_per_100_2016", 3.6, 0.05),
        ("requests_outrun_the_pool", "new_plans_per_100_2024", 7.9, 0.05),
        ("placement_mix_turns", "mainstream_2025", 44.9, 0.05),  # of known placements
        ("net_flow_to_special", "there_per_back", 2.6, 0.1),
        ("tribunal_outgrows_plans", "appeals_2015_2019", 7_385 / 3_126, 1e-9),
        ("mediation_grows_likewise", "per_appeal_2024", 14_493 / 22_276, 1e-9),
        ("exclusions_fall_rise_and_peak", "permanent_2019_2021", 3_928 / 7_894, 1e-9),
        ("exclusions_fall_rise_and_peak", "plan_over_none", 0.1638 / 0.0598, 1e-9),
        ("money_slower_than_plans", "per_plan_2016_2024", 17.3 / 20.5, 0.01),  # GBP 20.5k to 17.3k
    ],
)
def test_official_readings_are_those_published(pattern: str, key: str, value: float, within: float) -> None:
    assert official(pattern, key) == pytest.approx(value, abs=within)


def test_a_perfect_model_is_inside_in_everything_it_measures() -> None:
    facts = facts_judged(perfect_results())
    verdicts = facts.groupby("pattern")["verdict"].unique()
    assert set(facts["verdict"]) == {"inside", "no measure", "not judged"}
    assert verdicts["need_mix_moves"].tolist() == ["inside"]
    inside = facts[facts["verdict"] == "inside"]
    assert (inside["model"] - inside["official"]).abs().max() < 1e-9


def test_what_has_no_measure_is_said_with_the_series_it_would_need() -> None:
    facts = facts_judged(perfect_results())
    rows = facts[facts["verdict"] == "no measure"]
    assert set(rows["pattern"]) == {"net_flow_to_special", "special_places_lag_need"}
    assert rows["why"].str.contains("moves_mainstream_to_special").any()
    text = facts_as_text(facts)
    assert "No measure: More children move to special schools than back" in " ".join(text.split())
    assert "Not judged: Early help" in " ".join(text.split())


def test_a_world_of_another_size_is_judged_the_same() -> None:
    """Every reading is a ratio or a share, so that any world can be judged by England's."""
    perfect = perfect_results()
    counts = ~perfect.table["measure"].str.contains("share|rate|mean")
    value = perfect.table["value"].where(~counts, perfect.table["value"] / 1000.0)
    small = facts_judged(Results(perfect.table.assign(value=value), perfect.provenance))
    assert small["verdict"].tolist() == facts_judged(perfect)["verdict"].tolist()


def test_a_wrong_model_is_outside() -> None:
    figures = {"plans_share_of_pupils": dict.fromkeys(range(2011, 2027), 0.028)}
    facts = facts_judged(yearly_results(figures)).set_index("reading")
    rise = facts.loc["rise, January 2020 to 2025"]
    assert (rise["verdict"], rise["role"], rise["model"]) == ("outside", "held out", pytest.approx(0.0))
    assert facts.loc["highest less lowest January, 2011 to 2017", "verdict"] == "inside"


def test_years_outside_the_run_are_said_to_be_so() -> None:
    figures = {"plans_share_of_pupils": dict.fromkeys(range(2011, 2020), 0.028)}
    facts = facts_judged(yearly_results(figures)).set_index("reading")
    assert facts.loc["rise, January 2020 to 2025", "verdict"] == "no such years"


def test_fitted_and_held_out_readings_are_counted_apart() -> None:
    text = facts_as_text(facts_judged(perfect_results()))
    fitted = next(line for line in text.splitlines() if line.startswith("Fitted years"))
    held_out = next(line for line in text.splitlines() if line.startswith("Held-out years"))
    for line in (fitted, held_out):
        inside, judged_ones = line.split(": ")[1].split(" readings")[0].split(" of ")
        assert inside == judged_ones


def test_without_authorities_there_is_no_spread_and_the_facts_remain() -> None:
    verdicts = judged(perfect_results())
    assert set(verdicts["pattern"]) == set(patterns.patterns())


def test_arithmetic_on_missing_years_gives_no_number() -> None:
    values = pd.Series({2011: 2.0, 2012: 4.0, 2013: 0.0})
    assert at(values, 2012) == 4.0
    assert growth(values, 2011, 2012) == 2.0
    assert mean(values, 2011, 2012) == 3.0
    for missing in (at(values, 2014), mean(values, 2012, 2014), growth(values, 2013, 2011), over(1.0, 0.0)):
        assert np.isnan(missing)
