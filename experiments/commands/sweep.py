"""``sendlab sweep``: a two-factor grid with replicates, one tidy table and a heat map a measure."""

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from abm import InputError, Scenario
from experiments.command_line import Parser
from experiments.figures import sweep_heatmap
from experiments.processes import Outcome, processors
from experiments.progress import Progress
from experiments.run_folder import MARK, free_folder, new_folder
from experiments.scenario_options import WHERE, add_scenario_options, count, scenario_from
from experiments.sweep import (
    Answer,
    Factor,
    Point,
    SweepTables,
    check_measures,
    grid,
    read_factor,
    sweep,
    tables,
)

EXAMPLES = """\
sendlab sweep --world demo --to 2030 --vary lever.tighter_thresholds=0:1:3 \\
    --vary family.asking_base_log_odds=-8,-7 --replicates 2 --measure plans --measure appeals_registered
sendlab sweep --scenario plan.toml --vary lever.dedicated_outreach=0:1:5 \\
    --vary lever.structured_conversations=0:1:5 --replicates 5 --out runs/outreach"""

MONTHLY_FILE = "sweep.parquet"
RUNS_FILE = "runs.csv"
SCENARIO_FILE = "scenario.toml"


def perform(words: list[str]) -> None:
    """Run the grid and write its folder; raises ``InputError``."""
    options = _parser().read(words)
    base = scenario_from(options)
    factors = _factors(options.vary)
    measures = list(dict.fromkeys(options.measure or ["plans"]))
    check_measures(measures)
    points = grid(base, factors, count("--replicates", options.replicates))
    processes = count("--processes", options.processes or str(processors()))
    out = Path(options.out) if options.out else free_folder(Path("runs"), "sweep")
    with new_folder(out, force=options.force) as folder:
        started = time.monotonic()
        found = _run_all(points, measures, processes)
        gathered = tables(points, found, measures)
        write(gathered, base, folder)
        _write_provenance(folder, base, factors, found, time.monotonic() - started)
        _draw(gathered, factors, folder)
    _report(gathered, factors, found, out)


def write(gathered: SweepTables, base: Scenario, folder: Path) -> None:
    """Write both tables and the base scenario into ``folder``."""
    gathered.monthly.to_parquet(folder / MONTHLY_FILE, index=False)
    gathered.runs.to_csv(folder / RUNS_FILE, index=False)
    (folder / SCENARIO_FILE).write_text(base.to_toml(), encoding="utf-8")


def _run_all(points: Sequence[Point], measures: Sequence[str], processes: int) -> list[Outcome[Answer]]:
    progress = Progress(f"{len(points)} runs in {min(processes, len(points))} processes")
    found = []
    for outcome in sweep(points, measures, processes):
        found.append(outcome)
        failed = sum(bool(other.error) for other in found)
        progress(len(found), len(points), f"{failed} failed" if failed else "")
    progress.close()
    return found


def _write_provenance(
    folder: Path, base: Scenario, factors: Sequence[Factor], found: Sequence[Outcome[Answer]], seconds: float
) -> None:
    """Keep the record of the first good run, for its versions and platform, and what the sweep was."""
    record: dict[str, Any] = next((dict(one.answer.provenance) for one in found if one.answer), {})
    record["sweep"] = {
        "base": base.to_toml(),
        "seconds": round(seconds, 1),
        "factors": {factor.name: list(factor.levels) for factor in factors},
        "runs": len(found),
        "failed": sum(bool(outcome.error) for outcome in found),
    }
    (folder / MARK).write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")


def _draw(gathered: SweepTables, factors: Sequence[Factor], folder: Path) -> None:
    """Draw a heat map for each measure, if any run delivered one."""
    x, y = (factor.name for factor in factors)
    if gathered.runs["value"].isna().all():
        return
    for measure, rows in gathered.runs.groupby("measure"):
        sweep_heatmap(rows, x, y, str(measure)).savefig(folder / f"heatmap_{measure}.png")


def _report(
    gathered: SweepTables, factors: Sequence[Factor], found: Sequence[Outcome[Answer]], out: Path
) -> None:
    x, y = (factor.name for factor in factors)
    for measure, rows in gathered.runs.groupby("measure"):
        means = rows.groupby([y, x])["value"].mean().unstack(x)
        print(f"\n{measure} in the last full year, mean over replicates\n")  # noqa: T201
        print(means.to_string(float_format="{:,.4g}".format, na_rep="failed"))  # noqa: T201
    errors = [outcome.error for outcome in found if outcome.error]
    if errors:
        line = f"{len(errors)} of {len(found)} runs failed; the first says: {errors[0]}"
        print(f"\nsendlab: {line}", file=sys.stderr)  # noqa: T201
    print(f"\n{out}")  # noqa: T201


def _factors(texts: Sequence[str]) -> list[Factor]:
    factors = [read_factor(text) for text in texts]
    if len(factors) != 2 or factors[0].name == factors[1].name:
        raise InputError(WHERE, "--vary", "two different factors", "Give --vary twice.")
    return factors


def _parser() -> Parser:
    description = (
        "Run a grid over two factors, several times a cell. Replicate r has the same seed in every cell,\n"
        "so cells differ only by the factors. A run that fails is a row with its error."
    )
    parser = Parser("sweep", description, EXAMPLES)
    add = parser.add_argument_group("the grid").add_argument
    add(
        "--vary",
        metavar="NAME=LOW:HIGH:COUNT",
        action="append",
        default=[],
        help="a parameter, or lever.NAME for its dose; or NAME=A,B,C; give it twice (across, then up)",
    )
    add(
        "--replicates",
        metavar="N",
        default="3",
        help="runs a cell, with seeds seed, seed+1, ... (default: 3)",
    )
    add("--measure", metavar="NAME", action="append", help="what to keep; may be repeated (default: plans)")
    add_scenario_options(parser)
    add = parser.add_argument_group("how and where to").add_argument
    add("--processes", metavar="N", help="runs at the same time (default: one a processor)")
    add("--out", metavar="DIR", help="folder for the results (default: a new one under runs/)")
    add("--force", action="store_true", help="replace --out if sendlab wrote it")
    return parser
