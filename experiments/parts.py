"""Parts: small Parquet files that hold finished runs, each whole or not there at all.

A part has one row a run, and in that row the run's own record with all its kept rows nested inside.
It is written under a hidden name, forced to disk and renamed, so that a kill at any moment leaves
either the part or nothing. The same run may be in two parts (after a kill); readers take one.
"""

import shutil
import uuid
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from abm import InputError
from experiments.jobs import SERIES_SCHEMA, Record
from experiments.settled import HIDDEN, settle

SMALL, MERGED = "part-", "merged-"
SERIES_TYPE = pa.list_(pa.struct(list(SERIES_SCHEMA)))
RECORD_FIELDS = [
    ("run_id", pa.string()),
    ("status", pa.string()),
    ("error", pa.string()),
    ("seconds", pa.float64()),
    ("peak_mib", pa.float64()),
    ("host", pa.string()),
    ("process", pa.int64()),
    ("versions", pa.string()),
    ("finished", pa.timestamp("us")),
]
PART_SCHEMA = pa.schema([*RECORD_FIELDS, ("series", SERIES_TYPE)])


def write_part(folder: Path, records: Sequence[Record]) -> Path:
    """Write ``records``, perhaps none, as one part; a full disk raises ``OSError`` and leaves nothing."""
    return _write(folder, SMALL, [_table(records)])


def part_files(folder: Path, prefix: str = "") -> list[Path]:
    """Return the parts in ``folder`` whose names start with ``prefix``, in name order."""
    return sorted(folder.glob(f"{prefix}*.parquet")) if prefix else sorted(folder.glob("[!.]*.parquet"))


def read_records(path: Path, columns: Sequence[str]) -> pa.Table:
    """Read some columns of a part; raises ``InputError`` if it cannot be read."""
    try:
        return pq.read_table(path, columns=list(columns), partitioning=None)
    except (OSError, pa.ArrowException) as error:
        said = str(error).splitlines()[0]
        remedy = "Move the file away and add --resume: only its runs are made again."
        raise InputError(str(path), "", f"a readable part ({said})", remedy) from None


def merge(folder: Path, paths: Sequence[Path]) -> Path | None:
    """Put several parts into one, each run once, and remove them; memory holds one part at a time.

    A kill between the two leaves runs twice, never none. Returns the new part, or None for no parts.
    """
    if not paths:
        return None
    merged = _write(folder, MERGED, _each_run_once(paths))
    for path in paths:
        path.unlink(missing_ok=True)
    return merged


def clear_leftovers(folder: Path) -> None:
    """Remove what killed writers left half-written, and what a killed database had put aside."""
    for path in folder.glob(f"{HIDDEN}*"):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def best_records(paths: Iterable[Path]) -> dict[str, tuple[str, str]]:
    """Return for every run its status and the name of the part that holds its best record.

    An answer is better than a failure, a later failure than an earlier one.
    """
    best: dict[str, tuple[bool, Any, str, str]] = {}
    for path in paths:
        columns = read_records(path, ["run_id", "status", "finished"]).to_pydict()
        for run, status, finished in zip(*columns.values(), strict=True):
            found = (status == "ok", finished, status, path.name)
            if run not in best or found[:2] > best[run][:2]:
                best[run] = found
    return {run: (status, name) for run, (_, _, status, name) in best.items()}


def _each_run_once(paths: Sequence[Path]) -> Iterator[pa.Table]:
    best = best_records(paths)
    for path in paths:
        table = read_records(path, PART_SCHEMA.names)
        taken, chosen = set(), []
        for run in table["run_id"].to_pylist():
            chosen.append(best[run][1] == path.name and run not in taken)
            taken.add(run)
        kept = table.filter(pa.array(chosen, pa.bool_()))
        if kept.num_rows:
            yield kept


def _table(records: Sequence[Record]) -> pa.Table:
    if not records:
        return PART_SCHEMA.empty_table()
    rows = pa.concat_tables([record.series for record in records]).combine_chunks()
    offsets = [0]
    for record in records:
        offsets.append(offsets[-1] + record.series.num_rows)
    structs = rows.to_struct_array()
    nested = pa.ListArray.from_arrays(
        pa.array(offsets, pa.int32()),
        structs.combine_chunks() if isinstance(structs, pa.ChunkedArray) else structs,
    )
    columns = [pa.array([getattr(record, name) for record in records], kind) for name, kind in RECORD_FIELDS]
    return pa.table([*columns, nested.cast(SERIES_TYPE)], schema=PART_SCHEMA)


def _write(folder: Path, prefix: str, tables: Iterable[pa.Table]) -> Path:
    name = f"{prefix}{uuid.uuid4().hex}.parquet"
    hidden, path = folder / f"{HIDDEN}{name}", folder / name
    try:
        with hidden.open("wb") as file, pq.ParquetWriter(file, PART_SCHEMA, compression="zstd") as writer:
            for table in tables:
                writer.write_table(table)
        settle(hidden, path)
    except BaseException:
        hidden.unlink(missing_ok=True)
        raise
    return path
