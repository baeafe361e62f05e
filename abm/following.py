"""Two runs in step: a policy run whose links stay on the path that they have in the status quo run."""

import time
from collections.abc import Sequence

from abm.cutting import Following, Noting
from abm.provenance import provenance
from abm.recording import Record
from abm.results import Results
from abm.scenario import Scenario
from abm.simulation import Simulation
from abm.threads import Threads
from abm.validation import check


def run_following(scenario: Scenario, links: Sequence[str], *, threads: int | None = None) -> Results:
    """Run ``scenario`` with the named links held on the path that they have without its levers.

    What the levers still do is what does not pass through these links. Both runs go side by side, month
    by month, so that what the one notes the other uses up. Raises ``InputError``.
    """
    check(scenario)
    began = time.perf_counter()
    pool = Threads(threads)
    noting = Noting(links)
    following = Following(links, noting.notes)
    try:
        status_quo = Simulation(scenario.with_changes(levers={}), pool, cuts=noting)
        policy = Simulation(scenario, pool, cuts=following)
        record = Record(policy.first_recorded)
        while policy.month <= policy.last_recorded:
            status_quo.step()
            policy.step()
            if policy.is_recording:
                record.add(policy.world)
    finally:
        pool.close()
    facts = provenance(scenario, time.perf_counter() - began)
    return Results(record.table(scenario), facts | following.words)
