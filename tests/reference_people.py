"""The plain twin's families: support, identification, taking stock, asking, and leaving for home."""

from abm.counting import Flow
from abm.levers import levers
from agents.vocabulary import Asker, Decision, Need, Placement, SenStatus, SettingKind, Stage
from tests.reference_cohorts import ORDINARY, joins_mainstream
from tests.reference_luck import luck
from tests.reference_moment import Moment
from tests.reference_rules import rules
from tests.reference_state import Area, Case, Person, School, State, blank

SOONER_WHEN_JUDGED = 0.02
MADE_FOR_NEED = (Placement.SPECIAL, Placement.INDEPENDENT_SPECIAL, Placement.SPECIALIST_POST_16)


def need_of(person: Person) -> float:
    need: float = rules.overall_need(person.learning_need, person.semh_need)
    return need


def has_cause_to_take_stock(person: Person) -> bool:
    return need_of(person) >= 0.12 or person.sen_status != SenStatus.NONE


def support_arrives(state: State, now: Moment) -> None:
    p = now.p.child
    for person in state.people:
        learning, semh, need = person.learning_need, person.semh_need, need_of(person)
        support = support_for(person, state.areas[person.home_authority], now)
        person.unmet_need = unmet = max(0.0, need - support)
        year_group = now.year_group(person)
        protection = 0.0
        innate_learning, innate_semh = person.innate_learning_need, person.innate_semh_need
        if year_group < 0:
            early_help = state.areas[person.home_authority].early_help
            protection = p.early_help_protection * early_help
            then = now.p.authority.early_help_coverage
            innate_learning = rules.innate_need_next_month(innate_learning, early_help, then, p)
            innate_semh = rules.innate_need_next_month(innate_semh, early_help, then, p)
            person.innate_learning_need, person.innate_semh_need = innate_learning, innate_semh
        learning_part = unmet * learning / (learning + semh + 1e-9)
        semh_part = unmet - learning_part + p.semh_spillover * learning_part
        grows = rules.need_next_month
        person.learning_need = grows(learning, innate_learning, learning_part, protection, p)
        person.semh_need = grows(semh, innate_semh, semh_part, protection, p)
        if 0 <= year_group < 12:
            child_learns(person, need, semh, now)


def child_learns(person: Person, need: float, semh: float, now: Moment) -> None:
    """Those with need, and those whom teaching on top of the ordinary, or a target, moves."""
    p, extra, school = now.p.child, 0.0, person.setting
    if school is not None and person.placement in ORDINARY:
        identity = school.school_id
        extra = rules.teaching_on_top(
            person.attainment,
            now.pull("catch_up_support", identity),
            now.dose("attainment_pledge", identity),
            now.pull("lower_attainer_agenda", identity),
            p,
        )
    attendance = person.attendance
    if need > 0.05:
        attendance = rules.attendance_next_month(attendance, semh, person.unmet_need, person.confidence)
        person.attendance = attendance
    if need > 0.05 or extra != 0.0:
        person.attainment = rules.attainment_next_month(
            person.attainment, person.ability + extra, person.unmet_need, attendance, p
        )


def support_for(person: Person, area: Area, now: Moment) -> float:
    """Need that this month's support can meet; less of it while schools are closed."""
    p = now.p.school
    open_share = 1.0 - (1.0 - now.p.child.remote_support_share) * now.drivers.covid_closure_share
    need, school = need_of(person), person.setting
    if person.placement not in ORDINARY or school is None:
        person.ordinary_support = 0.0
        reach = 0.3
        if person.placement in MADE_FOR_NEED:
            reach = 0.95
        elif person.placement == Placement.HOME:
            reach = 0.6
        elif person.placement == Placement.OTHERWISE:
            reach = 0.5
        elif person.placement == Placement.ALTERNATIVE:
            in_unit: float = rules.need_met_in_unit(need, person.learning_need, person.semh_need)
            return in_unit * open_share
        return reach * need * open_share
    has_sen = person.sen_status != SenStatus.NONE
    provision = (school.quality, school.support_quality, school.specialist_hours)
    met: float = rules.support_without_plan(has_sen, *provision, p)
    if school.kind == SettingKind.SECONDARY:
        met += p.reach_of_outreach * school.outreach * person.semh_need
    met += p.reach_of_pastoral * school.pastoral * person.semh_need
    met = max(0.0, met) * open_share
    person.ordinary_support = met
    possible = need * open_share
    if person.sen_status == SenStatus.PLAN and met < possible:
        met += delivery_of_plan(person, area, need, now) * (possible - met)
    return met


