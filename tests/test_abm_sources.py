"""Every fact names its unit, its year convention and a listed source, once a year."""

import csv
from pathlib import Path

import pytest

from abm import sources as abm_sources
from abm.errors import InputError
from abm.sources import source, sourced_rows, sources, table_rows

LONG_TABLES = [
    ("history.csv", "series", "source"),
    ("national_official.csv", "series", "publication"),
    ("costs.csv", "item", "source"),
]
SOURCED_TABLES = [*LONG_TABLES, ("authorities_columns.csv", "column", "publication")]


@pytest.mark.parametrize(("file_name", "name", "key"), SOURCED_TABLES)
def test_every_table_keeps_to_the_schema_and_names_what_each_row_is(
    file_name: str, name: str, key: str
) -> None:
    for row in sourced_rows(file_name, key):
        assert row[name], f"{file_name}: {row}"
        assert None not in row, f"a cell too many in {file_name}: {row}"


@pytest.mark.parametrize(
    ("column", "cell", "complaint"),
    [
        ("unit", "", "Fill in the unit"),
        ("unit", " ", "Fill in the unit"),
        ("publication", "", "a key of sources.toml"),
        ("year_convention", "", "Fill in the year convention"),
        ("year_convention", "academc", "Did you mean 'academic'"),
        ("confidence", "", "Fill in the confidence"),
        ("confidence", "certain", "a known word"),
    ],
)
def test_a_broken_copy_of_the_official_record_is_refused_with_line_and_column(
    column: str, cell: str, complaint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = table_rows("national_official.csv")[:5]
    rows[3][column] = cell
    with (tmp_path / "national_official.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    monkeypatch.setattr(abm_sources, "DATA", tmp_path)
    with pytest.raises(InputError, match=complaint) as raised:
        sourced_rows("national_official.csv", "publication")
    assert raised.value.where == "national_official.csv line 5"
    assert raised.value.key == column


def test_a_table_that_lost_a_whole_column_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "made.csv").write_text("series,unit,source\nplans,plans,dfe_sen2\n", encoding="utf-8")
    monkeypatch.setattr(abm_sources, "DATA", tmp_path)
    with pytest.raises(InputError, match="year_convention"):
        sourced_rows("made.csv", "source")


@pytest.mark.parametrize(("file_name", "name"), [table[:2] for table in LONG_TABLES])
def test_each_series_has_one_number_a_year_under_one_convention(file_name: str, name: str) -> None:
    seen: set[tuple[str, int]] = set()
    conventions: dict[str, set[str]] = {}
    for row in table_rows(file_name):
        place = (row[name], int(row["year"]))
        assert place not in seen, f"{file_name}: {place} twice"
        seen.add(place)
        conventions.setdefault(row[name], set()).add(row["year_convention"])
        assert float(row["value"]) == float(row["value"]), f"{file_name}: {place} is not a number"
    assert all(len(found) == 1 for found in conventions.values()), conventions


def test_every_source_is_complete_and_addresses_are_public_pages() -> None:
    for entry in sources().values():
        assert 1990 <= entry.year <= 2026, entry
        assert entry.licence, entry
        assert entry.address == "" or entry.address.startswith("https://"), entry
        assert entry.supports != entry.title, entry


def test_open_government_data_are_acknowledged() -> None:
    for key in ("dfe_sen2", "dfe_sen_in_england", "dfe_exclusions", "dfe_dsg", "moj_tribunal", "ons_births"):
        assert source(key).licence == "Open Government Licence v3.0"


def test_only_our_own_judgement_backs_assumed_drivers() -> None:
    """A value labelled assumed must not borrow the authority of a publication, or the reverse."""
    for row in table_rows("history.csv"):
        if row["source"] == "sendlab_assumption":
            assert row["confidence"] != "recalled", row
        if row["confidence"] == "assumed":
            assert row["source"] == "sendlab_assumption", row


def test_unknown_source_names_the_nearest() -> None:
    with pytest.raises(InputError, match="dfe_sen2"):
        source("dfe_sen")


def test_a_table_row_with_an_unlisted_source_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "made.csv").write_text("series,source\nplans,dfe_sen3\n", encoding="utf-8")
    monkeypatch.setattr(abm_sources, "DATA", tmp_path)
    with pytest.raises(InputError, match=r"made.csv line 2.*dfe_sen2"):
        sourced_rows("made.csv", "source")


@pytest.mark.parametrize(
    ("entry", "complaint"),
    [
        ('[a]\ntitle = "T"\npublisher = "P"\nyear = 2020\nlicence = "L"\n', "a.supports"),
        ('[a]\ntitle = "T"\npublisher = "P"\nyear = "2020"\nsupports = "S"\nlicence = "L"\n', "a.year"),
        ('[a]\ntitel = "T"\n', "Did you mean 'title'"),
    ],
)
def test_a_source_with_a_missing_wrong_or_misspelt_field_is_refused(
    entry: str, complaint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "sources.toml"
    file.write_text(entry, encoding="utf-8")
    monkeypatch.setattr(abm_sources, "SOURCES_FILE", file)
    with pytest.raises(InputError, match=complaint):
        sources.__wrapped__()
