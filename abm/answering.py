"""What doses make of inspection, shared consequence, partnerships, standards and benchmarks, place by place.

As ``abm.policy``: every function reads the month and returns one value a place, and changes nothing.
"""

import numpy as np

from abm.counting import MILLION
from abm.now import Now
from abm.passes.answering import write_reach
from abm.passes.totals import Total, Totals
from abm.policy import sums_by_area
from abm.worlds.state import World
from agents.declarations import Float64s, Int64s
from agents.vocabulary import SettingKind

# Influence that an invitation to co-produce strategy promises, over the usual; what a member is blamed for
# of refusals, at full invitation. Assumed.
PROMISED_BY_INVITATION = 0.4
BLAME_SHARED = 0.3
N_KINDS = len(SettingKind)


def invitation(now: Now) -> Float64s:
    """How far parents are asked to take part in strategy, by authority (claims K2, D2)."""
    return np.maximum(now.pull("strategic_coproduction"), now.doses["genuine_coproduction"])


def power_of_parents(now: Now) -> Float64s:
    """Share of parameters and questions that parents set, by authority: none where they only contribute.

    Claims K13, K1.
    """
    return now.pull("genuine_coproduction")


def promised_influence(now: Now) -> Float64s:
    """Influence that members expect, by authority: the usual, and what an invitation promises (claim K5).

    Power that is given is not promised in words, so that what comes of it is more than was expected (K13).
    """
    usual = now.parameters.authority.usual_influence_of_forum
    return usual + PROMISED_BY_INVITATION * now.doses["strategic_coproduction"]


def strategic_effort(now: Now) -> Float64s:
    """How far strategic work takes what it can of the effort for families, by authority (claim P1)."""
    return invitation(now)


def outcome_weight(now: Now) -> Float64s:
    """How far inspection of areas looks at what children get, not at the clock (claims D3, D5)."""
    return now.pull("outcome_inspections")


def own_share(now: Now) -> Float64s:
    """Share of the consequence of a poor judgement that the authority carries: today all (claims L1, L3)."""
    return 1.0 - now.pull("rebalanced_accountability")


def share_of_schools(now: Now, totals: Totals) -> Float64s:
    """Share of that consequence that each primary and secondary school carries (claims L1, L6, L11).

    By authority. Rebalanced, every school answers in full for its part; pooled, all schools of an area
    share one part, so that each of many carries little.
    """
    pooled = now.pull("collective_accountability") / np.maximum(1, totals.ordinary[Total.SETTINGS])
    shares: Float64s = now.pull("rebalanced_accountability") + pooled
    return shares


def share_of_health(now: Now) -> Float64s:
    """Share that health carries, by authority (claims L6, L12)."""
    return now.pull("rebalanced_accountability") + now.pull("collective_accountability")


def reach(world: World, now: Now) -> Float64s:
    """How far the authority's voice carries in each school (claims L4, L5)."""
    bound = binding(now)[world.schools.authority]
    carries = np.empty(bound.size)
    write_reach(world.schools.is_academy, bound, now.parameters.school, carries)
    return carries


def usual_reach(now: Now, totals: Totals) -> Float64s:
    """Mean reach over all schools with no partnership, by kind, so that nothing moves on average."""
    n_schools, n_academies = (totals.alike[which].sum(axis=1) for which in (Total.SETTINGS, Total.ACADEMIES))
    usual = now.parameters.school.reach_in_academies
    means: Float64s = 1.0 - (1.0 - usual) * (n_academies / np.maximum(1, n_schools))
    return means


def binding(now: Now) -> Float64s:
    """How far a partnership's target binds schools, 0 advice to 1, by authority (claim L5)."""
    return now.pull("local_inclusion_partnerships")


def partnership_target(totals: Totals) -> Float64s:
    """Effort for SEND that a partnership asks of its members: their mean of last month, by authority."""
    n_schools = np.maximum(1, totals.ordinary[Total.SETTINGS])
    means: Float64s = totals.ordinary[Total.EFFORT] / MILLION / n_schools
    return means


def standards_in_force(now: Now) -> Float64s:
    """How far a national standard, imposed or owned, is in force, by authority (claims L7, Q4)."""
    return np.maximum(now.pull("national_standards"), now.pull("co_owned_parameters"))


def density_gbp(now: Now) -> Float64s:
    """GBP a year for each plan above the density that pays, by authority (claims G1, G2)."""
    return now.pull("magnet_compensation")


def usual_plan_share(world: World) -> Float64s:
    """Plans over pupils in all schools of the kind in the area, by school."""
    return ratio_alike(world, world.schools.n_plans.astype(np.int64), world.schools.roll.astype(np.int64))


def ratio_alike(world: World, top: Int64s, bottom: Int64s) -> Float64s:
    """Sums of ``top`` over sums of ``bottom`` in all settings of the same kind and area, by school."""
    alike = kinds_in_areas(world)
    shape = world.n_authorities * N_KINDS
    tops = np.bincount(alike, top, shape).astype(np.int64)
    bottoms = np.bincount(alike, bottom, shape).astype(np.int64)
    return (tops / np.maximum(1, bottoms))[alike]


def kinds_in_areas(world: World) -> Int64s:
    """A number for the kind and area of each setting."""
    return world.schools.kind.astype(np.int64) * world.n_authorities + world.schools.authority


def paid_for_density_pence(world: World, now: Now) -> Int64s:
    """What payments to schools full of plans cost each authority's high needs block this month, in pence."""
    schools, school = world.schools, now.parameters.school
    if now.are_at_rest("magnet_compensation"):
        return np.zeros(world.n_authorities, np.int64)
    above = schools.n_plans - school.density_that_pays * usual_plan_share(world) * schools.roll
    gbp = density_gbp(now)[schools.authority] * np.maximum(0.0, above)
    pence = np.rint(gbp * 100.0 / 12.0).astype(np.int64)
    return sums_by_area(world, pence)


def coercion(now: Now) -> Float64s:
    """Share of adjustments for pupils with SEN that guidance on behaviour leaves no room for (claim M2)."""
    return now.pull("behaviour_guidance")


def mean_alike(world: World, values: Float64s) -> Float64s:
    """Mean of ``values`` over all settings of the same kind and area, each counting once, by school."""
    millionths = np.rint(values * MILLION).astype(np.int64)
    return ratio_alike(world, millionths, np.ones_like(millionths)) / MILLION
