"""Makes the golden baseline anew: ``python -m tests.refresh_baseline --reason "why it moved"``.

Run it after a change that is meant to move results, and commit the two files with the change. The
numbers are exact to the last digit and hold for one kind of processor: others may join a product
and a sum into one rounding.
"""

import argparse
import csv
import platform
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import pandas as pd

from abm import Scenario, catalogue, run

FOLDER = Path(__file__).parent / "baselines"
BASELINE = FOLDER / "demo_2010.csv"
REASONS = FOLDER / "REASONS.md"
MACHINES = ("x86_64", "AMD64")
SCENARIO = Scenario(world="demo", people=2000, start=2010, to=2020, seed=1)


def annual_measures() -> pd.DataFrame:
    """Every measure of the baseline's run, one row a measure and one column a year."""
    results = run(SCENARIO, threads=1)
    rows = {name: results.annual(name) for name in catalogue.measures()["name"]}
    table = pd.DataFrame(rows).T.sort_index(axis="columns").rename_axis("measure")
    return table.rename(columns=str).astype(float)


def written_baseline() -> pd.DataFrame:
    """The baseline as it was last written."""
    with BASELINE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    values = [[float(value or "nan") for value in row[1:]] for row in rows[1:]]
    names = pd.Index([row[0] for row in rows[1:]], name="measure")
    return pd.DataFrame(values, index=names, columns=rows[0][1:])


def refresh(reason: str) -> None:
    """Write the baseline and add the reason to the record."""
    annual_measures().to_csv(BASELINE, lineterminator="\n")
    made_with = ", ".join(f"{name} {version(name)}" for name in ("numpy", "numba", "pandas"))
    python = f"Python {platform.python_version()} on {platform.machine()}"
    day = datetime.now(UTC).date().isoformat()
    with REASONS.open("a", encoding="utf-8") as record:
        record.write(f"- {day}: {reason} ({python}, {made_with})\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Refresh the baseline from the command line; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.refresh_baseline", description=__doc__)
    parser.add_argument("--reason", required=True, help="why results move, in a few words")
    reason = parser.parse_args(arguments).reason.strip()
    if not reason:
        parser.error("--reason must say why results move")
    refresh(reason)
    sys.stdout.write(f"Wrote {BASELINE.name} and added the reason to {REASONS.name}.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
