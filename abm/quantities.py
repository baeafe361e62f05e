"""What a run records: quantities that may be added over areas, groups and months.

A measure is worked out from sums of these and never from other measures, so that a share of a
region, a group or a year is the share of its sums and never a mean of shares.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from abm.counting import N_FLOWS, N_STOCKS, Flow
from abm.groups import AGE, SCHOOL, STATUS
from abm.worlds.state import World
from agents.declarations import Float64s
from agents.vocabulary import SenStatus, SettingKind

ByAuthority = Callable[[World], Float64s]
STATE_SCHOOLS = {
    "primary": SettingKind.PRIMARY,
    "secondary": SettingKind.SECONDARY,
    "special": SettingKind.SPECIAL,
}
PUPILS_OF = {
    **{name: SCHOOL + at for at, name in enumerate(STATE_SCHOOLS)},
    "no_sen": STATUS + SenStatus.NONE,
    "sen_support": STATUS + SenStatus.SUPPORT,
    "plan": STATUS + SenStatus.PLAN,
}
AGES = ("under_5", "5_10", "11_15", "16_19", "20_25")


def _of_group(flow: Flow, column: int) -> ByAuthority:
    return lambda world: world.counts[flow, column].astype(np.float64)


def _of_schools(column: str, *kinds: SettingKind) -> ByAuthority:
    is_meant = np.isin(list(SettingKind), kinds)

    def summed(world: World) -> Float64s:
        schools = world.schools
        rows = is_meant[schools.kind]
        values = getattr(schools, column)[rows].astype(np.float64)
        return np.bincount(schools.authority[rows], values, world.n_authorities).astype(np.float64)

    return summed


def _quality(world: World) -> Float64s:
    """Quality of mainstream schools, each counted once a pupil."""
    schools = world.schools
    rows = (schools.kind == SettingKind.PRIMARY) | (schools.kind == SettingKind.SECONDARY)
    values = schools.quality[rows] * schools.roll[rows].astype(np.float64)
    return np.bincount(schools.authority[rows], values, world.n_authorities).astype(np.float64)


def _of_ordinary(value: Callable[[World], Float64s]) -> ByAuthority:
    """A value of each setting, summed over the primary and secondary schools of each authority."""

    def summed(world: World) -> Float64s:
        values = value(world)[world.ordinary_rows]
        by_area = np.bincount(world.areas_of_ordinary, values, world.n_authorities)
        return by_area.astype(np.float64)

    return summed


def _pupils_with_sen(world: World) -> Float64s:
    return world.schools.n_support.astype(np.float64) + world.schools.n_plans


def _sen_share(world: World) -> Float64s:
    return _pupils_with_sen(world) / np.maximum(1, world.schools.roll)


def _visits(world: World) -> Float64s:
    return world.schools.specialist_hours.astype(np.float64)


def _plan_share(world: World) -> Float64s:
    return world.schools.n_plans / np.maximum(1, world.schools.roll).astype(np.float64)


def _in_top_tenth(world: World) -> Float64s:
    """Plans of each school in the tenth of its area's schools with most plans a pupil, at least one."""
    schools, shares, found = world.schools, _plan_share(world), np.zeros(world.schools.kind.size)
    for area in range(world.n_authorities):
        rows = np.flatnonzero(world.is_ordinary & (schools.authority == area))
        top = rows[np.lexsort((schools.school_id[rows], -shares[rows]))][: max(1, round(rows.size / 10))]
        found[top] = schools.n_plans[top]
    return found


def _over_alike(world: World) -> Float64s:
    """Plans a pupil over those of schools of the same kind and area."""
    schools = world.schools
    alike = schools.kind.astype(np.int64) * world.n_authorities + schools.authority
    plans, rolls = (np.bincount(alike, column) for column in (schools.n_plans, schools.roll))
    usual = (plans / np.maximum(1, rolls))[alike]
    return _plan_share(world) / np.where(usual > 0.0, usual, np.inf)


def _outreach(world: World) -> Float64s:
    fte = world.units.outreach_fte.astype(np.float64)
    return np.bincount(world.units.authority, fte, world.n_authorities).astype(np.float64)


def _of_authorities(column: str) -> ByAuthority:
    return lambda world: getattr(world.authorities, column).astype(np.float64)


def _for_each_child(column: str) -> ByAuthority:
    """A property of the authority, counted in proportion to its children."""
    return lambda world: getattr(world.authorities, column) * world.population_share


