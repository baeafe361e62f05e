"""Annual reviews: amend, convert a statement, or cease."""

from datetime import date
from typing import NamedTuple

from numpy import float64

from abm.calendar import Month
from abm.counting import Flow
from abm.luck import luck
from abm.passes.cohorts import DAYS_BETWEEN_REVIEWS, end_plan, join_mainstream
from abm.passes.naming import NamingParameters, wish_of
from abm.passes.tallying import count
from abm.threads import Threads
from abm.worlds.state import SchoolIndex
from agents.authority import (
    Authorities,
    AuthorityParameters,
    ceases_plan,
    converts_statement,
    evidence_of_need,
    transfers_college_assessment,
)
from agents.banding import band_for
from agents.child import Children, overall_need
from agents.compiling import compiled_pass, part_of_pass
from agents.declarations import Flags, Int8s, Int32s, Int64s, n_rows
from agents.family import Families
from agents.vocabulary import Decision, Dispute, Placement, SenStatus

YEAR_OF_THE_ACT = 2014
LAST_DAY_OF_CONVERSION = date(2018, 3, 31).toordinal()
DAYS_TO_NEXT_REVIEW_AT_THE_LATEST = DAYS_BETWEEN_REVIEWS + 120  # reviews slip; assumed
AGE_AT_NEXT_BIRTHDAY = 5  # of Reception: age on 31 August is the year group plus this


class ReviewParameters(NamedTuple):
    """What reviews need of the catalogue, and the age to which a plan can run."""

    naming: NamingParameters
    age_limit: float


@part_of_pass
def cease(
    children: Children, families: Families, index: SchoolIndex, row: int, month: Month, flows: Int64s
) -> None:
    """End a plan; a child whose special place the plan paid for goes back to a mainstream school."""
    home = children.home_authority[row]
    year_group = month.academic_year - children.cohort[row]
    count(flows, Flow.CEASED, home, children, families, row, year_group)
    end_plan(children, row, year_group)
    placement = children.placement[row]
    in_special = placement == Placement.SPECIAL or placement == Placement.INDEPENDENT_SPECIAL
    if placement == Placement.RESOURCED:
        children.placement[row] = Placement.MAINSTREAM
    elif placement == Placement.OTHERWISE and year_group > 13:
        children.placement[row] = Placement.NOT_IN_EDUCATION
    elif (in_special or placement == Placement.OTHERWISE) and year_group <= 13:
        u = luck(month.key, children.person_id[row], Decision.SETTING)
        join_mainstream(children, row, year_group, index, u)


@part_of_pass
def transfer_from_college(
    children: Children,
    families: Families,
    authorities: Authorities,
    row: int,
    day: int,
    month: Month,
    authority: AuthorityParameters,
    flows: Int64s,
) -> None:
    """A learning difficulty assessment becomes a plan where the evidence calls for one, and ends."""
    home = children.home_authority[row]
    need = overall_need(float64(children.learning_need[row]), float64(children.semh_need[row]))
    u = luck(month.key, children.person_id[row], Decision.EVIDENCE)
    unmet = float64(children.unmet_need[row])
    evidence = evidence_of_need(need, unmet, float64(families.resources[row]), True, authority, u)
    children.has_college_assessment[row] = False
    children.plan_day[row] = -1
    if transfers_college_assessment(evidence, float64(authorities.bar[home]), authority):
        year_group = month.academic_year - children.cohort[row]
        count(flows, Flow.COLLEGE_TRANSFERS, home, children, families, row, year_group)
        children.sen_status[row] = SenStatus.PLAN
        children.plan_day[row] = day
        children.band[row] = band_for(need, float64(authorities.band_lean[home]))
        children.wants[row] = children.placement[row]


