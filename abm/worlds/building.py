"""Builds a world of whole authorities as it stands in October, before its spin-up."""

from typing import NamedTuple

import numpy as np

from abm.facts import national
from abm.history import children_of_cohort
from abm.luck import key_of, lucks
from abm.parameters import Parameters
from abm.passes.admitting import by_reputation
from abm.passes.cohorts import children_take_seats
from abm.worlds.borders import borders_between
from abm.worlds.first_plans import give_first_plans, give_first_support
from abm.worlds.first_removals import fill_first_units
from abm.worlds.people import (
    FIRST_YEAR_GROUP,
    LAST_YEAR_GROUP,
    add_cohort,
    cohort_sizes,
    drop_empty_rows,
    free_rows,
    make_room,
)
from abm.worlds.schools import make_schools, settings_wanted
from abm.worlds.starting_points import StartingPoint
from abm.worlds.state import World, index_schools
from agents.alternative_provision import Units
from agents.authority import Authorities, AuthorityParameters
from agents.case import Cases
from agents.child import Children
from agents.declarations import Float64s, n_rows, new_table
from agents.family import Families
from agents.partners import Governments, HealthServices
from agents.practice import Practices
from agents.school import SchoolParameters, Schools
from agents.tribunal import Disputes, Tribunals
from agents.vocabulary import Decision, SenStatus, SettingKind

SLACK_FOR_GROWTH = 0.02  # empty rows kept for larger cohorts and older plan holders
SPARE_SPECIAL_PLACES = 1.0
LAST_YEAR_GROUP_WITH_PLAN = 20
ROOM_IN_TABLES = 64
PENCE = 100


class Work(NamedTuple):
    """Casework of a year, by step."""

    decisions: float
    assessments: float
    finals: float
    reviews: float
    disputes: float


def build_world(
    points: list[StartingPoint], parameters: Parameters, academic_year: int, start: int, seed: int
) -> World:
    """Build the authorities of ``points`` with their settings, children and first plans."""
    world = _with_institutions(points, parameters, academic_year, start, seed)
    _fill_with_children(world, parameters.school, academic_year, start, seed)
    school = parameters.school
    bar = school.identification_bar_before_merger if start == 2010 else school.identification_bar
    give_first_support(world, points, bar, seed)
    give_first_plans(world, points, academic_year, start, seed)
    fill_first_units(world, points, academic_year, start, seed)
    _let_older_ones_without_plan_go(world, academic_year)
    drop_empty_rows(world)
    make_room(world, round(SLACK_FOR_GROWTH * n_rows(world.children)))
    people = np.bincount(world.children.home_authority[world.children.is_present], minlength=len(points))
    world.people_at_start = people.astype(np.int64)
    _size_staff(world, points, parameters, start)
    return world


def _with_institutions(
    points: list[StartingPoint], parameters: Parameters, academic_year: int, start: int, seed: int
) -> World:
    ids = np.array([point.authority_id for point in points], np.int64)
    wanted = [_settings_of(point, academic_year, start) for point in points]
    schools = make_schools(wanted, ids, parameters.school, seed)
    shares = np.array([point.population_share for point in points])
    n = len(points)
    return World(
        names=[point.name for point in points],
        children=new_table(Children, 0),
        families=new_table(Families, 0),
        schools=schools,
        units=_units(schools),
        authorities=_authorities(points, parameters, seed),
        health=_health_services(n),
        governments=_governments(points),
        practices=new_table(Practices, n),
        tribunals=new_table(Tribunals, 1),
        cases=new_table(Cases, ROOM_IN_TABLES),
        disputes=new_table(Disputes, ROOM_IN_TABLES),
        index=index_schools(schools, n),
        borders=borders_between([point.region for point in points], shares),
        weights=np.array([point.weight for point in points]),
        population_share=shares,
        people_at_start=np.zeros(n, np.int64),
        income_deprivation=np.array([point.income_deprivation for point in points]),
    )


def _settings_of(
    point: StartingPoint, academic_year: int, start: int
) -> list[tuple[SettingKind, int, float]]:
    cohort = children_of_cohort(academic_year - 5) * point.population_share
    special = max(3, round(point.plans * point.mix.special * SPARE_SPECIAL_PLACES))
    in_units = national("children_in_alternative_provision", 2010 if start == 2010 else 2024)
    return settings_wanted(cohort, special, max(2, round(in_units * point.population_share)))


