"""Families, young people, schools and others ask for a needs assessment."""

from typing import NamedTuple

from numpy import float64

from abm.calendar import Month
from abm.counting import Flow
from abm.luck import luck
from abm.passes.cohorts import is_mainstream
from abm.passes.queues import next_free
from abm.passes.tallying import count
from abm.threads import row_at
from agents.authority import Authorities
from agents.case import Cases
from agents.child import Children, overall_need
from agents.compiling import compiled_pass, part_of_pass
from agents.declarations import Int8s, Int32s, Int64s
from agents.family import LEAST_NEED, Families, FamilyParameters, log_odds_of_asking, seeks_assessment
from agents.partners import PartnerParameters, brings_to_attention
from agents.school import SchoolParameters, Schools, asks_for_assessment, log_odds_of_asking_by_school
from agents.vocabulary import Asker, Decision, SenStatus, Stage

LEAST_NEED_TO_ASK = LEAST_NEED  # nobody asks about what no family takes stock of
DAYS_TO_GATHER_VIEWS = 28
PEERS_OUTSIDE_SCHOOL = 0.1


class AskingConditions(NamedTuple):
    """The law's age limit, the share of attendance for which schools are closed, and what each weighs."""

    age_limit: float
    closed_share: float
    family: FamilyParameters
    school: SchoolParameters
    partner: PartnerParameters


@part_of_pass
def may_ask(
    children: Children, families: Families, row: int, month: Month, age_limit: float, months_deterred: float
) -> bool:
    """Whether there is a need to ask about, and law and the family's own recent history leave room."""
    if not children.is_present[row] or children.sen_status[row] == SenStatus.PLAN:
        return False
    if children.case[row] >= 0 or children.dispute[row] >= 0 or children.has_college_assessment[row]:
        return False
    year_group = month.academic_year - children.cohort[row]
    oldest = 18 if age_limit > 20.0 else 10
    if year_group > oldest or (year_group >= 12 and children.setting[row] < 0):
        return False
    need = overall_need(float64(children.learning_need[row]), float64(children.semh_need[row]))
    asked = families.month_asked[row]
    return need >= LEAST_NEED_TO_ASK and (asked < 0 or month.number - asked >= months_deterred)


@part_of_pass
def peers_with_plans(children: Children, schools: Schools, row: int) -> float:
    """Share of the families with SEN around this one that have a plan."""
    school = children.setting[row]
    return float64(schools.peer_plans_share[school]) if school >= 0 else PEERS_OUTSIDE_SCHOOL


@part_of_pass
def moves_family(
    children: Children, families: Families, schools: Schools, row: int, month: Month, family: FamilyParameters
) -> float:
    """Log odds that a family, or a young person, asks this month, before the custom of the place."""
    return log_odds_of_asking(
        float64(children.unmet_need[row]),
        float64(families.grievance[row]),
        float64(families.confidence[row]),
        float64(families.resources[row]),
        peers_with_plans(children, schools, row),
        month.academic_year - children.cohort[row] >= 12,
        family,
    )


@part_of_pass
def could_be_asked_by_school(children: Children, row: int) -> bool:
    """On SEN support in an ordinary school or college."""
    return (
        children.setting[row] >= 0
        and is_mainstream(children.placement[row])
        and children.sen_status[row] == SenStatus.SUPPORT
    )


@part_of_pass
def moves_school(
    children: Children, schools: Schools, row: int, month: Month, own: SchoolParameters
) -> float:
    """Log odds that a school asks this month, before the custom of the place."""
    school = children.setting[row]
    return log_odds_of_asking_by_school(
        float64(children.unmet_need[row]),
        float64(schools.pot_per_pupil_gbp[school]),
        peers_with_plans(children, schools, row),
        float64(schools.plan_reward_gbp[school]),
        month.academic_year - children.cohort[row] >= 12,
        own,
    )


@part_of_pass
def who_asks(
    children: Children,
    families: Families,
    schools: Schools,
    row: int,
    month: Month,
    custom: float,
    conditions: AskingConditions,
) -> int:
    """Who asks for this child's assessment this month, ``Asker.NOBODY`` if no one does."""
    person_id = children.person_id[row]
    year_group = month.academic_year - children.cohort[row]
    log_odds = moves_family(children, families, schools, row, month, conditions.family)
    if seeks_assessment(log_odds, custom, luck(month.key, person_id, Decision.FAMILY_ASKED)):
        return Asker.YOUNG_PERSON.value if year_group >= 12 else Asker.PARENT.value
    if could_be_asked_by_school(children, row):
        log_odds = moves_school(children, schools, row, month, conditions.school)
        u = luck(month.key, person_id, Decision.SCHOOL_ASKED)
        if asks_for_assessment(children.months_on_support[row], log_odds, custom, u):
            return Asker.SCHOOL.value
    need = overall_need(float64(children.learning_need[row]), float64(children.semh_need[row]))
    u = luck(month.key, person_id, Decision.OTHERS_ASKED)
    if brings_to_attention(need, year_group, conditions.partner, u):
        return Asker.OTHER.value
    return Asker.NOBODY.value


@compiled_pass
def people_ask(
    children: Children,
    families: Families,
    schools: Schools,
    authorities: Authorities,
    asked: Int8s,
    month: Month,
    conditions: AskingConditions,
    rows: Int32s,
    start: int,
    stop: int,
) -> None:
    """Write into ``asked`` who asks for each child in ``rows``; nobody does while the school is closed."""
    deterred = conditions.family.months_deterred
    for position in range(start, stop):
        row = row_at(rows, position)
        asker: int = Asker.NOBODY
        if may_ask(children, families, row, month, conditions.age_limit, deterred):
            custom = float64(authorities.own_asking[children.home_authority[row]])
            asker = who_asks(children, families, schools, row, month, custom, conditions)
        if asker != Asker.NOBODY:
            u = luck(month.key, children.person_id[row], Decision.SCHOOL_CLOSED)
            asker = Asker.NOBODY if u < conditions.closed_share else asker
        asked[row] = asker


@compiled_pass
def open_cases(
    children: Children,
    families: Families,
    cases: Cases,
    authorities: Authorities,
    rows: Int32s,
    asked: Int8s,
    month: Month,
    flows: Int64s,
) -> None:
    """Open a case for each child asked for: the clock starts on a day of the month."""
    slot = 0
    for position in range(rows.size):
        row = row_at(rows, position)
        slot = next_free(cases.is_open, slot)
        home = children.home_authority[row]
        day = month.first_day + int(luck(month.key, children.person_id[row], Decision.DAY) * month.n_days)
        cases.is_open[slot] = True
        cases.child[slot] = row
        cases.authority[slot] = home
        cases.asker[slot] = asked[row]
        cases.stage[slot] = Stage.REQUESTED
        cases.asked_day[slot] = day
        cases.ready_day[slot] = day + DAYS_TO_GATHER_VIEWS
        cases.psychology_day[slot] = -1
        cases.health_day[slot] = -1
        cases.is_ordered[slot] = False
        children.case[row] = slot
        families.month_asked[row] = month.number
        asker = Flow.REQUESTS_BY_PARENTS + asked[row] - Asker.PARENT
        count(flows, asker, home, children, families, row, month.academic_year - children.cohort[row])
        authorities.decisions_made[home] += 1.0
