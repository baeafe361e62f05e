"""The school or setting: head, SENCO and trust leader together.

Summary of the rules: effort goes where ethos and accountability pull it; what is ordinarily
available follows from capability, effort, money and visiting specialists; a head removes a
pupil when keeping one costs more than removing one.
"""

from typing import Annotated, NamedTuple

from agents.choosing import happens, share
from agents.compiling import rule
from agents.declarations import Column, Flags, Float32s, Int16s, Int32s, Int64s


class Schools(NamedTuple):
    """One row a setting of any kind, early years to further education."""

    school_id: Annotated[Int64s, Column("id", -1, "Permanent identity")]
    kind: Annotated[Int32s, Column("SettingKind", 0, "Early years, primary, secondary, special, ...")]
    authority: Annotated[Int16s, Column("row", 0, "Authority in whose area the setting lies")]
    is_academy: Annotated[Flags, Column("flag", 0, "Academy, outside the authority's direct influence")]
    academy_rank: Annotated[Float32s, Column("share", 0.5, "Order in which schools become academies")]
    places: Annotated[Int32s, Column("places", 0, "Planned places")]
    roll: Annotated[Int32s, Column("pupils", 0, "Pupils on roll")]
    n_support: Annotated[Int32s, Column("pupils", 0, "Pupils on SEN support")]
    n_plans: Annotated[Int32s, Column("pupils", 0, "Pupils with a plan")]
    ethos: Annotated[Float32s, Column("share", 0.5, "How far the leader values inclusion")]
    capability: Annotated[Float32s, Column("share", 0.5, "What the whole staff can do for SEND")]
    own_bar: Annotated[
        Float32s, Column("severity", 0, "How far the school's bar for SEN lies from the average")
    ]
    own_trouble: Annotated[
        Float32s, Column("log odds", 0, "Custom of the place: how much sooner trouble becomes an incident")
    ]
    own_excluding: Annotated[
        Float32s, Column("log odds", 0, "Custom of the place: how much sooner a head excludes")
    ]
    communication: Annotated[Float32s, Column("share", 0.5, "Quality of contact with families")]
    pressure: Annotated[Float32s, Column("share", 0.5, "Attainment pressure: distance behind comparators")]
    narrowness: Annotated[Float32s, Column("share", 0.3, "Narrowness of the curriculum")]
    inclusion_climate: Annotated[
        Float32s, Column("share", 0, "How far a national inclusion message has become custom")
    ]
    discipline_climate: Annotated[
        Float32s, Column("share", 0, "How far national guidance on sanctions has become custom")
    ]
    send_effort: Annotated[Float32s, Column("share", 0.5, "Share of leadership effort that goes to SEND")]
    pot_per_pupil_gbp: Annotated[
        Float32s, Column("GBP a year, 2010 prices", 3000, "SEN money left for a pupil on SEN support")
    ]
    specialist_hours: Annotated[
        Float32s, Column("hours a month per 100 pupils", 0, "Visiting psychologists and advisory teachers")
    ]
    outreach: Annotated[
        Float32s, Column("share", 0, "Outreach from alternative provision, of what would be enough")
    ]
    quality: Annotated[Float32s, Column("share", 0.5, "Quality of ordinarily available provision")]
    support_quality: Annotated[Float32s, Column("share", 0.5, "How much SEN support adds")]
    results: Annotated[Float32s, Column("z score", 0, "Mean attainment of last summer's leavers")]
    exclusion_norm: Annotated[
        Float32s, Column("per 100 a year", 0.1, "Exclusion that the head sees in other schools")
    ]
    cost_of_exclusion_gbp: Annotated[
        Float32s, Column("GBP", 0, "What a permanent exclusion costs the school")
    ]
    exclusions_this_year: Annotated[Int16s, Column("count", 0, "Permanent exclusions in this academic year")]
    peer_confidence: Annotated[Float32s, Column("share", 0.6, "Mean confidence of the school's SEN families")]
    peer_plans_share: Annotated[
        Float32s, Column("share", 0.1, "Share of the school's SEN families with a plan")
    ]
    reputation: Annotated[
        Float32s, Column("share", 0, "How far known for meeting needs, against schools alike in the area")
    ]
    sen_entrants: Annotated[
        Int32s, Column("pupils", 0, "Pupils with SEN who chose the school last September")
    ]
    discouraged: Annotated[Int32s, Column("pupils", 0, "Those of them whom the school talked away")]
    avoidance_norm: Annotated[
        Float32s, Column("share", 0, "Share that schools near by talked away, less that of all alike")
    ]
    notional_spent: Annotated[
        Float32s, Column("share", 1, "SEN spending as a share of the notional SEN budget, by custom")
    ]
    plan_reward_gbp: Annotated[
        Float32s, Column("GBP a year", 0, "What one more plan would bring in beside the top-up")
    ]
    pastoral: Annotated[Float32s, Column("share", 0, "Pastoral work above or below that of the usual school")]
    long_view: Annotated[
        Float32s, Column("share", 0, "Weight of lives after school in how the school is judged")
    ]


