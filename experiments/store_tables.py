"""The tables that everybody reads, made from the parts of a store: ``runs`` and ``series``.

DuckDB makes them because it keeps to a small memory, however large the store.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pandas as pd

from abm import InputError
from experiments.datapackage import write_datapackage
from experiments.jobs import OK
from experiments.parts import MERGED, SMALL, merge, part_files, reading_parts
from experiments.settled import HIDDEN, becoming
from experiments.store import DESIGN_FILE, Store

WAITING = "waiting"  # the status of a run without a record
RUNS_FILE, SERIES_FILE = "runs.parquet", "series.parquet"
MOST_SMALL_PARTS = 200
MEMORY = "1GB"

# Which of several records of a run counts: an answer before a failure, then the latest.
CHOSEN = f"""
    SELECT run_id, filename AS chosen_file, file_row_number AS chosen_row
    FROM read_parquet($parts, filename = true, file_row_number = true)
    QUALIFY row_number() OVER (PARTITION BY run_id ORDER BY status = '{OK}' DESC, finished DESC, filename) = 1
"""  # noqa: S608  only our own constants
RECORDS = f"""
    SELECT records.* FROM read_parquet($parts, filename = true, file_row_number = true) AS records
    JOIN ({CHOSEN}) AS chosen ON filename = chosen_file AND file_row_number = chosen_row
"""  # noqa: S608  as above
RUNS = f"""
    SELECT design.* EXCLUDE (place), coalesce(status, '{WAITING}') AS status, coalesce(error, '') AS error,
           seconds, peak_mib, host, process, versions, finished
    FROM (SELECT row_number() OVER () AS place, * FROM read_parquet($design)) AS design
    LEFT JOIN ({RECORDS}) AS records USING (run_id)
    ORDER BY place
"""  # noqa: S608  as above
ENVIRONMENTS = f"""
    SELECT versions, count(*) AS runs FROM ({RUNS}) WHERE status = '{OK}'
    GROUP BY versions ORDER BY runs DESC, versions
"""  # noqa: S608  as above
EVERY_ROW = "run_id IS NOT NULL"
SERIES = f"""
    SELECT run_id, draw, replicate, seed, rows.date, rows.area, rows."group", rows.measure, rows.value
    FROM (
        SELECT design.*, unnest(records.series) AS rows
        FROM (SELECT row_number() OVER () AS place, run_id, draw, replicate, seed
              FROM read_parquet($design)) AS design
        JOIN ({RECORDS}) AS records USING (run_id)
    )
    WHERE {EVERY_ROW}
    ORDER BY place, rows.measure, rows.area, rows."group", rows.date
"""  # noqa: S608  as above


def publish(store: Store) -> None:
    """Write ``runs.parquet``, ``series.parquet`` and what describes them, each whole or not at all."""
    _copy(store, SERIES, SERIES_FILE)
    _copy(store, RUNS, RUNS_FILE)
    write_datapackage(store, environments(store))


def compact(store: Store) -> None:
    """Put all parts into one, without the records that others have replaced, and write the tables."""
    merge(store.parts, part_files(store.parts))
    publish(store)


def keep_parts_few(store: Store) -> None:
    """Merge the small parts once there are many: file systems of clusters dislike small files."""
    small = part_files(store.parts, SMALL)
    if len(small) > MOST_SMALL_PARTS:
        merge(store.parts, small)
    merged = part_files(store.parts, MERGED)
    if len(merged) > MOST_SMALL_PARTS:
        merge(store.parts, merged)


def runs_table(store: Store) -> pd.DataFrame:
    """Return one row a run: its identity, the factors, its status, and error, time and memory if run."""
    return _ask(store, RUNS)


def environments(store: Store) -> pd.DataFrame:
    """Return each set of ``versions`` that made runs that went well, and how many ``runs``, most first."""
    return _ask(store, ENVIRONMENTS)


def series_table(store: Store, **only: Sequence[str]) -> pd.DataFrame:
    """Return the kept rows of the runs that went well, in the order of the design.

    ``only`` picks rows by a column: ``measure=["plans"]``, ``date=["2034"]``, ``run_id=[...]``.
    """
    wanted = [f"list_contains({_listed(values)}, {_column(name)})" for name, values in only.items()]
    return _ask(store, SERIES.replace(EVERY_ROW, " AND ".join(wanted) or EVERY_ROW))


def dates_held(store: Store, measures: Sequence[str]) -> "pd.Series[int]":
    """Return how many rows of ``measures`` the finished runs hold for each date, in order of date."""
    wanted = SERIES.replace(EVERY_ROW, f"list_contains({_listed(measures)}, rows.measure)")
    query = f"SELECT date, count(*) AS n FROM ({wanted}) GROUP BY date ORDER BY date"  # noqa: S608  our own
    return _ask(store, query).set_index("date")["n"]


def _column(name: str) -> str:
    return name if name == "run_id" else f'rows."{name}"'


def _ask(store: Store, query: str) -> pd.DataFrame:
    def answer(parts: Sequence[Path]) -> pd.DataFrame:
        with _connected(store.folder) as connection, _understood(store):
            return connection.execute(_with_files(store, query, parts)).df()

    return reading_parts(store.parts, answer)


def _copy(store: Store, query: str, name: str) -> None:
    with (
        becoming(store.folder / name) as hidden,
        _connected(store.folder) as connection,
        _understood(store),
    ):
        copy = f"COPY ({query}) TO {_quoted(str(hidden))} (FORMAT parquet, COMPRESSION zstd)"
        connection.execute(_with_files(store, copy, part_files(store.parts)))


def _with_files(store: Store, query: str, parts: Sequence[Path]) -> str:
    """Name the store's files in a query."""
    listed = _listed([str(path) for path in parts])
    return query.replace("$parts", listed).replace("$design", _quoted(str(store.folder / DESIGN_FILE)))


@contextmanager
def _understood(store: Store) -> Iterator[None]:
    """Turn what the database complains of into an ``InputError``."""
    try:
        yield
    except duckdb.Error as error:
        said = str(error).splitlines()[0]
        remedy = "Make room if the disk is full; else see: sendlab sweep --out DIR --verify"
        raise InputError(str(store.folder), "", f"a store that can be read ({said})", remedy) from None


def _connected(folder: Path) -> duckdb.DuckDBPyConnection:
    """A database in memory, which spills to the store's own disk."""
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": MEMORY,
        "temp_directory": str(folder / f"{HIDDEN}spill"),
    }
    return duckdb.connect(config=settings)


def _listed(texts: Sequence[str]) -> str:
    return f"[{', '.join(map(_quoted, texts))}]"


def _quoted(text: str) -> str:
    """Write ``text`` as SQL does."""
    doubled = text.replace("'", "''")
    return f"'{doubled}'"
