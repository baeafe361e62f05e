"""Yardsticks of speed: memory's limit, objects, an earlier run."""

import json
from pathlib import Path

import numpy as np
import pytest

from abm import InputError, Model
from abm.phases import people
from agents.child import Children
from agents.declarations import declared
from agents.family import Families
from agents.vocabulary import SenStatus
from experiments.bench import Timing
from experiments.per_object import PerObjectModel
from experiments.yardsticks import (
    Limit,
    Objects,
    compared,
    further_ratios,
    measure_limit,
    read_ratios,
    state_bytes_per_person,
    time_objects,
)

COLUMNS = ("learning_need", "semh_need", "unmet_need", "ordinary_support", "attainment", "attendance")


def test_the_limit_is_bytes_over_bandwidth() -> None:
    # 120 bytes at 12 GB a second take 10 ns.
    assert Limit(120, 12.0).ns_per_person_month == pytest.approx(10.0)


def test_ratios_are_those_of_the_largest_world_on_most_threads() -> None:
    cases = [Timing("Leeds", 1000 * n, 12, n, 0.1, 1.0, 50.0 / n, 1.0, 1.0) for n in (1, 2)]
    found = further_ratios(cases, Limit(120, 12.0), Objects(100, 9000.0, 30.0))
    assert found == {"times_the_limit": 2.5, "times_as_fast_as_objects": 300.0}


def test_state_counts_every_column_of_a_child_and_its_family() -> None:
    assert state_bytes_per_person() == sum(
        column.dtype.itemsize for table in (Children, Families) for column in declared(table)
    )


def test_a_limit_is_measured() -> None:
    limit = measure_limit(2)
    assert 0.1 < limit.copied_gb_per_second < 10_000.0


def test_objects_are_slower_than_columns() -> None:
    objects = time_objects(2000)
    assert objects.people > 1500
    assert objects.ratio > 1.0


def test_objects_live_by_the_models_own_rules() -> None:
    """Support without a plan needs no luck, so a month of both must give the same; partners bring by luck."""
    model = Model(people=600, to=2012, rng=3)
    objects = PerObjectModel(model)
    present = np.flatnonzero(model.children.is_present)
    without_plan = model.children.sen_status[present] != SenStatus.PLAN
    for one in objects.families:
        one.gets_support()
    people.support_arrives(model.world, model.simulation.now())
    for column in COLUMNS:
        expected = getattr(model.children, column)[present]
        found = [getattr(one, column) for one in objects.families]
        kept = np.array(found)[without_plan]
        np.testing.assert_allclose(kept, expected[without_plan], atol=1e-6, err_msg=column)


def test_objects_do_everything_that_families_do() -> None:
    objects = PerObjectModel(Model(people=3000, to=2012, rng=3))
    confidence = [one.confidence for one in objects.families]
    on_support = sum(one.sen_status == 1 for one in objects.families)
    for _ in range(6):
        objects.step()
    assert sum(one.requests for one in objects.families) > 0
    assert sum(one.incidents for one in objects.families) > 0
    assert sum(one.is_silent for one in objects.families) > 0
    assert sum(one.sen_status == 1 for one in objects.families) != on_support
    assert [one.confidence for one in objects.families] != confidence


def test_ratios_are_compared_with_an_earlier_record(tmp_path: Path) -> None:
    record = {"timings": [], "ratios": {"growth_exponent": 0.9, "gone": 1.0}, "machine": {}}
    (tmp_path / "bench.json").write_text(json.dumps(record))
    table = compared({"growth_exponent": 0.99, "new": 2.0}, read_ratios(tmp_path / "bench.json"))
    assert table.to_numpy().tolist() == [["growth exponent", 0.9, 0.99, 1.1]]


@pytest.mark.parametrize(
    "content", ["", "[]", '{"ratios": [1]}', '{"ratios": {"a": "x"}}', '{"timings": []}']
)
def test_what_is_no_record_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "bench.json").write_text(content)
    with pytest.raises(InputError, match="sendlab bench --json"):
        read_ratios(tmp_path / "bench.json")


def test_a_record_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Check the path"):
        read_ratios(tmp_path / "nowhere.json")
