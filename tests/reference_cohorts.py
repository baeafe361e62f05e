"""The plain twin's September: children enter, move up a year, change phase, stay on or leave."""

from datetime import date
from typing import NamedTuple

from abm.counting import Flow
from abm.history import children_of_cohort
from abm.sources import table_rows
from abm.worlds.starting_points import national_income_deprivation
from agents.vocabulary import Decision, Need, Placement, SenStatus, SettingKind
from tests.reference_luck import luck
from tests.reference_moment import Moment
from tests.reference_rules import rules
from tests.reference_state import Area, Person, School, State, blank

ORDINARY = (Placement.MAINSTREAM, Placement.RESOURCED, Placement.EARLY_YEARS, Placement.FURTHER)
SPECIAL_SCHOOLS = (Placement.SPECIAL, Placement.INDEPENDENT_SPECIAL)
NEEDS = {row["need"]: row for row in table_rows("needs.csv")}


def cohorts_turn_over(state: State, now: Moment) -> None:
    if now.month.calendar_month != 9:
        return
    cohort = now.month.academic_year + 2
    for area in state.areas:
        entering = children_of_cohort(cohort - 2)
        for serial in range(round(entering * area.population_share)):
            person = newcomer(area, cohort, serial, now.run_key)
            state.people.append(person)
            state.count(Flow.PEOPLE_IN, area.row, person, now)
    for school in state.schools:
        school.sen_entrants = school.discouraged = 0
    refuges = {school.row: refuge_of(school, state) for school in state.schools}
    usual = {kind: usual_reach(state, kind, now) for kind in SettingKind}
    for person in list(state.people):
        person.suspensions = 0
        person.days_suspended = 0
        if person.has_college_assessment:
            person.has_college_assessment = stays_at_college(person, now)
        if has_outgrown_the_model(person, now):
            state.count(Flow.PEOPLE_OUT, person.home_authority, person, now)
            if person.sen_status == SenStatus.PLAN:
                state.count(Flow.PLANS_LEFT, person.home_authority, person, now)
            state.people.remove(person)
        else:
            moves_up(state, person, Going(refuges, usual), now)


def newcomer(area: Area, cohort: int, serial: int, key: int) -> Person:
    """What a child is born with follows from its permanent identity alone."""
    person: Person = blank(Person)
    identity = cohort * 10_000_000 + area.authority_id * 50_000 + serial
    person.person_id = identity
    person.is_present = True
    person.cohort = cohort
    person.home_authority = area.row
    person.school_authority = area.row
    person.placement = Placement.EARLY_YEARS
    for seat in ("setting", "last_school", "census_school", "case", "dispute"):
        setattr(person, seat, None)
    u = luck(key, identity, Decision.RESOURCES)
    shift = min(0.16, max(-0.16, 0.8 * (national_income_deprivation() - area.income_deprivation)))
    resources = rules.share(u + 6.0 * shift * u * (1.0 - u))
    person.resources = resources
    born_with_needs(person, resources, key)
    lucky = luck(key, identity, Decision.CONFIDENCE)
    person.confidence = rules.confidence_at_entry(area.area_confidence, lucky)
    person.trust = rules.share(0.55 + 0.2 * (luck(key, identity, Decision.TRUST) - 0.5))
    person.agency = rules.share(0.25 + 0.5 * resources + 0.2 * (luck(key, identity, Decision.AGENCY) - 0.5))
    return person


def born_with_needs(person: Person, resources: float, key: int) -> None:
    identity = person.person_id
    kind = type_of_need(resources, luck(key, identity, Decision.NEED_TYPE))
    profile = {name: float(value) for name, value in NEEDS[kind.name].items() if name in PROFILE}
    u = luck(key, identity, Decision.NEED_SIZE)
    bent = (1.0 - profile["curve"]) * u + profile["curve"] * u * u
    severity = profile["smallest"] + (profile["largest"] - profile["smallest"]) * bent
    second = luck(key, identity, Decision.SECOND_NEED)
    learning, semh = severity, 0.0
    if second < profile["semh_chance"]:
        semh = profile["semh_largest"] * second / profile["semh_chance"]
    if kind == Need.SOCIAL_EMOTIONAL:
        learning, semh = 0.3 * severity, severity
    person.primary_need = kind
    person.innate_learning_need = person.learning_need = learning
    person.innate_semh_need = person.semh_need = semh
    schooling = (
        luck(key, identity, Decision.ATTAINMENT) + luck(key, identity, Decision.SECOND_ATTAINMENT) - 1.0
    )
    person.ability = 1.9 * schooling + 1.2 * (resources - 0.5) - 1.5 * learning
    person.attainment = person.ability


PROFILE = ("curve", "smallest", "largest", "semh_chance", "semh_largest")


def type_of_need(resources: float, u: float) -> Need:
    above = 0.0
    for kind in reversed(list(Need)[1:]):
        row = NEEDS[kind.name]
        above += float(row["share"]) * (1.0 + float(row["poverty_gradient"]) * (1.0 - 2.0 * resources))
        if u < above:
            return kind
    return Need.NONE


