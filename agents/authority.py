"""The local authority: SEN casework, educational psychology, early help, placement and money.

Summary of the rules: assess and issue when the evidence passes the authority's own bar, which
deficit raises above the law's; serve the law's clock before prevention; name the cheapest
setting that can meet need unless a tribunal says otherwise.
"""

from typing import Annotated, NamedTuple

from agents.choosing import share
from agents.compiling import rule
from agents.declarations import Column, Float32s, Float64s, Int32s, Int64s


class Authorities(NamedTuple):
    """One row a local authority. Money is in pence; time of staff in minutes."""

    authority_id: Annotated[Int64s, Column("id", -1, "Permanent identity")]
    own_bar: Annotated[Float32s, Column("severity 0-1", 0, "Custom of the place: its bar less the law's")]
    own_contesting: Annotated[
        Float32s, Column("log odds", 0, "Custom of the place: how readily families contest its decisions")
    ]
    own_asking: Annotated[
        Float32s, Column("log odds", 0, "Custom of the place: how much sooner its families and schools ask")
    ]
    bar: Annotated[Float32s, Column("severity 0-1", 0.4, "Evidence it asks for before it assesses")]
    unit_places: Annotated[
        Float32s, Column("places", 0, "Places in SEN units and resourced provision of mainstream schools")
    ]
    college_block: Annotated[
        Float32s, Column("share", 0, "Share of college places paid for as a block this month")
    ]
    planned_college: Annotated[Float64s, Column("places", 0, "College places planned, over three years")]
    band_bias: Annotated[
        Float32s, Column("severity 0-1", 0, "Custom of the place: need it adds when it bands a plan")
    ]
    band_drift: Annotated[Float32s, Column("severity 0-1", 0, "Need it adds since money follows bands")]
    band_lean: Annotated[Float32s, Column("severity 0-1", 0, "Need it adds in all, after moderation")]
    own_level: Annotated[Float32s, Column("ratio", 1, "Custom of the place: its top-up over the mean tariff")]
    top_up_level: Annotated[Float32s, Column("ratio", 1, "Top-up it pays for a band over the mean tariff")]
    joint_share: Annotated[Float32s, Column("share", 0.6, "Plans whose health and care provision arrives")]
    psychology_minutes: Annotated[Int64s, Column("minutes a month", 0, "Educational psychologists' time")]
    bought_in_minutes: Annotated[
        Int64s, Column("minutes a month", 0, "Psychologists' advice bought in this month")
    ]
    psychology_overdraft: Annotated[Int64s, Column("minutes", 0, "Work begun last month and finished this")]
    preventive_minutes: Annotated[
        Int64s, Column("minutes a month", 0, "Psychologists' time left for schools")
    ]
    casework_minutes: Annotated[Int64s, Column("minutes a month", 0, "SEN caseworkers' time")]
    casework_overdraft: Annotated[Int64s, Column("minutes", 0, "Work begun last month and finished this")]
    casework_waiting: Annotated[Int64s, Column("minutes", 0, "Casework that is due and not yet done")]
    early_help: Annotated[
        Float32s, Column("share", 0.5, "Share of young children with needs whom early help reaches")
    ]
    early_help_moved: Annotated[
        Float32s, Column("share", 0, "Of these, reached with money taken from advisory services")
    ]
    advisory_hours: Annotated[
        Float32s, Column("hours a month per 100 pupils", 0, "Advisory teachers' time in schools")
    ]
    discretionary_share: Annotated[
        Float32s, Column("share", 1, "Share of planned discretionary high needs spending kept")
    ]
    block_pence: Annotated[Int64s, Column("pence a month", 0, "High needs block received this month")]
    agreement_pence: Annotated[
        Int64s, Column("pence a month", 0, "Government's payment towards the deficit this month")
    ]
    statutory_pence: Annotated[Int64s, Column("pence a month", 0, "Places, top-ups and fees paid this month")]
    discretionary_pence: Annotated[
        Int64s, Column("pence a month", 0, "Advisory services and outreach paid this month")
    ]
    balance_pence: Annotated[Int64s, Column("pence", 0, "Cumulative high needs balance within the grant")]
    general_fund_base_pence: Annotated[
        Int64s, Column("pence a month, 2010 prices", 0, "General fund for SEND services at the level of 2010")
    ]
    general_fund_pence: Annotated[
        Int64s, Column("pence a month", 0, "General fund for SEND services this month")
    ]
    transport_pence: Annotated[Int64s, Column("pence a month", 0, "SEN transport paid this month")]
    services_pence: Annotated[
        Int64s, Column("pence a month", 0, "Psychologists, caseworkers and early help paid this month")
    ]
    general_balance_pence: Annotated[
        Int64s, Column("pence", 0, "What these services have left in the general fund, or drawn from it")
    ]
    special_waiting: Annotated[
        Int32s, Column("children", 0, "Children whose families wait for a special place")
    ]
    area_confidence: Annotated[
        Float32s, Column("share", 0.6, "Mean confidence of families with SEN in the area")
    ]
    success_seen: Annotated[
        Float32s, Column("share", 0.05, "Appeals won that families know of, 0 none to 1 everywhere")
    ]
    appeals_lost: Annotated[Float64s, Column("appeals", 0, "Appeals lost or conceded, fading over two years")]
    decisions_made: Annotated[
        Float64s, Column("decisions", 0, "Decisions that could be appealed, fading likewise")
    ]
    judgement: Annotated[
        Float32s, Column("share", 0.5, "What inspectors make of the area: 0 poor, 1 as good as can be")
    ]
    families_time: Annotated[
        Float32s, Column("share", 0, "Share of caseworkers' time that goes to hearing families")
    ]
    forum_influence: Annotated[
        Float32s, Column("share", 0.1, "Share of what the parents' forum asks for that is done")
    ]
    contact: Annotated[
        Float32s, Column("share", 0.5, "How well officers hear families; half where nothing changes")
    ]


