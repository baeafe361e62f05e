"""Assumptions: the model's parameters, kept apart from levers, because nobody can pull them."""

from collections.abc import Callable
from functools import cache
from typing import Any

import solara

from abm import Scenario, catalogue
from experiments.views.levers import Change


@solara.component
def Assumptions(scenario: Scenario, on_change: Change) -> None:
    """Every parameter with its range and status; a change moves the status quo as well."""

    def set_value(given: dict[str, Any]) -> None:
        name = str(given["name"])
        on_change(lambda now: with_assumption(now, name, given["value"]), name)

    AssumptionPanel(
        parameters=solara.use_memo(shown_parameters, []),
        values=dict(scenario.parameters),
        event_set_value=set_value,
    )


@solara.component_vue("assumptions.vue")
def AssumptionPanel(
    parameters: list[dict[str, Any]] | None = None,
    values: dict[str, float] | None = None,
    event_set_value: Callable[[dict[str, Any]], None] | None = None,
) -> None:
    """The controls themselves, drawn in the browser."""


def with_assumption(scenario: Scenario, name: str, value: float | None) -> Scenario:
    """The scenario with one parameter set, kept in its range; ``None`` puts it back to its default."""
    about = {one["name"]: one for one in shown_parameters()}[name]
    others = {key: it for key, it in scenario.parameters.items() if key != name}
    if value is None or abs(value - about["default"]) < 1e-9 * (about["high"] - about["low"]):
        return scenario.with_changes(parameters=others)
    kept = min(max(float(value), about["low"]), about["high"])
    return scenario.with_changes(parameters={**others, name: round(kept, 9)})


@cache
def shown_parameters() -> list[dict[str, Any]]:
    """Every parameter as the page shows it."""
    columns = ["name", "meaning", "unit", "default", "low", "high", "status"]
    rows = catalogue.parameters()[columns].to_dict("records")
    return [{str(key): value for key, value in row.items()} for row in rows]