class SchoolParameters(NamedTuple):
    """What heads weigh, and what makes provision good."""

    effort_weight_of_ethos: float
    effort_weight_of_pressure: float
    effort_weight_of_message: float
    climate_months: float
    narrowing_by_pressure: float
    reach_of_ordinary: float
    reach_of_support: float
    reach_of_specialists: float
    reach_of_outreach: float
    pot_for_full_support_gbp: float
    notional_share: float
    first_contribution_gbp: float
    identification_bar: float
    identification_bar_before_merger: float
    identification_spread: float
    asking_base_log_odds: float
    asking_weight_of_unmet_need: float
    asking_weight_of_shortfall: float
    asking_weight_of_precedent: float
    asking_after_16_log_odds: float
    suspension_base_log_odds: float
    suspension_weight_of_guidance: float
    exclusion_base_log_odds: float
    exclusion_weight_of_record: float
    exclusion_weight_of_results: float
    exclusion_weight_of_ethos: float
    exclusion_weight_of_norm: float
    exclusion_weight_of_cost: float
    exclusion_weight_of_plan: float
    managed_move_share: float
    effort_weight_of_authority: float
    effort_weight_of_consequence: float
    reach_in_academies: float
    standard_of_effort: float
    validity_of_imposed_standards: float
    validity_of_owned_standards: float
    paperwork_of_standards: float
    clarity_of_metrics: float
    long_view_months: float
    notional_spread: float
    density_that_pays: float
    asking_weight_of_reward: float
    reach_of_pastoral: float
    reputation_learning: float
    draw_of_reputation: float
    strain_of_load: float
    discouraging_base_log_odds: float
    discouraging_weight_of_results: float
    discouraging_weight_of_cost: float
    discouraging_weight_of_ethos: float
    discouraging_weight_of_reach: float
    discouraging_weight_of_norm: float
    discouraging_weight_of_judgement: float
    contact_lost_to_strategy: float


# How good provision is --------------------------------------------------------------------


@rule
def attainment_pressure(accountability: float, results: float, comparator: float) -> float:
    """Pressure on results: how much is at stake, times how far comparators are ahead (claim.B5, loop R6)."""
    return share(accountability * (0.55 + 0.5 * (comparator - results)))


@rule
def pot_left_by_plans(
    notional_gbp: float, n_plans: int, n_support: int, first_contribution_gbp: float, price: float
) -> float:
    """SEN money left for each pupil on SEN support once plans have taken the school's first contribution.

    Claim H3, in 2010 prices. With no pupil on SEN support the whole pot is one pupil's.
    """
    left = max(0.0, notional_gbp - first_contribution_gbp * n_plans)
    return left / max(1, n_support) / price


@rule
def splits_effort(ethos: float, pressure: float, message: float, school: SchoolParameters) -> float:
    """Share of leadership effort for SEND: values and message pull up, attainment pressure pulls down.

    Claims B5, B8, I1, N1.
    """
    pull = 0.35 + school.effort_weight_of_ethos * (ethos - 0.5) + school.effort_weight_of_message * message
    return share(pull - school.effort_weight_of_pressure * (pressure - 0.5))


