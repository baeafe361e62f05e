"""What the command line says about a study: what is to come, how it stands, what came of a session."""

import pandas as pd

from experiments.designs import LIST
from experiments.jobs import DIED, FAILED, OK, TIMED_OUT
from experiments.store import Standing, Store
from experiments.store_tables import runs_table
from experiments.study import Study
from experiments.sweep import Estimate, Session
from experiments.wording import duration, file_size, whole

MOST_ERRORS_SHOWN = 5


def what_it_is(study: Study) -> str:
    """Return one line: ``Latin hypercube of 3 factors: 64 points x 5 replicates = 320 runs``."""
    kind = study.design.kind.replace("_", " ")
    factors = f"{len(study.factors)} factor{'s' if len(study.factors) > 1 else ''}"
    shape = kind if study.design.kind == LIST else f"{kind} over {factors}"
    total = study.n_points * study.replicates
    repeats = f"{study.replicates} replicate{'s' if study.replicates > 1 else ''}"
    title = f"{study.title}: " if study.title else ""
    return f"{title}{shape}, {whole(study.n_points)} points x {repeats} = {whole(total)} runs"


def what_it_takes(estimate: Estimate, runs: int) -> str:
    """Return one line: how long ``runs`` take and how much disk."""
    return (
        f"{whole(runs)} runs of {estimate.run_seconds:.2f} s each, {estimate.abreast} at a time: "
        f"about {duration(estimate.seconds(runs))} and {file_size(estimate.size(runs))} on disk"
    )


def how_it_stands(store: Store, is_being_written: bool, same_model: bool) -> str:
    """Return some lines: what the study is, how many runs ended how, and what went wrong."""
    standing = store.standing()
    runs = runs_table(store)
    lines = [what_it_is(store.study), counts(standing)]
    if standing.other:
        lines.append(f"{whole(standing.other)} runs more are of an earlier plan or model, and are kept")
    good = runs[runs["status"] == OK]
    if len(good):
        lines.append(
            f"a run took {good['seconds'].mean():.2f} s on average, {good['seconds'].max():.2f} s at most, "
            f"and {good['peak_mib'].max():.0f} MiB; the last ended at {good['finished'].max():%F %R} UTC"
        )
    lines += errors(runs.loc[runs["status"].isin([FAILED, TIMED_OUT, DIED]), "error"].value_counts())
    if not same_model:
        lines.append("the model has changed since: --resume makes every run anew and keeps these")
    lines.append("a runner is at work on it" if is_being_written else "nobody is at work on it")
    return "\n".join(lines)


def counts(standing: Standing) -> str:
    """Return one line: ``of 320 runs: 300 ok, 2 failed, 18 waiting``."""
    parts = [f"{whole(n)} {status}" for status, n in sorted(standing.by_status.items(), key=lambda x: -x[1])]
    parts += [f"{whole(standing.waiting)} waiting"] if standing.waiting else []
    return f"of {whole(standing.total)} runs: {', '.join(parts)}"


def errors(found: "pd.Series[int]") -> list[str]:
    """Return a line for each of the most frequent errors; ``found`` counts them, most frequent first."""
    lines = [f"{n} x {error}" for error, n in found.head(MOST_ERRORS_SHOWN).items()]
    rest = len(found) - MOST_ERRORS_SHOWN
    return [*lines, f"and {rest} other errors (runs.parquet has all)"] if rest > 0 else lines


def what_came(session: Session, abreast: int) -> str:
    """Return one line on a session: runs, time, time of a run, and how busy the processes were."""
    mean = session.run_seconds / max(1, session.done)
    return (
        f"{whole(session.done)} runs in {duration(session.seconds)}, {mean:.2f} s a run, "
        f"{abreast} at a time, busy with the model {session.busy(abreast):.0%} of the time after the pilots"
    )
