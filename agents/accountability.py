"""Accountability: who answers for what children with SEND get, and what that does to effort.

Summary of the rules: inspectors judge an area on its process or on what comes of it; whoever carries
part of the consequence of a poor judgement gives SEND more effort, and nobody else does; a standard is
worked to on paper unless those held to it helped to make it.
"""

from agents.authority import AuthorityParameters
from agents.child import ChildParameters
from agents.choosing import share
from agents.compiling import rule
from agents.partners import PartnerParameters
from agents.school import SchoolParameters

MONTHS_JUDGED = 12.0
USUAL_CONTACT = 0.5


# The area ---------------------------------------------------------------------------------


@rule
def judges_area(judgement: float, timely: float, need_met: float, outcome_weight: float) -> float:
    """What inspectors make of an area, 0 to 1, over about a year: its timeliness, or what children get.

    Claims D3 (the statutory clock), D5 and F3 (outcomes, as far as they weigh), L3 (one judgement, of the
    authority). ``timely`` is the share of new plans within the clock, ``need_met`` the share of need met.
    """
    seen = (1.0 - outcome_weight) * timely + outcome_weight * need_met
    return judgement + (seen - judgement) / MONTHS_JUDGED


@rule
def time_for_families(
    outcome_weight: float, own_share: float, communication: float, authority: AuthorityParameters
) -> float:
    """Share of officers' time that goes to hearing families instead of to the process.

    Claims D3, D5 (effort follows what is inspected), L1 (as far as the authority answers for it), E2.
    ``communication`` is time set aside for it whatever is inspected (claim K9).
    """
    return authority.time_moved_by_inspection * outcome_weight * own_share + communication


@rule
def time_for_casework(minutes: int, families_share: float) -> int:
    """Caseworkers' minutes left for the statutory process once families have been heard (claim E1)."""
    return int(minutes * (1.0 - families_share))


@rule
def quality_of_contact(
    families_share: float, strategic: float, on_agenda: float, authority: AuthorityParameters
) -> float:
    """How well officers hear the families they deal with, 0 to 1; half where nothing changes.

    Claims E2, K9 (time spent on it), P1 (strategic work takes from the same budget), K13 (parents who
    set the questions put contact on the agenda).
    """
    more = authority.contact_for_time * families_share + on_agenda
    return share(USUAL_CONTACT + more - authority.contact_lost_to_strategy * strategic)


@rule
def health_answers(share_of_consequence: float, judgement: float, partner: PartnerParameters) -> float:
    """How much more time health gives to advice when it answers for part of the area (claims L6, L12, K7)."""
    return 1.0 + partner.effort_weight_of_consequence * share_of_consequence * (1.0 - judgement)


# The school -------------------------------------------------------------------------------


@rule
def reach_of_authority(is_academy: bool, binding: float, school: SchoolParameters) -> float:
    """How far an authority's voice carries in a school: less in an academy, unless a partnership binds it.

    Claims L4, L5.
    """
    if not is_academy:
        return 1.0
    return school.reach_in_academies + binding * (1.0 - school.reach_in_academies)


@rule
def led_by_authority(effort: float, reach: float, usual_reach: float, school: SchoolParameters) -> float:
    """Effort for SEND, more where the authority's voice carries further than usual (claim L4)."""
    return share(effort + school.effort_weight_of_authority * (reach - usual_reach))


@rule
def answers_for_area(
    effort: float, share_of_consequence: float, judgement: float, school: SchoolParameters
) -> float:
    """Effort for SEND once the school carries a share of what a poor judgement of its area brings.

    Claims L1 (next to nothing today), L6, L11, L12, loop B7.
    """
    return share(effort + school.effort_weight_of_consequence * share_of_consequence * (1.0 - judgement))


@rule
def keeps_to_partnership(effort: float, target: float, binding: float) -> float:
    """Effort for SEND drawn up to what the partnership asks, as far as it binds: 0 is advice (claim L5)."""
    return effort + binding * max(0.0, target - effort)


@rule
def validity_of_standards(owned: float, school: SchoolParameters) -> float:
    """How far working to a standard is working for children, 0 to 1.

    Claims L7 (imposed measures say little), L13, Q4 and K1 (those who helped to make a standard work
    to its sense). ``owned`` is the share of the way from imposed to owned by all.
    """
    imposed, collective = school.validity_of_imposed_standards, school.validity_of_owned_standards
    return imposed + owned * (collective - imposed)


@rule
def works_to_standard(effort: float, in_force: float, validity: float, school: SchoolParameters) -> float:
    """Effort for SEND under a national standard: part of what is missing is made good, part is paperwork.

    Claims L7, L9 (effort moves, capability does not), Q4. Schools at the standard do nothing.
    """
    missing = in_force * max(0.0, school.standard_of_effort - effort)
    return share(effort + missing * (validity - school.paperwork_of_standards))


@rule
def weight_of_metric(promised: float, clarity: float) -> float:
    """What a promised measure weighs with heads: next to nothing while nobody can say what it asks.

    Claims J6, G3.
    """
    return promised * clarity


@rule
def long_view_next_month(long_view: float, signal: float, school: SchoolParameters) -> float:
    """Weight of lives after school in how schools are judged: it grows as evidence comes in.

    Claims F2, F3.
    """
    return long_view + (signal - long_view) / school.long_view_months


@rule
def spends_notional(own_share: float, benchmark: float) -> float:
    """Share of the notional SEN budget that a school spends on SEN.

    Claims H1 (what is expected is in plain sight), H2 (schools below others alike come up to them).
    """
    return own_share + benchmark * max(0.0, 1.0 - own_share)


@rule
def paid_for_density(
    n_plans: int, roll: int, usual_share: float, gbp: float, school: SchoolParameters
) -> float:
    """GBP a year to a school with far more plans than usual, for each plan above that (claims G1, G2)."""
    above = n_plans - school.density_that_pays * usual_share * roll
    return gbp * max(0.0, above)


# Whom teaching goes to --------------------------------------------------------------------


@rule
def teaching_on_top(
    attainment: float, catch_up: float, target: float, floor: float, child: ChildParameters
) -> float:
    """Attainment within reach that catch-up teaching adds, and that a target moves between pupils.

    Claims J1 (those who can still reach the threshold), J10 (nothing for those who cannot), J2, N2 (a
    target takes attention from them, less where a ``floor`` is kept for them), J3.
    """
    below = child.threshold_of_attainment - attainment
    if below <= 0.0:
        return 0.0
    if below <= child.reach_of_catch_up:
        return catch_up + child.attention_under_target * target
    return -child.attention_under_target * target * (1.0 - floor)


@rule
def pastoral_support(ethos: float, valued: float) -> float:
    """Pastoral work above the usual: a head's values alone, until personal development counts

    Claims N6, N8."""
    return ethos - 0.5 + valued


@rule
def adjusts_under_guidance(adjustments: float, coercion: float) -> float:
    """Adjustments left to pupils with SEN where guidance on behaviour leaves little room (claim M2)."""
    return adjustments * (1.0 - coercion)