def has_outgrown_the_model(person: Person, now: Moment) -> bool:
    """At 19 without a plan or an open case, or with a plan at the law's limit of age."""
    if person.case is not None or person.dispute is not None or person.has_college_assessment:
        return False
    if person.sen_status == SenStatus.PLAN:
        return now.year_group(person) + 4 >= now.drivers.plan_age_limit
    return now.year_group(person) > 14


class Going(NamedTuple):
    """What admissions go by: each school's refuge, and how far authorities are usually heard, by kind."""

    refuges: dict[int, School | None]
    usual_reach: dict[SettingKind, float]


def moves_up(state: State, person: Person, going: Going, now: Moment) -> None:
    year_group = now.year_group(person)
    if year_group in (-2, 0, 7, 12):
        person.school_authority = area_of_school(state, person, year_group, now)
    if year_group == -2:
        joins_mainstream(state, person, year_group, now.luck(person, Decision.SETTING))
    elif year_group in (0, 7) and person.placement in ORDINARY:
        starts_school(state, person, going, now)
    elif year_group == 12:
        year_11_is_over(state, person, now)
    elif year_group == 14:
        school_is_over(state, person, now)


def starts_school(state: State, person: Person, going: Going, now: Moment) -> None:
    """Known schools draw families with needs; one that is talked away goes to a better known one near by."""
    u = now.luck(person, Decision.SETTING)
    need = rules.overall_need(person.learning_need, person.semh_need)
    joins_mainstream(state, person, now.year_group(person), u)
    if rules.takes_stock(need, person.sen_status):
        settings = ordinary_settings(state, person, now.year_group(person))
        drawn = [rules.draws_families(one.places, one.reputation, now.p.school) for one in settings]
        person.setting = one_by_weight(settings, drawn, u)
    school = person.setting
    if school is None or person.sen_status == SenStatus.NONE:
        return
    school.sen_entrants += 1
    refuge = going.refuges[school.row]
    if refuge is not None and is_talked_away(state, person, going, now):
        school.discouraged += 1
        state.count(Flow.DISCOURAGED, school.authority, person, now)
        person.setting = refuge


def is_talked_away(state: State, person: Person, going: Going, now: Moment) -> bool:
    school, p = person.setting, now.p.school
    area = state.areas[school.authority]
    leavers = school.roll / (5.0 if school.kind == SettingKind.SECONDARY else 7.0)
    gain = rules.gain_in_results(school.results, person.attainment, leavers, False)
    pull = gain * school.pressure
    cost = 0.0
    if person.sen_status == SenStatus.PLAN:
        protected = now.pull("protected_notional_budget", area.authority_id)
        cost = now.drivers.funding_reform_2013 * (1.0 - protected)
    partnership = now.pull("local_inclusion_partnerships", area.authority_id)
    reach = rules.reach_of_authority(school.is_academy, partnership, p) - going.usual_reach[school.kind]
    judged = now.dose("send_in_accountability", school.school_id)
    pulls = (pull, cost, school.ethos, reach, school.avoidance_norm, judged)
    gone: bool = rules.discourages_admission(*pulls, p, now.luck(person, Decision.DISCOURAGED))
    return gone


def refuge_of(school: School, state: State) -> School | None:
    """The best known of up to six that follow it among its kind, of those with room; the first of equals."""
    alike: list[School] = state.areas[school.authority].settings[school.kind]
    at = alike.index(school)
    near = [*alike[at + 1 :], *alike[:at]][:6]
    with_room = [one for one in near if one.roll < one.places * 1.1]
    return max(with_room, key=lambda one: one.reputation) if with_room else None


def usual_reach(state: State, kind: SettingKind, now: Moment) -> float:
    """Of the authority's voice, over all schools of a kind, were there no partnerships."""
    alike = [one for one in state.schools if one.kind == kind]
    if not alike:
        return 1.0
    academies = sum(one.is_academy for one in alike) / len(alike)
    reach: float = 1.0 - (1.0 - now.p.school.reach_in_academies) * academies
    return reach


def one_by_weight(settings: list[School], weights: list[float], u: float) -> School | None:
    """With chance in proportion to weights."""
    total = so_far = 0.0
    for weight in weights:
        total += weight
    target = u * total
    for setting, weight in zip(settings, weights, strict=True):
        so_far += weight
        if so_far > target:
            return setting
    return settings[-1] if settings else None


def year_11_is_over(state: State, person: Person, now: Moment) -> None:
    """Stay in school, by far most in special schools, or go to further education.

    Who is not in a school cannot stay on, and no statement goes on outside school.
    """
    staying = 0.7 if person.placement in SPECIAL_SCHOOLS else 0.35
    in_school = person.placement not in (Placement.ALTERNATIVE, Placement.HOME, Placement.AWAITING)
    if in_school and now.luck(person, Decision.STAYED_ON) < staying:
        return
    if person.sen_status == SenStatus.PLAN and (now.drivers.plan_age_limit < 20.0 or person.is_statement):
        statement_lapses(state, person, now)
    if person.sen_status == SenStatus.SUPPORT:
        person.sen_status = SenStatus.NONE
        person.months_on_support = 0
    joins_mainstream(state, person, 12, now.luck(person, Decision.SETTING))


