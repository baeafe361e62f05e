"""The model as a Mesa user expects it, tested against Mesa itself."""

import inspect
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import mesa
import numpy as np
import pandas as pd
import pytest
import solara
from mesa.visualization import SolaraViz, make_plot_component

from abm import InputError, Model, Scenario, run
from abm.measures import measures
from agents.declarations import n_rows
from agents.handles import (
    AlternativeProvisionUnit,
    Family,
    Government,
    HealthService,
    LocalAuthority,
    School,
    Tribunal,
)

TOP = Path(__file__).resolve().parents[1]
TABLES = {
    LocalAuthority: "authorities",
    School: "schools",
    AlternativeProvisionUnit: "units",
    Tribunal: "tribunals",
    HealthService: "health",
    Government: "governments",
}
SMALL: dict[str, Any] = {"world": "demo", "people": 300, "start": 2025, "to": 2026}


@pytest.fixture
def model() -> Model:
    return Model(**SMALL, rng=3)


def every(agents: Any) -> list[Any]:
    """The agents of a set, in the way that every Mesa offers."""
    return list(agents)


def run_batch(parameters: dict[str, Any], seeds: Sequence[int], **rest: Any) -> list[dict[str, Any]]:
    """One run for each set of parameters and seed; Mesa 3.5 has its own argument for seeds."""
    if "rng" in inspect.signature(mesa.batch_run).parameters:
        return mesa.batch_run(Model, parameters, rng=list(seeds), **rest)  # type: ignore[no-any-return]
    with_seeds = {**parameters, "rng": list(seeds)}
    return mesa.batch_run(Model, with_seeds, iterations=1, **rest)  # type: ignore[no-any-return]


def test_it_is_a_mesa_model_that_steps_month_by_month(model: Model) -> None:
    assert isinstance(model, mesa.Model)
    assert model.steps == 0
    model.step()
    assert model.steps == 1
    assert model.month_label == "2025-01"
    model.step()
    assert model.month_label == "2025-02"


def test_it_stops_running_after_its_last_month() -> None:
    model = Model(**{**SMALL, "to": 2025})
    labels = []
    while model.running:
        model.step()
        labels.append(model.month_label)
    assert len(labels) == 12
    assert labels[-1] == "2025-12"


def test_run_model_runs_to_the_end() -> None:
    model = Model(**{**SMALL, "to": 2025})
    model.run_model()
    assert model.month_label == "2025-12"


def test_stepping_is_running(model: Model) -> None:
    """The Mesa model and ``run`` tell the same story to the last digit."""
    results = run(Scenario(world="demo", people=300, start=2025, to=2025, seed=3))
    stepped = []
    for _ in range(12):
        model.step()
        stepped.append(model.measure("confidence_mean"))
    assert stepped == results.monthly("confidence_mean").tolist()


def test_every_institution_is_an_agent(model: Model) -> None:
    kinds = model.agents_by_type
    assert set(kinds) == set(TABLES)
    for kind, table in TABLES.items():
        assert type(kinds[kind]) is type(model.agents)
        rows = sorted(agent.row for agent in every(kinds[kind]))
        assert rows == list(range(n_rows(getattr(model.world, table))))


def test_agents_are_numbered_once(model: Model) -> None:
    numbers = [agent.unique_id for agent in every(model.agents)]
    assert len(set(numbers)) == len(numbers)


def test_agent_sets_select_aggregate_and_group(model: Model) -> None:
    model.step()
    schools = model.agents_by_type[School]
    assert schools.agg("roll", sum) == model.schools.roll.sum()
    assert schools.agg("quality", max) == pytest.approx(float(model.schools.quality.max()))
    large = schools.select(lambda school: school.roll > 20)
    assert len(large) == (model.schools.roll > 20).sum()
    assert schools.get("kind") == model.schools.kind.tolist()
    assert schools.get(["kind", "roll"])[0] == [model.schools.kind[0], model.schools.roll[0]]
    groups = schools.groupby("kind")
    assert dict(groups.count()) == {int(kind): n for kind, n in counted(model.schools.kind).items()}
    ordered = schools.sort("roll", ascending=True)
    assert [school.roll for school in every(ordered)] == sorted(model.schools.roll.tolist())


def counted(column: Any) -> dict[int, int]:
    values, counts = np.unique(column, return_counts=True)
    return {int(value): int(count) for value, count in zip(values, counts, strict=True)}


def test_agent_sets_can_write(model: Model) -> None:
    model.agents_by_type[School].set("communication", 0.875)
    assert (model.schools.communication == 0.875).all()


def test_model_frame_has_every_measure_every_month(model: Model) -> None:
    for _ in range(4):
        model.step()
    frame = model.datacollector.get_model_vars_dataframe()
    assert frame["month"].tolist() == ["2025-01", "2025-02", "2025-03", "2025-04"]
    assert set(measures()) <= set(frame.columns)
    assert frame["plans"].iloc[-1] == model.measure("plans")
    # A forum may have no members to take a mean of, and nobody may have contested yet.
    few = {name for name in measures() if name.startswith("forum_") and name.endswith("_mean")}
    few |= {name for name in measures() if name.endswith("_gap_by_contest")}
    counts = [name for name, one in measures().items() if one.kind != "rate" and name not in few]
    assert not frame[counts].isna().to_numpy().any()


