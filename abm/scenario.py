"""What a run is asked to be: a world, years, luck, parameters and levers, fixed once written down."""

import hashlib
import math
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Generic, TypeVar

from abm.errors import InputError, nearest_choice

Value = TypeVar("Value")

STARTS = (2010, 2025)
LAST_YEAR = 2035
DEMO = "demo"
ENGLAND = "england"
DEMO_PEOPLE = 2000
LARGEST_SEED = 2**63 - 1
LARGEST_SAMPLE = 151
LARGEST_DEMO = 800_000  # identities of one authority and cohort run to 50,000


class Settings(Mapping[str, Value], Generic[Value]):
    """A mapping in name order that cannot be changed, so that it can be compared and hashed."""

    def __init__(self, values: Mapping[str, Value]) -> None:
        self._values = {name: values[name] for name in sorted(values)}

    def __getitem__(self, name: str) -> Value:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __hash__(self) -> int:
        return hash(tuple(self._values.items()))

    def __repr__(self) -> str:
        return repr(self._values)


@dataclass(frozen=True)
class Dose:
    """How much of a lever is pulled, when and where.

    ``dose`` and ``coverage`` (share of places reached) run from 0 to 1. ``start`` and ``end`` are
    calendar years; the dose rises in a straight line over ``ramp_years`` and stops at ``end``.
    Raises ``InputError`` for a value outside its range.
    """

    dose: float
    start: float = 2026.0
    ramp_years: float = 1.0
    end: float | None = None
    coverage: float = 1.0

    def __post_init__(self) -> None:
        for name in ("dose", "coverage"):
            _keep(self, name, _number("lever", name, getattr(self, name), 0.0, 1.0))
        _keep(self, "start", _number("lever", "start", self.start, 2010.0, LAST_YEAR + 1.0))
        _keep(self, "ramp_years", _number("lever", "ramp_years", self.ramp_years, 0.0, 30.0))
        if self.end is not None:
            _keep(self, "end", _number("lever", "end", self.end, self.start, LAST_YEAR + 1.0))


@dataclass(frozen=True)
class Scenario:
    """One run to be made: ``world``, first and last calendar year, seed, parameters and levers.

    ``world`` is ``"demo"``, ``"england"`` or the name of a local authority; ``start`` is 2010 (history first)
    or 2025 (from today's facts); ``to`` is the last year, run to its December. ``parameters``
    maps ``owner.name`` to a value, ``levers`` a lever's name to a ``Dose`` or a bare dose.
    ``people`` is the number of children and young people in the demo world; ``authorities`` is the
    number of whole authorities in a sample of England, 0 for all of them.
    Raises ``InputError`` for a wrong type or range; names are checked by ``abm.validation``.
    """

    world: str = "Leeds"
    start: int = 2010
    to: int = LAST_YEAR
    seed: int = 1
    parameters: Mapping[str, float] = field(default_factory=dict)
    levers: Mapping[str, Dose] = field(default_factory=dict)
    people: int = DEMO_PEOPLE
    authorities: int = 0

    def __post_init__(self) -> None:
        if not isinstance(self.world, str) or not self.world:
            raise InputError("scenario", "world", f"a name, not {self.world!r}", "Try world = 'Leeds'.")
        _check_start(self.start)
        _keep(self, "to", _whole("to", self.to, self.start, LAST_YEAR))
        _keep(self, "seed", _whole("seed", self.seed, 0, LARGEST_SEED))
        _keep(self, "people", _whole("people", self.people, 200, LARGEST_DEMO))
        _keep(self, "authorities", _whole("authorities", self.authorities, 0, LARGEST_SAMPLE))
        _keep(self, "parameters", Settings(_parameter_values(self.parameters)))
        _keep(self, "levers", Settings(_doses(self.levers)))

    def __hash__(self) -> int:
        return hash(self.to_toml())

    def with_changes(self, **changes: Any) -> "Scenario":
        """Return a copy in which the named fields have other values."""
        return replace(self, **changes)

    def digest(self) -> str:
        """Return 16 hexadecimal digits that are the same for equal scenarios only."""
        return hashlib.blake2b(self.to_toml().encode(), digest_size=8).hexdigest()

    def to_toml(self) -> str:
        """Write the scenario as TOML text that ``from_toml`` reads back to an equal scenario."""
        lines = [
            f"world = {_quoted(self.world)}",
            f"start = {self.start}",
            f"to = {self.to}",
            f"seed = {self.seed}",
            f"people = {self.people}",
            f"authorities = {self.authorities}",
        ]
        if self.parameters:
            lines += ["", "[parameters]"]
            lines += [f"{_quoted(name)} = {value!r}" for name, value in self.parameters.items()]
        for name, dose in self.levers.items():
            lines += ["", f"[levers.{_quoted(name)}]"]
            settings = {item.name: getattr(dose, item.name) for item in fields(dose)}
            lines += [f"{key} = {value!r}" for key, value in settings.items() if value is not None]
        return "\n".join(lines) + "\n"

    @classmethod
    def from_toml(cls, path: Path | str) -> "Scenario":
        """Read a scenario from a TOML file; raises ``InputError`` naming the file and the key."""
        try:
            return cls(**_known_keys(_read_toml(Path(path))))
        except InputError as error:
            raise error.moved_to(str(path)) from None

    @classmethod
    def from_text(cls, text: str) -> "Scenario":
        """Read a scenario from the text that ``to_toml`` writes; raises ``InputError`` naming the key."""
        try:
            return cls(**_known_keys(tomllib.loads(text)))
        except tomllib.TOMLDecodeError as error:
            remedy = "Write it anew with to_toml."
            raise InputError("scenario", "", f"valid TOML ({error})", remedy) from None


