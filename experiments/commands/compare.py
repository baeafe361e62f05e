"""``sendlab compare``: policies against the status quo under the same luck, with intervals and costs."""

import json
import math
import re
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from abm import Scenario
from experiments.command_line import Parser
from experiments.compare_headlines import HEADLINES, Headline, signed, written
from experiments.comparison import (
    Kept,
    all_years,
    compare,
    differences,
    paired,
    policies,
    what_they_pull,
)
from experiments.compiling_first import compile_first
from experiments.processes import Outcome, processors
from experiments.progress import Progress
from experiments.run_folder import MARK, free_folder, new_folder
from experiments.scenario_options import add_scenario_options, count, scenario_from

if TYPE_CHECKING:
    from matplotlib.figure import Figure

EXAMPLES = """\
sendlab compare green_paper_2022 forum_alternative
sendlab compare more_money_only tighter_thresholds=1 --world Leeds --start 2025 --seeds 10
sendlab compare mandatory_mediation=1@2027,digital_process=0.5 my_plan.toml --world demo --people 20000
sendlab compare forum_alternative --world england --authorities 10 --start 2025 --to 2030"""

DESCRIPTION = """\
Run policies against the status quo, each seed under the same luck, and say what each policy changes.
A policy is a package (sendlab describe packages), LEVER=DOSE[@YEAR] (several between commas), or a
scenario file, of which levers and parameters are taken. What to run on comes from the options."""

CHANGES_FILE = "differences.csv"
YEARS_FILE = "runs.parquet"
LEVERS_FILE = "levers.csv"
FIGURE_FILE = "differences.png"
LOTTERY_FILE = "lottery.csv"


def perform(words: list[str]) -> None:
    """Run the policies and write the folder; raises ``InputError``."""
    options = _parser().read(words)
    base = scenario_from(options)
    found = policies(base, options.policy)
    points = paired(found, count("--seeds", options.seeds))
    last_years = count("--last-years", options.last_years)
    processes = count("--processes", options.processes or str(processors()))
    out = Path(options.out) if options.out else free_folder(Path("runs"), "compare")
    with new_folder(out, force=options.force) as folder:
        started = time.monotonic()
        outcomes = gathered(compare(points, processes), len(points), processes)
        years = all_years(points, outcomes)
        changes = differences(years, last_years)
        record = _record(found, outcomes, time.monotonic() - started)
        _write(folder, found, years, changes, record)
        write_lottery(folder, all_years(points, outcomes, "lottery"), last_years)
        if not (options.no_figures or changes.empty):
            _figure()(changes, record, last_years).savefig(folder / FIGURE_FILE)
    _report(changes, found, outcomes)
    print(f"\nFiles: {', '.join(sorted(path.name for path in out.iterdir()))}\n{out}")  # noqa: T201


def as_text(changes: pd.DataFrame) -> str:
    """The headline changes in columns: the status quo, then each policy's change and half its interval."""
    return in_columns(change_cells(changes, HEADLINES))


def change_cells(changes: pd.DataFrame, headlines: Sequence[Headline]) -> list[list[str]]:
    """A line of policies, then for each headline its name, the status quo and each policy's change."""
    policy_names = list(changes["policy"].unique())
    lines = [["", "status quo", *policy_names]]
    for one in headlines:
        rows = changes[changes["measure"] == one.measure].set_index("policy")
        if not rows.empty:
            cells = [_cell(one, rows, policy) for policy in policy_names]
            lines.append([f"{one.name}, {one.unit}", written(one, float(rows["status_quo"].iloc[0])), *cells])
    return lines


def in_columns(lines: Sequence[Sequence[str]]) -> str:
    """Lay out lines of cells in columns, the first to the left, the others to the right."""
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    return "\n".join(
        "  ".join(
            [line[0].ljust(widths[0]), *(cell.rjust(w) for cell, w in zip(line[1:], widths[1:], strict=True))]
        )
        for line in lines
    )


def _cell(one: Headline, rows: pd.DataFrame, policy: str) -> str:
    if policy not in rows.index:
        return "failed"
    low, middle, high = (float(rows[column][policy]) for column in ("low", "difference", "high"))
    change = signed(one, middle)
    return change if math.isnan(low) else f"{change} ± {written(one, (high - low) / 2.0)}"