MOST_BELOW_LAW = 0.15  # severity by which a bar may lie below the law's; assumed
LAST_YEAR_GROUP_TO_18 = 14  # turning 19 in the academic year


class AuthorityParameters(NamedTuple):
    """How authorities judge, queue, place and pay."""

    spread_of_judgement: float
    weight_of_parent_evidence: float
    school_evidence: float
    bar_above_law: float
    bar_from_deficit: float
    bar_from_intervention: float
    bar_from_losing: float
    issue_discount: float
    psychology_hours_per_assessment: float
    psychology_hours_per_1000_children: float
    casework_minutes_per_decision: float
    casework_minutes_per_assessment: float
    casework_minutes_per_final: float
    casework_minutes_per_review: float
    casework_minutes_per_conversion: float
    casework_minutes_per_dispute: float
    casework_slack: float
    casework_growth_per_year: float
    casework_lapse_per_year: float
    early_help_coverage: float
    discretionary_block_share: float
    advisory_share: float
    squeeze_by_deficit: float
    ceasing_16_to_18_per_review: float
    ceasing_over_18_per_review: float
    stays_in_college_share: float
    college_bar_above_own: float
    refused_consultation_share: float
    conversion_second_year_share: float
    conversion_third_year_share: float
    bought_in_advice_limit: float
    special_bar: float
    concession_log_odds: float
    plan_delivery_share: float
    place_growth_limit_per_year: float
    time_moved_by_inspection: float
    contact_for_time: float
    contact_lost_to_strategy: float
    usual_influence_of_forum: float
    bar_moved_by_forum: float


# Judging evidence -------------------------------------------------------------------------


@rule
def evidence_of_need(
    need: float,
    unmet_need: float,
    resources: float,
    from_school: bool,
    authority: AuthorityParameters,
    luck: float,
) -> float:
    """Evidence as the papers show it: need and half of what is unmet, well or badly put.

    Claims D8 (means buy evidence) and E-D4 of the record (schools' papers are better).
    """
    seen = need + 0.5 * unmet_need + authority.spread_of_judgement * (luck - 0.5)
    if from_school:
        return seen + authority.school_evidence
    return seen + authority.weight_of_parent_evidence * (resources - 0.5)


@rule
def agrees_to_assess(evidence: float, bar: float) -> bool:
    """An authority agrees to assess when the evidence reaches its own bar (claims D1, D4)."""
    return evidence >= bar


@rule
def issues_plan(evidence: float, bar: float, authority: AuthorityParameters) -> bool:
    """After assessing, an authority issues a plan unless the advice falls well short of its bar."""
    return evidence >= bar - authority.issue_discount


@rule
def sets_bar(
    law: float,
    own_bar: float,
    deficit_share: float,
    is_intervened: bool,
    lost_share: float,
    tightening: float,
    authority: AuthorityParameters,
) -> float:
    """Evidence an authority asks for: the law's bar, its custom, its deficit, less what losing teaches.

    Claims D1, D4, loops B3 and R9. ``tightening`` is the lever, in severity.
    """
    bar = law + authority.bar_above_law + own_bar + tightening
    bar += authority.bar_from_deficit * min(deficit_share, 1.0)
    if is_intervened:
        bar += authority.bar_from_intervention
    return max(bar - authority.bar_from_losing * lost_share, law - MOST_BELOW_LAW)


@rule
def law_holds_bar(bar: float, law: float) -> bool:
    """Whether an authority asks for as little as it may: its custom could not lower its bar further."""
    return bar <= law - MOST_BELOW_LAW + 1e-6


@rule
def chance_of_refusal(evidence_on_average: float, bar: float, authority: AuthorityParameters) -> float:
    """Chance that papers which show so much on average fall short of the bar, by how well they are put."""
    return share(0.5 + (bar - evidence_on_average) / authority.spread_of_judgement)


# Capacity ---------------------------------------------------------------------------------


@rule
def time_for_statutory_advice(minutes: int, overdraft: int, protected_share: float) -> int:
    """Psychologists' minutes open to statutory advice; what is protected stays with schools (claim.C6)."""
    return max(0, int(minutes * (1.0 - protected_share)) - overdraft)