def delivery_of_plan(person: Person, area: Area, need: float, now: Moment) -> float:
    """What its money buys, and whether health and care, the same in every run, bring their part."""
    money = rules.money_over_due(need, person.band, area.top_up_level)
    usual = now.p.authority.plan_delivery_share
    delivery = rules.delivery_for_the_money(usual, money, now.p.banding)
    if person.placement == Placement.RESOURCED:
        delivery = rules.delivery_in_unit(delivery, now.p.draft)
    elif person.placement == Placement.FURTHER:
        delivery = rules.delivery_in_college(delivery, area.college_block, now.p.draft)
    arrives = luck(0, person.person_id, Decision.JOINT_PROVISION) < area.joint_share
    share: float = rules.delivery_with_partners(delivery, arrives, now.p.partner)
    return share


def need_is_identified(state: State, now: Moment) -> None:
    if now.month.calendar_month == 8:
        return
    p = now.p.school
    old, new = p.identification_bar_before_merger, p.identification_bar
    average = old + (new - old) * now.drivers.identification_guidance
    for person in state.people:
        school = person.setting
        if school is None or person.sen_status == SenStatus.PLAN:
            continue
        need = need_of(person)
        judged = now.dose("send_in_accountability", school.school_id)
        judged = judged + now.dose("attainment_pledge", school.school_id)
        bar = average - SOONER_WHEN_JUDGED * judged + school.own_bar
        if person.sen_status == SenStatus.SUPPORT:
            person.months_on_support += 1
            if rules.ends_support(need, bar, now.luck(person, Decision.DROPPED)):
                person.sen_status = SenStatus.NONE
                person.months_on_support = 0
        elif now.year_group(person) < 14:
            u = now.luck(person, Decision.IDENTIFIED)
            if rules.identifies_need(need, bar, school.capability, not person.is_silent, u):
                person.sen_status = SenStatus.SUPPORT
    for person in state.people:
        need_is_recorded(person, now, state)


def need_is_recorded(person: Person, now: Moment, state: State) -> None:
    """Secondary schools record SEMH where help for it is free."""
    school = person.setting
    if school is None or person.sen_status == SenStatus.NONE or school.kind != SettingKind.SECONDARY:
        return
    free = now.dose("outreach_subsidised", state.areas[school.authority].authority_id)
    u = now.luck(person, Decision.RELABELLED)
    if rules.records_as_semh(person.learning_need, person.semh_need, free, now.p.service, u):
        person.primary_need = Need.SOCIAL_EMOTIONAL


def stock_is_taken(state: State, now: Moment) -> None:
    for person in state.people:
        area = state.areas[person.home_authority].area_confidence
        if has_cause_to_take_stock(person):
            family_takes_stock(person, area, state.areas, now)
        else:
            person.confidence = person.confidence + 0.02 * (area - person.confidence)
            person.is_silent = False
    for case in state.cases():
        first_of_next_month = now.last_day + 1
        if first_of_next_month - case.asked_day > now.drivers.statutory_clock_days:
            loses_trust(case.child, now.p.family.shock_of_delay)
    for work in [*state.cases(), *state.disputes()]:
        family = work.child
        contact = state.areas[family.home_authority].contact
        family.trust = rules.trust_after_contact(family.trust, contact, now.p.family)


def family_takes_stock(person: Person, area: float, areas: list[Area], now: Moment) -> None:
    p, school, before = now.p.family, person.setting, person.confidence
    heard, peers, met, felt = 0.4, area, before, person.unmet_need
    if school is not None:
        more = now.pull("structured_conversations", school.school_id)
        its_area = areas[school.authority].authority_id
        at_school = rules.hears_families(contact(school, its_area, now), school.send_effort)
        felt = rules.felt_unmet(felt, 0.2 * now.dose("communication_every_level", its_area))
        heard, peers = min(1.0, at_school + more), school.peer_confidence
    if school is not None and person.placement in ORDINARY:
        without_plan = max(0.0, need_of(person) - person.ordinary_support)
        met = rules.need_met(need_of(person), without_plan)
    person.confidence = rules.confidence_next_month(before, rules.experience(met, heard, peers, area, p), p)
    person.grievance = rules.grievance_next_month(person.grievance, felt, p)
    spoke = True
    if person.unmet_need > 0.03:
        spoke = rules.speaks_up(before, person.agency, heard, p, now.luck(person, Decision.SPOKE_UP))
    person.is_silent = not spoke


def contact(school: School, its_area: int, now: Moment) -> float:
    """A charter lifts poor contact to the level agreed; training, and talk at every level, lift all."""
    agreed = levers()["contact_charter"].full
    lifted = now.dose("contact_charter", school.school_id) * max(0.0, agreed - school.communication)
    trained = school.communication + lifted + now.pull("partnership_training", school.school_id)
    power = now.pull("genuine_coproduction", its_area)
    strategic = max(now.pull("strategic_coproduction", its_area), now.dose("genuine_coproduction", its_area))
    lost = rules.lost_to_strategy(strategic, power, now.p.school.contact_lost_to_strategy)
    quality: float = trained + now.pull("communication_every_level", its_area) - lost
    return quality


