"""``sendlab run``: one scenario, its table by year, the official record beside it, figures, provenance."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd

from abm import GROUPINGS, InputError, Results, Scenario, check_groupings, run
from experiments import official_table
from experiments.against_official import against_official, whose_record
from experiments.command_line import Parser
from experiments.compiling_first import compile_first
from experiments.progress import Progress
from experiments.run_folder import free_folder, new_folder
from experiments.scenario_options import add_scenario_options, count, scenario_from
from experiments.year_table import as_text, what_happened, yearly_measures

EXAMPLES = """\
sendlab run
sendlab run --world Kent --to 2030 --seed 7 --out runs/kent
sendlab run --world demo --people 5000 --set family.asking_base_log_odds=-7
sendlab run --world demo --groups need,phase
sendlab run --lever restore_early_intervention=1@2026 --lever tighter_thresholds=0.5
sendlab run --scenario runs/kent/scenario.toml --seed 2"""

SCENARIO_FILE = "scenario.toml"
SUMMARY_FILE = "summary.csv"
TABLE_FILE = "results.csv"
RECORD_FILE = "against_official.csv"
DEFAULT_PARENT = Path("runs")


def perform(words: list[str]) -> None:
    """Run one scenario and write its folder; raises ``InputError``."""
    options = _parser().read(words)
    scenario = scenario_from(options)
    threads = None if options.threads is None else count("--threads", options.threads)
    out = Path(options.out) if options.out else free_folder(DEFAULT_PARENT, folder_name(scenario))
    groups = _groupings(options.groups)
    with new_folder(out, force=options.force) as folder:
        results = run_with_progress(scenario, threads, groups)
        record = against_official(results)
        write(results, scenario, folder, with_csv=options.csv)
        record.to_csv(folder / RECORD_FILE, index=False)
        if not options.no_figures:
            _figures()(results, folder)
    _report(results, scenario)
    _report_record(results, record)
    print(f"\nFiles: {', '.join(sorted(path.name for path in out.iterdir()))}\n{out}")  # noqa: T201


def run_with_progress(scenario: Scenario, threads: int | None, groups: Sequence[str] = ()) -> Results:
    """Run ``scenario`` and show on stderr how far it has come."""
    compile_first()
    progress = Progress(f"{scenario.world}, {scenario.start} to {scenario.to}, seed {scenario.seed}")
    results = run(scenario, threads=threads, groups=groups, progress=progress)
    progress.close()
    return results


def write(results: Results, scenario: Scenario, folder: Path, with_csv: bool) -> None:
    """Write the table, the summary by year, the provenance and the scenario into ``folder``."""
    results.save(folder)
    (folder / SCENARIO_FILE).write_text(scenario.to_toml(), encoding="utf-8")
    yearly_measures(results).to_csv(folder / SUMMARY_FILE)
    if with_csv:
        results.table.to_csv(folder / TABLE_FILE, index=False)


def folder_name(scenario: Scenario) -> str:
    """Return a name for the run's folder in letters that every system allows."""
    place = re.sub(r"[^a-z0-9]+", "-", scenario.world.lower()).strip("-")
    place += f"-{scenario.authorities}" if scenario.authorities else ""
    changed = f"-{scenario.digest()[:6]}" if scenario.levers or scenario.parameters else ""
    return f"{place}-{scenario.start}-{scenario.to}-seed{scenario.seed}{changed}"


def _groupings(text: str) -> tuple[str, ...]:
    """Read names of groupings between commas; raises ``InputError`` for one that does not exist."""
    names = tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    try:
        check_groupings(names)
    except InputError as error:
        raise InputError("command line", "--groups", error.expected, error.remedy) from None
    return names


def _parser() -> Parser:
    description = "Run one scenario. With no options: Leeds, from 2010 through history to 2035."
    parser = Parser("run", description, EXAMPLES)
    add_scenario_options(parser)
    add = parser.add_argument_group("how and where to").add_argument
    add(
        "--threads", metavar="N", help="threads to use (default: all); the results are the same on any number"
    )
    add(
        "--groups",
        metavar="NAME,NAME",
        default="",
        help=f"report groups of children too: any of {', '.join(GROUPINGS)}",
    )
    add("--out", metavar="DIR", help="folder for the results (default: a new one under runs/)")
    add("--force", action="store_true", help="replace --out if an earlier run wrote it")
    add("--csv", action="store_true", help="write the whole table as CSV too")
    add("--no-figures", action="store_true", help="draw no figures")
    return parser


def _figures() -> Callable[[Results, Path], list[Path]]:
    """Load the plotting libraries only once there is something to plot."""
    from experiments.figures import run_figures  # noqa: PLC0415  a second saved when not drawing

    return run_figures


def _report(results: Results, scenario: Scenario) -> None:
    print(f"\n{scenario.world}, seed {scenario.seed}: what happened in the model\n")  # noqa: T201
    print(as_text(what_happened(results)))  # noqa: T201


def _report_record(results: Results, record: pd.DataFrame) -> None:
    print(f"\nThe model against {whose_record(results)}\n")  # noqa: T201
    print(official_table.as_text(record))  # noqa: T201
