"""``sendlab validate``: the stylised facts and the spread over authorities, official against model."""

import argparse
import sys
from pathlib import Path

from abm import InputError, Results, Scenario, authorities, check, england
from experiments import sample_bias
from experiments.authority_spread import spreads
from experiments.command_line import Parser
from experiments.commands.run import run_with_progress
from experiments.scenario_options import count, whole_number
from experiments.validation import judged
from experiments.validation_table import facts_as_text, spread_as_text

EXAMPLES = """\
sendlab validate --quick
sendlab validate --quick --authorities 20 --seed 2
sendlab validate --run runs/england-2010-2035-seed1
sendlab validate --run runs/england-2010-2035-seed1 --csv > verdicts.csv
sendlab validate --sample 20"""

DESCRIPTION = """\
Judge the model by patterns of the official record: pattern, official, model, inside or not.
England from 2010 to the end of the record, run for the purpose, or a run you have made (--run).
A miss is a finding, not an error: the exit code is 0 whenever the judging was done."""

QUICK_SAMPLE = 10
LAST_YEAR = 2025
GROUPS = ("need",)  # one pattern looks at the needs of those with a plan
RUN_ONLY = ("quick", "authorities", "seed", "threads")


def perform(words: list[str]) -> None:
    """Judge a run and print the verdicts; raises ``InputError``."""
    options = _parser().read(words)
    if options.sample is not None:
        _report_bias(options)
        return
    results = _held(options) if options.run is not None else _run(options)
    verdicts = judged(results)
    if options.csv:
        verdicts.to_csv(sys.stdout, index=False)
        return
    scenario = results.provenance["scenario"]
    which = f"{scenario['world']}, {scenario['start']} to {scenario['to']}, seed {scenario['seed']}"
    print(f"The model's {which} against England's official record\n")  # noqa: T201
    facts = verdicts[verdicts["sources"].ne("") | verdicts["why"].ne("")]
    print(facts_as_text(facts))  # noqa: T201
    print(f"\n{spread_as_text(spreads(results), len(authorities()))}")  # noqa: T201


def _parser() -> Parser:
    parser = Parser("validate", DESCRIPTION, EXAMPLES)
    add = parser.add_argument
    add("--quick", action="store_true", help=f"a sample of {QUICK_SAMPLE} authorities: minutes, not an hour")
    add("--run", metavar="DIR", help="judge the folder of a finished run instead of running England")
    add("--authorities", metavar="N", help="size of the sample of England (default: all, or --quick's)")
    add(
        "--sample",
        metavar="N",
        help="how far a sample of N lies from all authorities, by measure (runs both; --run: the whole)",
    )
    add("--seed", metavar="N", help="seed of the run (default: 1)")
    add("--threads", metavar="N", help="threads to use (default: all)")
    add("--csv", action="store_true", help="print the verdicts as CSV, with sources")
    return parser


def _held(options: argparse.Namespace) -> Results:
    """Read the run folder asked for; raises ``InputError`` if it holds no run that can be judged."""
    for name in RUN_ONLY:
        if getattr(options, name):
            remedy = f"Leave out --{name}, or leave out --run."
            raise InputError("sendlab validate", f"--{name}", "to make a run, not to judge one", remedy)
    results = Results.load(Path(options.run))
    if results.years.empty:
        remedy = "Make the run again with this version of sendlab run."
        raise InputError(options.run, "", "a run that lasted a full year, held by year", remedy)
    return results


def _report_bias(options: argparse.Namespace) -> None:
    """Print how far a sample lies from the whole, on facts and by measure, the same luck in both."""
    n = count("--sample", options.sample)
    seed = 1 if options.seed is None else whole_number("--seed", options.seed)
    threads = None if options.threads is None else count("--threads", options.threads)
    scenario = _checked(england(authorities=n, to=LAST_YEAR, seed=seed))
    whole = (
        Results.load(Path(options.run))
        if options.run is not None
        else run_with_progress(england(to=LAST_YEAR, seed=seed), threads)
    )
    rows = sample_bias.measured(run_with_progress(scenario, threads), whole)
    if options.csv:
        rows.to_csv(sys.stdout, index=False)
        return
    print(f"A sample of {n} authorities against all {len(authorities())}: what it was drawn by\n")  # noqa: T201
    print(sample_bias.facts(n).to_string(index=False, float_format="{:,.2f}".format))  # noqa: T201
    print("\nEvery measure, mean over the years and the year furthest off\n")  # noqa: T201
    print(sample_bias.as_text(rows))  # noqa: T201


def _checked(scenario: Scenario) -> Scenario:
    """Refuse what cannot be run before anything is said of a run; raises ``InputError``."""
    try:
        check(scenario)
    except InputError as error:
        raise error.moved_to("command line") from None
    return scenario


def _run(options: argparse.Namespace) -> Results:
    """Run England, or a sample of it, to the end of the record, with progress."""
    sample = QUICK_SAMPLE if options.quick else 0
    if options.authorities is not None:
        sample = count("--authorities", options.authorities)
    seed = 1 if options.seed is None else whole_number("--seed", options.seed)
    threads = None if options.threads is None else count("--threads", options.threads)
    scenario = _checked(england(authorities=sample, to=LAST_YEAR, seed=seed))
    return run_with_progress(scenario, threads, GROUPS)
