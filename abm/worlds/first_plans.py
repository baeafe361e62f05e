"""Who is on SEN support and who has a plan at the start, so that the totals are the published ones."""

from datetime import date

import numpy as np

from abm.facts import national
from abm.luck import key_of, lucks
from abm.passes.cohorts import children_spread_out
from abm.rules import rules
from abm.worlds.starting_points import FACTS_YEAR, StartingPoint
from abm.worlds.state import World
from agents.child import Children
from agents.declarations import Float64s, Int32s, Int64s
from agents.vocabulary import Decision, Placement, SenStatus, SettingKind

SHARE_IDENTIFIED = 0.9
# Of pupils on SEN support, those above the bar of their school now; the others were, and keep it for a while.
SHARE_ABOVE = 0.9
WEIGHT_OF_LUCK = 0.25  # who has a plan among those of like need
DAYS_IN_YEAR = 365
LAST_YEAR_IN_SPECIAL = 13

# Year groups of the age bands in which plans are published (age on 31 August).
AGE_BANDS = {
    "plans_age_under_5": (-2, 0),
    "plans_age_5_10": (1, 6),
    "plans_age_11_15": (7, 11),
    "plans_age_16_19": (12, 15),
    "plans_age_20_25": (16, 20),
}


def overall_needs(children: Children, rows: Int32s | slice = slice(None)) -> Float64s:
    """Overall need of these ``rows``, or of every row."""
    learning = children.learning_need[rows].astype(np.float64)
    semh = children.semh_need[rows].astype(np.float64)
    return np.minimum(1.0, np.maximum(learning, semh) + 0.25 * np.minimum(learning, semh))


def rows_by_authority(world: World) -> list[Int32s]:
    """Rows of the children present, one ascending array for each home authority."""
    present = np.flatnonzero(world.children.is_present).astype(np.int32)
    homes = world.children.home_authority[present]
    ends = np.cumsum(np.bincount(homes, minlength=world.n_authorities))
    return np.split(present[np.argsort(homes, kind="stable")], ends[:-1])


def give_first_support(world: World, points: list[StartingPoint], bar: float, seed: int) -> None:
    """Put those above their school's bar on SEN support; shift the bars of an authority by its relative rate.

    ``bar`` is the average school's. The shift is the difference of need between the national
    quantile and the authority's own.
    """
    children, schools = world.children, world.schools
    need = overall_needs(children)
    lucky = _lucks(world, Decision.FIRST_STATUS, seed) < SHARE_IDENTIFIED
    for authority, (point, own) in enumerate(zip(points, rows_by_authority(world), strict=True)):
        rows = own[children.setting[own] >= 0]
        above = need[rows] - schools.own_bar[children.setting[rows]]
        shifted = _bar_of_the_place(above, schools.kind[children.setting[rows]], bar, point)
        schools.own_bar[schools.authority == authority] += shifted - bar
        chosen = rows[(above > shifted) & lucky[rows]]
        children.sen_status[chosen] = SenStatus.SUPPORT
        children.months_on_support[chosen] = 12


def _bar_of_the_place(above: Float64s, kinds: Int32s, bar: float, point: StartingPoint) -> float:
    """Need ``above`` each school's own bar from which children at settings of these ``kinds`` have SEN.

    In 2010 as many lie above it as above the average ``bar``, times the authority's relative rate; in 2025
    as many pupils as its published figures call for, before plans and support are given out.
    """
    if point.support_share is None:
        share = float((above > bar).mean()) * point.support_relative
        return float(np.quantile(above, 1.0 - min(0.6, share)))
    before = point.first_plans / max(1, point.plans)
    share = point.pupils_with_plan_share * before + point.support_share * SHARE_ABOVE
    is_pupil = np.isin(kinds, (SettingKind.PRIMARY, SettingKind.SECONDARY))
    return float(np.quantile(above[is_pupil], 1.0 - min(0.6, share)))


def give_first_plans(
    world: World, points: list[StartingPoint], academic_year: int, start: int, seed: int
) -> None:
    """Give plans to those with most need in each age band, and places to those plans."""
    need = overall_needs(world.children)
    score = need + WEIGHT_OF_LUCK * (_lucks(world, Decision.FIRST_STATUS, seed + 1) - 0.5)
    groups = academic_year - world.children.cohort.astype(np.int64)
    for authority, (point, own) in enumerate(zip(points, rows_by_authority(world), strict=True)):
        chosen = [_top(score, own, groups, span, n) for span, n in _quotas(point.first_plans, start)]
        rows = np.concatenate(chosen).astype(np.int32)
        world.authorities.own_bar[authority] = _custom_of_the_place(need[own], rows.size, point)
        lean = float(world.authorities.band_bias[authority])
        _make_plans(world, rows, need, academic_year, (start, seed, lean))
        _place(world, rows, need, groups, point, seed)


