"""The facts say what the publications say, and ask for nothing they do not know."""

from dataclasses import fields

import numpy as np
import pytest

from abm.errors import InputError
from abm.facts import (
    AuthorityFacts,
    authority_facts,
    authority_names,
    national,
    official,
    official_series,
    unit_cost,
)
from abm.history import history
from abm.sources import table_rows

# --- the national record, figure by figure as published


@pytest.mark.parametrize(
    ("series", "year", "value"),
    [
        ("plans", 2025, 638_745),
        ("plans", 2010, 228_221),
        ("pupils_with_plan", 2025, 482_640),
        ("plans_share_of_pupils", 2017, 2.8),
        ("plans_share_of_pupils", 2025, 5.3),
        ("sen_support_share_of_pupils", 2010, 18.3),
        ("sen_support_share_of_pupils", 2025, 14.2),
        ("requests", 2016, 55_235),
        ("requests", 2024, 154_489),
        ("requests_refused", 2024, 38_889),
        ("new_plans", 2024, 97_747),
        ("assessments_completed", 2024, 105_340),
        ("mediations", 2024, 14_493),
        ("appeals_registered", 2014, 4_108),
        ("appeals_registered", 2024, 22_276),
        ("permanent_exclusions", 2013, 4_630),
        ("permanent_exclusions", 2024, 10_885),
        ("suspensions", 2024, 954_952),
        ("plans_in_mainstream", 2025, 278_236),
        ("plans_in_special", 2025, 159_852),
        ("plans_in_independent_special", 2025, 34_028),
        ("ceased_plans_with_transfers", 2024, 44_862),
        ("statement_conversions", 2016, 59_545),
        ("authorities_p50_plans_share_of_pupils", 2025, 5.4),
    ],
)
def test_official_figures_are_those_published(series: str, year: int, value: float) -> None:
    assert national(series, year) == value


def test_plans_by_age_add_up_to_all_plans() -> None:
    bands = ("under_5", "5_10", "11_15", "16_19", "20_25")
    for year in (2015, 2016, 2018, 2019, 2022, 2025):
        assert sum(national(f"plans_age_{band}", year) for band in bands) == national("plans", year)


def test_rates_agree_with_counts() -> None:
    for year in range(2016, 2026):
        share = 100 * national("pupils_with_plan", year) / national("pupils_total", year)
        assert share == pytest.approx(national("plans_share_of_pupils", year), abs=0.06)
    for year in range(2016, 2025):
        share = 100 * national("requests_refused", year) / national("requests", year)
        assert share == pytest.approx(national("requests_refused_share", year), abs=0.06)


def test_plans_are_stock_plus_flow_in_the_person_level_years() -> None:
    for year in (2023, 2024):
        change = national("plans", year + 1) - national("plans", year)
        flow = national("new_plans", year) - national("ceased_plans", year)
        assert flow == pytest.approx(change, abs=0.015 * national("plans", year))


def test_known_placement_share_of_mainstream_leaves_out_unknown_placements() -> None:
    assert national("plans_in_mainstream_share", 2025) == pytest.approx(44.9, abs=0.05)


def test_reasons_for_ending_add_up_to_all_endings_in_the_person_level_years() -> None:
    reasons = ("employment", "higher_education", "too_old", "left_england", "needs_met", "no_longer_engaged")
    for year in (2022, 2023, 2024):
        ended = sum(national(f"ceased_{reason}", year) for reason in (*reasons, "by_transfer"))
        # What is left is a small group of other reasons.
        assert 0.90 < ended / national("ceased_plans_with_transfers", year) <= 1.0, year


def test_statements_and_plans_under_the_2014_act_are_all_plans() -> None:
    for year in range(2015, 2019):
        assert national("plans_under_2014_act", year) + national("statements", year) == national(
            "plans", year
        )


def test_exclusions_by_sen_add_up_to_all_but_the_unclassified() -> None:
    for year in range(2012, 2018):
        parts = [national(f"permanent_exclusions_{sen}", year) for sen in ("no_sen", "sen_support", "plan")]
        assert sum(parts) == pytest.approx(national("permanent_exclusions", year), abs=15)


