"""Children enter: what a child is born with, drawn from the keyed luck of its permanent identity."""

from typing import NamedTuple

import numpy as np
from numpy import float32, float64

from abm.luck import luck
from agents.child import Children, overall_need
from agents.choosing import share
from agents.compiling import compiled_pass, part_of_pass, rule
from agents.declarations import Float32s, Float64s, Int16s, Int32s, Int64s
from agents.family import Families, confidence_at_entry
from agents.vocabulary import Decision, Need, Placement, SenStatus


class NeedProfiles(NamedTuple):
    """Types of need: how common, how severe, how often with SEMH need, how tied to poverty."""

    share: Float64s
    smallest: Float64s
    largest: Float64s
    curve: Float64s
    semh_chance: Float64s
    semh_largest: Float64s
    poverty_gradient: Float64s


@rule
def bend(u: float, curve: float) -> float:
    """Luck bent towards zero: 0 leaves it even, 1 squares it."""
    return (1.0 - curve) * u + curve * u * u


@part_of_pass
def need_type(resources: float, profiles: NeedProfiles, u: float) -> int:
    """Primary type of need; types tied to poverty are commoner in families with few resources."""
    above = 0.0
    for kind in range(profiles.share.size - 1, 0, -1):
        above += profiles.share[kind] * (1.0 + profiles.poverty_gradient[kind] * (1.0 - 2.0 * resources))
        if u < above:
            return kind
    return 0


@part_of_pass
def resources_of(shift: float, person_id: int, key: np.uint64) -> float:
    """Rank of a family's resources: u + 6 * shift * u * (1 - u), whose mean is 0.5 + shift."""
    u = luck(key, person_id, Decision.RESOURCES)
    return share(u + 6.0 * shift * u * (1.0 - u))


@part_of_pass
def needs_at_birth(
    resources: float, profiles: NeedProfiles, person_id: int, key: np.uint64
) -> tuple[int, float, float]:
    """The type of need a child is born with, its learning need and its SEMH need."""
    kind = need_type(resources, profiles, luck(key, person_id, Decision.NEED_TYPE))
    size = bend(luck(key, person_id, Decision.NEED_SIZE), profiles.curve[kind])
    severity = profiles.smallest[kind] + (profiles.largest[kind] - profiles.smallest[kind]) * size
    second = luck(key, person_id, Decision.SECOND_NEED)
    semh = 0.0
    if second < profiles.semh_chance[kind]:
        semh = profiles.semh_largest[kind] * second / profiles.semh_chance[kind]
    learning = severity
    if kind == Need.SOCIAL_EMOTIONAL:
        semh = severity
        learning = 0.3 * severity
    return kind, learning, semh


@part_of_pass
def draw_needs(
    children: Children, row: int, resources: float, profiles: NeedProfiles, person_id: int, key: np.uint64
) -> None:
    """Write the needs a child is born with."""
    kind, learning, semh = needs_at_birth(resources, profiles, person_id, key)
    children.primary_need[row] = kind
    children.innate_learning_need[row] = learning
    children.innate_semh_need[row] = semh
    children.learning_need[row] = learning
    children.semh_need[row] = semh
    children.ordinary_support[row] = 0.0
    children.unmet_need[row] = 0.0
    chance_of_schooling = (
        luck(key, person_id, Decision.ATTAINMENT) + luck(key, person_id, Decision.SECOND_ATTAINMENT) - 1.0
    )
    ability = 1.9 * chance_of_schooling + 1.2 * (resources - 0.5) - 1.5 * learning
    children.ability[row] = ability
    children.attainment[row] = ability


@part_of_pass
def clear_row(children: Children, families: Families, row: int) -> None:
    """Forget whoever held this row before."""
    children.attendance[row] = 0.95
    children.sen_status[row] = SenStatus.NONE
    children.months_on_support[row] = 0
    children.setting[row] = -1
    children.placement[row] = Placement.EARLY_YEARS
    children.last_school[row] = -1
    children.census_school[row] = -1
    children.suspensions[row] = 0
    children.days_suspended[row] = 0
    children.months_in_ap[row] = 0
    children.case[row] = -1
    children.dispute[row] = -1
    children.plan_day[row] = -1
    children.is_statement[row] = False
    children.has_college_assessment[row] = False
    children.band[row] = 0
    children.wants[row] = Placement.MAINSTREAM
    families.grievance[row] = 0.0
    families.is_silent[row] = False
    families.month_asked[row] = -1
    families.has_contested[row] = False
    families.in_forum[row] = False


@compiled_pass
def children_enter(
    children: Children,
    families: Families,
    rows: Int32s,
    person_ids: Int64s,
    homes: Int16s,
    world_shape: tuple[Float64s, Float64s, NeedProfiles],
    key: np.uint64,
) -> None:
    """Fill ``rows`` with new children of these permanent identities.

    ``world_shape`` holds, by authority, the shift of family resources and the area's confidence,
    and the types of need.
    """
    resources_shift, area_confidence, profiles = world_shape
    for position in range(rows.size):
        row = rows[position]
        person_id = person_ids[position]
        home = homes[position]
        clear_row(children, families, row)
        children.is_present[row] = True
        children.person_id[row] = person_id
        children.cohort[row] = person_id // 10_000_000
        children.home_authority[row] = home
        children.school_authority[row] = home
        resources = resources_of(resources_shift[home], person_id, key)
        families.resources[row] = resources
        draw_needs(children, row, resources, profiles, person_id, key)
        families.confidence[row] = confidence_at_entry(
            area_confidence[home], luck(key, person_id, Decision.CONFIDENCE)
        )
        families.trust[row] = share(0.55 + 0.2 * (luck(key, person_id, Decision.TRUST) - 0.5))
        families.agency[row] = share(
            0.25 + 0.5 * resources + 0.2 * (luck(key, person_id, Decision.AGENCY) - 0.5)
        )


@compiled_pass
def write_confidence_at_entry(
    children: Children, area_confidence: Float64s, key: np.uint64, out: Float64s
) -> None:
    """Write into ``out`` what the entry rule gives each family where its area has ``area_confidence``."""
    for row in range(out.size):
        u = luck(key, children.person_id[row], Decision.CONFIDENCE)
        out[row] = confidence_at_entry(area_confidence[children.home_authority[row]], u)


@compiled_pass
def write_needs_at_birth(
    person_ids: Int64s,
    homes: Int16s,
    resources_shift: Float64s,
    profiles: NeedProfiles,
    key: np.uint64,
    needs: Float32s,
) -> None:
    """Write into ``needs`` the overall need that each of these people will be born with."""
    for position in range(person_ids.size):
        person_id = person_ids[position]
        resources = resources_of(resources_shift[homes[position]], person_id, key)
        _, learning, semh = needs_at_birth(resources, profiles, person_id, key)
        needs[position] = overall_need(float64(float32(learning)), float64(float32(semh)))
