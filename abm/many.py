"""Several scenarios in one call: as many at a time as there are cores, and no month run twice for nothing."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed

from abm.branching import Branching
from abm.groups import check_groupings
from abm.results import Results
from abm.scenario import Scenario
from abm.threads import available_cores
from abm.validation import check


def run_many(
    scenarios: Sequence[Scenario],
    *,
    threads: int | None = None,
    groups: Sequence[str] = (),
    progress: Callable[[int, int, str], None] | None = None,
) -> list[Results]:
    """Run every scenario; returns their results in the same order, each the same to the bit as from ``run``.

    ``threads`` (by default the cores this process may use) run that many scenarios at a time, each on one
    thread; left-over threads are shared out among fewer scenarios. Scenarios that differ in their levers
    alone share the months before the first lever moves, where an earlier one has already run them.
    ``progress`` is called with scenarios done, scenarios in all, and the world of the one just done.
    Raises ``InputError`` before anything runs if any of them asks for what does not exist, and
    ``BooksDoNotClose`` if an invariant fails in any.
    """
    check_groupings(groups)
    for scenario in scenarios:
        check(scenario)
    if not scenarios:
        return []
    cores = max(1, threads if threads is not None else available_cores())
    at_a_time = min(cores, len(scenarios))
    branching = Branching(threads=cores // at_a_time)
    with ThreadPoolExecutor(at_a_time) as pool:
        runs = [pool.submit(branching, scenario, groups=groups) for scenario in scenarios]
        try:
            for done, one in enumerate(as_completed(runs), start=1):
                one.result()
                if progress is not None:
                    progress(done, len(runs), scenarios[runs.index(one)].world)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return [one.result() for one in runs]
