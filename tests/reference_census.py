"""The plain twin's census: everybody is counted once, and what is counted becomes known."""

from abm.counting import MILLION, Stock
from agents.vocabulary import Decision, DisputeStage, Need, Placement, SenStatus, SettingKind
from tests.reference_luck import luck
from tests.reference_moment import Moment
from tests.reference_people import has_cause_to_take_stock, need_of
from tests.reference_rules import rules
from tests.reference_state import Area, Person, School, State


def millionths(value: float) -> int:
    return int(value * MILLION)


def census_is_taken(state: State, now: Moment) -> None:
    for area in state.areas:
        own = [person for person in state.people if person.home_authority == area.row]
        count_people(area, own)
        count_lowest_tenth(area, own, now)
        count_pupils(area, [one for one in state.people if is_taught_in(one, area)], now)
        count_plans(area, own, now)
        count_families(area, [person for person in own if has_cause_to_take_stock(person)])
        open_disputes = [person.dispute for person in own if person.dispute is not None]
        area.stocks[Stock.OPEN_CASES] = sum(person.case is not None for person in own)
        area.stocks[Stock.OPEN_DISPUTES] = sum(one.stage >= DisputeStage.REGISTERED for one in open_disputes)
        area.special_waiting = area.stocks[Stock.SPECIAL_WAITING]
    for school in state.schools:
        roll_is_known(state, school, now)


def is_taught_in(person: Person, area: Area) -> bool:
    return person.setting is not None and person.setting.authority == area.row


def is_in_nursery_class(person: Person, now: Moment) -> bool:
    """41 in 100 of those in early years in the year before Reception, the same ones in every run."""
    before_reception = now.year_group(person) == -1 and person.placement == Placement.EARLY_YEARS
    return before_reception and luck(0, person.person_id, Decision.NURSERY_CLASS) < 0.41


def count_pupils(area: Area, taught: list[Person], now: Moment) -> None:
    """Pupils are those in a school of any kind up to Year 13, counted where the school is."""
    no_school = (SettingKind.EARLY_YEARS, SettingKind.FURTHER)
    pupils = [one for one in taught if one.setting.kind not in no_school and now.year_group(one) < 14]
    pupils += [one for one in taught if is_in_nursery_class(one, now)]
    stocks = area.stocks
    stocks[Stock.PUPILS] = len(pupils)
    stocks[Stock.PUPILS_ON_SUPPORT] = sum(one.sen_status == SenStatus.SUPPORT for one in pupils)
    stocks[Stock.PUPILS_WITH_PLAN] = sum(one.sen_status == SenStatus.PLAN for one in pupils)


def count_people(area: Area, own: list[Person]) -> None:
    stocks = area.stocks
    stocks[Stock.PEOPLE] = len(own)
    stocks[Stock.IN_ALTERNATIVE] = sum(one.placement == Placement.ALTERNATIVE for one in own)
    stocks[Stock.HOME_EDUCATED] = sum(one.placement == Placement.HOME for one in own)
    stocks[Stock.AWAITING] = sum(one.placement == Placement.AWAITING for one in own)


def count_lowest_tenth(area: Area, own: list[Person], now: Moment) -> None:
    """Pupils of school age who were born below the ability that one in ten is born below."""
    lowest = [one for one in own if 0 <= now.year_group(one) < 12 and one.ability < -1.34]
    area.stocks[Stock.BOTTOM_TENTH] = len(lowest)
    area.stocks[Stock.BOTTOM_TENTH_GAP] = sum(millionths(one.attainment - one.ability) for one in lowest)