def school_is_over(state: State, person: Person, now: Moment) -> None:
    """At 18: a plan goes on in further education or a specialist college; all others leave."""
    had_plan = person.sen_status == SenStatus.PLAN
    if had_plan and now.drivers.plan_age_limit > 20.0 and not person.is_statement:
        if person.placement in SPECIAL_SCHOOLS and now.luck(person, Decision.STAYED_ON) < 0.25:
            colleges = state.areas[person.home_authority].settings[SettingKind.SPECIALIST_POST_16]
            person.setting = one_by_places(colleges, now.luck(person, Decision.PLACED))
            person.placement = Placement.SPECIALIST_POST_16
        else:
            joins_mainstream(state, person, 14, now.luck(person, Decision.SETTING))
        return
    if had_plan:
        statement_lapses(state, person, now)
    if person.has_college_assessment:
        joins_mainstream(state, person, 14, now.luck(person, Decision.SETTING))
        return
    person.sen_status = SenStatus.NONE
    person.setting = None
    person.placement = Placement.NOT_IN_EDUCATION


def goes_to_college_with_an_assessment(person: Person, now: Moment) -> None:
    """The law of 2014 turns them into plans within two years, in an order that luck settles."""
    person.has_college_assessment = True
    into_the_two_years = int(now.luck(person, Decision.CONVERTED) * 730)
    person.plan_day = date(2014, 9, 1).toordinal() + into_the_two_years - 365


def stays_at_college(person: Person, now: Moment) -> bool:
    """To 25 at the latest, over 18 only some do, and from September 2016 nobody has such an assessment."""
    year_group = now.year_group(person)
    if now.month.academic_year >= 2016 or year_group + 4 >= 25:
        return False
    if year_group < 14:
        return True
    stays: bool = now.luck(person, Decision.STAYED_IN_COLLEGE) < now.p.authority.stays_in_college_share
    return stays


def statement_lapses(state: State, person: Person, now: Moment) -> None:
    """Schooling is over, and the statement with it; the young person is assessed for college."""
    state.count(Flow.CEASED, person.home_authority, person, now)
    state.count(Flow.CEASED_LEFT_SCHOOL, person.home_authority, person, now)
    plan_ends(person, now.year_group(person))
    goes_to_college_with_an_assessment(person, now)


def plan_ceases(state: State, person: Person, now: Moment) -> None:
    """The plan ends; a child in a special school it paid for goes back to an ordinary one."""
    year_group = now.year_group(person)
    state.count(Flow.CEASED, person.home_authority, person, now)
    plan_ends(person, year_group)
    if person.placement == Placement.RESOURCED:
        person.placement = Placement.MAINSTREAM
    elif person.placement == Placement.OTHERWISE and year_group > 13:
        person.placement = Placement.NOT_IN_EDUCATION
    elif person.placement in (*SPECIAL_SCHOOLS, Placement.OTHERWISE) and year_group <= 13:
        joins_mainstream(state, person, year_group, now.luck(person, Decision.SETTING))


def plan_ends(person: Person, year_group: int) -> None:
    person.sen_status = SenStatus.SUPPORT if year_group < 12 else SenStatus.NONE
    person.plan_day = -1
    person.is_statement = False
    person.band = 0
    person.wants = Placement.MAINSTREAM


def joins_mainstream(state: State, person: Person, year_group: int, u: float) -> None:
    """An ordinary setting of the phase, with chance in proportion to places."""
    person.setting = one_by_places(ordinary_settings(state, person, year_group), u)
    person.placement = Placement.MAINSTREAM
    if year_group < 0:
        person.placement = Placement.EARLY_YEARS
    elif year_group >= 12:
        person.placement = Placement.FURTHER


def ordinary_settings(state: State, person: Person, year_group: int) -> list[School]:
    """Those of the phase in the area where the child goes to school, in order of identity."""
    area: Area = state.areas[person.school_authority]
    return area.settings[kind_of_phase(year_group)]


def kind_of_phase(year_group: int) -> SettingKind:
    if year_group < 0:
        return SettingKind.EARLY_YEARS
    if year_group < 7:
        return SettingKind.PRIMARY
    return SettingKind.SECONDARY if year_group < 12 else SettingKind.FURTHER


def area_of_school(state: State, person: Person, year_group: int, now: Moment) -> int:
    """Most go to school at home; some cross to a neighbour, the larger the likelier."""
    home: Area = state.areas[person.home_authority]
    crossing = home.crossing[kind_of_phase(year_group)]
    if now.luck(person, Decision.CROSSED_BORDER) >= crossing:
        return home.row
    target = now.luck(person, Decision.NEIGHBOUR) * sum(share for _, share in home.neighbours)
    so_far = 0.0
    for row, share in home.neighbours:
        so_far += share
        if so_far > target:
            return row
    return home.neighbours[-1][0]


def one_by_places(settings: list[School], u: float) -> School | None:
    target = u * sum(one.places for one in settings)
    so_far = 0
    for setting in settings:
        so_far += setting.places
        if so_far > target:
            return setting
    return settings[-1] if settings else None
