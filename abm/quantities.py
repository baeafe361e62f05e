"""What a run records: quantities that may be added over areas, groups and months.

A measure is worked out from sums of these and never from other measures, so that a share of a
region, a group or a year is the share of its sums and never a mean of shares.
"""

from dataclasses import dataclass

import numpy as np

from abm.counting import N_FLOWS, N_STOCKS, Flow
from abm.groups import AGE, SCHOOL, STATUS
from abm.passes.totals import SchoolSum, Total, add_up_schools
from abm.policy import totals_of
from abm.worlds.state import World
from agents.declarations import Float64s
from agents.vocabulary import SenStatus, SettingKind

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
OF_PUPILS = {"pupils": Total.ROLL, "on_support": Total.ON_SUPPORT, "with_plan": Total.WITH_PLAN}

# Flows of one group of children: the flow and the column of the group.
FLOWS_OF_GROUPS: dict[str, tuple[Flow, int]] = {
    **{f"new_plans_{age}": (Flow.NEW_PLANS, AGE + at) for at, age in enumerate(AGES)},
    **{f"suspensions_{name}": (Flow.SUSPENSIONS, column) for name, column in PUPILS_OF.items()},
    **{f"exclusions_{name}": (Flow.EXCLUSIONS, column) for name, column in PUPILS_OF.items()},
}
# Columns of authorities that say what happened in a month.
EVENTS_OF_AUTHORITIES = (
    "statutory_pence",
    "discretionary_pence",
    "transport_pence",
    "block_pence",
    "agreement_pence",
    "psychology_minutes",
    "preventive_minutes",
)
# Totals of one kind of setting.
TOTALS_OF_KINDS: dict[str, tuple[Total, SettingKind]] = {
    **{
        f"{pupils}_{name}": (total, kind)
        for pupils, total in OF_PUPILS.items()
        for name, kind in STATE_SCHOOLS.items()
    },
    "unit_roll": (Total.ROLL, SettingKind.ALTERNATIVE),
    "unit_places": (Total.PLACES, SettingKind.ALTERNATIVE),
}
# Columns of authorities that are counted in proportion to their children.
SHARES_OF_AUTHORITIES = ("early_help", "joint_share", "bar")
BALANCES = ("balance_pence", "general_balance_pence")

EVENTS = (*FLOWS_OF_GROUPS, *EVENTS_OF_AUTHORITIES)
STANDING = (
    *TOTALS_OF_KINDS,
    *(one.name.lower() for one in SchoolSum),
    "plans_in_top_tenth",
    "outreach_fte",
    "children",
    "slack",
    *SHARES_OF_AUTHORITIES,
    *BALANCES,
)
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
    return Quantities(_events(world), _standing(world))


def _events(world: World) -> Float64s:
    flows, columns = zip(*FLOWS_OF_GROUPS.values(), strict=True)
    own = [getattr(world.authorities, name) for name in EVENTS_OF_AUTHORITIES]
    return np.concatenate([world.flows, world.counts[flows, columns], own]).astype(np.float64)


def _standing(world: World) -> Float64s:
    a, children = world.authorities, world.population_share
    alike = totals_of(world).alike
    totals, kinds = zip(*TOTALS_OF_KINDS.values(), strict=True)
    sums = np.zeros((len(SchoolSum), world.n_authorities))
    add_up_schools(world.schools, alike, sums)
    own = [
        _in_top_tenth(world),
        np.bincount(world.units.authority, world.units.outreach_fte, world.n_authorities),
        children,
        world.practices.slack * children,
        *(getattr(a, name) * children for name in SHARES_OF_AUTHORITIES),
        *(getattr(a, name) for name in BALANCES),
    ]
    return np.concatenate([world.stocks, alike[totals, kinds], sums, own])


def _in_top_tenth(world: World) -> Float64s:
    """Plans of schools in the tenth of their area's schools with most plans a pupil, at least one of them."""
    schools, rows = world.schools, world.ordinary_rows
    plans, identities = schools.n_plans[rows], schools.school_id[rows]
    shares = plans / np.maximum(1, schools.roll[rows])
    order = np.lexsort((identities, -shares, world.areas_of_ordinary))[world.places_of_top_tenth]
    by_area = np.bincount(world.areas_of_ordinary[order], plans[order], world.n_authorities)
    return by_area.astype(np.float64)


def by_group(world: World) -> Quantities:
    """This month's flows and stocks by group, summed over authorities with their weights."""
    counts, stocks = world.counts, world.stocks_by_group
    return Quantities((counts * world.weights).sum(axis=-1), (stocks * world.weights).sum(axis=-1))
