"""The plain twin's places: special and independent schools, units, behaviour, exclusion, coming back."""

from abm.counting import Flow, Stock
from agents.vocabulary import Decision, Placement, SenStatus, SettingKind
from tests.reference_authorities import mainstream_target
from tests.reference_cohorts import joins_mainstream, one_by_places, ordinary_settings
from tests.reference_moment import Moment
from tests.reference_people import loses_confidence, need_of
from tests.reference_rules import rules
from tests.reference_state import Area, Person, School, State

KEPT, EXCLUDED, MOVED = 0, 1, 2
MAY_MOVE = (Placement.MAINSTREAM, Placement.EARLY_YEARS, Placement.RESOURCED, Placement.OTHERWISE)
IN_SCHOOL = (Placement.MAINSTREAM, Placement.SPECIAL, Placement.RESOURCED)


def has_room(settings: list[School], overfill: float, u: float) -> School | None:
    """The first with room, starting at one picked by luck and going round."""
    first = int(u * len(settings))
    for setting in settings[first:] + settings[:first]:
        if setting.roll < setting.places * overfill:
            return setting
    return None


def moves_to(person: Person, setting: School, placement: Placement) -> None:
    if person.setting is not None:
        person.setting.roll -= 1
    setting.roll += 1
    person.setting = setting
    person.placement = placement


def plans_find_places(state: State, now: Moment) -> None:
    """New and reviewed plans in the mainstream, and those who wait, longest wait first."""
    plans = [one for one in state.people if one.sen_status == SenStatus.PLAN]
    ordinary = [one for one in plans if one.placement in MAY_MOVE]
    for area in state.areas:
        area.unit_room = max(0, int(area.unit_places) - area.stocks[Stock.PLACEMENTS + Placement.RESOURCED])
    first = now.month.first_day
    moving = [one for one in ordinary if one.wants == Placement.SPECIAL or one.plan_day >= first]
    for person in sorted(moving, key=lambda one: (one.plan_day, now.tie(one))):
        plan_finds_place(state, person, now)


def plan_finds_place(state: State, person: Person, now: Moment) -> None:
    p, need, area = now.p.authority, need_of(person), state.areas[person.home_authority]
    shown = need - mainstream_target(area, now)
    named, paid = now.luck(person, Decision.NAMED_SETTING), now.luck(person, Decision.PAID_INDEPENDENT)
    settings = state.areas[person.home_authority].settings
    special = has_room(settings[SettingKind.SPECIAL], 1.0, now.luck(person, Decision.PLACED))
    is_new = person.plan_day >= now.month.first_day
    transfers = now.year_group(person) in (-1, 6) and 2 <= now.month.calendar_month <= 8
    waits = person.wants == Placement.SPECIAL and shown > p.special_bar - 0.08 and not transfers
    agreed = is_new and rules.would_name_special(shown, special is not None, p, named)
    suits = is_new and rules.would_name_independent(need, person.semh_need, special is not None, paid)
    off_list = now.pull("list_of_settings", area.authority_id)
    if (agreed or waits) and special is not None:
        moves_to(person, special, Placement.SPECIAL)
        person.wants = Placement.SPECIAL
    elif suits and rules.is_on_the_list(off_list, now.luck(person, Decision.LISTED)):
        independent = settings[SettingKind.INDEPENDENT_SPECIAL][0]
        moves_to(person, independent, Placement.INDEPENDENT_SPECIAL)
    else:
        if agreed or suits:
            person.wants = Placement.SPECIAL
        if is_new and person.placement in (Placement.MAINSTREAM, Placement.RESOURCED):
            other_place_is_found(person, area, now)


def other_place_is_found(person: Person, area: Area, now: Moment) -> None:
    """Teaching otherwise where class has failed, or a place in a unit."""
    waits, u = person.wants == Placement.SPECIAL, now.luck(person, Decision.NAMED_OTHERWISE)
    if rules.teaches_otherwise(person.unmet_need, waits, now.p.draft, u):
        person.setting.roll -= 1
        person.setting = None
        person.placement = Placement.OTHERWISE
    elif person.placement == Placement.MAINSTREAM and rules.names_unit(
        need_of(person), area.unit_room, now.p.draft
    ):
        person.placement = Placement.RESOURCED
        area.unit_room -= 1


def trouble_breaks_out(state: State, now: Moment) -> None:
    for person in state.people:
        person.removed = KEPT
        if now.month.calendar_month != 8 and has_trouble(person, now):
            state.count(Flow.INCIDENTS, person.setting.authority, person, now)
            school, p = person.setting, now.p.school
            has_sen = person.sen_status != SenStatus.NONE
            duty = now.pull("reasonable_adjustments", school.school_id)
            adjusts = rules.makes_adjustments(school.send_effort, duty)
            adjusts = rules.adjusts_under_guidance(adjusts, now.pull("behaviour_guidance", school.school_id))
            held = (school.ethos, has_sen, adjusts, school.discipline_climate)
            if rules.suspends(rules.log_odds_of_suspending(*held, p), now.luck(person, Decision.SUSPENDED)):
                state.count(Flow.SUSPENSIONS, person.setting.authority, person, now)
                person.suspensions += 1
                person.days_suspended = min(45, person.days_suspended + 2)
                loses_confidence(person, 0.25 * now.p.family.shock_of_exclusion)
                person.removed = head_decides(person, now)


