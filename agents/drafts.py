"""The draft plan and its setting: what families comment, what is taken up, where the plan is carried out.

Summary of the rules: families with means comment on drafts and get a little more; a list of settings
leaves less to agree on; units take those between class and special school while they have places; where a
place breaks down and none is free, an authority teaches otherwise than at school; colleges funded by the
block plan for years and no longer for one young person at a time.
"""

from typing import NamedTuple

from agents.choosing import happens
from agents.compiling import rule

USUAL_SHARE_OF_COMMENTS = 0.5
MONTHS_OF_COLLEGE_PLANNING = 36.0


class DraftParameters(NamedTuple):
    """Comments, units, teaching otherwise, and colleges funded by the block."""

    comment_weight_of_resources: float
    weight_of_comments: float
    trust_lost_to_lists: float
    unit_bar: float
    unit_growth_per_year: float
    unit_delivery: float
    otherwise_unmet_need: float
    otherwise_per_review: float
    college_time_saved: float
    college_guarantee_lost: float
    college_steadiness: float


@rule
def comments_on_draft(resources: float, draft: DraftParameters, luck: float) -> bool:
    """Comment on the draft within its fifteen days: families with means more often (claims D8, K10)."""
    return happens(draft.comment_weight_of_resources * (resources - 0.5), luck)


@rule
def lean_from_comments(commented: bool, restriction: float, draft: DraftParameters) -> float:
    """Severity that comments add to a draft's band, the mean family's being nought (claims D8, K10).

    Under bands and a list there is less to agree on: ``restriction`` takes that share of it.
    """
    added = 1.0 if commented else 0.0
    return draft.weight_of_comments * (added - USUAL_SHARE_OF_COMMENTS) * (1.0 - restriction)


@rule
def restriction_of_choice(listed: float, tariffs: float) -> float:
    """How far a list of settings, and more so with national bands, limits planning with a family (K10)."""
    return listed * (0.5 + 0.5 * tariffs)


@rule
def trust_from_plan_made(usual: float, restriction: float, draft: DraftParameters) -> float:
    """Trust that a plan brings; less where little could be agreed (claim K10)."""
    return usual * (1.0 - draft.trust_lost_to_lists * restriction)


@rule
def is_on_the_list(off_list_share: float, luck: float) -> bool:
    """Whether the independent school that would suit is on the list of settings (claim K10)."""
    return luck >= off_list_share


@rule
def names_unit(need: float, places_left: int, draft: DraftParameters) -> bool:
    """Name a SEN unit or resourced provision for a child in class: much need, and a place (claim B3)."""
    return places_left > 0 and need > draft.unit_bar


@rule
def delivery_in_unit(delivery: float, draft: DraftParameters) -> float:
    """Share of the gap that a plan fills in a unit: part of what class leaves (claim B9)."""
    return delivery + draft.unit_delivery * (1.0 - delivery)


@rule
def teaches_otherwise(
    unmet_need: float, waits_for_special: bool, draft: DraftParameters, luck: float
) -> bool:
    """Teach otherwise than at school (section 61): class has failed and no special place is free."""
    if not waits_for_special or unmet_need < draft.otherwise_unmet_need:
        return False
    return luck < draft.otherwise_per_review


@rule
def plans_college_places(planned: float, actual: int) -> float:
    """College places planned next month: a mean over three years, so that providers can commit (N11, N15)."""
    if planned == 0.0:
        return float(actual)
    return planned + (actual - planned) / MONTHS_OF_COLLEGE_PLANNING


@rule
def delivery_in_college(delivery: float, block_share: float, draft: DraftParameters) -> float:
    """Share of the gap that a plan fills in a college that can plan its staff (claims N11, N15)."""
    return delivery + draft.college_steadiness * block_share * (1.0 - delivery)
