"""The store of a study: a folder in which nothing finished is ever lost.

``parts/`` holds finished runs as they come and is the truth. ``runs.parquet`` and ``series.parquet`` are
tables made from it at the end of every session, for everybody else to read. ``design.parquet`` lists
every run that the plan asks for, in the order of running.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from abm import InputError, model_digest, provenance
from experiments.jobs import OK, Job, run_id
from experiments.parts import best_records, clear_leftovers, part_files, reading_parts, write_part
from experiments.run_folder import MARK, is_locked, locked, room_to_write
from experiments.settled import HIDDEN, becoming, write_whole
from experiments.study import Study, as_record
from experiments.study_file import read_study
from experiments.study_text import to_toml

FORMAT = 1
PLAN_FILE = "plan.toml"
DESIGN_FILE = "design.parquet"
PARTS = "parts"


class Standing(NamedTuple):
    """How a study stands: runs asked for, and of those how many ended how; ``waiting`` have not run.

    ``other`` are runs in the store that the plan does not ask for: of an earlier plan or model.
    """

    total: int
    by_status: dict[str, int]
    waiting: int
    other: int


class Store:
    """A study's folder, open for work or for looking. ``design`` has one row a run, in order."""

    def __init__(self, folder: Path, study: Study, design: pd.DataFrame, record: dict[str, Any]) -> None:
        self.folder, self.study, self.design, self.record = folder, study, design, record
        self.parts = folder / PARTS

    @property
    def model(self) -> str:
        """Digest of the model that the design's run ids are for."""
        return str(self.record["model_digest"])

    def statuses(self) -> dict[str, str]:
        """Return the status of every run that has a record; raises ``InputError`` for a damaged part."""
        return {run: status for run, (status, _) in reading_parts(self.parts, best_records).items()}

    def waiting(self, retry_failed: bool = False) -> list[int]:
        """Return the rows of ``design`` still to be run, each run once; the failed too if asked for."""
        had = {run for run, status in self.statuses().items() if status == OK or not retry_failed}
        once = ~self.design["run_id"].duplicated()
        return self.design.index[once & ~self.design["run_id"].isin(had)].tolist()

    def jobs(self, rows: list[int]) -> Iterator[Job]:
        """Yield the jobs of some rows of ``design``, made only when they are wanted."""
        points = self.study.points()
        runs = self.design["run_id"].tolist()
        numbers = self.design[["draw", "replicate"]].to_numpy().tolist()
        for row in rows:
            point, replicate = numbers[row]
            yield Job(runs[row], self.study.scenario(points[point], replicate))

    def standing(self) -> Standing:
        """Count what is done and what is not."""
        statuses = pd.Series(self.statuses(), dtype="str")
        asked = self.design["run_id"].drop_duplicates()
        found = statuses.reindex(asked).dropna()
        counts = {str(status): int(n) for status, n in found.value_counts().items()}
        return Standing(len(asked), counts, len(asked) - len(found), len(statuses) - len(found))


def design_table(study: Study, model: str) -> pd.DataFrame:
    """Return one row a run in the order of running: run_id, draw, replicate, seed and every factor."""
    points = study.points()
    order = list(study.order())
    at_point = [study.scenario(point) for point in points]
    runs = (at_point[draw].with_changes(seed=study.base.seed + replicate) for draw, replicate in order)
    columns: dict[str, Any] = {
        "run_id": [run_id(scenario, study.keep, model) for scenario in runs],
        "draw": [draw for draw, _ in order],
        "replicate": [replicate for _, replicate in order],
        "seed": [study.base.seed + replicate for _, replicate in order],
    }
    for number, name in enumerate(study.names):
        columns[name] = [points[draw][number] for draw, _ in order]
    return pd.DataFrame(columns)


