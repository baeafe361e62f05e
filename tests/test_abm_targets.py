"""What a run is judged by: roles, tolerances and figures, as the issue and the notes to the record ask."""

from pathlib import Path

import pytest

from abm import targets
from abm.errors import InputError
from abm.facts import official
from abm.measures import measures

COMPARISONS = targets.comparisons()


def near(name: str, year: int) -> str:
    return str(COMPARISONS[name].near_in(year) or "")


@pytest.mark.parametrize("name", list(COMPARISONS))
def test_a_measure_is_labelled_by_the_same_years_as_the_figures_it_answers_to(name: str) -> None:
    conventions = set(official(COMPARISONS[name].official)["year_convention"])
    assert conventions == {measures()[name].year_convention}


@pytest.mark.parametrize("name", list(COMPARISONS))
def test_every_break_with_a_word_is_marked_in_the_official_record(name: str) -> None:
    marked = official(COMPARISONS[name].official).query("break_mark != ''")["year"].tolist()
    for year, word in COMPARISONS[name].breaks.items():
        assert year in marked, (year, word)
        assert len(word) <= 12, "a word beside a thin line"


def test_tolerances_are_those_asked_for() -> None:
    for year in range(2011, 2018):
        assert near("plans_share_of_pupils", year) == "±0.15 points"
    assert near("plans_share_of_pupils", 2020) == "±0.3 points"
    assert near("plans_share_of_pupils", 2018) == ""
    for name in ("plans", "new_plans", "appeals_registered", "permanent_exclusions"):
        assert {near(name, year) for year in range(2011, 2022)} == {"±25%"}
    assert {near("sen_support_share_of_pupils", year) for year in range(2011, 2022)} == {"±25%"}
    assert [near("requests", year) for year in (2015, 2016, 2021)] == ["", "±25%", "±25%"]


def test_no_held_out_year_has_a_tolerance() -> None:
    """A tolerance would invite tuning to the years that are kept to test the fit."""
    for comparison in COMPARISONS.values():
        assert not any(comparison.near_in(year) for year in range(2022, 2027)), comparison.name


@pytest.mark.parametrize(
    ("name", "year", "convention", "role"),
    [
        ("plans", 2011, "january", "fitted"),
        ("plans", 2020, "january", "fitted"),  # counted before the first lockdown
        ("plans", 2021, "january", "fitted"),
        ("requests", 2019, "calendar", "fitted"),
        ("requests", 2020, "calendar", "covid"),
        ("permanent_exclusions", 2021, "academic", "covid"),
        ("requests", 2022, "calendar", "held out"),
        ("plans", 2025, "january", "held out"),
        ("plans", 2026, "january", "not a target"),  # a bound from partial data
        ("new_plans", 2025, "calendar", "not a target"),
        ("children_home_educated", 2021, "autumn", "not a target"),
    ],
)
def test_roles_of_years(name: str, year: int, convention: str, role: str) -> None:
    assert COMPARISONS[name].role(year, convention) == role


def test_tolerances_are_a_share_of_the_figure_or_points() -> None:
    assert targets.Near(2011, 2012, share=0.25).off_by_at_most(-200.0) == 50.0
    assert targets.Near(2011, 2012, points=0.15).off_by_at_most(2.8) == 0.15


def test_an_authority_answers_to_its_own_figures() -> None:
    plans = targets.authority_points(COMPARISONS["plans"], "Leeds")
    assert dict(zip(plans["year"], plans["value"], strict=True)) == {2019: 3836, 2025: 6093}
    # Newham returned 1,199 plans for January 2025 after 2,705: no figure.
    assert targets.authority_points(COMPARISONS["plans"], "Newham")["year"].tolist() == [2019]
    assert targets.authority_points(COMPARISONS["appeals_registered"], "Leeds").empty


def test_roles_of_an_authoritys_figures_never_claim_a_fit() -> None:
    assert [targets.authority_role(year, 2010) for year in (2016, 2019, 2025)] == [
        "starts from",
        "own record",
        "held out",
    ]
    # From 2025 also its requests, refusals, waits and exclusions of 2024.
    assert [targets.authority_role(year, start=2025) for year in (2024, 2025)] == ["starts from"] * 2


@pytest.mark.parametrize(
    ("entry", "complaint"),
    [
        ('[comparison.plans]\nlabel = "plans"\nnaer = []\n', "Did you mean 'near'"),
        ('[comparison.plan]\nlabel = "plans"\n', "Did you mean 'plans'"),
        ('[comparison.confidence_mean]\nlabel = "confidence"\n', "mirrors an official series"),
    ],
)
def test_a_comparison_that_cannot_be_made_is_refused(
    entry: str, complaint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / targets.TARGETS_FILE).write_text(entry, encoding="utf-8")
    monkeypatch.setattr(targets, "DATA", tmp_path)
    monkeypatch.setattr(targets, "declared", targets.declared.__wrapped__)
    with pytest.raises(InputError, match=complaint):
        targets.comparisons.__wrapped__()
