"""Where every fact comes from: the list of publications and the sourced tables of ``abm/data``."""

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from types import MappingProxyType

from abm.errors import InputError, nearest_choice

DATA = Path(__file__).parent / "data"
SOURCES_FILE = DATA / "sources.toml"

# What a cell of a sourced table may say, by column; a column of free words may say anything but nothing.
CONFIDENCES = ("verified", "recalled", "estimated", "assumed")
YEAR_CONVENTIONS = (
    *("january", "calendar", "academic", "financial"),
    *("may", "september", "autumn", "october", "mid_year", "edition", "none"),
)
WORDS_OF: Mapping[str, tuple[str, ...]] = {
    "unit": (),
    "year_convention": YEAR_CONVENTIONS,
    "confidence": CONFIDENCES,
}


@dataclass(frozen=True)
class Source:
    """One publication: what it is, who published it, what we take from it, under what licence.

    ``address`` is a public page, or empty where we know of none that is stable.
    """

    key: str
    title: str
    publisher: str
    year: int
    supports: str
    licence: str
    address: str = ""


@cache
def sources() -> Mapping[str, Source]:
    """Return every source by its key.

    Raises ``InputError`` if an entry of ``sources.toml`` lacks a field or has one we do not know.
    """
    with SOURCES_FILE.open("rb") as file:
        entries = tomllib.load(file)
    return MappingProxyType({key: _source(key, entry) for key, entry in entries.items()})


def source(key: str) -> Source:
    """Return one source. Raises ``InputError`` naming the nearest key if there is none."""
    if key not in sources():
        raise InputError(SOURCES_FILE.name, key, "the key of a source", nearest_choice(key, sources()))
    return sources()[key]


def sourced_rows(file_name: str, source_column: str) -> list[dict[str, str]]:
    """Read a table of ``abm/data`` in which every row names its unit, year convention, source, confidence.

    Raises ``InputError`` naming file, line and column if one of them is missing or not a known word,
    or if the source is not one that ``sources.toml`` lists.
    """
    rows = table_rows(file_name)
    for number, row in enumerate(rows, start=2):
        place, key = f"{file_name} line {number}", row.get(source_column) or ""
        if key not in sources():
            remedy = nearest_choice(key, sources())
            raise InputError(place, source_column, "a key of sources.toml", remedy)
        for column, words in WORDS_OF.items():
            _check_cell(place, column, row.get(column) or "", words)
    return rows


def table_rows(file_name: str) -> list[dict[str, str]]:
    """Read a table of ``abm/data`` as one dictionary a row, every value as text."""
    with (DATA / file_name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _check_cell(place: str, column: str, cell: str, words: tuple[str, ...]) -> None:
    if not cell.strip():
        raise InputError(place, column, "a value in every row", f"Fill in the {column.replace('_', ' ')}.")
    if words and cell not in words:
        raise InputError(place, column, f"a known word, not {cell!r}", nearest_choice(cell, words))


def _source(key: str, entry: Mapping[str, object]) -> Source:
    known = {field.name: field for field in fields(Source) if field.name != "key"}
    for name in entry:
        if name not in known:
            remedy = nearest_choice(name, known)
            raise InputError(SOURCES_FILE.name, f"{key}.{name}", "a field of a source", remedy)
    values = {}
    for name in known:
        kind = int if name == "year" else str
        value = entry.get(name, "" if name == "address" else None)
        if not isinstance(value, kind) or (name != "address" and not value):
            raise InputError(SOURCES_FILE.name, f"{key}.{name}", f"a {kind.__name__}", "Give it a value.")
        values[name] = value
    return Source(key=key, **values)  # type: ignore[arg-type]  # what the file holds is checked above
