"""``sendlab sweep``: makes all the runs of a plan, or of a grid, into a store that survives anything."""

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from abm import InputError, model_digest
from experiments.command_line import EXIT_FAILED, Parser
from experiments.compiling_first import compile_first
from experiments.executors import Executor
from experiments.executors.choosing import Choice, add_executor_options, chosen, refuse_strays
from experiments.jobs import OK
from experiments.progress import Progress
from experiments.run_folder import free_folder, locked, room_to_write
from experiments.scenario_options import WHERE, number
from experiments.standing_text import counts, how_it_stands, what_came, what_it_is, what_it_takes
from experiments.store import Store, is_being_written, open_store, store_at_work
from experiments.store_tables import compact, publish
from experiments.study import Study
from experiments.study_options import add_study_options, study_from
from experiments.sweep import (
    Estimate,
    Session,
    differing,
    finish,
    n_pilots,
    pilot,
    recipe_for,
    sample_of,
)

EXAMPLES = """\
sendlab sweep thresholds_and_early_help --out runs/thresholds
sendlab sweep --out runs/thresholds --resume --processes 8
sendlab sweep --out runs/thresholds --status
sendlab sweep --world demo --to 2030 --vary lever.tighter_thresholds=0:1:3 \\
    --vary family.asking_base_log_odds=-8,-7 --replicates 2 --measure plans
sendlab sweep plan.toml --out runs/big --executor dask --scheduler tcp://10.0.0.5:8786"""

EXIT_INTERRUPTED = 130
PARENT = Path("runs")


def perform(words: list[str]) -> None:
    """Do what the options ask of a study; raises ``InputError``."""
    options = _parser().read(words)
    deeds = {"status": _status, "compact": _compact, "verify": _verify, "estimate": _estimate}
    wanted = [name for name in deeds if getattr(options, name)]
    if len(wanted) > 1:
        remedy = "Give one at a time."
        raise InputError(WHERE, f"--{wanted[1]}", f"no --{wanted[0]} beside it", remedy)
    if options.show_script:
        _show_script(options)
    elif wanted:
        deeds[wanted[0]](options)
    else:
        _carry_out(options)


def _carry_out(options: argparse.Namespace) -> None:
    resume = options.resume or options.retry_failed
    if resume and options.force:
        expected = "--resume, which keeps what is there, or --force, which throws it away"
        raise InputError(WHERE, "--force", expected, "Give one of the two.")
    study = study_from(options)
    out = _folder(options, study)
    limit = _limit(options.timeout)
    choice = chosen(options)
    with store_at_work(out, study, resume=resume, force=options.force) as store:
        _say(what_it_is(store.study))
        _say_what_is_kept(store)
        rows = store.waiting(options.retry_failed)
        stopped = _make(store, rows, choice, limit) if rows else None
        # A study that is through is put into one part; one that was stopped only into readable tables.
        publish(store) if stopped else compact(store)
        standing = store.standing()
    if rows:
        _say(counts(standing))
    if stopped is not None:
        _say(f"stopped; every finished run is safe. Go on with: sendlab sweep --out {out} --resume")
        raise SystemExit(EXIT_INTERRUPTED if isinstance(stopped, KeyboardInterrupt) else stopped.code)
    _report(store, out, quick=bool(options.vary))


def _make(
    store: Store, rows: list[int], choice: Choice, limit: float | None
) -> KeyboardInterrupt | SystemExit | None:
    """Make the runs in ``rows``; return what stopped the work, if something did."""
    executor = choice.make(recipe_for(store))
    abreast = min(choice.abreast, len(rows))
    if limit is not None:
        executor.limit_seconds = limit
    try:
        _prepare(choice)
        session, estimate = _pilots(store, executor, rows, abreast)
        if left := len(rows) - session.done:
            _say(f"to come: {what_it_takes(estimate, left)}")
        progress = Progress(f"{len(rows)} runs")
        finish(store, executor, rows[session.done :], session, limit, _shown(progress))
    except (KeyboardInterrupt, SystemExit) as stop:
        return stop
    finally:
        executor.close()
    progress.close()
    _say(what_came(session, abreast))
    _say_failures(session)
    return session.interrupted


def _prepare(choice: Choice) -> None:
    """Compile a new model, if this machine makes the runs; workers elsewhere do so for themselves."""
    if choice.is_here:
        compile_first()


def _pilots(store: Store, executor: Executor, rows: list[int], abreast: int) -> tuple[Session, Estimate]:
    """Make the first runs, which show how long the others will take."""
    progress = Progress(f"{min(len(rows), n_pilots(abreast))} pilot runs")
    found = pilot(store, executor, rows, abreast, _shown(progress, pilots=n_pilots(abreast)))
    progress.close()
    return found


def _status(options: argparse.Namespace) -> None:
    out = _existing(options)
    store = open_store(out)
    _print(how_it_stands(store, is_being_written(out), store.model == model_digest()))


def _compact(options: argparse.Namespace) -> None:
    out = _existing(options)
    open_store(out)
    with locked(out.absolute()), room_to_write(out):
        compact(open_store(out))
    _print(f"{out}: one part, and tables of every finished run")