@contextmanager
def store_at_work(
    out: Path, study: Study | None, *, resume: bool = False, force: bool = False
) -> Iterator[Store]:
    """Open the store in ``out``, made if it is not there, and keep every other runner out of it.

    Without ``study`` the plan in the folder holds. Raises ``InputError`` for a folder that is somebody
    else's, is being written, cannot be written, holds a store already (unless ``resume``) or one of
    another version. ``force`` throws away the store that is there.
    """
    out = out.absolute()
    refuse_if_taken(out, resume, force)
    with locked(out), room_to_write(out):
        refuse_if_taken(out, resume, force)
        if study is None:
            study = read_study(str(plan_in(out)))  # before anything is thrown away
        if force:
            shutil.rmtree(out, ignore_errors=True)
        (out / PARTS).mkdir(parents=True, exist_ok=True)
        clear_leftovers(out)
        clear_leftovers(out / PARTS)
        yield _written(out, study)


def open_store(out: Path) -> Store:
    """Open a store to look at; raises ``InputError`` if there is none, or one of another version."""
    record = read_record(out)
    study = read_study(str(plan_in(out)))
    try:
        design = pd.read_parquet(out / DESIGN_FILE)
    except (OSError, ValueError) as error:
        expected = f"a readable {DESIGN_FILE} ({type(error).__name__})"
        raise InputError(str(out), "", expected, "Add --resume: it is written again.") from None
    return Store(out, study, design, record)


def is_being_written(out: Path) -> bool:
    """Return whether some runner is at work on the store."""
    return is_locked(out.absolute())


def plan_in(out: Path) -> Path:
    """Return the plan that a store holds; raises ``InputError`` if there is no store."""
    path = out / PLAN_FILE
    if not path.exists():
        remedy = "Start one with: sendlab sweep PLAN.toml --out DIR"
        raise InputError(str(out), "", f"a study's folder, with a {PLAN_FILE}", remedy)
    return path


def read_record(out: Path) -> dict[str, Any]:
    """Return a store's provenance; raises ``InputError`` for another version or none."""
    plan_in(out)
    try:
        record: dict[str, Any] = json.loads((out / MARK).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        record = {}
    if record.get("store_format") != FORMAT:
        expected = f"a store of version {FORMAT}, not {record.get('store_format', 'an unknown one')}"
        remedy = "Read it with the sendlab that wrote it, or choose another --out."
        raise InputError(str(out), MARK, expected, remedy)
    return record


def refuse_if_taken(out: Path, resume: bool, force: bool) -> None:
    """Raise ``InputError`` unless ``out`` is free, or holds a store that is to be resumed or replaced."""
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise InputError(str(out), "--out", "a folder, not a file or a link", "Choose another --out.")
    if not out.exists() or _is_hardly_begun(out):
        return
    if not (out / PLAN_FILE).exists():
        remedy = "Choose another --out."
        raise InputError(str(out), "--out", "an empty folder, or one that holds a study", remedy)
    if force:
        return
    read_record(out)
    if not resume:
        remedy = "Add --resume to go on with it, --force to throw it away, or choose another --out."
        raise InputError(str(out), "--out", "a folder without a study in it", remedy)


def _is_hardly_begun(out: Path) -> bool:
    """Whether ``out`` is empty, or holds only what a start that was killed leaves."""
    names = {path.name for path in out.iterdir() if not path.name.startswith(HIDDEN)}
    return names <= {PARTS, DESIGN_FILE, MARK} and not part_files(out / PARTS)


def free_bytes(folder: Path) -> int:
    """Return the room left on the disk that holds ``folder``."""
    return shutil.disk_usage(folder).free


def _written(out: Path, study: Study) -> Store:
    """Write what the study is. The plan goes last: a folder with a plan is a store."""
    record = {
        **provenance(study.base, seconds=0.0),
        "store_format": FORMAT,
        "model_digest": model_digest(),
        "study": as_record(study),
    }
    del record["seconds"]
    design = design_table(study, record["model_digest"])
    with becoming(out / DESIGN_FILE) as hidden:
        design.to_parquet(hidden, index=False)
    write_whole(out / MARK, json.dumps(record, indent=2) + "\n")
    write_whole(out / PLAN_FILE, to_toml(study))
    if not part_files(out / PARTS):
        write_part(out / PARTS, [])  # so that readers always find one
    return Store(out, study, design, record)
