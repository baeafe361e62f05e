"""What doses make of the law, money and signals that schools and authorities meet, place by place.

Every function reads the month's drivers and pulls and returns one value a place; none changes anything.
With no lever pulled each returns what the drivers and parameters say, to the bit.
"""

import numpy as np

from abm.levers import levers
from abm.now import Now
from abm.passes.totals import N_TOTALS, Total, Totals, add_up_settings
from abm.rules import rules
from abm.worlds.state import World
from agents.declarations import Float64s, Int64s
from agents.vocabulary import SettingKind

PENCE = 100
N_KINDS = len(SettingKind)
# Severity by which a school judged on SEND, or on a threshold, identifies sooner at full dose (claims
# J4, N7); assumed.
SOONER_AT_FULL_DOSE = 0.02
# Share of unmet need that early talks keep from becoming a grievance (claim K9); assumed.
EARLY_TALKS_AT_FULL_DOSE = 0.2
LEVERS_ON_EXCLUSION = (
    "devolved_alternative_provision_money",
    "exclusion_charge",
    "collective_accountability",
)
LEVERS_ON_CONTACT = (
    "contact_charter",
    "partnership_training",
    "communication_every_level",
    "strategic_coproduction",
    "genuine_coproduction",
)


def stakes(world: World, now: Now) -> Float64s:
    """What hangs on a school's results: more under a pledge, less once other things weigh.

    Claims B5, J9, L8, N2, N8, J3: less where SEND or personal development counts; what lives after school
    show comes in by ``long_view`` (claim F3).
    """
    pledged = now.drivers.accountability_pressure + now.pull("attainment_pledge")
    left = pledged * (1.0 - now.pull("send_in_accountability"))
    left = left * (1.0 - now.pull("broader_evaluation"))
    return left * (1.0 - world.schools.long_view.astype(np.float64))


def identification_bars(average: float, now: Now) -> Float64s:
    """Need at which a school identifies SEN, before its own custom, in severity (claims J4, N7)."""
    judged = now.doses["send_in_accountability"] + now.doses["attainment_pledge"]
    return average - SOONER_AT_FULL_DOSE * judged


def inclusion_message(now: Now) -> Float64s:
    """How clearly government expects inclusion, 0 to 1 (claims I1, N13)."""
    said = now.drivers.national_inclusion_message
    return said + now.pull("inclusion_expectation") * (1.0 - said)


def discipline_guidance(now: Now) -> Float64s:
    """How far guidance urges sanctions without adjustment, 0 to 1 (claim M2)."""
    said = now.drivers.behaviour_guidance_strength * (1.0 - now.pull("adjusted_behaviour_guidance"))
    return said + now.pull("behaviour_guidance") * (1.0 - said)


def cost_of_exclusion_gbp(world: World, now: Now) -> Float64s:
    """What a permanent exclusion costs the school: the place under devolved money, or a charge.

    Claims M3, M10, L11 (under collective accountability what it costs the others counts as well).

    Claim L2: otherwise the home authority has the duty, and bears it.
    """
    if now.are_at_rest(*LEVERS_ON_EXCLUSION):
        return np.zeros(world.schools.kind.size)
    is_secondary = world.schools.kind == SettingKind.SECONDARY
    devolved = np.where(is_secondary, now.pull("devolved_alternative_provision_money"), 0.0)
    charged = np.where(world.is_ordinary, now.pull("exclusion_charge"), 0.0)
    pooled = now.pull("collective_accountability")[world.schools.authority]
    pooled = np.where(world.is_ordinary, pooled, 0.0)
    return np.maximum(np.maximum(devolved, charged), pooled) * now.ap_place_gbp


def contact(world: World, now: Now) -> Float64s:
    """Quality of contact with families: trained staff, a floor that a charter sets, talk at every level.

    Claims E5, P2, P6, P8, P9.
    """
    own = world.schools.communication.astype(np.float64)
    if now.are_at_rest(*LEVERS_ON_CONTACT):
        return own
    agreed = levers()["contact_charter"].full
    lifted = own + now.doses["contact_charter"] * np.maximum(0.0, agreed - own)
    at_every_level = now.pull("communication_every_level")[world.schools.authority]
    return lifted + now.pull("partnership_training") + at_every_level - contact_lost(world, now)