def _verify(options: argparse.Namespace) -> None:
    out = _existing(options)
    store = open_store(out)
    rows = sample_of(store)
    if not rows:
        raise InputError(str(out), "--verify", "a store with finished runs", "Run it first.")
    progress = Progress(f"{len(rows)} runs made again")
    wrong = differing(store, rows, chosen(options).make, _shown(progress))
    progress.close()
    if wrong:
        _say(f"sendlab: {len(wrong)} of {len(rows)} runs came out otherwise: {', '.join(wrong)}")
        raise SystemExit(EXIT_FAILED)
    _print(f"{len(rows)} of {store.standing().by_status.get(OK, 0)} runs made again: all the same to the bit")


def _estimate(options: argparse.Namespace) -> None:
    """Make a few pilot runs in a folder that is thrown away, and say what the whole would take."""
    study, choice = study_from(options), chosen(options)
    if study is None:
        raise InputError(WHERE, "--estimate", "a plan, or --vary", "Name the plan.")
    _print(what_it_is(study))
    with tempfile.TemporaryDirectory() as folder, store_at_work(Path(folder) / "store", study) as store:
        executor = choice.make(recipe_for(store))
        rows = store.waiting()
        try:
            _prepare(choice)
            session, estimate = _pilots(store, executor, rows, min(choice.abreast, len(rows)))
        finally:
            executor.close()
    _print(f"{what_it_takes(estimate, len(rows))} (from {session.done} pilot runs, not kept)")


def _show_script(options: argparse.Namespace) -> None:
    refuse_strays(options)
    from experiments.executors.slurm import job_script, read_cluster  # noqa: PLC0415  only for clusters

    _print(job_script(read_cluster(options.cluster)))


def _report(store: Store, out: Path, quick: bool) -> None:
    """Show what came out of a grid made on the fly; a plan's results are asked for by themselves."""
    if quick:
        from experiments.commands.results import report  # noqa: PLC0415  loads the plotting libraries

        report(store, out / "report")
    else:
        _say(f"what came out: sendlab results {out}")
    _print(str(out))


def _folder(options: argparse.Namespace, study: Study | None) -> Path:
    if options.out:
        return Path(options.out)
    if study is None or options.resume or options.retry_failed:
        raise InputError(WHERE, "--out", "the folder of a study, or a plan", "Add --out DIR, or name a plan.")
    return free_folder(PARENT, Path(options.plan).stem if options.plan else "sweep")


def _limit(given: str | None) -> float | None:
    limit = None if given is None else number("--timeout", given)
    if limit is not None and not 0.0 < limit < float("inf"):
        raise InputError(WHERE, "--timeout", f"more than 0 seconds, not {given}", "Try 600.")
    return limit


def _existing(options: argparse.Namespace) -> Path:
    if options.plan or options.vary or not options.out:
        raise InputError(WHERE, "--out", "only --out DIR, a study's folder", "Take the plan out, add --out.")
    return Path(options.out)


def _say_what_is_kept(store: Store) -> None:
    standing = store.standing()
    if standing.total > standing.waiting:
        _say(counts(standing))
    if standing.other:
        said = "are of an earlier plan or model: they are kept, and do not count here"
        _say(f"{standing.other} runs in the store {said}")


def _say_failures(session: Session) -> None:
    if session.failed:
        line = f"{session.failed} of {session.done} runs failed; the first says: {session.first_error}"
        _say(f"sendlab: {line}")


def _shown(progress: Progress, pilots: int | None = None) -> Callable[[Session], None]:
    def show(session: Session) -> None:
        total = session.asked if pilots is None else min(pilots, session.asked)
        progress(session.done, total, f"{session.failed} failed" if session.failed else "")

    return show


def _say(line: str) -> None:
    print(line, file=sys.stderr)  # noqa: T201


def _print(text: str) -> None:
    print(text)  # noqa: T201


def _parser() -> Parser:
    description = (
        "Make all the runs of a plan, or of a grid made on the fly, into a folder that survives anything.\n"
        "Replicate r has the same seed at every point, so points differ only by their factors. A run that\n"
        "fails, hangs or kills its process is a row with its error."
    )
    parser = Parser("sweep", description, EXAMPLES)
    add_study_options(parser)
    add_executor_options(parser)
    add = parser.add_argument_group("the store").add_argument
    add("--out", metavar="DIR", help="folder of the study (default: a new one under runs/)")
    add("--resume", action="store_true", help="go on with the study in --out, skipping what is done")
    add("--retry-failed", action="store_true", help="--resume, and try again what failed, hung or died")
    add("--force", action="store_true", help="throw away the study in --out and start anew")
    add("--timeout", metavar="SECONDS", help="most time for one run (default: 20 times the slowest pilot)")
    add = parser.add_argument_group("instead of running").add_argument
    add("--estimate", action="store_true", help="say how many runs, how long and how much disk; keep nothing")
    add("--status", action="store_true", help="say how the study in --out stands")
    add("--compact", action="store_true", help="put the parts into one and write the tables")
    add("--verify", action="store_true", help="make a sample of the runs again and compare")
    return parser
