"""Parts: small Parquet files that hold finished runs, each whole or not there at all.

A part has one row a run, and in that row the run's own record with all its kept rows nested inside.
It is written under a hidden name, forced to disk and renamed, so that a kill at any moment leaves
either the part or nothing. The same run may be in two parts (after a kill); readers take one.
"""

import shutil
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

from abm import InputError
from experiments.jobs import OK, SERIES_SCHEMA, Record
from experiments.settled import HIDDEN, becoming

Answer = TypeVar("Answer")

SMALL, MERGED = "part-", "merged-"
GROUP_BYTES = 16 * 2**20
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


def reading_parts(folder: Path, read: Callable[[list[Path]], Answer]) -> Answer:
    """Return what ``read`` makes of the parts; once more if a runner has merged some away meanwhile.

    Raises ``InputError`` for a part that is there and cannot be read.
    """
    while True:
        paths = part_files(folder)
        try:
            return read(paths)
        except InputError:
            if all(path.exists() for path in paths):
                raise


def read_records(path: Path, columns: Sequence[str]) -> pa.Table:
    """Read some columns of a part; raises ``InputError`` if it cannot be read."""
    try:
        return pq.read_table(path, columns=list(columns), partitioning=None)
    except (OSError, pa.ArrowException) as error:
        said = str(error).splitlines()[0]
        remedy = "Move the file away and add --resume: only its runs are made again."
        raise InputError(str(path), "", f"a readable part ({said})", remedy) from None


def merge(folder: Path, paths: Sequence[Path]) -> Path | None:
    """Put several parts into one, each run once, and remove them; memory holds a few MiB at a time.

    A kill between the two leaves runs twice, never none. Returns the new part, or None for no parts.
    """
    if not paths:
        return None
    merged = _write(folder, MERGED, _gathered(_each_run_once(paths)))
    for path in paths:
        path.unlink(missing_ok=True)
    return merged


def bytes_of_a_run(merged: Path, parts: Sequence[tuple[int, int]]) -> float:
    """Return the bytes that one run more takes in a part; ``parts`` are runs and bytes of those ``merged``.

    Whatever a part takes by itself, which is much more than a small run, does not count.
    """
    runs, size = runs_and_bytes(merged)
    mean_runs, mean_size = (sum(column) / len(parts) for column in zip(*parts, strict=True))
    return max(0.0, size - mean_size) / (runs - mean_runs) if runs > mean_runs else size / runs


def runs_and_bytes(path: Path) -> tuple[int, int]:
    """Return how many runs a part holds and how many bytes it takes."""
    return pq.read_metadata(path).num_rows, path.stat().st_size


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
            found = (status == OK, finished, status, path.name)
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


def _gathered(tables: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """Put small tables together: the same rows in many small groups take ten times the room."""
    held: list[pa.Table] = []
    for table in tables:
        held.append(table)
        if sum(one.nbytes for one in held) >= GROUP_BYTES:
            yield pa.concat_tables(held)
            held = []
    if held:
        yield pa.concat_tables(held)


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
    path = folder / f"{prefix}{uuid.uuid4().hex}.parquet"
    with (
        becoming(path) as hidden,
        hidden.open("wb") as file,
        pq.ParquetWriter(file, PART_SCHEMA, compression="zstd") as writer,
    ):
        for table in tables:
            writer.write_table(table)
    return path