def count_plans(area: Area, own: list[Person], now: Moment) -> None:
    """Plans by placement, and what plans and places in units cost this month."""
    plans = [one for one in own if one.sen_status == SenStatus.PLAN]
    others = [one for one in own if one.sen_status != SenStatus.PLAN]
    stocks = area.stocks
    stocks[Stock.PLANS] = len(plans)
    stocks[Stock.STATEMENTS] = sum(one.is_statement for one in plans)
    in_class = [one for one in plans if one.placement in (Placement.MAINSTREAM, Placement.EARLY_YEARS)]
    elsewhere = [one for one in plans if one.placement in (Placement.RESOURCED, Placement.OTHERWISE)]
    stocks[Stock.SPECIAL_WAITING] = sum(one.wants == Placement.SPECIAL for one in in_class + elsewhere)
    for band, (youngest, oldest) in enumerate(((0, 4), (5, 10), (11, 15), (16, 19), (20, 25))):
        ages = [now.year_group(one) + 4 for one in plans]
        stocks[Stock.PLANS_BY_AGE + band] = sum(youngest <= age <= oldest for age in ages)
    for placement in Placement:
        stocks[Stock.PLACEMENTS + placement] = sum(one.placement == placement for one in plans)
    pence = sum(price(area, one.placement, one.band, now) for one in plans)
    due = [rules.band_for(need_of(one), 0.0) for one in plans]
    stocks[Stock.BANDS] = sum(one.band for one in plans)
    stocks[Stock.BANDS_DUE] = sum(due)
    stocks[Stock.TOP_UP_PENCE] = sum(price(area, one.placement, one.band, now) for one in in_class)
    stocks[Stock.TOP_UP_DUE_PENCE] = sum(
        now.pence[one.placement][band] for one, band in zip(plans, due, strict=True) if one in in_class
    )
    with_sen = [one for one in own if one.sen_status != SenStatus.NONE]
    stocks[Stock.SEN_RECORDED] = len(with_sen)
    stocks[Stock.SEMH_RECORDED] = sum(one.primary_need == Need.SOCIAL_EMOTIONAL for one in with_sen)
    in_units = sum(one.placement == Placement.ALTERNATIVE for one in others)
    stocks[Stock.STATUTORY_PENCE] = pence + in_units * now.pence[Placement.ALTERNATIVE][0]


def price(area: Area, placement: int, band: int, now: Moment) -> int:
    """A month's pence for a plan; what a band is worth in class differs between authorities."""
    mean = now.pence[placement][band]
    in_class = placement in (Placement.MAINSTREAM, Placement.EARLY_YEARS)
    level: float = area.top_up_level
    return round(mean * level) if in_class else mean


def count_families(area: Area, families: list[Person]) -> None:
    """Families with SEN, in whole millionths so that order does not matter."""
    top = [one for one in families if one.resources >= 0.8]
    bottom = [one for one in families if one.resources < 0.2]
    stocks = area.stocks
    stocks[Stock.SEN_FAMILIES] = len(families)
    stocks[Stock.CONFIDENCE] = sum(millionths(one.confidence) for one in families)
    stocks[Stock.TRUST] = sum(millionths(one.trust) for one in families)
    stocks[Stock.GRIEVANCE] = sum(millionths(one.grievance) for one in families)
    groups = (
        (families, Stock.NEED, Stock.UNMET),
        (top, Stock.NEED_TOP_FIFTH, Stock.UNMET_TOP_FIFTH),
        (bottom, Stock.NEED_BOTTOM_FIFTH, Stock.UNMET_BOTTOM_FIFTH),
    )
    for group, need, unmet in groups:
        stocks[need] = sum(millionths(need_of(one)) for one in group)
        stocks[unmet] = sum(millionths(one.unmet_need) for one in group)
    contested = [one for one in families if one.has_contested]
    stocks[Stock.CONTESTED_FAMILIES] = len(contested)
    stocks[Stock.CONTESTED_NEED] = sum(millionths(need_of(one)) for one in contested)
    stocks[Stock.CONTESTED_UNMET] = sum(millionths(one.unmet_need) for one in contested)
    stocks[Stock.CONTESTED_PLANS] = sum(one.sen_status == SenStatus.PLAN for one in contested)
    members = [one for one in families if one.in_forum]
    stocks[Stock.FORUM_FAMILIES] = len(members)
    stocks[Stock.FORUM_RESOURCES] = sum(millionths(one.resources) for one in members)
    stocks[Stock.FORUM_AGENCY] = sum(millionths(one.agency) for one in members)
    stocks[Stock.FORUM_TRUST] = sum(millionths(one.trust) for one in members)
    if families:
        area.area_confidence = stocks[Stock.CONFIDENCE] / MILLION / len(families)


def roll_is_known(state: State, school: School, now: Moment) -> None:
    """The roll, what families there feel, and who is about to leave with results that count here."""
    on_roll = [person for person in state.people if person.setting is school]
    families = [person for person in on_roll if has_cause_to_take_stock(person)]
    school.roll = len(on_roll)
    school.n_support = sum(person.sen_status == SenStatus.SUPPORT for person in on_roll)
    school.n_plans = sum(person.sen_status == SenStatus.PLAN for person in on_roll)
    if families:
        total = sum(millionths(person.confidence) for person in families)
        school.peer_confidence = total / MILLION / len(families)
        school.peer_plans_share = school.n_plans / len(families)
    leavers = [person for person in on_roll if now.year_group(person) == 6]
    if school.kind != SettingKind.PRIMARY:
        leavers = []
    leavers += [one for one in state.people if one.census_school is school and now.year_group(one) == 11]
    state.leavers[school.row] = [millionths(person.attainment) for person in leavers]
