"""Borders between authorities: some children go to school in another authority's area.

A child has a home authority, which is responsible and pays, and a school in an area. How many
cross is published for London and for England; to which authority is not in our tables, so those who
cross go to others of the same region in proportion to children. An authority run by itself has no
neighbours, and nobody crosses.
"""

from functools import cache
from typing import NamedTuple

import numpy as np

from abm.sources import sourced_rows
from agents.compiling import part_of_pass
from agents.declarations import Float64s, Int32s, Int64s
from agents.vocabulary import SettingKind

BORDERS_FILE = "borders.csv"
LONDON = "London"


class Borders(NamedTuple):
    """Each authority's neighbours and the share of its children who cross, by kind of setting.

    ``neighbours[first[authority]:last[authority]]`` are rows of authorities; ``children_so_far`` runs in
    step and starts anew for each authority; ``crossing_share`` has shape (kinds of setting, authorities).
    """

    neighbours: Int32s
    first: Int64s
    last: Int64s
    children_so_far: Float64s
    crossing_share: Float64s


@part_of_pass
def neighbour_by_luck(borders: Borders, home: int, luck: float) -> int:
    """Row of the neighbour a child who crosses goes to, with chance in proportion to its children."""
    last = borders.last[home]
    target = luck * borders.children_so_far[last - 1]
    for place in range(borders.first[home], last):
        if borders.children_so_far[place] > target:
            return int(borders.neighbours[place])
    return int(borders.neighbours[last - 1])


def borders_between(regions: list[str], children: Float64s) -> Borders:
    """The borders of authorities in these ``regions`` with this many ``children`` (any unit)."""
    areas = [LONDON if LONDON in region else region for region in regions]
    neighbours: list[int] = []
    so_far: list[float] = []
    edges = [0]
    for home, area in enumerate(areas):
        others = [row for row, other in enumerate(areas) if other == area and row != home]
        neighbours += others
        so_far += np.cumsum(children[others]).tolist()
        edges.append(len(neighbours))
    ends = np.array(edges, np.int64)
    shares = np.array([[_crossing_share(kind, area) for area in areas] for kind in SettingKind])
    shares[:, ends[1:] == ends[:-1]] = 0.0
    return Borders(
        np.array(neighbours, np.int32), ends[:-1].copy(), ends[1:].copy(), np.array(so_far), shares
    )


@cache
def _published_shares() -> dict[tuple[str, str], float]:
    rows = sourced_rows(BORDERS_FILE, "source")
    return {(row["area"], row["phase"]): float(row["share"]) for row in rows}


def _crossing_share(kind: SettingKind, area: str) -> float:
    """Share of one area's children who cross for this kind of setting.

    Nobody crosses for a special place: those are commissioned at home.
    """
    phase = {
        SettingKind.EARLY_YEARS: "primary",
        SettingKind.PRIMARY: "primary",
        SettingKind.SECONDARY: "secondary",
        SettingKind.FURTHER: "secondary",
    }.get(kind)
    if phase is None:
        return 0.0
    return _published_shares()[(LONDON if area == LONDON else "elsewhere", phase)]
