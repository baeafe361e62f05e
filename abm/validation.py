"""Whether a scenario asks for things that exist: a world, parameters and levers, within their ranges."""

from abm import catalogue
from abm.errors import InputError, nearest_choice
from abm.facts import authority_names
from abm.scenario import DEMO, DEMO_PEOPLE, Scenario


def check(scenario: Scenario) -> None:
    """Raise ``InputError`` for an unknown world, parameter or lever, or a value out of range."""
    _check_world(scenario)
    _check_parameters(scenario)
    _check_levers(scenario)


def _check_world(scenario: Scenario) -> None:
    worlds = [DEMO, *authority_names()]
    if scenario.world not in worlds:
        expected = f"the name of a local authority, or {DEMO}, not {scenario.world!r}"
        raise InputError("scenario", "world", expected, nearest_choice(scenario.world, worlds))
    if scenario.world != DEMO and scenario.people != DEMO_PEOPLE:
        remedy = f"A real authority has the people it has: leave it out, or use world = '{DEMO}'."
        raise InputError("scenario", "people", f"a number for world '{DEMO}' only", remedy)


def _check_parameters(scenario: Scenario) -> None:
    known = catalogue.parameters().set_index("name")
    for name, value in scenario.parameters.items():
        key = f"parameters.{name}"
        if name not in known.index:
            expected = "a parameter in the catalogue"
            raise InputError("scenario", key, expected, nearest_choice(name, known.index))
        low, high = float(known.at[name, "low"]), float(known.at[name, "high"])
        if not low <= value <= high:
            expected = f"a number from {low:g} to {high:g} ({known.at[name, 'unit']}), not {value:g}"
            remedy = f"The nearest valid value is {min(max(value, low), high):g}."
            raise InputError("scenario", key, expected, remedy)


def _check_levers(scenario: Scenario) -> None:
    known = catalogue.levers()["name"].tolist()
    for name in scenario.levers:
        if name not in known:
            expected = "a lever in the catalogue"
            raise InputError("scenario", f"levers.{name}", expected, nearest_choice(name, known))