@rule
def keeps_to_audit(effort: float, audited: float) -> float:
    """Effort for SEND, no lower than what an audit of SEN support asks to see (claim.N4)."""
    return max(effort, audited)


@rule
def capability_in_use(
    capability: float, ethos: float, training: float, sharing: float, area_capability: float
) -> float:
    """What staff can do once trained, and once schools that can do less learn from their neighbours.

    Claims J5 (what training gives depends on the leader's values), J8, N9 (learning from good practice).
    """
    learnt = sharing * max(0.0, area_capability - capability)
    return share(capability + training * ethos + learnt)


@rule
def climate_next_month(climate: float, signal: float, school: SchoolParameters) -> float:
    """What government signals becomes custom in a school only slowly (claims I1, M2)."""
    return climate + (signal - climate) / school.climate_months


@rule
def narrows_curriculum(pressure: float, ethos: float, school: SchoolParameters) -> float:
    """Narrowness of the curriculum: pressure narrows it, an inclusive ethos resists (claim.B4)."""
    return share(0.1 + school.narrowing_by_pressure * pressure * (1.0 - 0.5 * ethos))


@rule
def ordinarily_available_quality(capability: float, send_effort: float, narrowness: float) -> float:
    """Quality of ordinary provision: skill times effort, less what narrowing takes (claims B4, J7)."""
    return share(capability * (0.6 + 0.8 * send_effort) * (1.0 - 0.4 * narrowness) + 0.1)


@rule
def sen_support_quality(
    capability: float, send_effort: float, pot_per_pupil_gbp: float, school: SchoolParameters
) -> float:
    """How much SEN support adds: half skill and effort, half the money that plans leave over (claim.H3)."""
    money = pot_per_pupil_gbp / (pot_per_pupil_gbp + school.pot_for_full_support_gbp)
    return share((0.4 * capability + 0.3 * send_effort) + 0.8 * money * send_effort + 0.3 * money)


@rule
def hears_families(communication: float, send_effort: float) -> float:
    """How far families are heard: the quality of contact, times the effort left for it (claims E5, P6)."""
    return share(communication * (0.6 + send_effort))


@rule
def support_without_plan(
    on_support: bool,
    quality: float,
    support_quality: float,
    specialist_hours: float,
    school: SchoolParameters,
) -> float:
    """Need that a school meets without a plan: ordinary provision, SEN support, visiting specialists.

    Claims B1, C4, C6. Specialists saturate: half their reach at 4 hours a month per 100 pupils.
    """
    met = school.reach_of_ordinary * quality
    if on_support:
        met += school.reach_of_support * support_quality
        met += school.reach_of_specialists * specialist_hours / (specialist_hours + 4.0)
    return met


# What schools decide about a pupil --------------------------------------------------------


@rule
def identifies_need(need: float, bar: float, capability: float, voiced: bool, luck: float) -> bool:
    """Put a pupil on SEN support: need above the school's own bar, sooner if the family speaks up.

    Claim B8 (bars differ between schools), loop R12 (unheard need is recognised late).
    """
    if need < bar:
        return False
    monthly = 0.03 + 0.5 * (need - bar) + 0.04 * capability
    if voiced:
        monthly = 2.0 * monthly
    return luck < monthly


@rule
def ends_support(need: float, bar: float, luck: float) -> bool:
    """Take a pupil off SEN support once need is clearly below the school's bar."""
    return need < 0.92 * bar and luck < 0.08


@rule
def log_odds_of_asking_by_school(
    unmet_need: float,
    pot_per_pupil_gbp: float,
    precedent: float,
    reward_gbp: float,
    after_16: bool,
    school: SchoolParameters,
) -> float:
    """What makes a school ask the authority for a needs assessment: unmet need, and no money left.

    Claims A2 (unmet need), H3 and D7 (the pot, the top-up, and any reward for one more plan), N3 (a plan
    is the only guarantee in sight). ``precedent`` is the share of the school's families with SEN that
    have a plan. Sixth forms and colleges seldom ask.
    """
    log_odds = school.asking_base_log_odds + school.asking_weight_of_unmet_need * unmet_need
    shortfall = 1.0 - pot_per_pupil_gbp / school.pot_for_full_support_gbp
    log_odds += school.asking_weight_of_shortfall * share(shortfall)
    log_odds += school.asking_weight_of_precedent * precedent
    log_odds += school.asking_weight_of_reward * reward_gbp / 1000.0
    if after_16:
        log_odds += school.asking_after_16_log_odds
    return log_odds