@compiled_pass
def review_plans(
    children: Children,
    families: Families,
    authorities: Authorities,
    index: SchoolIndex,
    rows: Int32s,
    done: Int64s,
    converting: Flags,
    aggrieved: Int8s,
    month: Month,
    rules: ReviewParameters,
    flows: Int64s,
) -> None:
    """Hold the reviews whose turn has come; ``converting`` goes with ``rows``.

    College assessments take their turn here too.

    A plan that is no longer necessary stays in force until the family has had its say; at the age
    limit it ends.
    """
    naming, age_limit = rules.naming, rules.age_limit
    for position in range(rows.size):
        day = done[position]
        if day < 0:
            continue
        row = rows[position]
        home = children.home_authority[row]
        person_id = children.person_id[row]
        year_group = month.academic_year - children.cohort[row]
        need = overall_need(float64(children.learning_need[row]), float64(children.semh_need[row]))
        if children.has_college_assessment[row]:
            transfer_from_college(children, families, authorities, row, day, month, naming.authority, flows)
            continue
        count(flows, Flow.REVIEWS, home, children, families, row, year_group)
        authorities.decisions_made[home] += 1.0
        children.plan_day[row] = day
        if converting[position]:
            children.is_statement[row] = False
            count(flows, Flow.CONVERSIONS, home, children, families, row, year_group)
        u = luck(month.key, person_id, Decision.CEASED)
        limit = age_limit if age_limit > 20.0 else 99.0
        contested = children.dispute[row] >= 0  # a plan is kept up until its appeal is decided
        weaker = 0.0
        if children.placement[row] == Placement.FURTHER:
            weaker = naming.draft.college_guarantee_lost * float64(authorities.college_block[home])
        if not contested and ceases_plan(
            year_group, limit, need, float64(children.unmet_need[row]), weaker, naming.authority, u
        ):
            if year_group + AGE_AT_NEXT_BIRTHDAY >= limit:
                count(flows, Flow.CEASED_AT_AGE_LIMIT, home, children, families, row, year_group)
                cease(children, families, index, row, month, flows)
            else:
                aggrieved[row] = Dispute.CEASING
            continue
        children.band[row] = band_for(need, float64(naming.band_lean[home]))
        wish = wish_of(children, families, row, month, naming)
        children.wants[row] = wish
        if wish != children.placement[row]:
            aggrieved[row] = Dispute.CONTENT_OR_PLACEMENT


@compiled_pass
def uncontested_plans_end(
    children: Children,
    families: Families,
    index: SchoolIndex,
    rows: Int32s,
    aggrieved: Int8s,
    month: Month,
    flows: Int64s,
) -> None:
    """End the plans in ``rows`` that an authority gave notice of and nobody contests."""
    for position in range(rows.size):
        row = rows[position]
        is_told = children.is_present[row] and aggrieved[row] == Dispute.CEASING
        if is_told and children.dispute[row] < 0:
            cease(children, families, index, row, month, flows)


@compiled_pass
def write_conversions(
    children: Children, rows: Int32s, month: Month, authority: AuthorityParameters, converting: Flags
) -> None:
    """Write into ``converting`` whether a statement or college assessment is to become a plan now."""
    for position in range(rows.size):
        row = rows[position]
        year_group = month.academic_year - children.cohort[row]
        u = luck(month.key, children.person_id[row], Decision.CONVERTED)
        years = month.academic_year - YEAR_OF_THE_ACT
        is_last = month.first_day + DAYS_TO_NEXT_REVIEW_AT_THE_LATEST > LAST_DAY_OF_CONVERSION
        converting[position] = children.has_college_assessment[row] or (
            children.is_statement[row] and converts_statement(year_group, years, is_last, authority, u)
        )


@compiled_pass
def mark_reviews_due(
    is_present: Flags,
    sen_status: Int8s,
    has_college_assessment: Flags,
    plan_day: Int32s,
    latest: int,
    marks: Int8s,
    start: int,
    stop: int,
) -> None:
    """Mark whose plan or college assessment is of day ``latest`` or older."""
    for row in range(start, stop):
        held = (sen_status[row] == SenStatus.PLAN) | has_college_assessment[row]
        marks[row] = held & is_present[row] & (plan_day[row] <= latest)


def reviews_due(children: Children, threads: Threads, month: Month) -> Int32s:
    """Rows whose review falls due by the end of this month: plans, and college assessments to transfer."""
    latest = month.first_day + month.n_days - DAYS_BETWEEN_REVIEWS
    columns = (children.is_present, children.sen_status, children.has_college_assessment, children.plan_day)
    return threads.found(n_rows(children), mark_reviews_due, *columns, latest)
