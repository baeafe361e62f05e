"""Every parameter of every rule: read from the catalogue, overridden by name, handed to the passes."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, NamedTuple

from abm.errors import InputError, nearest_choice
from abm.sources import DATA
from agents.alternative_provision import UnitParameters
from agents.authority import AuthorityParameters
from agents.banding import BandingParameters
from agents.child import ChildParameters
from agents.drafts import DraftParameters
from agents.family import FamilyParameters
from agents.partners import PartnerParameters
from agents.practice import PracticeParameters
from agents.school import SchoolParameters
from agents.services import ServiceParameters
from agents.tribunal import TribunalParameters

PARAMETERS_FILE = "parameters.toml"
STATUSES = ("measured", "calibrated", "assumed")


@dataclass(frozen=True)
class Parameter:
    """One number with meaning: default, unit, range, where it comes from and how sure we are.

    ``status`` is ``measured`` (an official figure), ``calibrated`` (fitted to the official record)
    or ``assumed`` (our judgement, kept inside ``low`` to ``high``); ``source`` is a key of
    ``sources.toml``.
    """

    meaning: str
    default: float
    unit: str
    low: float
    high: float
    status: str
    source: str


class Parameters(NamedTuple):
    """One set of values for every kind of agent."""

    child: ChildParameters
    family: FamilyParameters
    school: SchoolParameters
    authority: AuthorityParameters
    unit: UnitParameters
    tribunal: TribunalParameters
    partner: PartnerParameters
    banding: BandingParameters
    service: ServiceParameters
    practice: PracticeParameters
    draft: DraftParameters


KINDS: dict[str, type] = {
    "child": ChildParameters,
    "family": FamilyParameters,
    "school": SchoolParameters,
    "authority": AuthorityParameters,
    "unit": UnitParameters,
    "tribunal": TribunalParameters,
    "partner": PartnerParameters,
    "banding": BandingParameters,
    "service": ServiceParameters,
    "practice": PracticeParameters,
    "draft": DraftParameters,
}


@cache
def declared_parameters() -> Mapping[str, Parameter]:
    """Every parameter by its full name, such as ``family.asking_base_log_odds``.

    Raises ``InputError`` if the catalogue and the rules' own lists of parameters differ.
    """
    with (DATA / PARAMETERS_FILE).open("rb") as file:
        entries = tomllib.load(file)
    written = {f"{kind}.{name}": entry for kind, group in entries.items() for name, entry in group.items()}
    wanted = [f"{kind}.{name}" for kind, cls in KINDS.items() for name in _names(cls)]
    for name in sorted(set(written) ^ set(wanted)):
        raise InputError(
            PARAMETERS_FILE, name, "one entry for each parameter of the rules", "Add or remove it."
        )
    return {name: _parameter(name, written[name]) for name in wanted}


def _parameter(name: str, entry: Mapping[str, Any]) -> Parameter:
    known = [field.name for field in fields(Parameter)]
    if sorted(entry) != sorted(known):
        raise InputError(PARAMETERS_FILE, name, f"the fields {', '.join(known)}", "Write each of them once.")
    return Parameter(**entry)


def _names(cls: type) -> tuple[str, ...]:
    names: tuple[str, ...] = cls._fields  # type: ignore[attr-defined]  # every kind is a NamedTuple
    return names


def parameter_values(overrides: Mapping[str, float] | None = None) -> Parameters:
    """The default parameters with ``overrides`` put in.

    Raises ``InputError`` for an unknown name or a value outside the declared range.
    """
    known = declared_parameters()
    values = {name: note.default for name, note in known.items()}
    for name, value in (overrides or {}).items():
        if name not in known:
            raise InputError("parameters", name, "the name of a parameter", nearest_choice(name, known))
        note = known[name]
        if not note.low <= value <= note.high:
            expected = f"a number from {note.low:g} to {note.high:g} ({note.unit})"
            raise InputError("parameters", name, expected, f"The default is {note.default:g}.")
        values[name] = float(value)
    return Parameters(*[_filled(kind, cls, values) for kind, cls in KINDS.items()])


def _filled(kind: str, cls: type, values: Mapping[str, float]) -> Any:
    return cls(*[values[f"{kind}.{name}"] for name in _names(cls)])