def test_appeal_rate_is_appeals_over_appealable_decisions() -> None:
    for year in range(2014, 2025):
        rate = 100 * national("appeals_registered", year) / national("appealable_decisions", year)
        assert rate == pytest.approx(national("appeal_rate", year), abs=0.06), year


def test_spread_over_authorities_is_that_of_the_authorities_own_facts() -> None:
    """The percentiles of 2024 and the rows of authorities.csv were read apart from each other."""
    for series, field in (
        ("new_plans_within_20_weeks_share", "within_20_weeks_pct_2024"),
        ("requests_refused_share", "requests_refused_pct_2024"),
    ):
        values = [getattr(authority_facts(name), field) for name in authority_names()]
        known = [value for value in values if value is not None]
        for percentile in (10, 50, 90):
            published = national(f"authorities_p{percentile}_{series}", 2024)
            assert np.percentile(known, percentile) == pytest.approx(published, abs=1.0), (series, percentile)


def test_breaks_are_marked_where_the_notes_say() -> None:
    marked = {
        series: official(series).query("break_mark != ''")["year"].tolist() for series in official_series()
    }
    assert 2015 in marked["sen_support_share_of_pupils"]
    assert 2023 in marked["plans"]
    assert 2022 in marked["ceased_plans"]
    assert {2020, 2021} <= set(marked["suspensions"])
    assert {2022, 2024} <= set(marked["children_home_educated"])


def test_official_record_is_in_order_of_years_with_numbers() -> None:
    table = official("plans")
    assert table["year"].tolist() == list(range(2010, 2027))
    assert table["value"].dtype == float
    assert set(table["confidence"]) == {"verified", "estimated"}


def test_unknown_series_or_year_points_to_what_exists() -> None:
    with pytest.raises(InputError, match="appeals_registered"):
        national("appeals_registred", 2024)
    with pytest.raises(InputError, match="2016, 2017"):
        national("requests", 2012)


# --- authorities


def test_there_are_151_authorities_with_every_column_described() -> None:
    assert len(authority_names()) == 151
    assert authority_names() == sorted(authority_names())
    described = [row["column"] for row in table_rows("authorities_columns.csv")]
    assert described == [field.name for field in fields(AuthorityFacts)]


def test_authorities_add_up_to_england() -> None:
    facts = [authority_facts(name) for name in authority_names()]
    block = sum(each.high_needs_block_gbp_2023_24 for each in facts)
    assert block == pytest.approx(1e6 * history("high_needs_block_gbp_m", 2024), rel=1e-4)
    # City of London, Scilly and the return of Newham are left out.
    plans = sum(each.plans_2025 or 0 for each in facts)
    assert plans == 638_745 - 26 - 17 - 1_199


def test_special_places_of_an_authority_include_independent_ones() -> None:
    for name in authority_names():
        facts = authority_facts(name)
        if facts.plans_special_2025 is None:
            continue
        inside = (facts.plans_independent_special_2025 or 0) + (facts.plans_non_maintained_special_2025 or 0)
        assert inside <= facts.plans_special_2025, name


def test_defective_returns_are_blank_and_say_why() -> None:
    assert authority_facts("Newham").plans_2025 is None
    assert authority_facts("Cambridgeshire").plans_mainstream_2025 is None
    assert authority_facts("Isle of Wight").requests_2024 is None
    for name in ("Newham", "Cambridgeshire", "Isle of Wight", "Leicester", "Cumberland"):
        assert authority_facts(name).caution


def test_an_authority_is_found_in_any_case() -> None:
    assert authority_facts("  leeds ") is authority_facts("Leeds")
    assert authority_facts("LEEDS").plans_2025 == 6_093


def test_unknown_authority_names_the_three_nearest() -> None:
    with pytest.raises(InputError, match=r"Nearest: Leeds, \w[^,]*, \w[^,]*\.$"):
        authority_facts("Leds")


# --- costs


def test_costs_take_the_nearest_year_known() -> None:
    assert unit_cost("independent_special_fee", 2025) == 64_000
    assert unit_cost("independent_special_fee", 2012) == 52_000
    assert unit_cost("special_place", 2030) == 10_000
    assert unit_cost("educational_psychologist_hours_per_new_plan", 2024) == 17.4
    with pytest.raises(InputError, match="special_place"):
        unit_cost("specal_place", 2024)