def test_frames_by_kind_of_agent(model: Model) -> None:
    for _ in range(3):
        model.step()
    frame = model.datacollector.get_agenttype_vars_dataframe(School)
    n_schools = n_rows(model.schools)
    assert len(frame) == 3 * n_schools
    steps = frame.index.get_level_values(0).astype(int)
    last = frame[steps == 3]
    assert last["roll"].sum() == model.schools.roll.sum()
    authority = model.datacollector.get_agenttype_vars_dataframe(LocalAuthority)
    assert authority["bar"].iloc[-1] == pytest.approx(float(model.authorities.bar[0]))


def test_batch_run_over_two_parameters_and_seeds() -> None:
    parameters = {**SMALL, "to": 2026, "tighter_thresholds": [0.0, 1.0], "policy_year": [2025.0, 2026.0]}
    rows = run_batch(
        parameters,
        seeds=[1, 2],
        max_steps=3,
        number_processes=1,
        data_collection_period=-1,
        display_progress=False,
    )
    frame = pd.DataFrame(rows).drop_duplicates("RunId")
    assert len(frame) == 8
    assert len(frame.groupby(["tighter_thresholds", "policy_year"])) == 4
    # Luck belongs to the seed: with the lever not yet pulled the seed alone decides.
    waiting = frame[frame["policy_year"] == 2026.0]
    assert len(set(waiting["confidence_mean"])) == 2
    pulled = frame[frame["policy_year"] == 2025.0].groupby("tighter_thresholds")["bar_to_assess"].mean()
    assert pulled[1.0] > pulled[0.0]


def test_all_families_on_request() -> None:
    model = Model(**SMALL, with_families=True)
    families = model.agents_by_type[Family]
    assert len(families) == model.children.is_present.sum()
    mean = np.mean(families.get("confidence"))
    present = model.children.is_present
    assert mean == pytest.approx(float(model.families.confidence[present].astype(float).mean()))


def test_families_only_when_asked_for(model: Model) -> None:
    assert Family not in model.agents_by_type
    model.family(1)
    assert len(model.agents_by_type[Family]) == 1


@pytest.mark.parametrize("seed", [None, 0, 1, np.int64(5)])
def test_seeds_are_whole_numbers_of_any_kind(seed: Any) -> None:
    model = Model(**SMALL, rng=seed)
    assert model.seed == (1 if seed is None else int(seed))


def test_the_same_seed_is_the_same_run_and_another_is_not() -> None:
    ends = []
    for seed in (4, 4, 5):
        model = Model(**SMALL, rng=seed)
        for _ in range(6):
            model.step()
        ends.append(model.families.confidence.tolist())
    assert ends[0] == ends[1]
    assert ends[0] != ends[2]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"world": "Leedz"}, "Leeds"),
        ({"start": 2011}, "2010"),
        ({"tighter_thresholds": 1.5}, "0"),
        ({"parameters": {"family.shock_of_dely": 0.01}}, "family.shock_of_delay"),
    ],
)
def test_what_does_not_exist_is_refused_with_the_nearest_choice(wrong: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError) as refusal:
        Model(**{**SMALL, **wrong})
    assert words in str(refusal.value)


WARNING_FREE = """
from abm import Model
model = Model(world="demo", people=200, start=2025, to=2025, rng=1, with_families=True)
for _ in range(3):
    model.step()
model.datacollector.get_model_vars_dataframe()
print(model.month_label)
"""


def test_building_and_stepping_uses_nothing_that_mesa_is_about_to_drop() -> None:
    categories = ("DeprecationWarning", "FutureWarning", "PendingDeprecationWarning")
    switches = [word for category in categories for word in ("-W", f"error::{category}")]
    answer = subprocess.run(
        [sys.executable, *switches, "-c", WARNING_FREE], cwd=TOP, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.strip() == "2025-03"


@pytest.fixture
def rendered() -> Iterator[Callable[[Any], Any]]:
    """Render elements as a page would and close them after the test."""
    contexts: list[Any] = []

    def render(element: Any) -> Any:
        box, context = solara.render(element, handle_error=False)
        contexts.append(context)
        return box

    yield render
    for context in contexts:
        context.close()


def test_a_solara_page_builds_on_the_model(rendered: Callable[[Any], Any]) -> None:
    model = Model(**SMALL)

    @solara.component
    def Page() -> None:  # noqa: N802  a component is named like a class
        SolaraViz(
            model,
            components=[make_plot_component("plans")],
            model_params={
                "tighter_thresholds": {
                    "type": "SliderFloat",
                    "value": 0.0,
                    "min": 0.0,
                    "max": 1.0,
                    "step": 0.1,
                    "label": "Dose",
                },
                **SMALL,
            },
        )

    box = rendered(Page())
    assert box.children
