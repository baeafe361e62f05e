"""The record that goes with every result: what was run, with which code, on what, and when."""

import hashlib
import platform
import subprocess
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from abm.parameters import Parameter, declared_parameters
from abm.scenario import Scenario
from agents.compiling import source_digest

LIBRARIES = ("mesa", "numba", "numpy", "pandas", "pyarrow")
PACKAGE = "sendlab"
MODEL_FILES = (".py", ".toml", ".csv", ".parquet", ".npz")


def provenance(scenario: Scenario, seconds: float) -> dict[str, Any]:
    """Return the record of a run of ``scenario`` that took ``seconds``, ready for JSON."""
    return {
        "scenario": plain(scenario),
        "scenario_digest": scenario.digest(),
        "seed": scenario.seed,
        "code": code_version(),
        "source_digest": _source_digest(),
        "model_digest": model_digest(),
        "catalogue_digest": digest_of(declared_parameters()),
        "python": platform.python_version(),
        "libraries": {name: metadata.version(name) for name in LIBRARIES},
        "platform": platform.platform(),
        "seconds": round(seconds, 3),
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def plain(scenario: Scenario) -> dict[str, Any]:
    """Return a scenario as dictionaries and numbers, ready for JSON."""
    return {
        "world": scenario.world,
        "start": scenario.start,
        "to": scenario.to,
        "seed": scenario.seed,
        "people": scenario.people,
        "authorities": scenario.authorities,
        "parameters": dict(scenario.parameters),
        "levers": {name: asdict(dose) for name, dose in scenario.levers.items()},
    }


@cache
def model_digest() -> str:
    """Return 16 hexadecimal digits that change with any rule, pass or fact: the code and data of a run.

    Libraries and the platform are not in it; a record of results names those beside it.
    """
    digest = hashlib.blake2b(digest_size=8)
    top = Path(__file__).resolve().parent.parent
    files = [path for folder in ("agents", "abm") for path in (top / folder).rglob("*")]
    for path in sorted(path for path in files if path.suffix in MODEL_FILES):
        digest.update(f"{path.relative_to(top).as_posix()}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


@cache
def _source_digest() -> str:
    """Read the sources once a process: reading them for every run costs more than a short run."""
    return source_digest()


def digest_of(catalogue: Mapping[str, Parameter]) -> str:
    """Return 16 hexadecimal digits that change when any declaration in ``catalogue`` does."""
    text = repr(sorted(catalogue.items()))
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


@cache
def code_version() -> str:
    """Return the version of the package, with the git commit if the code runs from a checkout.

    A checkout that differs from its commit is marked ``-dirty``.
    """
    version = _package_version()
    commit = _commit(Path(__file__).resolve().parent.parent)
    return f"{version} ({commit})" if commit else version


def _package_version() -> str:
    try:
        return metadata.version(PACKAGE)
    except metadata.PackageNotFoundError:
        return "not installed"


def _commit(folder: Path) -> str:
    """Return the commit of the checkout whose top is ``folder``, or an empty string."""
    if not (folder / ".git").exists():
        return ""
    command = ["git", "-C", str(folder), "describe", "--always", "--dirty", "--abbrev=12"]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return answer.stdout.strip()
