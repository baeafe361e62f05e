"""What one visitor has chosen: a scenario, scenarios pinned, charts, a guess and how it is shown."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from abm import Dose, InputError, Scenario, check, packages

DEFAULT_WORLD = "Leeds"
DEFAULT_YEAR = 2026
DEFAULT_START = 2025  # answers in half the time of a run through history
STARTS = (2010, 2025)
LAST_YEAR = 2035
LARGEST_SEED = 9999
SAMPLE_OF_ENGLAND = 5  # whole authorities: the fewest that stand for England, so that it answers soon
MOST_AUTHORITIES, MOST_PEOPLE = 20, 200_000  # what answers in a room, and leaves memory for others
PINS = ("A", "B", "C")
OWN_MIX = "own"  # levers that are no package
FIRST_CHARTS = ("plans", "confidence_mean", "permanent_exclusions", "high_needs_balance_gbp")
AT_REST = Dose(0.0, start=float(DEFAULT_YEAR))

UNDECIDED, HIDDEN, SHOWN = "", "hidden", "shown"


def first_scenario() -> Scenario:
    """What a visitor finds who has chosen nothing."""
    return Scenario(world=DEFAULT_WORLD, start=DEFAULT_START, to=LAST_YEAR, seed=1)


@dataclass(frozen=True)
class Guess:
    """What the room expects, by measure, and whether the answer is hidden, shown, or no guess is made."""

    stage: str = UNDECIDED
    marks: tuple[tuple[str, str], ...] = ()

    def with_mark(self, measure: str, mark: str) -> "Guess":
        """The same guess with one measure's mark set."""
        kept = {**dict(self.marks), measure: mark}
        return replace(self, marks=tuple(sorted((name, it) for name, it in kept.items() if it)))


@dataclass(frozen=True)
class Choice:
    """Everything that a link restores."""

    scenario: Scenario = field(default_factory=first_scenario)
    pins: tuple[tuple[str, Scenario], ...] = ()
    charts: tuple[str, ...] = FIRST_CHARTS
    guess: Guess = Guess()
    is_presenting: bool = False

    def with_pin(self, letter: str, scenario: Scenario | None) -> "Choice":
        """The same choice with ``scenario`` pinned under ``letter``, or nothing pinned there."""
        kept = {name: pinned for name, pinned in self.pins if name != letter}
        if scenario is not None:
            kept[letter] = scenario
        return replace(self, pins=tuple(sorted(kept.items())))

    def with_chart(self, place: int, measure: str) -> "Choice":
        """The same choice with the chart at ``place`` of another measure."""
        charts = list(self.charts)
        charts[place] = measure
        return replace(self, charts=tuple(charts))


Choose = Callable[[Callable[[Choice], Choice]], None]


def pulled(scenario: Scenario) -> dict[str, Dose]:
    """The levers of a scenario that do something."""
    return {name: dose for name, dose in scenario.levers.items() if dose.dose > 0.0}


def with_dose(scenario: Scenario, lever: str, dose: Dose) -> Scenario:
    """The scenario with one lever set; no lever starts before the run, and one at rest is left out."""
    dose = replace(dose, start=max(dose.start, float(scenario.start)))
    levers = {**scenario.levers, lever: dose}
    return scenario.with_changes(levers={name: it for name, it in levers.items() if it != AT_REST})


def in_world(scenario: Scenario, world: str, authorities: int) -> Scenario:
    """The scenario in another world; a sample's size and a made-up world's people go with their worlds."""
    people = scenario.people if world == scenario.world else Scenario().people
    return scenario.with_changes(world=world, authorities=authorities, people=people)


def from_start(scenario: Scenario, start: int) -> Scenario:
    """The scenario begun in another year; levers that would start sooner start with it."""
    levers = {name: replace(it, start=max(it.start, float(start))) for name, it in scenario.levers.items()}
    return scenario.with_changes(start=start, levers=levers)


def with_package(scenario: Scenario, name: str) -> Scenario:
    """The scenario with the levers of one package and no others."""
    if name == OWN_MIX:
        return scenario
    changed = scenario.with_changes(levers=packages()[name].levers)
    return from_start(changed, scenario.start)


def as_run(scenario: Scenario) -> Scenario:
    """The scenario without levers at rest, so that equal runs are made once."""
    return scenario.with_changes(levers=pulled(scenario))


def status_quo_of(scenario: Scenario) -> Scenario:
    """The run with no lever pulled, under the same assumptions and the same luck."""
    return scenario.with_changes(levers={})


def place_of(scenario: Scenario) -> str:
    """The world in words."""
    if scenario.world == "england":
        size = f"sample of {scenario.authorities} authorities" if scenario.authorities else "all authorities"
        return f"England ({size})"
    return "Demo (made up)" if scenario.world == "demo" else scenario.world


def check_for_page(scenario: Scenario) -> None:
    """Raise ``InputError`` for a scenario that cannot be run, or is too large to run for a page."""
    check(scenario.with_changes(levers=pulled(scenario)))
    if not 0 <= scenario.seed <= LARGEST_SEED:
        expected = f"a whole number from 0 to {LARGEST_SEED} in the page, not {scenario.seed}"
        raise InputError("scenario", "seed", expected, "Larger ones: sendlab run.")
    if scenario.world == "england" and not 0 < scenario.authorities <= MOST_AUTHORITIES:
        expected = f"a sample of {SAMPLE_OF_ENGLAND} to {MOST_AUTHORITIES} in the page"
        raise InputError("scenario", "authorities", expected, "All of England: sendlab run.")
    if scenario.people > MOST_PEOPLE:
        expected = f"at most {MOST_PEOPLE:,} in the page, not {scenario.people:,}"
        raise InputError("scenario", "people", expected, "Larger ones: sendlab run.")
