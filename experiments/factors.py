"""What a study varies: a parameter, a lever's dose or date, or the world, and the values it may take."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import cache

import numpy as np

from abm import Dose, InputError, Scenario, catalogue, nearest_choice

Value = float | int | str

LEVER = "lever."
MOST_LEVELS = 100
NOT_VARIED = ("seed", "parameters", "levers")
LEVER_SETTINGS = tuple(item.name for item in fields(Dose))


@dataclass(frozen=True)
class Factor:
    """One thing that a study varies.

    ``name`` is a parameter (``owner.name``), a lever's dose (``lever.NAME``), another setting of a
    lever (``lever.NAME.start``) or a field of a scenario (``world``). It takes either the ``values``
    listed or anything from ``low`` to ``high``, only whole numbers if ``whole``.
    """

    name: str
    values: tuple[Value, ...] = ()
    low: float = 0.0
    high: float = 0.0
    levels: int = 0
    whole: bool = False

    def at(self, share: float) -> Value:
        """Return the value ``share`` (0 to 1) of the way from the lowest to the highest."""
        if self.values:
            return self.values[min(int(share * len(self.values)), len(self.values) - 1)]
        if self.whole:
            return min(int(self.low + share * (self.high - self.low + 1)), int(self.high))
        return rounded(self.low + share * (self.high - self.low))

    def steps(self) -> tuple[Value, ...]:
        """Return the values listed, or else ``levels`` evenly spaced ones, for a grid."""
        if self.values:
            return self.values
        spaced = np.linspace(self.low, self.high, self.levels)
        return tuple(round(value) if self.whole else rounded(value) for value in spaced)


def rounded(value: float) -> float:
    """Round to 12 significant digits, so that 0.1 to 0.9 in 5 steps holds 0.3 and not 0.30000000000000004."""
    return float(f"{value:.12g}")


def check_name(name: str, where: str) -> None:
    """Raise ``InputError`` unless ``name`` is something a study can vary."""
    if name not in _names():
        raise InputError(where, name, "something to vary", nearest_choice(name, _names()))


def default_range(name: str) -> tuple[float, float] | None:
    """Return the range that the catalogue gives a parameter, 0 to 1 for a dose, None for other things."""
    rows = catalogue.parameters().set_index("name")
    if name in rows.index:
        return float(rows.loc[name, "low"]), float(rows.loc[name, "high"])  # type: ignore[arg-type]  # numbers
    if name.startswith(LEVER) and lever_setting(name)[1] in ("dose", "coverage"):
        return 0.0, 1.0
    return None


def with_settings(base: Scenario, settings: Mapping[str, Value]) -> Scenario:
    """Return ``base`` with every factor set: ``{"lever.tighter_thresholds": 0.5, "world": "Kent"}``.

    A lever keeps the timing that ``base`` gives it. Raises ``InputError`` for a value out of range.
    """
    levers, parameters, changes = dict(base.levers), dict(base.parameters), {}
    for name, value in settings.items():
        if name.startswith(LEVER):
            lever, setting = lever_setting(name)
            levers[lever] = _changed(levers.get(lever, Dose(0.0)), name, setting, value)
        elif "." in name:
            parameters[name] = value  # type: ignore[assignment]  # Scenario refuses text
        else:
            changes[name] = value
    return base.with_changes(levers=levers, parameters=parameters, **changes)


def lever_setting(name: str) -> tuple[str, str]:
    """Split ``lever.NAME.start`` into the lever and its setting; ``lever.NAME`` means its dose."""
    lever, _, setting = name.removeprefix(LEVER).partition(".")
    return lever, setting or "dose"


def _changed(dose: Dose, name: str, setting: str, value: Value) -> Dose:
    try:
        return replace(dose, **{setting: value})  # type: ignore[arg-type]  # Dose refuses text
    except InputError as error:
        raise InputError("design", name, error.expected, error.remedy) from None


@cache
def _names() -> tuple[str, ...]:
    levers = [f"{LEVER}{name}" for name in catalogue.levers()["name"]]
    settings = [f"{lever}.{setting}" for lever in levers for setting in LEVER_SETTINGS]
    world = [item.name for item in fields(Scenario) if item.name not in NOT_VARIED]
    return (*catalogue.parameters()["name"], *levers, *settings, *world)
