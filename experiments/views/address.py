"""The address of the page: everything chosen, as a query that a colleague can read and open."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, urlencode

from abm import Dose, InputError, Scenario, catalogue
from experiments.views.choice import (
    AT_REST,
    HIDDEN,
    PINS,
    SHOWN,
    Choice,
    Guess,
    check_for_page,
    first_scenario,
)

LONGEST_QUERY = 8000  # what browsers and mail programs pass on without cutting it short
WHOLE_NUMBERS = ("start", "to", "seed", "people", "authorities")
# Marks before the parts of a dose after its percentage: start year, years of ramp, coverage, end.
START, RAMP, COVERAGE, END = "@", "~", "*", "!"
READABLE = START + RAMP + COVERAGE + END + ","
PARAMETER, GUESS = "set.", "guess."


def to_query(choice: Choice) -> str:
    """Write a choice as the query of an address, leaving out whatever is at its default."""
    plain = Choice()
    said = dict(_scenario_words(choice.scenario))
    said |= {
        f"pin{letter}": urlencode(dict(_scenario_words(pinned)), safe=READABLE)
        for letter, pinned in choice.pins
    }
    if choice.charts != plain.charts:
        said["charts"] = ",".join(choice.charts)
    if choice.guess.stage:
        said["predict"] = choice.guess.stage
    said |= {GUESS + measure: mark for measure, mark in choice.guess.marks}
    if choice.is_presenting:
        said["view"] = "present"
    return urlencode(said, safe=READABLE)


def from_query(query: str | None, marks: Iterable[str] = ()) -> tuple[Choice, list[str]]:
    """Read a choice back from an address, with a sentence for each thing in it that was left out.

    ``marks`` are those that a guess may hold. Never raises: what cannot be read stays at its default.
    """
    problems: list[str] = []
    if len(query or "") > LONGEST_QUERY:
        return Choice(), [f"The link is longer than {LONGEST_QUERY:,} characters and was not read."]
    given = dict(parse_qsl((query or "").lstrip("?"), keep_blank_values=True))
    of_page = ("charts", "predict", "view", *(f"pin{letter}" for letter in PINS))
    about_scenario = {
        key: text for key, text in given.items() if key not in of_page and not key.startswith(GUESS)
    }
    choice = Choice(_read_scenario(about_scenario, problems))
    for letter in PINS:
        if f"pin{letter}" in given:
            choice = choice.with_pin(letter, _read_scenario(dict(parse_qsl(given[f"pin{letter}"])), problems))
    guess = {key.removeprefix(GUESS): it for key, it in given.items() if key.startswith(GUESS)}
    known = {measure: mark for measure, mark in guess.items() if mark in tuple(marks)}
    problems += [f"{GUESS}{measure}: no guess of that kind." for measure in guess if measure not in known]
    stage = given.get("predict", "") if given.get("predict") in (HIDDEN, SHOWN) else ""
    charts = _read_charts(given.get("charts"), choice.charts, problems)
    return (
        replace(
            choice,
            charts=charts,
            guess=Guess(stage, tuple(sorted(known.items()))),
            is_presenting=given.get("view") == "present",
        ),
        problems,
    )


def dose_words(dose: Dose) -> str:
    """Write a dose as in an address: ``60@2028`` is 60% from 2028, ``60@2028~5*50!2031`` all there is."""
    words = f"{round(dose.dose * 100, 6):g}{START}{dose.start:g}"
    words += f"{RAMP}{dose.ramp_years:g}" if dose.ramp_years != AT_REST.ramp_years else ""
    words += f"{COVERAGE}{round(dose.coverage * 100, 6):g}" if dose.coverage != 1.0 else ""
    return words + (f"{END}{dose.end:g}" if dose.end is not None else "")


def dose_from(words: str) -> Dose:
    """Read what ``dose_words`` writes; raises ``InputError`` or ``ValueError``."""
    parts, key, text = {}, "percent", ""
    keys = {START: "start", RAMP: "ramp_years", COVERAGE: "coverage", END: "end"}
    for mark in words:
        if mark in keys:
            parts[key], key, text = text, keys[mark], ""
        else:
            text += mark
    parts[key] = text
    numbers = {name: float(number) for name, number in parts.items()}
    if "coverage" in numbers:
        numbers["coverage"] = numbers["coverage"] / 100
    return Dose(numbers.pop("percent") / 100, **numbers)


def _scenario_words(scenario: Scenario) -> Iterator[tuple[str, str]]:
    plain = first_scenario()
    for key in ("world", *WHOLE_NUMBERS):
        if getattr(scenario, key) != getattr(plain, key):
            yield key, str(getattr(scenario, key))
    for name, value in scenario.parameters.items():
        yield PARAMETER + name, f"{value!r}"
    for name, dose in scenario.levers.items():
        yield name, dose_words(dose)


def _read_scenario(given: dict[str, str], problems: list[str]) -> Scenario:
    """Take one thing after another from an address, each only if the scenario is still one to run."""
    scenario = first_scenario()
    # A sample's size means something only beside its world, so the two are taken together.
    first = {key: text for key, text in given.items() if key in ("world", "authorities")}
    scenario = _with(scenario, first, problems) if first else scenario
    for key, text in given.items():
        if key not in first:
            scenario = _with(scenario, {key: text}, problems)
    return scenario


def _with(scenario: Scenario, words: dict[str, str], problems: list[str]) -> Scenario:
    try:
        changed = scenario.with_changes(**_changes(scenario, words))
        check_for_page(changed)
    except (InputError, ValueError, OverflowError) as error:
        said = ", ".join(f"{key[:60]}={text[:60]}" for key, text in words.items())
        why = (
            f"expected {error.expected}. {error.remedy}" if isinstance(error, InputError) else "not readable."
        )
        problems.append(f"{said}: {why}")
        return scenario
    return changed


def _changes(scenario: Scenario, words: dict[str, str]) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    for key, text in words.items():
        if key == "world":
            changes[key] = text
        elif key in WHOLE_NUMBERS:
            changes[key] = _whole(key, text)
        elif key.startswith(PARAMETER):
            name = key.removeprefix(PARAMETER)
            changes["parameters"] = {**scenario.parameters, name: float(text)}
        elif key in _lever_names():
            changes["levers"] = {**scenario.levers, key: dose_from(text)}
        else:
            raise InputError(
                "link", key, "a world, a year, a seed or the name of a lever", "It was left out."
            )
    return changes


def _whole(key: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise InputError("link", key, "a whole number", "It was left out.")
    return int(text)


def _read_charts(text: str | None, otherwise: tuple[str, ...], problems: list[str]) -> tuple[str, ...]:
    if text is None:
        return otherwise
    names = tuple(text.split(","))
    if len(names) == len(otherwise) and set(names) <= set(catalogue.measures()["name"]):
        return names
    problems.append(f"charts: expected {len(otherwise)} names of measures. The usual ones are shown.")
    return otherwise


@cache
def _lever_names() -> frozenset[str]:
    return frozenset(catalogue.levers()["name"])
