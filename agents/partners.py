"""Partners around the five agents: health advice, and a government that follows rules.

Government has no goals here: it allocates the high needs block by its formula and steps in
when a deficit grows. Health gives advice at its own pace and on its own budget.
"""

from typing import Annotated, NamedTuple

from agents.compiling import rule
from agents.declarations import Column, Flags, Float32s, Float64s, Int16s, Int64s


class HealthServices(NamedTuple):
    """Health advice-givers of one area: one row an authority."""

    authority: Annotated[Int16s, Column("row", 0, "Authority they advise")]
    own_time: Annotated[
        Float32s, Column("ratio", 1, "Custom of the place: time for reports over that for as many children")
    ]
    advice_minutes: Annotated[Int64s, Column("minutes a month", 0, "Time for statutory reports this month")]
    advice_overdraft: Annotated[Int64s, Column("minutes", 0, "Reports begun last month and finished this")]


class Governments(NamedTuple):
    """What the government has decided about one authority: one row an authority."""

    historic_share: Annotated[
        Float64s, Column("share", 0, "Authority's share of high needs spending before the formula")
    ]
    need_share: Annotated[
        Float64s, Column("share", 0, "Authority's share by population, deprivation and disability")
    ]
    is_intervening: Annotated[Flags, Column("flag", 0, "Authority is under a deficit agreement")]


class PartnerParameters(NamedTuple):
    """Pace of health advice and the rules of government."""

    brings_young_child_per_month: float
    advice_per_1000_children: float
    minutes_per_advice: float
    advice_growth_per_year: float
    joint_delivery: float
    weight_of_joint_provision: float
    intervention_deficit_share: float
    effort_weight_of_consequence: float


@rule
def chance_of_bringing(need: float, year_group: int, partner: PartnerParameters) -> float:
    """Chance a month that health or early years staff bring a young child with clear need to attention."""
    if year_group >= 0 or need <= 0.45:
        return 0.0
    return partner.brings_young_child_per_month * need


@rule
def brings_to_attention(need: float, year_group: int, partner: PartnerParameters, luck: float) -> bool:
    """Health or early years staff bring a young child with clear need to the authority's attention."""
    return luck < chance_of_bringing(need, year_group, partner)


@rule
def secures_joint_provision(integration: float, partner: PartnerParameters) -> float:
    """Share of plans whose health and care provision arrives; one statutory duty raises it, layers do not.

    Claims K7 (responsibility is not integrated, and no authority controls it), K12 (more layers of
    accountability leave it as it is), L12.
    """
    return partner.joint_delivery + integration * (1.0 - partner.joint_delivery)


@rule
def delivery_with_partners(delivery: float, arrives: bool, partner: PartnerParameters) -> float:
    """Share of the gap that a plan fills, by whether health and care bring their part (claim K7).

    At the usual chance that they do, the mean is ``delivery``; never more than the whole gap.
    """
    if arrives:
        share_of_gap = delivery * (1.0 + partner.weight_of_joint_provision * (1.0 - partner.joint_delivery))
    else:
        share_of_gap = delivery * (1.0 - partner.weight_of_joint_provision * partner.joint_delivery)
    return min(1.0, share_of_gap)


@rule
def allocates_block(
    national_gbp: float, historic_share: float, need_share: float, historic_weight: float
) -> float:
    """High needs block of one authority in GBP a year: part history, part need (claims H5, Q6)."""
    return national_gbp * (historic_weight * historic_share + (1.0 - historic_weight) * need_share)


@rule
def steps_in(
    deficit_share: float, is_possible: bool, is_intervening: bool, sooner: float, partner: PartnerParameters
) -> bool:
    """Put an authority under a deficit agreement, and let go once it is back in balance (claim.A5).

    ``sooner`` lowers the deficit at which it is made, as a share of the usual, down to any (claim Q1).
    """
    if not is_possible:
        return False
    if is_intervening:
        return deficit_share > 0.0
    return deficit_share > partner.intervention_deficit_share * (1.0 - sooner)