def loses_trust(person: Person, loss: float) -> None:
    person.trust = max(0.0, person.trust - loss)


def loses_confidence(person: Person, loss: float) -> None:
    person.confidence = max(0.0, person.confidence - loss)


def assessments_are_asked_for(state: State, now: Moment) -> None:
    if now.month.calendar_month == 8:
        return
    for person in state.people:
        closed = now.luck(person, Decision.SCHOOL_CLOSED) < now.drivers.covid_closure_share
        if may_be_asked_for(person, now) and not closed and need_of(person) >= 0.12:
            asker = who_asks(person, state.areas[person.home_authority].own_asking, now)
            if asker != Asker.NOBODY:
                case_opens(state, person, asker, now)


def may_be_asked_for(person: Person, now: Moment) -> bool:
    """No plan, case or dispute, young enough, at a setting if over 16, and not put off by the last time."""
    if person.sen_status == SenStatus.PLAN or person.has_college_assessment:
        return False
    if person.case is not None or person.dispute is not None:
        return False
    oldest = 18 if now.is_after_2014 else 10
    year_group = now.year_group(person)
    if year_group > oldest or (year_group >= 12 and person.setting is None):
        return False
    waited: bool = now.month.number - person.month_asked >= now.p.family.months_deterred
    return person.month_asked < 0 or waited


def who_asks(person: Person, custom: float, now: Moment) -> Asker:
    unmet, school, year_group = person.unmet_need, person.setting, now.year_group(person)
    peers = 0.1 if school is None else school.peer_plans_share
    feelings = (person.grievance, person.confidence, person.resources)
    pull = rules.log_odds_of_asking(unmet, *feelings, peers, year_group >= 12, now.p.family)
    if rules.seeks_assessment(pull, custom, now.luck(person, Decision.FAMILY_ASKED)):
        return Asker.YOUNG_PERSON if year_group >= 12 else Asker.PARENT
    if school is not None and person.placement in ORDINARY and person.sen_status == SenStatus.SUPPORT:
        money = (school.pot_per_pupil_gbp, peers, school.plan_reward_gbp)
        pull = rules.log_odds_of_asking_by_school(unmet, *money, year_group >= 12, now.p.school)
        u = now.luck(person, Decision.SCHOOL_ASKED)
        if rules.asks_for_assessment(person.months_on_support, pull, custom, u):
            return Asker.SCHOOL
    need = need_of(person)
    if rules.brings_to_attention(need, year_group, now.p.partner, now.luck(person, Decision.OTHERS_ASKED)):
        return Asker.OTHER
    return Asker.NOBODY


REQUESTS = {
    Asker.PARENT: Flow.REQUESTS_BY_PARENTS,
    Asker.YOUNG_PERSON: Flow.REQUESTS_BY_YOUNG_PEOPLE,
    Asker.SCHOOL: Flow.REQUESTS_BY_SCHOOLS,
    Asker.OTHER: Flow.REQUESTS_BY_OTHERS,
}


def case_opens(state: State, person: Person, asker: Asker, now: Moment) -> None:
    case: Case = blank(Case)
    case.is_open = True
    case.child = person
    case.authority = person.home_authority
    case.asker = asker
    case.stage = Stage.REQUESTED
    case.asked_day = now.month.first_day + int(now.luck(person, Decision.DAY) * now.month.n_days)
    case.ready_day = case.asked_day + 28
    person.case = case
    person.month_asked = now.month.number
    state.count(REQUESTS[asker], person.home_authority, person, now)
    state.areas[person.home_authority].decisions_made += 1.0


def families_leave(state: State, now: Moment) -> None:
    """Families of school age leave for home education, or come back to a school."""
    for person in state.people:
        year_group = now.year_group(person)
        if not 0 <= year_group <= 11:
            continue
        if person.placement == Placement.HOME:
            if now.luck(person, Decision.CAME_BACK) < now.p.family.return_per_month:
                state.count(Flow.CAME_BACK, person.home_authority, person, now)
                joins_mainstream(state, person, year_group, now.luck(person, Decision.SETTING))
        elif person.placement in ORDINARY and person.case is None and leaves(person, now):
            state.count(Flow.LEFT_FOR_HOME, person.home_authority, person, now)
            person.setting = None
            person.placement = Placement.HOME
            if person.sen_status == SenStatus.SUPPORT:
                person.sen_status = SenStatus.NONE
                person.months_on_support = 0


def leaves(person: Person, now: Moment) -> bool:
    """A school of little inclusive ethos presses those whom it has suspended three times."""
    pressed = person.suspensions >= 3 and person.setting is not None and person.setting.ethos < 0.45
    u = now.luck(person, Decision.LEFT_FOR_HOME)
    gone: bool = rules.leaves_for_home(person.confidence, person.unmet_need, pressed, now.p.family, u)
    return gone
