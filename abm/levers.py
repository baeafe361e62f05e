"""Levers: what policy can change, when and where; rules read them, levers never touch agents."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np

from abm.calendar import Month
from abm.luck import luck
from abm.scenario import Dose, Scenario
from abm.sources import DATA
from abm.worlds.state import World
from agents.declarations import Float64s, Int64s


@dataclass(frozen=True)
class Lever:
    """One lever in words, and how large a full dose is.

    ``reaches`` says whether coverage counts authorities or schools. ``full`` is what dose 1 moves, in
    ``full_unit``. ``section`` is where the source paper speaks of it, ``cost`` who pays and what of that the
    model books. ``effects`` lists first-order effects as the paper has them: measures after their sign, +, -
    or = (it does not move). ``not_found`` lists those of them that the model does not show, ``finding`` says
    why. ``conflicts`` names levers that cannot be pulled in the same run.
    """

    name: str
    title: str
    paper_id: str
    section: str
    source: str
    holder: str
    reaches: str
    full: float
    full_unit: str
    meaning: str
    mechanism: str
    expected: str
    effects: str
    not_found: str
    finding: str
    side_effects: str
    cost: str
    evidence: str
    claims: str
    loops: str
    conflicts: str


# The dose of every lever this month, by authority or by school (0 none, 1 full).
Doses = Mapping[str, Float64s]


@cache
def levers() -> dict[str, Lever]:
    """Every lever by name, in the order of ``levers.toml``."""
    with (DATA / "levers.toml").open("rb") as file:
        entries = tomllib.load(file)
    unsaid = {"effects": "", "not_found": "", "finding": ""}
    return {key: Lever(name=key, **(unsaid | entry)) for key, entry in entries.items()}


@cache
def holders() -> dict[str, str]:
    """Who holds levers, with what is theirs, in the order of ``holders.toml``; others last, unexplained."""
    with (DATA / "holders.toml").open("rb") as file:
        meanings = {name: str(entry["meaning"]) for name, entry in tomllib.load(file).items()}
    return meanings | {lever.holder: "" for lever in levers().values() if lever.holder not in meanings}


def dose_in(dose: Dose, month: Month) -> float:
    """Dose in force in a month: nothing before the start, a straight ramp, nothing after the end."""
    now = month.year + (month.calendar_month - 1) / 12.0
    if now < dose.start or (dose.end is not None and now >= dose.end):
        return 0.0
    if dose.ramp_years == 0.0:
        return dose.dose
    return dose.dose * min(1.0, (now - dose.start + 1.0 / 12.0) / dose.ramp_years)


def doses_in(scenario: Scenario, world: World, month: Month) -> Doses:
    """The dose that reaches every authority or school this month.

    With coverage below 1, those whose keyed luck falls below it take part, the same ones always.
    """
    places = {"schools": world.schools.school_id, "authorities": world.authorities.authority_id}
    doses = dict(_at_rest(places["schools"].size, places["authorities"].size))
    for name, dose in scenario.levers.items():
        doses[name] = _reaching(dose, places[levers()[name].reaches], month)
    return doses


@lru_cache(maxsize=8)
def _at_rest(n_schools: int, n_authorities: int) -> Doses:
    """No dose of any lever anywhere; the arrays are shared, and to be read only."""
    nothing = {"schools": np.zeros(n_schools), "authorities": np.zeros(n_authorities)}
    return {name: nothing[lever.reaches] for name, lever in levers().items()}


def pulls_in(scenario: Scenario, doses: Doses) -> Doses:
    """What each lever moves: its dose times its full size; a lever at rest moves nothing, like its dose."""
    return {**doses, **{name: levers()[name].full * doses[name] for name in scenario.levers}}


def _reaching(dose: Dose, ids: Int64s, month: Month) -> Float64s:
    strength = dose_in(dose, month)
    if dose.coverage >= 1.0:
        return np.full(ids.size, strength)
    return np.where(_order(tuple(ids.tolist())) < dose.coverage, strength, 0.0)


@cache
def _order(ids: tuple[int, ...]) -> Float64s:
    """Order in which places join a partial roll-out, from their identities alone."""
    return np.array([luck(np.uint64(0), one, 0) for one in ids])
