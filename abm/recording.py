"""What a run keeps of each month, and the tidy table made of it at the end.

Months are kept for the whole world; authorities of a larger world are reported by year only, so that
the table of all England stays small.
"""

from collections.abc import Mapping
from copy import copy

import numpy as np
import pandas as pd

from abm.calendar import label
from abm.groups import columns_of, labels_of
from abm.measures import OF_CHILDREN, VALUES, Measure, measures
from abm.quantities import Quantities, by_authority, by_group
from abm.results import COLUMNS, EVERYBODY
from abm.scenario import Scenario
from abm.worlds.state import World
from abm.years import CONVENTIONS, by_year
from agents.declarations import Float64s

WHOLE = "England"
QUANTITIES = ("events", "standing")


class Record:
    """The recorded months of one run, from month number ``first_month`` on."""

    def __init__(self, first_month: int) -> None:
        self.first_month = first_month
        self.names: list[str] = []
        self.groupings: tuple[str, ...] = ()
        self.weights: Float64s = np.ones(0)
        self._months: list[Quantities] = []
        self._groups: list[Quantities] = []

    def add(self, world: World) -> None:
        """Keep what the month that has just happened adds."""
        self.names, self.groupings, self.weights = world.names, world.groupings, world.weights
        self._months.append(by_authority(world))
        if world.groupings:
            self._groups.append(by_group(world))

    def copy(self) -> "Record":
        """A record that holds the same months and can be added to on its own."""
        twin = copy(self)
        twin._months, twin._groups = list(self._months), list(self._groups)
        return twin

    def arrays(self) -> dict[str, Float64s]:
        """The months as arrays by name, months first, for a file; ``fill`` takes them back."""
        kept = {"record": self._months, "record_by_group": self._groups}
        return {
            f"{name}.{what}": np.array([getattr(month, what) for month in months])
            for name, months in kept.items()
            if months
            for what in QUANTITIES
        }

    def fill(self, world: World, arrays: Mapping[str, Float64s]) -> None:
        """Take back the months that ``arrays`` holds of a run of this ``world``."""
        self.names, self.groupings, self.weights = world.names, world.groupings, world.weights
        for name, months in (("record", self._months), ("record_by_group", self._groups)):
            events = arrays.get(f"{name}.{QUANTITIES[0]}", np.empty(0))
            standing = arrays.get(f"{name}.{QUANTITIES[1]}", np.empty(0))
            months += [Quantities(*month) for month in zip(events, standing, strict=True)]

    def table(self, scenario: Scenario) -> pd.DataFrame:
        """The tidy table: the whole by month and year, its groups likewise, then authorities by year."""
        whole_name = self.names[0] if len(self.names) == 1 else WHOLE
        monthly = _stacked(self._months)
        whole = monthly.whole(self.weights)
        frames = [self._rows(whole, whole_name, EVERYBODY, measures())]
        for grouping in self.groupings:
            frames += self._rows_of_groups(grouping, whole_name)
        if len(self.names) > 1:
            for place, name in enumerate(self.names):
                own = Quantities(monthly.events[..., place], monthly.standing[..., place])
                frames.append(_annual(own, self.first_month, name, EVERYBODY, measures()))
        table = pd.concat(frames, ignore_index=True)
        policy = " + ".join(scenario.levers) if scenario.levers else "status quo"
        return table.assign(policy=policy, draw=0, seed=scenario.seed)[list(COLUMNS)]

    def _rows(self, own: Quantities, area: str, group: str, wanted: Mapping[str, Measure]) -> pd.DataFrame:
        return pd.concat(
            [
                _monthly(own, self.first_month, area, group, wanted),
                _annual(own, self.first_month, area, group, wanted),
            ]
        )

    def _rows_of_groups(self, grouping: str, area: str) -> list[pd.DataFrame]:
        """Rows of every group that holds anybody; what a group does not have is left out."""
        by_month = _stacked(self._groups)
        wanted = {name: measure for name, measure in measures().items() if name in OF_CHILDREN}
        frames = []
        for column, group in zip(columns_of(grouping), labels_of(grouping), strict=True):
            own = Quantities(by_month.events[..., column], by_month.standing[..., column])
            frames.append(self._rows(own, area, group, wanted).dropna(subset="value"))
        return frames


def _stacked(months: list[Quantities]) -> Quantities:
    """One array each of events and of standing quantities, with months as the second axis."""
    events = np.stack([month.events for month in months], axis=1)
    return Quantities(events, np.stack([month.standing for month in months], axis=1))


def _monthly(
    own: Quantities, first_month: int, area: str, group: str, wanted: Mapping[str, Measure]
) -> pd.DataFrame:
    """One row a month and measure, month by month."""
    values = np.array([VALUES[name](own) for name in wanted])
    n_months = values.shape[1]
    columns = {
        "date": np.repeat([label(first_month + month) for month in range(n_months)], len(wanted)),
        "area": area,
        "group": group,
        "measure": np.tile(list(wanted), n_months),
        "value": values.T.ravel(),
    }
    return pd.DataFrame(columns)


def _annual(
    own: Quantities, first_month: int, area: str, group: str, wanted: Mapping[str, Measure]
) -> pd.DataFrame:
    """One row a year and measure, by each measure's own year; years not held in full are left out."""
    by_convention = {name: by_year(own, first_month, year) for name, year in CONVENTIONS.items()}
    dates: list[str] = []
    names: list[str] = []
    values: list[float] = []
    for name, measure in wanted.items():
        years, sums = by_convention[measure.year_convention]
        known = [(str(year), value) for year, value in zip(years, VALUES[name](sums), strict=True)]
        known = [(year, value) for year, value in known if np.isfinite(value)]
        dates += [year for year, _ in known]
        names += [name] * len(known)
        values += [value for _, value in known]
    columns = {"date": dates, "area": area, "group": group, "measure": names, "value": values}
    return pd.DataFrame(columns)