@rule
def has_tried_support(months_on_support: int) -> bool:
    """Whether SEN support has been tried for long enough to ask for more: two terms."""
    return months_on_support >= 6


@rule
def asks_for_assessment(months_on_support: int, log_odds: float, custom: float, luck: float) -> bool:
    """Ask the authority for a needs assessment once support has been tried long enough.

    ``log_odds`` are those of ``log_odds_of_asking_by_school``; ``custom`` is the place's (claim D1).
    """
    return has_tried_support(months_on_support) and happens(log_odds + custom, luck)


@rule
def log_odds_of_suspending(
    ethos: float, has_sen: bool, adjustments: float, guidance: float, school: SchoolParameters
) -> float:
    """What makes a school suspend: guidance lowers the bar, ethos and reasonable adjustments raise it.

    Claims M2, D11.
    """
    log_odds = school.suspension_base_log_odds + school.suspension_weight_of_guidance * guidance
    log_odds -= 1.2 * (ethos - 0.5)
    if has_sen:
        log_odds -= 1.0 * adjustments
    return log_odds


@rule
def suspends(log_odds: float, luck: float) -> bool:
    """Suspend after an incident, which has these ``log_odds_of_suspending``."""
    return happens(log_odds, luck)


@rule
def makes_adjustments(send_effort: float, duty: float) -> float:
    """Adjustments made for pupils with SEN: the effort for SEND, and some of the rest if enforced (D11)."""
    return send_effort + duty * (1.0 - send_effort)


@rule
def gain_in_results(results: float, attainment: float, n_leavers: float, results_are_fixed: bool) -> float:
    """How much a school's mean rises if this pupil leaves; nothing once the Year 11 census has fixed it.

    Claim M4: (school mean - pupil) / number of leavers.
    """
    if results_are_fixed or n_leavers < 1.0:
        return 0.0
    return max(0.0, results - attainment) / n_leavers


@rule
def log_odds_of_excluding(
    suspensions: int,
    results_pull: float,
    ethos: float,
    norm: float,
    cost_in_places: float,
    has_plan: bool,
    school: SchoolParameters,
) -> float:
    """What makes a head exclude, at a suspension: keeping the pupil costs more than removing.

    What pushes: the pupil's record (discipline, claim M2), results while they still count times
    the pressure on them (claim M4), and what other heads do (loop R11). What holds back: values
    (claim M5), a bill for the place as a share of its price (claims M3, M10), a plan (claim X1).
    """
    log_odds = school.exclusion_base_log_odds
    log_odds += school.exclusion_weight_of_record * min(suspensions, 10)
    log_odds += school.exclusion_weight_of_results * results_pull
    log_odds += school.exclusion_weight_of_norm * norm
    log_odds -= school.exclusion_weight_of_ethos * (ethos - 0.5)
    log_odds -= school.exclusion_weight_of_cost * cost_in_places
    if has_plan:
        log_odds -= school.exclusion_weight_of_plan
    return log_odds


@rule
def excludes(log_odds: float, custom: float, luck: float) -> bool:
    """A head excludes permanently: ``log_odds_of_excluding`` this pupil, and what is usual in the place."""
    return happens(log_odds + custom, luck)


@rule
def chance_of_managed_move(ethos: float, is_academy: bool, school: SchoolParameters) -> float:
    """Chance of a managed move instead: inclusive heads, and those the authority can reach (claim.L4)."""
    wish = school.managed_move_share * (0.5 + ethos)
    return 0.8 * wish if is_academy else wish


@rule
def arranges_managed_move(ethos: float, is_academy: bool, school: SchoolParameters, luck: float) -> bool:
    """Arrange a managed move instead of excluding (claim.L4)."""
    return luck < chance_of_managed_move(ethos, is_academy, school)
