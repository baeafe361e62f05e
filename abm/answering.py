"""What doses make of inspection, shared consequence, partnerships, standards and benchmarks, place by place.

As ``abm.policy``: every function reads the month and returns one value a place, and changes nothing.
"""

import numpy as np

from abm.counting import MILLION
from abm.now import Now
from abm.passes.answering import write_reach, write_validity, write_weights
from abm.policy import sums_by_area
from abm.worlds.state import World
from agents.declarations import Flags, Float64s, Int64s
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


def share_of_schools(world: World, now: Now) -> Float64s:
    """Share of that consequence that each school carries, by school (claims L1, L6, L11).

    Rebalanced, every school answers in full for its part; pooled, all schools of an area share one part,
    so that each of many carries little.
    """
    n_schools = np.maximum(1, sums_by_area(world, np.ones(world.schools.kind.size, np.int64)))
    pooled = now.pull("collective_accountability") / n_schools
    by_area = now.pull("rebalanced_accountability") + pooled
    return np.where(world.is_ordinary, by_area[world.schools.authority], 0.0)


def share_of_health(now: Now) -> Float64s:
    """Share that health carries, by authority (claims L6, L12)."""
    return now.pull("rebalanced_accountability") + now.pull("collective_accountability")


def reach(world: World, now: Now) -> Float64s:
    """How far the authority's voice carries in each school (claims L4, L5)."""
    binding = now.pull("local_inclusion_partnerships")[world.schools.authority]
    carries = np.empty(binding.size)
    write_reach(world.schools.is_academy, binding, now.parameters.school, carries)
    return carries


def usual_reach(world: World, now: Now) -> Float64s:
    """Mean reach over all schools of a kind with no partnership, so that nothing moves on average."""
    schools, usual = world.schools, now.parameters.school.reach_in_academies
    n_schools = np.bincount(schools.kind, minlength=N_KINDS)
    n_academies = np.bincount(schools.kind, schools.is_academy, N_KINDS)
    means: Float64s = 1.0 - (1.0 - usual) * (n_academies / np.maximum(1, n_schools))
    return means[schools.kind]


def partnership_target(world: World) -> Float64s:
    """Effort for SEND that a partnership asks of its members: what they gave last month on average."""
    millionths = np.rint(world.schools.send_effort.astype(np.float64) * MILLION).astype(np.int64)
    n_schools = np.maximum(1, sums_by_area(world, np.ones_like(millionths)))
    return (sums_by_area(world, millionths) / MILLION / n_schools)[world.schools.authority]


def binding(world: World, now: Now) -> Float64s:
    """How far a partnership's target binds each school, 0 advice to 1 (claim L5)."""
    by_area = now.pull("local_inclusion_partnerships")[world.schools.authority]
    return np.where(world.is_ordinary, by_area, 0.0)


def standards_in_force(world: World, now: Now) -> Float64s:
    """How far a national standard, imposed or owned, is in force at each school (claims L7, Q4)."""
    by_area = np.maximum(now.pull("national_standards"), now.pull("co_owned_parameters"))
    return np.where(world.is_ordinary, by_area[world.schools.authority], 0.0)


def validity(world: World, now: Now) -> Float64s:
    """How far work to that standard is work for children, by school (claims L7, L13)."""
    owned = now.pull("co_owned_parameters")
    by_area = np.empty(owned.size)
    write_validity(owned, now.parameters.school, by_area)
    return by_area[world.schools.authority]


def vague_metrics(now: Now) -> Float64s:
    """What promised measures of inclusion lift off the narrowing of the curriculum, by school (claim J6)."""
    promised = now.pull("inclusive_curriculum_metrics")
    weights = np.empty(promised.size)
    write_weights(promised, now.parameters.school.clarity_of_metrics, weights)
    return weights


def density_gbp(world: World, now: Now) -> Float64s:
    """GBP a year for each plan above the density that pays, by school (claims G1, G2)."""
    by_area = now.pull("magnet_compensation")[world.schools.authority]
    return np.where(world.is_ordinary, by_area, 0.0)


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
    above = schools.n_plans - school.density_that_pays * usual_plan_share(world) * schools.roll
    gbp = density_gbp(world, now) * np.maximum(0.0, above)
    pence = np.rint(gbp * 100.0 / 12.0).astype(np.int64)
    return sums_by_area(world, pence)


def is_over_density(world: World, now: Now) -> Flags:
    """Schools that would be paid for one more plan."""
    schools, school = world.schools, now.parameters.school
    return schools.n_plans >= school.density_that_pays * usual_plan_share(world) * schools.roll


def coercion(now: Now) -> Float64s:
    """Share of adjustments for pupils with SEN that guidance on behaviour leaves no room for (claim M2)."""
    return now.pull("behaviour_guidance")


def mean_alike(world: World, values: Float64s) -> Float64s:
    """Mean of ``values`` over all settings of the same kind and area, each counting once, by school."""
    millionths = np.rint(values * MILLION).astype(np.int64)
    return ratio_alike(world, millionths, np.ones_like(millionths)) / MILLION


def usual_load(world: World) -> Float64s:
    """Pupils with SEN over the roll, plans twice, in all settings of the same kind and area, by school."""
    schools = world.schools
    load = schools.n_support.astype(np.int64) + 2 * schools.n_plans.astype(np.int64)
    return ratio_alike(world, load, schools.roll.astype(np.int64))
