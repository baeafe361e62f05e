"""Naming a setting: what the family would choose, what the authority names, and who must wait."""

from typing import NamedTuple

from numpy import float64

from abm.calendar import Month
from abm.luck import luck
from agents.authority import AuthorityParameters, band_for
from agents.child import Children, overall_need
from agents.compiling import part_of_pass
from agents.declarations import Int8s
from agents.family import Families, FamilyParameters, prefers_special
from agents.vocabulary import Decision, Dispute, Placement, SenStatus


class NamingParameters(NamedTuple):
    """What naming needs of the catalogue, and whether plans are still statements."""

    authority: AuthorityParameters
    family: FamilyParameters
    is_statement: bool


@part_of_pass
def wish_of(children: Children, families: Families, row: int, month: Month, family: FamilyParameters) -> int:
    """The placement a family would choose: special, or to stay where the child is."""
    need = overall_need(float64(children.learning_need[row]), float64(children.semh_need[row]))
    u = luck(month.key, children.person_id[row], Decision.NAMED_SETTING)
    if prefers_special(need, float64(families.confidence[row]), float64(families.grievance[row]), family, u):
        return Placement.SPECIAL.value
    return int(children.placement[row])


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
    """Make the plan: a band by need, the setting the child is in, and a note of what the family wanted.

    A place elsewhere is found by the placing pass; a family that wanted one may contest content.
    """
    need = overall_need(float64(children.learning_need[row]), float64(children.semh_need[row]))
    children.sen_status[row] = SenStatus.PLAN
    children.months_on_support[row] = 0
    children.plan_day[row] = day
    children.is_statement[row] = p.is_statement
    children.band[row] = band_for(need)
    wish = wish_of(children, families, row, month, p.family)
    children.wants[row] = wish
    aggrieved[row] = Dispute.CONTENT_OR_PLACEMENT