def gathered(coming: Iterator[Outcome[Kept]], total: int, processes: int) -> list[Outcome[Kept]]:
    """Compile what is new, then wait for all ``total`` runs; show how far they are and how many failed."""
    compile_first()
    progress = Progress(f"{total} runs in {min(processes, total)} processes")
    found = []
    for outcome in coming:
        found.append(outcome)
        failed = sum(bool(other.error) for other in found)
        progress(len(found), total, f"{failed} failed" if failed else "")
    progress.close()
    return found


def _figure() -> Callable[[pd.DataFrame, Mapping[str, Any], int], "Figure"]:
    """Load the plotting libraries only once there is something to plot."""
    from experiments.compare_figure import compare_figure  # noqa: PLC0415  a second saved when not drawing

    return compare_figure


def _record(
    found: Mapping[str, Scenario], outcomes: Sequence[Outcome[Kept]], seconds: float
) -> dict[str, Any]:
    """The record of the first good run, for its versions and platform, and what was compared."""
    record: dict[str, Any] = next((dict(one.answer.provenance) for one in outcomes if one.answer), {})
    record["compare"] = {
        "policies": {name: scenario.to_toml() for name, scenario in found.items()},
        "seconds": round(seconds, 1),
        "runs": len(outcomes),
        "failed": sum(bool(outcome.error) for outcome in outcomes),
    }
    return record


def _write(
    folder: Path,
    found: Mapping[str, Scenario],
    years: pd.DataFrame,
    changes: pd.DataFrame,
    record: Mapping[str, Any],
) -> None:
    years.to_parquet(folder / YEARS_FILE, index=False)
    changes.to_csv(folder / CHANGES_FILE, index=False)
    what_they_pull(found).to_csv(folder / LEVERS_FILE, index=False)
    for number, (name, scenario) in enumerate(found.items()):
        slug = re.sub(r"[^a-z0-9]+", "-", Path(name).stem.lower()).strip("-")[:60]
        (folder / f"scenario-{number}-{slug}.toml").write_text(scenario.to_toml(), encoding="utf-8")
    (folder / MARK).write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")


def write_lottery(folder: Path, widths: pd.DataFrame, last_years: int) -> None:
    """Write what each policy does to the width between authorities, where there are enough of them."""
    if not widths.empty:
        differences(widths, last_years).to_csv(folder / LOTTERY_FILE, index=False)


def _report(changes: pd.DataFrame, found: Mapping[str, Scenario], outcomes: Sequence[Outcome[Kept]]) -> None:
    if not changes.empty:
        seeds = int(changes["seeds"].max())
        note = "± is half of a 95% interval" if seeds > 1 else "one seed: no interval"
        print(f"\nChange against the status quo under the same luck; {seeds} seeds, {note}\n")  # noqa: T201
        print(as_text(changes))  # noqa: T201
        print(_costs(found))  # noqa: T201
    say_failures(outcomes)


def say_failures(outcomes: Sequence[Outcome[Kept]]) -> None:
    """Say on stderr how many runs failed, if any did, and why the first."""
    errors = [outcome.error for outcome in outcomes if outcome.error]
    if errors:
        line = f"{len(errors)} of {len(outcomes)} runs failed; the first says: {errors[0]}"
        print(f"\nsendlab: {line}", file=sys.stderr)  # noqa: T201


def _costs(found: Mapping[str, Scenario]) -> str:
    pulled = what_they_pull(found)
    lines = ["\nWhat the levers cost (high needs spending above holds what is booked to the block)"]
    if not pulled.empty:
        lines += [f"  {row.lever}: {row.cost}" for row in pulled.drop_duplicates("lever").itertuples()]
    return "\n".join(lines)


def _parser() -> Parser:
    parser = Parser("compare", DESCRIPTION, EXAMPLES)
    parser.add_argument("policy", nargs="+", help="a package, LEVER=DOSE[@YEAR], or a scenario file")
    add_scenario_options(parser)
    add = parser.add_argument_group("how and where to").add_argument
    add("--seeds", metavar="N", default="5", help="pairs of runs: seed, seed+1, ... (default: 5)")
    add(
        "--last-years", metavar="N", default="3", help="average each measure's last N full years (default: 3)"
    )
    add("--processes", metavar="N", help="runs at the same time (default: one a processor)")
    add("--out", metavar="DIR", help="folder for the results (default: a new one under runs/)")
    add("--force", action="store_true", help="replace --out if sendlab wrote it")
    add("--no-figures", action="store_true", help="draw no figure")
    return parser
