"""Banding: into which band an authority puts a plan, and what it pays for a band.

Summary of the rules: a band follows need and the custom of the place; money paid by the band
profile pulls bands up; moderation takes out both; what a band is worth follows local custom and
past money until a national tariff settles it, and part of what a plan delivers follows the money.
"""

from typing import NamedTuple

from agents.compiling import rule

BANDS = 5
BAND_WIDTH = 0.125  # severity
BAND_WEIGHTS = (1.0, 0.4, 0.7, 1.0, 1.5, 2.1)  # top-up over its mean, by band; band 0 holds no plan


class BandingParameters(NamedTuple):
    """How far authorities differ in banding and in what a band is worth."""

    spread_of_bias: float
    spread_of_level: float
    level_from_funding: float
    drift_limit: float
    drift_per_month: float
    bar_relief_when_paid: float
    moderation_minutes: float
    delivery_from_money: float


@rule
def band_for(need: float, lean: float) -> int:
    """Funding band 1 to 5 for a plan's provision: by need, and by how the place leans (claims D6, H4)."""
    steps = (need + lean - 0.3) / BAND_WIDTH
    return 1 + int(min(BANDS - 1.0, max(0.0, steps)))


@rule
def leans_when_banding(bias: float, drift: float, moderation: float) -> float:
    """Severity an authority adds when it bands: its own bias and drift, less what moderation takes out.

    Claim H4: without moderation the same band means different need in different places.
    """
    return (bias + drift) * (1.0 - moderation)


@rule
def drifts_upward(
    drift: float, paid_by_profile: float, moderation: float, banding: BandingParameters
) -> float:
    """Drift next month: an authority that is paid by its bands bands up, as far as it is not moderated.

    Claim H6, loop R5. ``paid_by_profile`` is the share of its money that follows its bands; with none of
    it, drift fades as slowly as it came.
    """
    limit = banding.drift_limit * paid_by_profile * (1.0 - moderation)
    return drift + banding.drift_per_month * (limit - drift)


@rule
def eases_when_paid(paid_by_profile: float, banding: BandingParameters) -> float:
    """Severity by which an authority asks for less evidence when plans bring it money (claims D7, H6)."""
    return banding.bar_relief_when_paid * paid_by_profile


@rule
def pays_for_a_band(
    own_level: float, block_over_need: float, national: float, banding: BandingParameters
) -> float:
    """What an authority pays for a band over the mean: custom and past money, or the national tariff.

    Claims H5 (authorities with more history pay more), D6 (a national tariff is the same everywhere,
    whether or not the money is). ``block_over_need`` is its block over what need alone would bring.
    """
    local = own_level + banding.level_from_funding * (block_over_need - 1.0)
    return local + national * (1.0 - local)


@rule
def money_over_due(need: float, band: int, level: float) -> float:
    """Top-up that a plan brings over what its need would bring at the mean tariff (claim D6)."""
    return level * BAND_WEIGHTS[band] / BAND_WEIGHTS[band_for(need, 0.0)]


@rule
def delivery_for_the_money(delivery: float, money: float, banding: BandingParameters) -> float:
    """Share of the gap that a plan fills: more for more money, with less and less added (claims D6, N3).

    At ``money`` 1 it is ``delivery``; no money at all takes ``delivery_from_money`` of it.
    """
    return delivery * (1.0 + banding.delivery_from_money * (money - 1.0) / (money + 1.0))
