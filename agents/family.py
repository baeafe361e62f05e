"""The family: confidence in what is ordinarily available, and what the family does about it.

Summary of the rules: confidence falls faster than it heals, with need unmet, with not being
heard and with what other families live through; a family that has lost it asks for a plan if
it has the means, contests a refusal, or leaves, and otherwise falls silent.
"""

from typing import Annotated, NamedTuple

from agents.choosing import chance, happens, share
from agents.compiling import rule
from agents.declarations import Column, Flags, Float32s, Int16s
from agents.vocabulary import SenStatus


class Families(NamedTuple):
    """One row a family, in step with ``Children``."""

    resources: Annotated[
        Float32s, Column("share", 0.5, "Rank of income, time and know-how among families, 0 to 1")
    ]
    confidence: Annotated[Float32s, Column("share", 0.7, "Confidence in ordinarily available provision")]
    trust: Annotated[Float32s, Column("share", 0.6, "Trust in the local authority")]
    grievance: Annotated[Float32s, Column("need-months", 0, "Stock of unmet need remembered")]
    agency: Annotated[Float32s, Column("share", 0.5, "Belief that raising a concern can change something")]
    is_silent: Annotated[Flags, Column("flag", 0, "Family has a concern and did not raise it this month")]
    month_asked: Annotated[Int16s, Column("month", -1, "Month of the last request, -1 if never")]
    has_contested: Annotated[Flags, Column("flag", 0, "Family has contested a decision at least once")]
    in_forum: Annotated[Flags, Column("flag", 0, "Family takes part in the parents' forum")]


class FamilyParameters(NamedTuple):
    """What families weigh when they take stock, ask, contest, prefer and leave."""

    confidence_loss_per_month: float
    confidence_repair_per_month: float
    weight_of_need_met: float
    weight_of_being_heard: float
    weight_of_school_peers: float
    weight_of_area_peers: float
    shock_of_refusal: float
    shock_of_exclusion: float
    shock_of_delay: float
    trust_from_plan: float
    grievance_decay_per_month: float
    asking_base_log_odds: float
    asking_weight_of_unmet_need: float
    asking_weight_of_confidence: float
    asking_weight_of_grievance: float
    asking_weight_of_resources: float
    asking_weight_of_peers: float
    asking_young_person_log_odds: float
    months_deterred: float
    voice_base_log_odds: float
    voice_weight_of_confidence: float
    contest_base_log_odds: float
    contest_weight_of_loss: float
    contest_weight_of_resources: float
    contest_weight_of_distrust: float
    contest_weight_of_success_seen: float
    appeal_weight_of_strength: float
    mediation_log_odds: float
    preference_for_special_log_odds: float
    home_base_log_odds: float
    home_weight_of_lost_confidence: float
    return_per_month: float
    trust_from_contact: float
    forum_base_log_odds: float
    forum_weight_of_resources: float
    forum_weight_of_invitation: float
    forum_weight_of_dispute: float
    trust_from_influence: float
    agency_from_forum: float
    contest_weight_of_agency: float


LEAST_NEED = 0.12  # of which a family takes stock


@rule
def takes_stock(need: float, status: int) -> bool:
    """Whether a family has need or SEN status to take stock of; others follow the area's view."""
    return need >= LEAST_NEED or status != SenStatus.NONE


# Confidence: where it changes -------------------------------------------------------------


@rule
def confidence_at_entry(area_confidence: float, luck: float) -> float:
    """Confidence of a new family: half what families start out with, half what the area has learnt."""
    return share(0.5 * 0.75 + 0.5 * area_confidence + 0.2 * (luck - 0.5))


@rule
def need_met(need: float, unmet_need: float) -> float:
    """Share of need that is met; 1 where there is next to no need."""
    if need < 0.05:
        return 1.0
    return share(1.0 - unmet_need / need)


@rule
def experience(
    need_met_share: float, heard: float, school_peers: float, area_peers: float, family: FamilyParameters
) -> float:
    """What a family concludes this month: its own experience first, then that of its peers.

    Claims B1, E1, E5: need met and being heard outweigh everything else; no announcement enters.
    The weights are used as shares of their sum.
    """
    weight = family.weight_of_need_met + family.weight_of_being_heard
    weight += family.weight_of_school_peers + family.weight_of_area_peers
    total = family.weight_of_need_met * need_met_share + family.weight_of_being_heard * heard
    total += family.weight_of_school_peers * school_peers + family.weight_of_area_peers * area_peers
    return total / weight


@rule
def confidence_next_month(confidence: float, experience_now: float, family: FamilyParameters) -> float:
    """Confidence moves towards experience: quickly when it is worse, slowly when it is better."""
    gap = experience_now - confidence
    if gap < 0.0:
        return share(confidence + family.confidence_loss_per_month * gap)
    return share(confidence + family.confidence_repair_per_month * gap)


@rule
def grievance_next_month(grievance: float, unmet_need: float, family: FamilyParameters) -> float:
    """Grievance is a stock: unmet need flows in, memory fades (claims E4, K6: nothing else repairs it)."""
    return grievance * (1.0 - family.grievance_decay_per_month) + unmet_need


@rule
def felt_unmet(unmet_need: float, early_talks: float) -> float:
    """Unmet need that becomes a grievance: less where school and family have talked from the start.

    Claims K9, E5.
    """
    return unmet_need * (1.0 - early_talks)


@rule
def trust_after_contact(trust: float, contact: float, family: FamilyParameters) -> float:
    """Trust in the authority after a month of dealing with it: officers who hear build it (claims E1, E2).

    ``contact`` of one half is what families expect, and changes nothing.
    """
    return share(trust + family.trust_from_contact * (contact - 0.5))


# What the family does ---------------------------------------------------------------------