def has_trouble(person: Person, now: Moment) -> bool:
    """An incident in a school that is open, of a pupil with suspension days left."""
    if person.setting is None or person.placement not in IN_SCHOOL or person.days_suspended >= 45:
        return False
    if not 0 <= now.year_group(person) < 12:
        return False
    needs = (person.semh_need, person.unmet_need, person.is_silent)
    secondary = person.setting.kind == SettingKind.SECONDARY
    custom, u = person.setting.own_trouble, now.luck(person, Decision.INCIDENT)
    if not rules.has_incident(*needs, secondary, custom, now.p.child, u):
        return False
    return now.luck(person, Decision.SCHOOL_CLOSED) >= now.drivers.covid_closure_share


def head_decides(person: Person, now: Moment) -> int:
    school, p = person.setting, now.p.school
    has_plan = person.sen_status == SenStatus.PLAN
    cost = school.cost_of_exclusion_gbp / now.ap_place_gbp
    pulls = (pull_of_results(person, now), school.ethos, school.exclusion_norm, cost, has_plan)
    log_odds = rules.log_odds_of_excluding(person.suspensions, *pulls, p)
    if not rules.excludes(log_odds, school.own_excluding, now.luck(person, Decision.EXCLUDED)):
        return KEPT
    u = now.luck(person, Decision.MOVED)
    if not rules.arranges_managed_move(school.ethos, school.is_academy, p, u):
        return EXCLUDED
    return KEPT if has_plan or person.placement != Placement.MAINSTREAM else MOVED


def pull_of_results(person: Person, now: Moment) -> float:
    """What the school's mean gains if the pupil goes; nothing once January has settled who counts."""
    school, year_group = person.setting, now.year_group(person)
    secondary = school.kind == SettingKind.SECONDARY
    leavers = school.roll / (5.0 if secondary else 7.0)
    is_settled = year_group == 11 and now.month.calendar_month < 9
    fixed = secondary and (year_group > 11 or is_settled)
    gain: float = rules.gain_in_results(school.results, person.attainment, leavers, fixed)
    pressure: float = school.pressure
    return gain * pressure * (1.0 - now.pull("lower_attainer_agenda", school.school_id))


def removed_pupils_find_places(state: State, now: Moment) -> None:
    """First all removals, then returns from units, then places for those who wait; each in keyed order."""
    for person in in_keyed_order([one for one in state.people if one.removed != KEPT], now):
        pupil_is_removed(state, person, now)
    for person in in_keyed_order(those_in(state, Placement.ALTERNATIVE), now):
        pupil_may_return(state, person, now)
    waiting = in_keyed_order(those_in(state, Placement.AWAITING), now)
    for person in sorted(waiting, key=lambda one: -one.months_in_ap):
        units = state.areas[person.home_authority].settings[SettingKind.ALTERNATIVE]
        unit = has_room(units, 1.10, now.luck(person, Decision.ADMITTED))
        if unit is not None:
            moves_to(person, unit, Placement.ALTERNATIVE)
            state.count(Flow.TO_ALTERNATIVE, person.home_authority, person, now)
            person.months_in_ap = 0
        else:
            person.months_in_ap += 1


def those_in(state: State, placement: Placement) -> list[Person]:
    return [person for person in state.people if person.placement == placement]


def in_keyed_order(people: list[Person], now: Moment) -> list[Person]:
    return sorted(people, key=now.tie)


def pupil_is_removed(state: State, person: Person, now: Moment) -> None:
    """A managed move to another school if there is one, or out: excluded and waiting for a place."""
    school = person.setting
    school.roll -= 1
    person.last_school = school
    alike = ordinary_settings(state, person, now.year_group(person))
    other = another(alike, school, now.luck(person, Decision.MOVED))
    if person.removed == MOVED and other is not None:
        state.count(Flow.MANAGED_MOVES, school.authority, person, now)
        other.roll += 1
        person.setting = other
        return
    state.count(Flow.EXCLUSIONS, school.authority, person, now)
    school.exclusions_this_year += 1
    person.setting = None
    person.placement = Placement.AWAITING
    person.months_in_ap = 0
    loses_confidence(person, now.p.family.shock_of_exclusion)


def another(alike: list[School], left: School, u: float) -> School | None:
    """One by places, or the next in line if that is the school left; none if there is no other."""
    school = one_by_places(alike, u)
    if school is left:
        school = alike[(alike.index(left) + 1) % len(alike)]
    return None if school is left else school


def pupil_may_return(state: State, person: Person, now: Moment) -> None:
    """Ready, and taken back by an ordinary school picked by luck."""
    person.months_in_ap += 1
    year_group, unit = now.year_group(person), person.setting
    u = now.luck(person, Decision.REINTEGRATED)
    if not rules.is_ready_to_return(person.months_in_ap, year_group, person.unmet_need, now.p.unit, u):
        return
    joins_mainstream(state, person, year_group, now.luck(person, Decision.SETTING))
    school = person.setting
    willing = (school.ethos, school.capability, school.roll < school.places)
    if rules.readmits(*willing, now.luck(person, Decision.READMITTED)):
        state.count(Flow.REINTEGRATED, person.home_authority, person, now)
        unit.roll -= 1
        school.roll += 1
        person.months_in_ap = 0
    else:
        person.setting = unit
        person.placement = Placement.ALTERNATIVE