def early_talks(world: World, now: Now) -> Float64s:
    """Share of unmet need that early talks keep from becoming a grievance, by school (claim K9)."""
    if now.are_at_rest("communication_every_level"):
        return np.zeros(world.schools.kind.size)
    return EARLY_TALKS_AT_FULL_DOSE * now.doses["communication_every_level"][world.schools.authority]


def subsidy_of_outreach(world: World, now: Now) -> Float64s:
    """The block's subsidy of outreach for behaviour, 0 to 1, by school: of secondary schools alone."""
    if now.are_at_rest("outreach_subsidised"):
        return np.zeros(world.schools.kind.size)
    is_secondary = world.schools.kind == SettingKind.SECONDARY
    subsidy: Float64s = now.doses["outreach_subsidised"][world.schools.authority] * is_secondary
    return subsidy


def contact_lost(world: World, now: Now) -> Float64s:
    """Contact with families that strategic work takes from schools, by school (claims P1, K1)."""
    lost = now.parameters.school.contact_lost_to_strategy
    power = now.pull("genuine_coproduction")
    strategic = np.maximum(now.pull("strategic_coproduction"), now.doses["genuine_coproduction"])
    by_area = [
        rules.lost_to_strategy(float(one), float(held), lost)
        for one, held in zip(strategic, power, strict=True)
    ]
    return np.array(by_area)[world.schools.authority]


def share_of_contribution(world: World, now: Now) -> Float64s:
    """Share of the first contribution to a plan that each school pays: none of a protected pot (claim H3)."""
    if now.are_at_rest("protected_notional_budget"):
        return np.full(world.schools.kind.size, now.drivers.funding_reform_2013)
    protected = now.pull("protected_notional_budget")[world.schools.authority]
    return now.drivers.funding_reform_2013 * (1.0 - np.where(world.is_ordinary, protected, 0.0))


def first_contribution_gbp(world: World, now: Now) -> Float64s:
    """What a school pays for each plan before top-up, GBP a year."""
    return now.parameters.school.first_contribution_gbp * share_of_contribution(world, now)


def devolved_gbp_per_pupil(world: World, now: Now, totals: Totals) -> Float64s:
    """High needs money in schools' own hands, GBP a year for each pupil on roll, by authority (claim N10).

    Claim N12: what plans bring for severe need stays with the authority.
    """
    if now.are_at_rest("devolved_high_needs_money"):
        return np.zeros(world.n_authorities)
    yearly_gbp = world.authorities.block_pence * 12.0 / PENCE * now.pull("devolved_high_needs_money")
    each: Float64s = yearly_gbp / np.maximum(1, totals.ordinary[Total.ROLL])
    return each


def paid_to_schools_pence(world: World, now: Now) -> Int64s:
    """What both of these cost each authority's high needs block this month, in pence."""
    if now.are_at_rest("devolved_high_needs_money", "protected_notional_budget"):
        return np.zeros(world.n_authorities, np.int64)
    devolved = np.rint(world.authorities.block_pence * now.pull("devolved_high_needs_money"))
    usual = now.parameters.school.first_contribution_gbp * now.drivers.funding_reform_2013
    plans = totals_of(world).ordinary[Total.WITH_PLAN]
    contributions = np.rint(plans * usual * PENCE / 12.0 * now.pull("protected_notional_budget"))
    pence: Int64s = (devolved + contributions).astype(np.int64)
    return pence


def totals_of(world: World) -> Totals:
    """What settings add up to now, by kind and area."""
    alike = np.zeros((N_TOTALS, N_KINDS, world.n_authorities), np.int64)
    add_up_settings(world.schools, alike)
    return Totals(alike, alike[:, SettingKind.PRIMARY] + alike[:, SettingKind.SECONDARY])


def sums_by_area(world: World, values: Int64s) -> Int64s:
    """Sums over each authority's primary and secondary schools, exact."""
    sums = np.bincount(world.areas_of_ordinary, values[world.ordinary_rows], world.n_authorities)
    return sums.astype(np.int64)
