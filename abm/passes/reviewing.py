"""Annual reviews: amend, convert a statement, or cease."""

from numpy import float64

from abm.calendar import Month
from abm.counting import Flow
from abm.luck import luck
from abm.passes.cohorts import end_plan, join_mainstream
from abm.passes.finding import with_plan
from abm.passes.naming import NamingParameters, wish_of
from abm.worlds.state import SchoolIndex
from agents.authority import Authorities, band_for, ceases_plan
from agents.child import Children, overall_need
from agents.compiling import compiled_pass, part_of_pass
from agents.declarations import Int8s, Int32s, Int64s
from agents.family import Families
from agents.vocabulary import Decision, Dispute, Placement

DAYS_BETWEEN_REVIEWS = 365
AGE_AT_NEXT_BIRTHDAY = 5  # of Reception: age on 31 August is the year group plus this


@part_of_pass
def cease(children: Children, index: SchoolIndex, row: int, month: Month, flows: Int64s) -> None:
    """End a plan; a child whose special place the plan paid for goes back to a mainstream school."""
    home = children.home_authority[row]
    year_group = month.academic_year - children.cohort[row]
    flows[Flow.CEASED, home] += 1
    end_plan(children, row, year_group)
    placement = children.placement[row]
    in_special = placement == Placement.SPECIAL or placement == Placement.INDEPENDENT_SPECIAL
    if in_special and year_group <= 13:
        u = luck(month.key, children.person_id[row], Decision.SETTING)
        join_mainstream(children, row, year_group, index, u)


@compiled_pass
def review_plans(
    children: Children,
    families: Families,
    authorities: Authorities,
    index: SchoolIndex,
    rows: Int32s,
    done: Int32s,
    aggrieved: Int8s,
    month: Month,
    rules: tuple[NamingParameters, float, float],
    flows: Int64s,
) -> None:
    """Hold the reviews whose turn has come; ``rules`` adds the age limit and whether statements convert.

    A plan that is no longer necessary stays in force until the family has had its say; at the age
    limit it ends.
    """
    naming, age_limit, converts = rules
    for position in range(rows.size):
        day = done[position]
        if day < 0:
            continue
        row = rows[position]
        home = children.home_authority[row]
        person_id = children.person_id[row]
        year_group = month.academic_year - children.cohort[row]
        need = overall_need(float64(children.learning_need[row]), float64(children.semh_need[row]))
        flows[Flow.REVIEWS, home] += 1
        authorities.decisions_made[home] += 1.0
        children.plan_day[row] = day
        if children.is_statement[row] and converts > 0.0:
            children.is_statement[row] = False
            flows[Flow.CONVERSIONS, home] += 1
        u = luck(month.key, person_id, Decision.CEASED)
        limit = age_limit if age_limit > 20.0 else 99.0
        contested = children.dispute[row] >= 0  # a plan is kept up until its appeal is decided
        if not contested and ceases_plan(
            year_group, limit, need, float64(children.unmet_need[row]), naming.authority, u
        ):
            if year_group + AGE_AT_NEXT_BIRTHDAY >= limit:
                cease(children, index, row, month, flows)
            else:
                aggrieved[row] = Dispute.CEASING
            continue
        children.band[row] = band_for(need)
        wish = wish_of(children, families, row, month, naming.family)
        children.wants[row] = wish
        if wish != children.placement[row]:
            aggrieved[row] = Dispute.CONTENT_OR_PLACEMENT


@compiled_pass
def uncontested_plans_end(
    children: Children, index: SchoolIndex, rows: Int32s, month: Month, flows: Int64s
) -> None:
    """End the plans in ``rows``: an authority gave notice and nobody contests it."""
    for position in range(rows.size):
        cease(children, index, rows[position], month, flows)


def reviews_due(children: Children, month: Month) -> Int32s:
    """Rows of plans whose review falls due by the end of this month."""
    rows = with_plan(children)
    due = children.plan_day[rows] + DAYS_BETWEEN_REVIEWS <= month.first_day + month.n_days
    return rows[due]