def authority(name: str, **settings: Any) -> Scenario:
    """Return the scenario of one real local authority, whole; ``settings`` are fields of ``Scenario``."""
    return Scenario(world=name, **settings)


def england(authorities: int = 0, **settings: Any) -> Scenario:
    """Return the scenario of all England, or of a weighted sample of so many whole ``authorities``."""
    return Scenario(world=ENGLAND, authorities=authorities, **settings)


def demo(people: int = DEMO_PEOPLE, **settings: Any) -> Scenario:
    """Return the scenario of a made-up authority with England's mean rates, for teaching and tests."""
    return Scenario(world=DEMO, people=people, **settings)


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise InputError(str(path), "", f"a readable TOML file ({reason})", "Check the path.") from None
    except tomllib.TOMLDecodeError as error:
        remedy = "Compare with the scenario.toml that every run folder holds."
        raise InputError(str(path), "", f"valid TOML ({error})", remedy) from None


def _known_keys(content: dict[str, Any]) -> dict[str, Any]:
    known = [item.name for item in fields(Scenario)]
    for key in content:
        if key not in known:
            raise InputError("scenario", key, "a key of a scenario", nearest_choice(key, known))
    if isinstance(content.get("parameters"), dict):
        content["parameters"] = _flat(content["parameters"])
    return content


def _flat(tables: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Undo TOML's reading of a dotted key ``family.x = 1`` as a table inside a table."""
    flat: dict[str, Any] = {}
    for name, value in tables.items():
        if isinstance(value, dict):
            flat |= _flat(value, f"{prefix}{name}.")
        else:
            flat[prefix + name] = value
    return flat


def _doses(levers: Any) -> dict[str, Dose]:
    doses = {}
    for name, given in _mapping("levers", levers).items():
        try:
            doses[name] = _dose(given)
        except InputError as error:
            key = f"levers.{name}.{error.key}".removesuffix(".")
            raise InputError("scenario", key, error.expected, error.remedy) from None
    return doses


def _dose(given: Any) -> Dose:
    if isinstance(given, Dose):
        return given
    if not isinstance(given, Mapping):
        return Dose(_number("lever", "", given, 0.0, 1.0))
    known = [item.name for item in fields(Dose)]
    for key in given:
        if key not in known:
            raise InputError("lever", key, "a key of a lever", nearest_choice(key, known))
    if "dose" not in given:
        raise InputError("lever", "dose", "a number from 0 to 1", "Add: dose = 1.0")
    return Dose(**given)


def _parameter_values(parameters: Any) -> dict[str, float]:
    named = _mapping("parameters", parameters)
    return {
        name: _number("scenario", f"parameters.{name}", value, -math.inf, math.inf)
        for name, value in named.items()
    }


def _mapping(key: str, given: Any) -> Mapping[str, Any]:
    if not isinstance(given, Mapping):
        raise InputError("scenario", key, f"a table of names and values, not {given!r}", f"Use [{key}].")
    return given


def _check_start(start: Any) -> None:
    if not isinstance(start, int) or start not in STARTS:
        expected = f"{STARTS[0]} (history first) or {STARTS[1]} (from today's facts), not {start!r}"
        raise InputError("scenario", "start", expected, "A run starts only in a year with facts for it.")


def _whole(key: str, given: Any, low: int, high: int) -> int:
    whole = isinstance(given, int) and not isinstance(given, bool)
    if not whole or not low <= given <= high:
        expected = f"a whole number from {low} to {high}, not {given!r}"
        raise InputError("scenario", key, expected, _clipped(given, low, high))
    return int(given)


def _number(where: str, key: str, given: Any, low: float, high: float) -> float:
    number = isinstance(given, int | float) and not isinstance(given, bool)
    if not number or not math.isfinite(given) or not low <= given <= high:
        span = f" from {low:g} to {high:g}" if math.isfinite(low) else ""
        raise InputError(where, key, f"a number{span}, not {given!r}", _clipped(given, low, high))
    return float(given)


def _clipped(given: Any, low: float, high: float) -> str:
    if isinstance(given, bool) or not isinstance(given, int | float) or not math.isfinite(given):
        return "Write it as a plain number, without quotes."
    return f"The nearest valid value is {min(max(given, low), high)}."


def _quoted(text: str) -> str:
    """Quote ``text`` as a TOML basic string."""
    marks = {'"': '\\"', "\\": "\\\\", "\x7f": "\\u007f"} | {
        chr(code): f"\\u{code:04x}" for code in range(32)
    }
    return '"' + "".join(marks.get(mark, mark) for mark in text) + '"'


def _keep(holder: Any, name: str, value: Any) -> None:
    """Set a field of a frozen dataclass while it is being made."""
    object.__setattr__(holder, name, value)