@rule
def speaks_up(
    confidence: float, agency: float, communication: float, family: FamilyParameters, luck: float
) -> bool:
    """Raise a concern with the school early; fear of being "too pushy" keeps families silent.

    Claims P7, X1 (lost confidence silences), K4 (agency), P6 (clear contact invites).
    """
    log_odds = family.voice_base_log_odds
    log_odds += family.voice_weight_of_confidence * (confidence - 0.5)
    log_odds += 1.0 * (agency - 0.5) + 1.5 * communication
    return luck < chance(log_odds)


@rule
def log_odds_of_asking(
    unmet_need: float,
    grievance: float,
    confidence: float,
    resources: float,
    peers_with_plans_share: float,
    is_young_person: bool,
    family: FamilyParameters,
) -> float:
    """What makes a family ask for a needs assessment: unmet need that outweighs confidence and effort.

    Claims A2 and B1 (unmet need), B2 (confidence), E4 (history), D8 (means), N3 (a plan is the
    only guarantee in sight). Over 16 it is the young person who asks.
    """
    log_odds = family.asking_base_log_odds
    log_odds += family.asking_weight_of_unmet_need * unmet_need
    log_odds -= family.asking_weight_of_confidence * (confidence - 0.5)
    log_odds += family.asking_weight_of_grievance * grievance / 12.0
    log_odds += family.asking_weight_of_resources * (resources - 0.5)
    log_odds += family.asking_weight_of_peers * peers_with_plans_share
    if is_young_person:
        log_odds += family.asking_young_person_log_odds
    return log_odds


@rule
def seeks_assessment(log_odds: float, custom: float, luck: float) -> bool:
    """Ask the authority for a needs assessment: what moves this family, and what is usual in the place.

    ``log_odds`` are those of ``log_odds_of_asking``; ``custom`` is the authority's (claim D1: places differ).
    """
    return happens(log_odds + custom, luck)


@rule
def prefers_special(
    need: float, confidence: float, grievance: float, family: FamilyParameters, luck: float
) -> bool:
    """Prefer a special school: much need, or no confidence in the mainstream (claim.B3)."""
    log_odds = family.preference_for_special_log_odds
    log_odds += 7.0 * need + 3.0 * (0.7 - confidence) + 0.2 * grievance / 12.0
    return happens(log_odds, luck)


@rule
def log_odds_of_contesting(
    loss: float,
    resources: float,
    trust: float,
    success_seen: float,
    agency_gained: float,
    family: FamilyParameters,
) -> float:
    """What makes a family contest a decision: how much is lost, how little trust is left, its means.

    Claims D8, D9 (means), E3 (distrust), K4 (``agency_gained`` by taking part, over what means alone
    bring), loop R7 (appeals that others won). ``loss`` is the need that the decision leaves unmet.
    """
    log_odds = family.contest_base_log_odds
    log_odds += family.contest_weight_of_loss * loss
    log_odds += family.contest_weight_of_resources * (resources - 0.5)
    log_odds += family.contest_weight_of_distrust * (0.6 - trust)
    log_odds += family.contest_weight_of_success_seen * success_seen
    log_odds += family.contest_weight_of_agency * agency_gained
    return log_odds


@rule
def contests(log_odds: float, custom: float, luck: float) -> bool:
    """Contest a decision: what moves this family, and what is usual in the place.

    ``log_odds`` are those of ``log_odds_of_contesting``; ``custom`` is the authority's.
    """
    return happens(log_odds + custom, luck)


@rule
def chance_of_mediating(trust: float, no_opt_out: float, family: FamilyParameters) -> float:
    """Chance that a family that contests mediates first, as the certificate has it consider (claim.K8).

    ``no_opt_out`` is the share of those unwilling who must mediate all the same.
    """
    willing = chance(family.mediation_log_odds + 1.0 * (trust - 0.5))
    return willing + no_opt_out * (1.0 - willing)


@rule
def chooses_mediation(trust: float, no_opt_out: float, family: FamilyParameters, luck: float) -> bool:
    """Mediate before appealing, willingly or because it must."""
    return luck < chance_of_mediating(trust, no_opt_out, family)


@rule
def log_odds_of_pressing_on(
    resources: float, loss: float, strength: float, family: FamilyParameters
) -> float:
    """What makes a family appeal that was not agreed with: means, what is at stake, a strong case.

    Claim D8. ``strength`` is how far the evidence lies above the statutory test; advice lines tell
    families whose case is weak.
    """
    return 0.5 + 1.8 * (resources - 0.5) + 2.0 * loss + family.appeal_weight_of_strength * strength


@rule
def presses_on(resources: float, loss: float, strength: float, family: FamilyParameters, luck: float) -> bool:
    """Register the appeal after failing to agree."""
    return happens(log_odds_of_pressing_on(resources, loss, strength, family), luck)


@rule
def crosses_border(crossing_share: float, luck: float) -> bool:
    """Choose a mainstream school in another authority's area, as often as families there do."""
    return luck < crossing_share


@rule
def log_odds_of_leaving(
    confidence: float, unmet_need: float, was_pressed: bool, family: FamilyParameters
) -> float:
    """What makes families leave for home education: confidence gone, pressure (claim.B7, loop B9)."""
    log_odds = family.home_base_log_odds
    log_odds += family.home_weight_of_lost_confidence * (0.9 - confidence)
    log_odds += 3.0 * unmet_need
    if was_pressed:
        log_odds += 1.5
    return log_odds


@rule
def leaves_for_home(
    confidence: float, unmet_need: float, was_pressed: bool, family: FamilyParameters, luck: float
) -> bool:
    """Leave for home education when confidence is gone."""
    return happens(log_odds_of_leaving(confidence, unmet_need, was_pressed, family), luck)