def _authorities(points: list[StartingPoint], parameters: Parameters, seed: int) -> Authorities:
    """Authorities with customs of their own in banding, around the mean of the world (claims A1, D1).

    An authority alone in its world stands for the mean.
    """
    authorities = new_table(Authorities, len(points))
    ids = np.array([point.authority_id for point in points], np.int64)
    authorities.authority_id[:] = ids
    authorities.balance_pence[:] = [round(point.balance_gbp * PENCE) for point in points]
    people = np.array([point.weight * point.population_share for point in points])
    banding = parameters.banding
    leans, levels = (
        2.0 * lucks(key_of(seed), ids, int(decision)) for decision in (Decision.BANDED, Decision.TARIFF)
    )
    authorities.band_bias[:] = banding.spread_of_bias * (leans - np.average(leans, weights=people))
    authorities.band_lean[:] = authorities.band_bias
    authorities.unit_places[:] = [point.mix.units * point.plans for point in points]
    authorities.own_level[:] = 1.0 + banding.spread_of_level * (levels - np.average(levels, weights=people))
    return authorities


def _health_services(n: int) -> HealthServices:
    health = new_table(HealthServices, n)
    health.authority[:] = np.arange(n)
    return health


def _governments(points: list[StartingPoint]) -> Governments:
    governments = new_table(Governments, len(points))
    governments.historic_share[:] = [point.historic_share for point in points]
    governments.need_share[:] = [point.need_share for point in points]
    return governments


def _units(schools: Schools) -> Units:
    rows = np.flatnonzero(schools.kind == SettingKind.ALTERNATIVE)
    units = new_table(Units, rows.size)
    units.school[:] = rows
    units.authority[:] = schools.authority[rows]
    return units


def _fill_with_children(
    world: World, parameters: SchoolParameters, academic_year: int, start: int, seed: int
) -> None:
    """Let every cohort in; in 2025 also those of 19 to 25, of whom only plan holders stay."""
    oldest = LAST_YEAR_GROUP if start == 2010 else LAST_YEAR_GROUP_WITH_PLAN
    cohorts = [academic_year - group for group in range(FIRST_YEAR_GROUP, oldest + 1)]
    sizes = [int(cohort_sizes(world, cohort).sum()) for cohort in cohorts]
    make_room(world, sum(sizes))
    for cohort, size in zip(cohorts, sizes, strict=True):
        add_cohort(world, cohort, free_rows(world.children, size), seed)
    known = by_reputation(world.schools, world.index, parameters)
    children_take_seats(world.children, world.index, known, world.borders, academic_year, key_of(seed))


def _let_older_ones_without_plan_go(world: World, academic_year: int) -> None:
    children = world.children
    too_old = academic_year - children.cohort > LAST_YEAR_GROUP
    gone = children.is_present & too_old & (children.sen_status != SenStatus.PLAN)
    children.is_present[gone] = False
    children.setting[gone] = -1
    after_16 = (
        children.is_present
        & (academic_year - children.cohort >= 12)
        & (children.sen_status == SenStatus.SUPPORT)
    )
    children.sen_status[after_16] = SenStatus.NONE


def _size_staff(world: World, points: list[StartingPoint], parameters: Parameters, start: int) -> None:
    """Caseworkers for the work of the first year, and sittings for the tribunal."""
    work = [_work_of_a_year(point) for point in points]
    minutes = np.array([_minutes_of(one, parameters.authority) for one in work])
    shares = world.population_share if start == 2010 else np.ones(len(points))
    own: Float64s = minutes * parameters.authority.casework_slack * shares / 12.0
    world.authorities.casework_minutes[:] = np.rint(own)
    t = parameters.tribunal
    if start == 2010:
        hearings = t.hearings_per_million_children * float(world.people_at_start.sum()) / 1e6
    else:
        hearings = national("appeals_heard", 2023) * float(world.population_share.sum())
    world.tribunals.hearing_minutes[0] = round(hearings * t.minutes_per_hearing / 12.0)


def _work_of_a_year(point: StartingPoint) -> Work:
    """Casework of the first year: the place's own where its requests are known, else England's of 2010."""
    appeals = "appeals_registered_academic"
    if point.demand is None:
        new, plans = national("new_plans", 2010), national("plans", 2010)
        return Work(new / 0.66, new / 0.95, new, plans, national(appeals, 2010))
    decisions = point.demand.requests_per_year
    assessed = decisions * (1.0 - point.demand.refused_share)
    disputes = national(appeals, 2025) * point.population_share
    return Work(decisions, assessed, 0.95 * assessed, float(point.plans), disputes)


def _minutes_of(work: Work, p: AuthorityParameters) -> float:
    minutes = work.decisions * p.casework_minutes_per_decision
    minutes += work.assessments * p.casework_minutes_per_assessment
    minutes += work.finals * p.casework_minutes_per_final + work.reviews * p.casework_minutes_per_review
    return minutes + work.disputes * p.casework_minutes_per_dispute
