"""Whether a scenario asks for things that exist: a world, parameters and levers, within their ranges."""

from abm.errors import InputError, nearest_choice
from abm.facts import authority_names
from abm.levers import levers
from abm.parameters import parameter_values
from abm.scenario import DEMO, DEMO_PEOPLE, ENGLAND, Scenario
from abm.worlds.sampling import SMALLEST_SAMPLE


def check(scenario: Scenario) -> None:
    """Raise ``InputError`` for an unknown world, parameter or lever, or a value out of range."""
    _check_world(scenario)
    try:
        parameter_values(scenario.parameters)
    except InputError as error:
        raise InputError("scenario", f"parameters.{error.key}", error.expected, error.remedy) from None
    for name in scenario.levers:
        if name not in levers():
            remedy = nearest_choice(name, levers())
            raise InputError("scenario", f"levers.{name}", "the name of a lever", remedy)
    _check_that_levers_act(scenario)
    _check_that_levers_agree(scenario)


def _check_that_levers_act(scenario: Scenario) -> None:
    """A lever pulled only after the run has ended would show no effect that is not its own."""
    for name, dose in scenario.levers.items():
        if dose.dose > 0.0 and dose.start >= scenario.to + 1:
            expected = f"a start before the run ends in {scenario.to}, not {dose.start:g}"
            sooner = f"--lever {name}={dose.dose:g}@{scenario.to}"
            remedy = f"Run to a later year, or start it sooner, such as {sooner}."
            raise InputError("scenario", f"levers.{name}", expected, remedy)


def _check_that_levers_agree(scenario: Scenario) -> None:
    """Levers that set the same thing in different ways are refused, not silently merged."""
    pulled = [name for name, dose in scenario.levers.items() if dose.dose > 0.0]
    for name in pulled:
        for other in levers()[name].conflicts.split():
            if other in pulled:
                expected = f"not to be pulled together with {other}: both set the same thing"
                raise InputError("scenario", f"levers.{name}", expected, "Leave one of them out.")


def _check_world(scenario: Scenario) -> None:
    worlds = [DEMO, ENGLAND, *authority_names()]
    if scenario.world not in worlds:
        expected = f"the name of a local authority, {ENGLAND} or {DEMO}, not {scenario.world!r}"
        raise InputError("scenario", "world", expected, nearest_choice(scenario.world, worlds))
    if scenario.world != DEMO and scenario.people != DEMO_PEOPLE:
        remedy = f"A real authority has the people it has: leave it out, or use world = '{DEMO}'."
        raise InputError("scenario", "people", f"a number for world '{DEMO}' only", remedy)
    if scenario.authorities and scenario.world != ENGLAND:
        remedy = f"Leave it out, or use world = '{ENGLAND}'."
        raise InputError("scenario", "authorities", f"a number for world '{ENGLAND}' only", remedy)
    if 0 < scenario.authorities < SMALLEST_SAMPLE:
        expected = f"0 for all, or a sample of at least {SMALLEST_SAMPLE}, not {scenario.authorities}"
        raise InputError("scenario", "authorities", expected, f"Try {SMALLEST_SAMPLE}, or better 20.")
