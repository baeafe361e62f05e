"""A sweep of made-up runs that says how much memory it holds as they come: ``python -m tests.many_runs OUT``.

In a process of its own, so that nothing but the sweep is measured.
"""

import json
import os
import sys
from pathlib import Path

from abm import demo
from experiments.designs import Design
from experiments.executors.processes import Processes
from experiments.factors import Factor
from experiments.kept_rows import Keep
from experiments.store import store_at_work
from experiments.store_tables import compact
from experiments.study import Study
from experiments.sweep import Session, finish, pilot, recipe_for

STUDY = Study(
    base=demo(people=200, start=2025, to=2035),
    factors=(
        Factor("lever.tighter_thresholds", low=0.0, high=1.0),
        Factor("family.asking_base_log_odds", low=-9.0, high=-7.0),
    ),
    design=Design("latin_hypercube", points=1000),
    replicates=10,
    keep=Keep(("plans", "requests", "confidence_mean")),
)
EVERY = 1000
BYTES_PER_MEBIBYTE = 2**20


def memory() -> float:
    """Memory that this process holds now, in MiB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / BYTES_PER_MEBIBYTE


def main(out: Path) -> None:
    """Print, as JSON, the memory held when each thousand of runs was done, and at the end."""
    held = []

    def tell(session: Session) -> None:
        if session.done % EVERY == 0:
            held.append(memory())

    with store_at_work(out, STUDY) as store:
        executor = Processes(recipe_for(store), 2, program="tests.quick_worker")
        rows = store.waiting()
        try:
            session, _ = pilot(store, executor, rows, 2, tell)
            finish(store, executor, rows[session.done :], session, None, tell)
        finally:
            executor.close()
        compact(store)
    print(json.dumps([*held, memory()]))  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]))
