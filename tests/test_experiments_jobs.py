"""A job's answer does not depend on what its process has run before."""

from pathlib import Path

import pyarrow as pa
import pytest

from abm import Dose, Scenario, demo, model_digest, run
from experiments import jobs
from experiments.jobs import Job, Recipe, perform
from experiments.kept_rows import Keep, kept_rows

KEEP = Keep(measures=("plans", "requests"), years=(2026, 2027))
RECIPE = Recipe(parts=Path(), keep=KEEP, model=model_digest())


def with_dose(dose: float, seed: int = 1) -> Scenario:
    levers = {"tighter_thresholds": Dose(dose, start=2026.0, ramp_years=0.0)}
    return demo(1500, start=2025, to=2027, seed=seed, levers=levers)


@pytest.fixture(autouse=True)
def nothing_run_before() -> None:
    jobs._from_where_they_part.cache_clear()


def test_runs_that_go_on_from_a_like_one_are_the_same_as_runs_of_their_own() -> None:
    asked = [with_dose(0.0), with_dose(1.0), with_dose(0.5, seed=2), with_dose(0.5)]
    found = [perform(Job(str(at), scenario), RECIPE) for at, scenario in enumerate(asked)]
    for record, scenario in zip(found, asked, strict=True):
        alone = kept_rows(run(scenario, threads=1), KEEP)
        assert record.series.equals(pa.Table.from_pandas(alone, jobs.SERIES_SCHEMA, preserve_index=False))
    assert not found[0].series.equals(found[1].series)


def test_a_run_that_fails_leaves_the_next_one_as_it_was() -> None:
    failed = perform(Job("0", with_dose(1.0).with_changes(world="Nowhere")), RECIPE)
    assert failed.status == jobs.FAILED
    assert "Nowhere" in failed.error
    assert perform(Job("1", with_dose(1.0)), RECIPE).status == jobs.OK
