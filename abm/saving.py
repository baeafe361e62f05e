"""Saves a simulation to one file and restores it, so that going on equals having gone all the way.

The file is a NumPy archive (zip with a checksum for every column) and holds no code: one entry a
column, the recorded months, and ``about`` with the scenario, the month and the version of the rules.
"""

import json
import zipfile
from dataclasses import fields
from pathlib import Path
from typing import Any, NamedTuple, get_type_hints

import numpy as np

from abm.calendar import label
from abm.errors import InputError
from abm.recording import Record
from abm.scenario import Scenario
from abm.simulation import Checkpoint, Simulation
from abm.threads import Threads
from abm.worlds.state import Scratch, World
from agents.compiling import source_digest
from agents.declarations import n_rows

FORMAT = "sendlab world"
FORMAT_VERSION = 1
ABOUT = "about"
TEXTS = ("names", "groupings")
EMPTIED = "scratch"  # passes nothing on from one month to the next
SAVE_AGAIN = "Save it again with this version, or run from the start."


class Restored(NamedTuple):
    """A simulation as it was saved, and the months recorded until then."""

    simulation: Simulation
    record: Record


def save(simulation: Simulation, record: Record, path: Path | str) -> None:
    """Write a simulation and its record to ``path``, which appears only once complete.

    Raises ``InputError`` if the file cannot be written.
    """
    world = simulation.world
    about = {
        "format": FORMAT,
        "version": FORMAT_VERSION,
        "rules": source_digest(),
        "scenario": simulation.scenario.to_toml(),
        "month": simulation.month,
        "first_month": record.first_month,
        **{name: list(getattr(world, name)) for name in TEXTS},
    }
    columns = {**_columns_of(world), **record.arrays()}
    columns[ABOUT] = np.frombuffer(json.dumps(about).encode(), np.uint8)
    path = Path(path)
    unfinished = path.with_name(path.name + ".unfinished")
    try:
        with unfinished.open("wb") as file:
            np.savez(file, allow_pickle=False, **columns)
        unfinished.replace(path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        expected = f"a place to write to ({error.strerror})"
        raise InputError(str(path), "", expected, "Choose another folder, or make room.") from None


def restore(path: Path | str, threads: Threads | None = None) -> Restored:
    """Read what ``save`` wrote; stepping on gives what stepping through would have given, to the bit.

    Raises ``InputError`` for a file that is missing, cut short, damaged, of another kind, or saved by
    other rules.
    """
    path = Path(path)
    columns = _read(path)
    about = _about(path, columns)
    scenario = _scenario(path, about["scenario"])
    world = _world(path, columns, about)
    groupings = tuple(about["groupings"])
    simulation = Simulation(scenario, threads, groupings, Checkpoint(int(about["month"]), world))
    record = Record(int(about["first_month"]))
    record.fill(world, columns)
    return Restored(simulation, record)


def described(path: Path | str) -> str:
    """What a saved file holds, in a few words; raises ``InputError`` as ``restore`` does."""
    about = _about(Path(path), _read(Path(path)))
    scenario = _scenario(Path(path), about["scenario"])
    return f"{scenario.world}, seed {scenario.seed}, before {label(int(about['month']))}"


def _columns_of(world: World) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for item in fields(world):
        value = getattr(world, item.name)
        if item.name in TEXTS or item.name == EMPTIED:
            continue
        if isinstance(value, np.ndarray):
            columns[item.name] = value
        else:
            columns |= {f"{item.name}.{name}": column for name, column in value._asdict().items()}
    return columns


def _read(path: Path) -> dict[str, Any]:
    try:
        with zipfile.ZipFile(path) as archive:
            if damaged := archive.testzip():
                raise ValueError(f"{damaged} does not match its checksum")
        with np.load(path, allow_pickle=False) as columns:
            return {name: columns[name] for name in columns.files}
    except OSError as error:
        reason = getattr(error, "strerror", None) or "it is no archive of columns"
        raise InputError(str(path), "", f"a saved world ({reason})", "Check the path.") from None
    except (ValueError, EOFError, KeyError, AttributeError, zipfile.BadZipFile) as error:
        expected = f"a whole saved world (this file is cut short, damaged or of another kind: {error})"
        raise InputError(str(path), "", expected, "Save it again.") from None


def _about(path: Path, columns: dict[str, Any]) -> dict[str, Any]:
    try:
        about = json.loads(columns.get(ABOUT, np.zeros(0, np.uint8)).tobytes().decode() or "{}")
    except ValueError:
        about = {}
    if not isinstance(about, dict) or about.get("format") != FORMAT:
        raise InputError(str(path), ABOUT, "a world saved by sendlab", "Choose another file.")
    if about["version"] != FORMAT_VERSION:
        expected = f"version {FORMAT_VERSION} of the file, not {about['version']}"
        raise InputError(str(path), "version", expected, SAVE_AGAIN)
    if about["rules"] != source_digest():
        raise InputError(str(path), "rules", "a world saved by the rules now in force", SAVE_AGAIN)
    return about


def _scenario(path: Path, text: str) -> Scenario:
    try:
        return Scenario.from_text(text)
    except InputError as error:
        raise error.moved_to(str(path)) from None


def _world(path: Path, columns: dict[str, Any], about: dict[str, Any]) -> World:
    parts: dict[str, Any] = {name: about[name] for name in TEXTS}
    parts["groupings"] = tuple(parts["groupings"])
    hints = get_type_hints(World)
    try:
        for item in fields(World):
            if item.name in parts or item.name == EMPTIED:
                continue
            names = getattr(hints[item.name], "_fields", None)
            if names is None:
                parts[item.name] = columns[item.name]
            else:
                parts[item.name] = hints[item.name](*[columns[f"{item.name}.{name}"] for name in names])
    except KeyError as error:
        raise InputError(str(path), str(error.args[0]), "every column of a world", SAVE_AGAIN) from None
    return World(**parts, scratch=Scratch.of(n_rows(parts["children"])))