def _custom_of_the_place(need: Float64s, n_plans: int, point: StartingPoint) -> float:
    """How far the authority's bar lies from the average: the need at which its own rate of plans
    cuts the same children, less the need at which England's rate would (claim D1)."""
    own_share = min(0.5, n_plans / need.size)
    england_share = min(0.5, point.plans_at_national_rate / need.size)
    return float(np.quantile(need, 1.0 - own_share) - np.quantile(need, 1.0 - england_share))


def _quotas(plans: int, start: int) -> list[tuple[tuple[int, int], int]]:
    """How many plans go to each span of year groups."""
    year = FACTS_YEAR[start]
    counts = {
        name: (national(name, year) if start == 2025 or "20_25" not in name else 0.0) for name in AGE_BANDS
    }
    total = sum(counts.values())
    return [(AGE_BANDS[name], round(plans * count / total)) for name, count in counts.items()]


def _top(score: Float64s, own: Int32s, groups: Int64s, span: tuple[int, int], n: int) -> Int32s:
    rows = own[(groups[own] >= span[0]) & (groups[own] <= span[1])]
    order = np.argsort(-score[rows], kind="stable")
    return rows[order[:n]].astype(np.int32)


def _make_plans(
    world: World, rows: Int32s, need: Float64s, academic_year: int, rest: tuple[int, int, float]
) -> None:
    start, seed, lean = rest
    children = world.children
    since_review = _lucks(world, Decision.REVIEW_MONTH, seed, rows) * DAYS_IN_YEAR
    children.sen_status[rows] = SenStatus.PLAN
    children.months_on_support[rows] = 0
    children.plan_day[rows] = date(academic_year, 10, 1).toordinal() - since_review.astype(np.int32)
    children.is_statement[rows] = start == 2010
    children.band[rows] = [rules.band_for(float(one), lean) for one in need[rows]]


def _place(
    world: World, rows: Int32s, need: Float64s, groups: Int64s, point: StartingPoint, seed: int
) -> None:
    """Give the published number of special places to those of school age with most need.

    They were full before the spin-up too, when there were fewer plans.
    """
    mix, before = point.mix, point.plans / max(1, point.first_plans)
    school_age = rows[(groups[rows] >= 0) & (groups[rows] <= LAST_YEAR_IN_SPECIAL)]
    by_need = school_age[np.argsort(-need[school_age], kind="stable")]
    n_independent = round(rows.size * before * mix.independent)
    n_special = round(rows.size * before * mix.special)
    in_special = by_need[: n_special + n_independent]
    lucky = _lucks(world, Decision.FIRST_PLACEMENT, seed, in_special)
    order = in_special[np.argsort(lucky, kind="stable")]
    in_class = by_need[n_special + n_independent :]
    ends = np.cumsum([round(rows.size * share) for share in (mix.alternative, mix.otherwise)])
    in_units, otherwise, rest = np.split(in_class, ends)
    in_schools = rest[world.children.placement[rest] == Placement.MAINSTREAM]
    resourced = in_schools[: round(rows.size * mix.units)]
    world.children.placement[resourced] = Placement.RESOURCED
    world.children.wants[resourced] = Placement.RESOURCED
    world.children.setting[otherwise] = -1
    world.children.placement[otherwise] = Placement.OTHERWISE
    _move(world, order[:n_independent], SettingKind.INDEPENDENT_SPECIAL, Placement.INDEPENDENT_SPECIAL)
    _move(world, order[n_independent:], SettingKind.SPECIAL, Placement.SPECIAL)
    _move(world, in_units, SettingKind.ALTERNATIVE, Placement.ALTERNATIVE)


def _move(world: World, rows: Int32s, kind: SettingKind, placement: Placement) -> None:
    """Spread children of one authority over its settings of a kind in proportion to places."""
    children_spread_out(world.children, world.index, rows, int(kind), int(placement))


def _lucks(world: World, decision: Decision, seed: int, rows: Int32s | None = None) -> Float64s:
    """Luck of everybody, or of the children in these rows."""
    ids = world.children.person_id
    return lucks(key_of(seed), ids if rows is None else ids[rows], int(decision))
