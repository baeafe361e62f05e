import pandas as pd

from abm import Results
from experiments.year_table import SHOWN, as_text, what_happened
from tests.made_up import with_years

YEAR = [f"2011-{month:02}" for month in range(1, 13)]
# Monthly values of one year: 10 requests a month, 4 new plans, one in four in time.
MONTHLY = {
    "plans": 1234.0,
    "new_plans": 4.0,
    "requests": 10.0,
    "requests_refused_share": 0.3,
    "new_plans_within_20_weeks_share": 0.25,
    "appeals_registered": 2.0,
    "permanent_exclusions": 1.0,
    "suspensions": 100.0,
    "confidence_mean": 0.625,
    "high_needs_balance_gbp": -2_500_000.0,
}
FLOWS = {"new_plans", "requests", "appeals_registered", "permanent_exclusions", "suspensions"}


def one_year() -> Results:
    rows = [(date, name, value) for date in YEAR for name, value in MONTHLY.items()]
    table = pd.DataFrame(rows, columns=["date", "measure", "value"]).assign(area="Leeds", group="all")
    return Results(with_years(table, FLOWS), {})


def test_money_is_in_millions_and_shares_are_shares() -> None:
    row = what_happened(one_year()).loc[2011]
    assert row["requests"] == 120
    assert row["refused %"] == 0.3
    assert row["in 20 weeks %"] == 0.25
    assert row["high needs balance £m"] == -2.5
    assert row["plans"] == 1234


def test_text_lines_up_and_fits_a_wide_terminal() -> None:
    lines = as_text(what_happened(one_year())).splitlines()
    start = lines.index("Years as the official series label them.")
    table, note = lines[:start], " ".join(lines[start:])
    assert len({len(line) for line in table}) == 1
    assert len(table[0]) <= 110
    assert "plans, confidence: in January" in note
    assert "exclusions, suspensions: in the academic year" in note
    assert "balance £m: at the end of March" in note
    assert table[-1].split() == [
        "2011",
        "1,234",
        "48",
        "120",
        "30%",
        "25%",
        "24",
        "12",
        "1,200",
        "0.62",
        "-2.5",
    ]


def test_headings_survive_being_folded() -> None:
    headings = as_text(what_happened(one_year())).splitlines()[:3]
    words = " ".join(headings).split()
    for shown in SHOWN:
        for word in shown.heading.split():
            assert word in words
