"""The child: needs, progress and behaviour.

Summary of the rules: need that is not met grows, need that is met eases back towards what the
child was born with; progress and attendance follow; incidents follow need that nobody answers.
"""

from typing import Annotated, NamedTuple

from agents.choosing import happens, share
from agents.compiling import rule
from agents.declarations import Column, Flags, Float32s, Int8s, Int16s, Int32s, Int64s


class Children(NamedTuple):
    """One row a child or young person; row ``i`` of ``Families`` is the family of row ``i``."""

    person_id: Annotated[Int64s, Column("id", -1, "Permanent identity: cohort and serial, never the row")]
    is_present: Annotated[Flags, Column("flag", 0, "Row holds a child now")]
    cohort: Annotated[Int16s, Column("year", 0, "Autumn in which the child's year group entered Reception")]
    home_authority: Annotated[
        Int16s, Column("row", 0, "Row of the authority that is responsible for the child")
    ]
    school_authority: Annotated[
        Int16s, Column("row", 0, "Row of the authority in whose area the child goes to a mainstream school")
    ]
    primary_need: Annotated[Int8s, Column("Need", 0, "Primary type of need")]
    innate_learning_need: Annotated[
        Float32s, Column("severity 0-1", 0, "Learning need the child eases back to")
    ]
    innate_semh_need: Annotated[Float32s, Column("severity 0-1", 0, "SEMH need the child eases back to")]
    learning_need: Annotated[Float32s, Column("severity 0-1", 0, "Learning, communication or physical need")]
    semh_need: Annotated[Float32s, Column("severity 0-1", 0, "Social, emotional and mental health need")]
    ordinary_support: Annotated[
        Float32s, Column("severity 0-1", 0, "Need that this month's provision would meet without a plan")
    ]
    unmet_need: Annotated[Float32s, Column("severity 0-1", 0, "Need that nobody met this month")]
    ability: Annotated[Float32s, Column("z score", 0, "Attainment the child would reach with need met")]
    attainment: Annotated[Float32s, Column("z score", 0, "Attainment relative to the year group")]
    attendance: Annotated[Float32s, Column("share", 0.95, "Share of sessions attended")]
    sen_status: Annotated[Int8s, Column("SenStatus", 0, "None, SEN support or plan")]
    months_on_support: Annotated[Int16s, Column("months", 0, "Time on SEN support so far")]
    setting: Annotated[Int32s, Column("row", -1, "Row of the setting on whose roll the child is, -1 if none")]
    placement: Annotated[Int8s, Column("Placement", 0, "Where the child is educated")]
    last_school: Annotated[Int32s, Column("row", -1, "Mainstream school the child was last removed from")]
    census_school: Annotated[
        Int32s, Column("row", -1, "School whose results count the child (January of Year 11)")
    ]
    suspensions: Annotated[Int16s, Column("count", 0, "Suspensions in this academic year")]
    days_suspended: Annotated[
        Int16s, Column("school days", 0, "Days suspended in this academic year, at most 45")
    ]
    months_in_ap: Annotated[
        Int16s, Column("months", 0, "Time in alternative provision, or waiting for it, so far")
    ]
    case: Annotated[Int32s, Column("row", -1, "Row of the open request for a plan, -1 if none")]
    dispute: Annotated[Int32s, Column("row", -1, "Row of the open dispute, -1 if none")]
    plan_day: Annotated[Int32s, Column("day", -1, "Day on which the plan was made or last reviewed")]
    is_statement: Annotated[Flags, Column("flag", 0, "Plan is still a statement of SEN (before conversion)")]
    has_college_assessment: Annotated[
        Flags, Column("flag", 0, "Learning difficulty assessment for college (section 139A), before 2014 law")
    ]
    band: Annotated[Int8s, Column("band 0-5", 0, "Funding band of the plan's provision")]
    wants: Annotated[Int8s, Column("Placement", 0, "Placement the family would choose")]


class ChildParameters(NamedTuple):
    """How need moves, and what it does to learning and behaviour."""

    remote_support_share: float
    escalation_per_month: float
    easing_per_month: float
    early_help_protection: float
    early_plasticity_per_month: float
    semh_spillover: float
    progress_per_month: float
    attainment_cost_of_unmet_need: float
    incident_base_log_odds: float
    incident_weight_of_semh_need: float
    incident_weight_of_unmet_need: float
    incident_weight_of_silence: float
    incident_secondary_log_odds: float
    threshold_of_attainment: float
    reach_of_catch_up: float
    attention_under_target: float


@rule
def overall_need(learning_need: float, semh_need: float) -> float:
    """Severity of a child's needs together: the larger counts whole, the smaller a quarter."""
    larger = max(learning_need, semh_need)
    smaller = min(learning_need, semh_need)
    return share(larger + 0.25 * smaller)


@rule
def need_next_month(
    need: float, innate_need: float, unmet_need: float, protection: float, child: ChildParameters
) -> float:
    """Severity next month: unmet need escalates, less under early help, and all need eases back.

    Claims A2, C1, F1. Escalation slows as need nears its limit of 1. ``protection`` is the share of
    escalation that early help prevents.
    """
    escalation = child.escalation_per_month * unmet_need * (1.0 - need) * (1.0 - protection)
    easing = child.easing_per_month * (need - innate_need)
    return share(need + escalation - easing)


@rule
def innate_need_next_month(
    innate_need: float, early_help: float, early_help_of_2010: float, child: ChildParameters
) -> float:
    """Before school, early help shapes for good the need a child eases back to (claims C1, F1).

    The needs children are born with are those of 2010, under the early help of 2010: less help
    leaves more need, more help less.
    """
    return share(innate_need * (1.0 + child.early_plasticity_per_month * (early_help_of_2010 - early_help)))


@rule
def attainment_next_month(
    attainment: float, ability: float, unmet_need: float, attendance: float, child: ChildParameters
) -> float:
    """Attainment moves towards ability less what unmet need and missed school cost (claims A3, B9)."""
    reachable = ability - child.attainment_cost_of_unmet_need * unmet_need - 2.0 * (0.95 - attendance)
    return attainment + child.progress_per_month * (reachable - attainment)


@rule
def attendance_next_month(attendance: float, semh_need: float, unmet_need: float, confidence: float) -> float:
    """Attendance drifts to a level that unmet SEMH need and lost confidence lower (claim.P5)."""
    usual = 0.96 - 0.20 * semh_need * unmet_need - 0.10 * unmet_need - 0.02 * (0.7 - confidence)
    return attendance + 0.1 * (share(usual) - attendance)


@rule
def log_odds_of_incident(
    semh_need: float, unmet_need: float, is_silent: bool, in_secondary: bool, child: ChildParameters
) -> float:
    """What makes trouble likely: SEMH need that nobody meets, and a family that no longer speaks up.

    Claims M17, N6 (need, not sanction, drives behaviour) and X1, P7 (silence).
    """
    log_odds = child.incident_base_log_odds
    log_odds += child.incident_weight_of_semh_need * semh_need
    log_odds += child.incident_weight_of_unmet_need * unmet_need
    if is_silent:
        log_odds += child.incident_weight_of_silence
    if in_secondary:
        log_odds += child.incident_secondary_log_odds
    return log_odds


@rule
def has_incident(
    semh_need: float,
    unmet_need: float,
    is_silent: bool,
    in_secondary: bool,
    custom: float,
    child: ChildParameters,
    luck: float,
) -> bool:
    """Trouble breaks out this month, sooner where that is the custom of the place."""
    return happens(log_odds_of_incident(semh_need, unmet_need, is_silent, in_secondary, child) + custom, luck)
