"""September: families with SEN join the parents' forum of their area, learn from it, or leave it."""

from typing import NamedTuple

from numpy import float64

from abm.calendar import Month
from abm.counting import Flow
from abm.luck import luck
from abm.passes.tallying import count
from agents.child import Children, overall_need
from agents.compiling import compiled_pass, part_of_pass
from agents.declarations import Float64s, Int64s
from agents.family import Families, FamilyParameters, takes_stock
from agents.forum import agency_after_forum, joins_forum, leaves_forum, trust_after_forum
from agents.vocabulary import Decision


class ForumParameters(NamedTuple):
    """How families are asked, and what came of the year; arrays are by authority."""

    family: FamilyParameters
    invitation: Float64s
    realised: Float64s
    promised: Float64s
    blame: Float64s


@part_of_pass
def year_in_forum_ends(
    children: Children, families: Families, row: int, month: Month, p: ForumParameters, flows: Int64s
) -> None:
    """What a year of taking part has done to one family, and whether it goes on."""
    home = children.home_authority[row]
    families.agency[row] = agency_after_forum(float64(families.agency[row]), p.family)
    before = float64(families.trust[row])
    trust = trust_after_forum(before, p.realised[home], p.promised[home], p.blame[home], p.family)
    families.trust[row] = trust
    need = overall_need(float64(children.learning_need[row]), float64(children.semh_need[row]))
    has_cause = takes_stock(need, children.sen_status[row])
    u = luck(month.key, children.person_id[row], Decision.LEFT_FORUM)
    if not has_cause or leaves_forum(trust, children.dispute[row] >= 0, p.family, u):
        families.in_forum[row] = False
        year_group = month.academic_year - children.cohort[row]
        count(flows, Flow.LEFT_FORUM, home, children, families, row, year_group)


@part_of_pass
def may_join(
    children: Children, families: Families, row: int, month: Month, p: ForumParameters, flows: Int64s
) -> None:
    """One family of a child with need joins, if it can and dares."""
    need = overall_need(float64(children.learning_need[row]), float64(children.semh_need[row]))
    if not takes_stock(need, children.sen_status[row]):
        return
    home = children.home_authority[row]
    resources, agency = float64(families.resources[row]), float64(families.agency[row])
    u = luck(month.key, children.person_id[row], Decision.JOINED_FORUM)
    in_dispute = children.dispute[row] >= 0
    if joins_forum(resources, agency, in_dispute, p.invitation[home], p.family, u):
        families.in_forum[row] = True
        year_group = month.academic_year - children.cohort[row]
        count(flows, Flow.JOINED_FORUM, home, children, families, row, year_group)


@compiled_pass
def forums_meet(
    children: Children,
    families: Families,
    month: Month,
    p: ForumParameters,
    flows: Int64s,
    start: int,
    stop: int,
) -> None:
    """Members take stock of their year and stay or leave; others join."""
    for row in range(start, stop):
        if not children.is_present[row]:
            continue
        if families.in_forum[row]:
            year_in_forum_ends(children, families, row, month, p, flows)
        else:
            may_join(children, families, row, month, p, flows)
