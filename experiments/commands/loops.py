"""``sendlab loops``: the feedback loops, their computed polarity, and what cutting each one changes."""

import json
import textwrap
import time
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from abm import Held, InputError, Scenario
from experiments.command_line import Parser
from experiments.commands.compare import change_cells, gathered, in_columns, say_failures
from experiments.comparison import Kept, all_years, differences
from experiments.loops import (
    GROWTH,
    LEVER,
    LOOP_HEADLINES,
    WHERE,
    cut_runs,
    cuts_of,
    loop_table,
    loops_named,
    make_runs,
)
from experiments.processes import Outcome, processors
from experiments.run_folder import MARK, free_folder, new_folder
from experiments.scenario_options import add_scenario_options, count, scenario_from

EXAMPLES = """\
sendlab loops --list
sendlab loops --world demo --people 100000 --to 2025
sendlab loops R1 R2 R7 --world Leeds --to 2025 --seeds 5
sendlab loops R1 R12 --world Leeds --package forum_alternative"""

DESCRIPTION = """\
Show the feedback loops of the source paper as chains of links, whether each reinforces (R) or balances (B),
computed from the links' signs, and what holding the loop's own links still changes. Without levers the links
stay at their mean of the 12 months before September 2014 (attribution of growth). With --lever or --package
they stay on their path of the status quo run (attribution of a lever). Links and loops that hold nothing of
their own are reported together."""

LOOPS_FILE = "loops.csv"
CHANGES_FILE = "differences.csv"
YEARS_FILE = "runs.parquet"
FIGURE_FILE = "loops.png"
WHAT = {
    GROWTH: "what changes when a loop's links stay as in September 2014",
    LEVER: "what levers change, with a loop's links held on their status quo path",
}


def perform(words: list[str]) -> None:
    """List the loops, or cut each in turn and write the folder; raises ``InputError``."""
    options = _parser().read(words)
    chosen = loops_named(options.loop)
    table = loop_table(chosen)
    if options.list:
        print(listed(table))  # noqa: T201
        return
    base = scenario_from(options)
    meaning = LEVER if base.levers else GROWTH
    _check(base, meaning)
    cuts = cuts_of(chosen)
    points = cut_runs(base, cuts, count("--seeds", options.seeds), meaning)
    last_years = count("--last-years", options.last_years)
    processes = count("--processes", options.processes or str(processors()))
    out = Path(options.out) if options.out else free_folder(Path("runs"), "loops")
    with new_folder(out, force=options.force) as folder:
        started = time.monotonic()
        found = gathered(make_runs(points, processes), len(points), processes)
        years = all_years(points, found)
        changes = differences(years, last_years)
        table.to_csv(folder / LOOPS_FILE, index=False)
        years.to_parquet(folder / YEARS_FILE, index=False)
        changes.assign(meaning=meaning).to_csv(folder / CHANGES_FILE, index=False)
        record = next((dict(one.answer.provenance) for one in found if one.answer), {})
        record["loops"] = {"meaning": meaning, "cuts": cuts, "seconds": round(time.monotonic() - started, 1)}
        (folder / MARK).write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
        if not (options.no_figures or changes.empty):
            _draw(changes, record, last_years, meaning, folder / FIGURE_FILE)
    _report(table, changes, found, meaning)
    print(f"\nFiles: {', '.join(sorted(path.name for path in out.iterdir()))}\n{out}")  # noqa: T201


def listed(table: pd.DataFrame) -> str:
    """The loops in words: id, polarity, name, chain, and what to know of each."""
    lines: list[str] = []
    for row in table.to_dict("records"):
        state = "" if row["is_closed"] else " (not closed in the model)"
        guess = (
            "" if row["polarity"] in {row["first_guess"], "open"} else f"; first guess {row['first_guess']}"
        )
        lines.append(f"{row['loop']:4s}{row['name']}: {row['polarity']}{guess}{state}")
        below = (row["chain"], f"cut: {row['cut']}", row["note"])
        lines += [
            textwrap.fill(text, 106, initial_indent=" " * 4, subsequent_indent=" " * 6) for text in below
        ]
    return "\n".join(lines)


def _check(base: Scenario, meaning: str) -> None:
    if meaning == GROWTH:
        try:
            Held((), base.seed).check(base.start)
        except InputError as error:
            raise error.moved_to(WHERE) from None


def _draw(changes: pd.DataFrame, record: dict[str, object], years: int, meaning: str, path: Path) -> None:
    from experiments.compare_figure import compare_figure  # noqa: PLC0415  a second saved when not drawing

    compare_figure(changes, record, years, LOOP_HEADLINES, WHAT[meaning]).savefig(path)


def _report(table: pd.DataFrame, changes: pd.DataFrame, found: Sequence[Outcome[Kept]], meaning: str) -> None:
    print(listed(table))  # noqa: T201
    if not changes.empty:
        print(f"\nMeaning: {meaning}: {WHAT[meaning]}; ± is half of a 95% interval\n")  # noqa: T201
        print(across(changes))  # noqa: T201
    say_failures(found)


def across(changes: pd.DataFrame) -> str:
    """The headline changes with a row a loop and a column a measure."""
    cells = change_cells(changes, LOOP_HEADLINES)
    cells[1:] = [[line[0].split(",")[0], *line[1:]] for line in cells[1:]]
    return in_columns([list(column) for column in zip(*cells, strict=True)])


def _parser() -> Parser:
    parser = Parser("loops", DESCRIPTION, EXAMPLES)
    parser.add_argument("loop", nargs="*", help="ids of loops, such as R1 (default: all)")
    parser.add_argument("--list", action="store_true", help="print the loops and run nothing")
    add_scenario_options(parser)
    add = parser.add_argument_group("how and where to").add_argument
    add("--seeds", metavar="N", default="3", help="pairs of runs: seed, seed+1, ... (default: 3)")
    add(
        "--last-years", metavar="N", default="3", help="average each measure's last N full years (default: 3)"
    )
    add("--processes", metavar="N", help="runs at the same time (default: one a processor)")
    add("--out", metavar="DIR", help="folder for the results (default: a new one under runs/)")
    add("--force", action="store_true", help="replace --out if sendlab wrote it")
    add("--no-figures", action="store_true", help="draw no figure")
    return parser