@rule
def recruits_caseworkers(
    minutes: int, waiting: int, general_fund: float, authority: AuthorityParameters
) -> int:
    """Casework minutes next month: recruit while half a month's work waits, let posts lapse when none does.

    The general fund, relative to 2010, scales how fast an authority can recruit.
    """
    if waiting > minutes // 2:
        return int(minutes * (1.0 + authority.casework_growth_per_year / 12.0 * general_fund)) + 1
    if waiting == 0:
        return int(minutes * (1.0 - authority.casework_lapse_per_year / 12.0))
    return minutes


@rule
def keeps_discretionary(deficit_share: float, is_intervened: bool, authority: AuthorityParameters) -> float:
    """Share of discretionary high needs spending that survives the deficit (claims C7, D10)."""
    kept = 1.0 - authority.squeeze_by_deficit * max(0.0, deficit_share)
    if is_intervened:
        kept -= 0.2
    return max(kept, 0.25)


@rule
def commissions_places(places: int, roll: int, waiting: int, authority: AuthorityParameters) -> int:
    """Special places added for next year: what is waited for, as fast as building allows."""
    wanted = roll + waiting - places
    if wanted <= 0:
        return 0
    return min(wanted, int(places * authority.place_growth_limit_per_year) + 1)


# Plans and placement ----------------------------------------------------------------------


@rule
def would_name_special(need: float, has_place: bool, authority: AuthorityParameters, luck: float) -> bool:
    """Name a special school on its own account: much need, and a place to be had."""
    bar = authority.special_bar
    if not has_place:
        bar += 0.15
    return need > bar + 0.12 * (luck - 0.5)


@rule
def names_special_at_transfer(
    need: float, is_wanted: bool, ease: float, authority: AuthorityParameters
) -> bool:
    """Name a special school from next September at a change of phase, sooner where the family wants it.

    Most moves from mainstream to special happen here; settings are named by 15 February.
    """
    bar = authority.special_bar
    if is_wanted:
        bar -= ease
    return need > bar


@rule
def converts_statement(
    year_group: int, years_since_2014: int, is_last_review: bool, authority: AuthorityParameters, luck: float
) -> bool:
    """Turn a statement into a plan at this review: the order in which the law of 2014 had it done.

    First those who change phase (Year 9, and leavers to further education), from the second year also
    those who start school or secondary; the others as each authority planned, and all at the last
    review before the deadline of March 2018.
    """
    if is_last_review or year_group == 9 or year_group == 11 or year_group >= 13:
        return True
    if years_since_2014 == 0:
        return False
    if year_group == -1 or year_group == 6:
        return True
    if years_since_2014 == 1:
        return luck < authority.conversion_second_year_share
    if years_since_2014 == 2:
        return luck < authority.conversion_third_year_share
    return True


@rule
def transfers_college_assessment(evidence: float, bar: float, authority: AuthorityParameters) -> bool:
    """Turn a learning difficulty assessment into a plan, by September 2016, where need is complex.

    The young person is at college already; authorities planned for those whose support was costly.
    """
    return evidence >= bar + authority.college_bar_above_own


@rule
def schools_consulted(need: float, authority: AuthorityParameters, luck: float) -> int:
    """How many schools are consulted, one after the other, until one can meet need: one to three.

    The more need, the likelier a school replies that it cannot (each reply takes 15 days).
    """
    refusing = authority.refused_consultation_share * (0.5 + need)
    if luck < refusing * refusing:
        return 3
    return 2 if luck < refusing else 1


@rule
def buys_advice(waiting_minutes: int, own_minutes: int, authority: AuthorityParameters) -> int:
    """Minutes of psychologists' advice bought in this month: what own staff cannot reach, up to a limit.

    Independent and associate psychologists write advice only; they do no preventive work.
    """
    return min(max(0, waiting_minutes - own_minutes), int(authority.bought_in_advice_limit * own_minutes))


@rule
def ceases_plan(
    year_group: int,
    age_limit: float,
    need: float,
    unmet_need: float,
    guarantee_lost: float,
    authority: AuthorityParameters,
    luck: float,
) -> bool:
    """End a plan at a review: no longer necessary, or the young person has moved on (section 45).

    Over 18 an authority must have regard to whether the outcomes of education have been achieved. Claim F2
    (plans can run to 25); where the block funds a college, less hangs on a plan (``guarantee_lost``, N11).
    """
    if year_group + 5 >= age_limit:
        return True
    if year_group >= LAST_YEAR_GROUP_TO_18:
        return luck < authority.ceasing_over_18_per_review * (1.5 - need) * (1.0 + guarantee_lost)
    if year_group >= 12:
        return luck < authority.ceasing_16_to_18_per_review * (1.5 - need) * (1.0 + guarantee_lost)
    return need + unmet_need < 0.22 and luck < 0.15


@rule
def would_name_independent(need: float, semh_need: float, has_special_place: bool, luck: float) -> bool:
    """Pay an independent special school: severe need with SEMH need that state schools struggle to meet."""
    bar = 0.92 if has_special_place else 0.82
    return need > bar and semh_need > 0.45 and luck < 0.25
