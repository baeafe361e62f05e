"""Naming a setting: what the family would choose, what the authority names, and who must wait."""

from typing import NamedTuple

from numpy import float64

from abm.calendar import Month
from abm.luck import luck
from abm.threads import Threads
from agents.authority import AuthorityParameters, names_special_at_transfer
from agents.banding import band_for
from agents.child import Children, overall_need
from agents.compiling import compiled_pass, part_of_pass, rule
from agents.declarations import Float32s, Float64s, Int8s, Int32s, n_rows
from agents.drafts import (
    DraftParameters,
    comments_on_draft,
    lean_from_comments,
    restriction_of_choice,
    trust_from_plan_made,
)
from agents.family import Families, FamilyParameters, prefers_special
from agents.vocabulary import Decision, Dispute, Placement, SenStatus


class NamingParameters(NamedTuple):
    """What naming needs of the catalogue, and whether plans are still statements.

    ``confidence`` is families' confidence as it bears on what they wish, in step with children;
    ``band_lean``, ``restriction`` and ``target`` are by authority: how it leans when it bands, how far a list
    of settings limits what can be agreed, and what an agreement on its deficit asks of a special place.
    """

    authority: AuthorityParameters
    family: FamilyParameters
    is_statement: bool
    confidence: Float32s
    band_lean: Float32s
    draft: DraftParameters
    restriction: Float64s
    target: Float64s


@part_of_pass
def wish_of(children: Children, families: Families, row: int, month: Month, p: NamingParameters) -> int:
    """The placement a family would choose: special, or to stay where the child is."""
    need = overall_need(float64(children.learning_need[row]), float64(children.semh_need[row]))
    u = luck(month.key, children.person_id[row], Decision.WISHED)
    if prefers_special(need, float64(p.confidence[row]), float64(families.grievance[row]), p.family, u):
        return Placement.SPECIAL.value
    return int(children.placement[row])


@compiled_pass
def write_restrictions(listed: Float64s, tariffs: Float64s, restriction: Float64s) -> None:
    """Write how far a list of settings limits what can be agreed; all arguments are by authority."""
    for home in range(restriction.size):
        restriction[home] = restriction_of_choice(listed[home], tariffs[home])


@rule
def is_transfer_year(year_group: int) -> bool:
    """The last year before school, and the last of primary: a new phase begins in September."""
    return year_group == -1 or year_group == 6


@compiled_pass
def name_transfers(
    children: Children,
    families: Families,
    rows: Int32s,
    aggrieved: Int8s,
    month: Month,
    p: NamingParameters,
    ease: float,
) -> None:
    """February: name the setting of the next phase for the plans in ``rows``.

    A place in a special school is found in September; a family that wanted one in vain may contest.
    """
    for position in range(rows.size):
        row = rows[position]
        need = overall_need(float64(children.learning_need[row]), float64(children.semh_need[row]))
        is_wanted = wish_of(children, families, row, month, p) == Placement.SPECIAL
        shown = need - p.target[children.home_authority[row]]
        if names_special_at_transfer(shown, is_wanted, ease, p.authority):
            children.wants[row] = Placement.SPECIAL
        elif is_wanted:
            children.wants[row] = Placement.SPECIAL
            aggrieved[row] = Dispute.CONTENT_OR_PLACEMENT


@compiled_pass
def mark_plans_to_transfer(children: Children, month: Month, marks: Int8s, start: int, stop: int) -> None:
    """Mark plans in the mainstream whose child changes phase next September."""
    for row in range(start, stop):
        placement = children.placement[row]
        in_class = (placement == Placement.MAINSTREAM) | (placement == Placement.EARLY_YEARS)
        in_class |= placement == Placement.RESOURCED
        has_plan = children.is_present[row] & (children.sen_status[row] == SenStatus.PLAN)
        transfers = is_transfer_year(month.academic_year - children.cohort[row])
        marks[row] = has_plan & in_class & transfers


def plans_to_transfer(children: Children, threads: Threads, month: Month) -> Int32s:
    """Rows of plans in the mainstream whose child changes phase next September."""
    return threads.found(n_rows(children), mark_plans_to_transfer, children, month)


@part_of_pass
def make_plan(
    children: Children,
    families: Families,
    row: int,
    day: int,
    month: Month,
    p: NamingParameters,
    aggrieved: Int8s,
) -> None:
    """Make the plan: a band by need and comments, the setting the child is in, and what the family wanted.

    A place elsewhere is found by the placing pass; a family that wanted one may contest content.
    """
    need = overall_need(float64(children.learning_need[row]), float64(children.semh_need[row]))
    children.sen_status[row] = SenStatus.PLAN
    children.months_on_support[row] = 0
    children.plan_day[row] = day
    children.is_statement[row] = p.is_statement
    home = children.home_authority[row]
    u = luck(month.key, children.person_id[row], Decision.COMMENTED)
    commented = comments_on_draft(float64(families.resources[row]), p.draft, u)
    heeded = lean_from_comments(commented, p.restriction[home], p.draft)
    children.band[row] = band_for(need, float64(p.band_lean[home]) + heeded)
    trust = trust_from_plan_made(p.family.trust_from_plan, p.restriction[home], p.draft)
    families.trust[row] = min(1.0, float64(families.trust[row]) + trust)
    wish = wish_of(children, families, row, month, p)
    children.wants[row] = wish
    aggrieved[row] = Dispute.CONTENT_OR_PLACEMENT