EVENTS: dict[str, ByAuthority] = {
    **{f"new_plans_{age}": _of_group(Flow.NEW_PLANS, AGE + at) for at, age in enumerate(AGES)},
    **{f"suspensions_{name}": _of_group(Flow.SUSPENSIONS, column) for name, column in PUPILS_OF.items()},
    **{f"exclusions_{name}": _of_group(Flow.EXCLUSIONS, column) for name, column in PUPILS_OF.items()},
    "statutory_pence": _of_authorities("statutory_pence"),
    "discretionary_pence": _of_authorities("discretionary_pence"),
    "transport_pence": _of_authorities("transport_pence"),
    "block_pence": _of_authorities("block_pence"),
    "agreement_pence": _of_authorities("agreement_pence"),
    "psychology_minutes": _of_authorities("psychology_minutes"),
    "preventive_minutes": _of_authorities("preventive_minutes"),
}
STANDING: dict[str, ByAuthority] = {
    **{f"pupils_{name}": _of_schools("roll", kind) for name, kind in STATE_SCHOOLS.items()},
    **{f"on_support_{name}": _of_schools("n_support", kind) for name, kind in STATE_SCHOOLS.items()},
    **{f"with_plan_{name}": _of_schools("n_plans", kind) for name, kind in STATE_SCHOOLS.items()},
    "unit_roll": _of_schools("roll", SettingKind.ALTERNATIVE),
    "unit_places": _of_schools("places", SettingKind.ALTERNATIVE),
    "mainstream_roll": _of_schools("roll", SettingKind.PRIMARY, SettingKind.SECONDARY),
    "mainstream_quality": _quality,
    "ordinary_schools": _of_ordinary(lambda world: np.ones(world.schools.kind.size)),
    "sen_share": _of_ordinary(_sen_share),
    "sen_share_squared": _of_ordinary(lambda world: _sen_share(world) ** 2),
    "quality_each": _of_ordinary(lambda world: world.schools.quality.astype(np.float64)),
    "quality_squared": _of_ordinary(lambda world: world.schools.quality.astype(np.float64) ** 2),
    "pot_each": _of_ordinary(lambda world: world.schools.pot_per_pupil_gbp.astype(np.float64)),
    "pot_squared": _of_ordinary(lambda world: world.schools.pot_per_pupil_gbp.astype(np.float64) ** 2),
    "results_each": _of_ordinary(lambda world: world.schools.results.astype(np.float64)),
    "mainstream_sen": _of_ordinary(_pupils_with_sen),
    "visits_to_sen": _of_ordinary(lambda world: _visits(world) * _pupils_with_sen(world)),
    "visits_to_all": _of_ordinary(lambda world: _visits(world) * world.schools.roll),
    "plans_in_top_tenth": _of_ordinary(_in_top_tenth),
    "magnet_schools": _of_ordinary(lambda world: (_over_alike(world) > 2.0).astype(np.float64)),
    "avoiding_schools": _of_ordinary(lambda world: (_over_alike(world) < 0.5).astype(np.float64)),
    "outreach_fte": _outreach,
    "children": lambda world: world.population_share,
    "early_help": _for_each_child("early_help"),
    "joint_share": _for_each_child("joint_share"),
    "slack": lambda world: world.practices.slack * world.population_share,
    "bar": _for_each_child("bar"),
    "balance_pence": _of_authorities("balance_pence"),
    "general_balance_pence": _of_authorities("general_balance_pence"),
}
EVENT_ROWS: dict[str, int] = {name: N_FLOWS + at for at, name in enumerate(EVENTS)}
STANDING_ROWS: dict[str, int] = {name: N_STOCKS + at for at, name in enumerate(STANDING)}
N_EVENTS, N_STANDING = N_FLOWS + len(EVENTS), N_STOCKS + len(STANDING)


@dataclass(frozen=True)
class Quantities:
    """Sums of events and what stood at a moment, each row an array of one shape, or a single number.

    ``events`` has a row for each ``Flow`` and each of ``EVENTS``, ``standing`` one for each ``Stock`` and
    each of ``STANDING``. By group there are flows and stocks only.
    """

    events: Float64s
    standing: Float64s

    def flow(self, *which: Flow | str) -> Float64s:
        """The sum of these events."""
        rows = [EVENT_ROWS[name] if isinstance(name, str) else int(name) for name in which]
        return np.asarray(self.events[rows].sum(axis=0))

    def stock(self, *which: int | str) -> Float64s:
        """The sum of these stocks."""
        rows = [STANDING_ROWS[name] if isinstance(name, str) else int(name) for name in which]
        return np.asarray(self.standing[rows].sum(axis=0))

    def whole(self, weights: Float64s) -> "Quantities":
        """Everything summed over authorities, the last axis, each as often as its weight says."""
        return Quantities((self.events * weights).sum(axis=-1), (self.standing * weights).sum(axis=-1))


def by_authority(world: World) -> Quantities:
    """This month's quantities, rows by authority."""
    events = [value(world) for value in EVENTS.values()]
    standing = [value(world) for value in STANDING.values()]
    return Quantities(np.vstack([world.flows, *events]), np.vstack([world.stocks, *standing]))


def by_group(world: World) -> Quantities:
    """This month's flows and stocks by group, summed over authorities with their weights."""
    counts, stocks = world.counts, world.stocks_by_group
    return Quantities((counts * world.weights).sum(axis=-1), (stocks * world.weights).sum(axis=-1))
