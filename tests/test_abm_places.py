"""Behaviour, exclusion, places and endings: who is where, who may contest, who waits longest."""

from typing import Any

import numpy as np
import pytest

from abm.counting import Flow, Stock
from abm.luck import key_of
from abm.now import Now
from abm.parameters import declared_parameters
from abm.passes import behaviour
from abm.passes.behaviour import LONGEST_SUSPENSION_IN_A_YEAR, BehaviourParameters, incidents_happen
from abm.passes.placing import ties
from abm.phases.census import census_is_taken
from abm.simulation import Simulation
from abm.threads import Threads
from agents.declarations import n_rows
from agents.vocabulary import Dispute, Placement, SenStatus, SettingKind
from tests.small_worlds import last_day, months, small_simulation, with_ample_staff, year_groups

DAYS_20_WEEKS = 140
DAYS_6_WEEKS = 42
A_YEAR = 366
MUST_CONTEST = {"family.contest_base_log_odds": -2.0}
MANY_ASK = {"family.asking_base_log_odds": -6.0, "school.asking_base_log_odds": -6.0}
HEADS_REMOVE = {
    "school.exclusion_base_log_odds": -3.0,
    "school.suspension_base_log_odds": 0.5,
    "child.incident_base_log_odds": -4.0,
}
PLACEMENT_KINDS = {
    Placement.MAINSTREAM: {SettingKind.PRIMARY, SettingKind.SECONDARY},
    Placement.SPECIAL: {SettingKind.SPECIAL},
    Placement.INDEPENDENT_SPECIAL: {SettingKind.INDEPENDENT_SPECIAL},
    Placement.ALTERNATIVE: {SettingKind.ALTERNATIVE},
    Placement.FURTHER: {SettingKind.FURTHER},
    Placement.SPECIALIST_POST_16: {SettingKind.SPECIALIST_POST_16},
    Placement.EARLY_YEARS: {SettingKind.EARLY_YEARS},
}
NOWHERE = {Placement.HOME, Placement.AWAITING, Placement.NOT_IN_EDUCATION, Placement.OTHERWISE}


def behaviour_of(simulation: Simulation, now: Now, base: float) -> BehaviourParameters:
    """An incident and a suspension a month for everybody, and removal at the log odds ``base``."""
    p = simulation.parameters
    return BehaviourParameters(
        p.child._replace(incident_base_log_odds=50.0),
        p.family,
        p.school._replace(suspension_base_log_odds=50.0, exclusion_base_log_odds=base),
        0.0,
        now.ap_place_gbp,
        0.0,
        now.pull("reasonable_adjustments"),
        now.pull("lower_attainer_agenda"),
        now.pull("behaviour_guidance"),
    )


def make_trouble(simulation: Simulation, now: Now, base: float = -50.0) -> None:
    """Let one month of incidents happen to everybody."""
    world = simulation.world
    rules = behaviour_of(simulation, now, base)
    tables = (world.children, world.families, world.schools, world.scratch.removed)
    Threads(1).over(n_rows(world.children), incidents_happen, *tables, now.month, rules, world.counts)


def test_nobody_is_suspended_for_more_than_45_days_in_a_year() -> None:
    simulation = small_simulation(people=300)
    now = simulation.now()
    for _ in range(LONGEST_SUSPENSION_IN_A_YEAR + 10):
        make_trouble(simulation, now)
    days = simulation.world.children.days_suspended
    assert days.max() > 0
    assert days.max() <= 45


def test_a_new_school_year_starts_with_a_clean_record() -> None:
    simulation = small_simulation(people=300)
    make_trouble(simulation, simulation.now())
    for now in months(simulation, (2008, 9)):
        if now.month.calendar_month == 8:
            simulation.world.children.days_suspended[:] = 9
    children = simulation.world.children
    assert children.days_suspended[children.is_present].max() < 9


def pull(simulation: Simulation, now: Now, row: int, progress_counts: float = 0.0) -> float:
    """Gain in results from losing one pupil; the piece of the pass as plain Python."""
    piece: Any = behaviour.pull_of_results
    tables = (simulation.world.children, simulation.world.schools)
    return float(piece.py_func(*tables, row, now.month, progress_counts))


def pupils_of_year(simulation: Simulation, now: Now, group: int) -> list[int]:
    children = simulation.world.children
    in_class = children.is_present & (children.placement == Placement.MAINSTREAM) & (children.setting >= 0)
    secondary = simulation.world.schools.kind[children.setting] == SettingKind.SECONDARY
    return [
        int(row) for row in np.flatnonzero(in_class & secondary & (year_groups(simulation, now) == group))
    ]


def test_results_pull_until_the_january_of_year_11_and_not_after() -> None:
    simulation = small_simulation(people=400)
    now = simulation.now()
    world = simulation.world
    world.schools.results[:] = 3.0
    world.schools.pressure[:] = 1.0
    for group in (9, 11):
        rows = pupils_of_year(simulation, now, group)
        assert rows
        assert all(pull(simulation, now, row) > 0.0 for row in rows)
        # Where progress from a low start counts for half, so does what removal gains.
        assert pull(simulation, now, rows[0], 0.5) == 0.5 * pull(simulation, now, rows[0])
    for _month in months(simulation, (2008, 1)):
        pass
    world.schools.results[:] = 3.0
    world.schools.pressure[:] = 1.0
    after = simulation.now()
    for row in pupils_of_year(simulation, after, 11):
        assert pull(simulation, after, row) == 0.0
    for row in pupils_of_year(simulation, after, 9):
        assert pull(simulation, after, row) > 0.0


def test_a_pupil_who_came_after_the_census_counts_for_nobody_and_pulls_nobody() -> None:
    """The January census settles who counts: one who was elsewhere cannot lower this school's results."""
    simulation = small_simulation(people=400)
    for _month in months(simulation, (2008, 3)):
        pass
    now = simulation.now()
    world = simulation.world
    world.schools.results[:] = 3.0
    world.schools.pressure[:] = 1.0
    rows = pupils_of_year(simulation, now, 11)
    assert rows
    world.children.census_school[rows] = -1
    assert all(pull(simulation, now, row) == 0.0 for row in rows)


def assert_everybody_is_where_the_books_say(simulation: Simulation) -> None:
    children, schools = simulation.world.children, simulation.world.schools
    rows = np.flatnonzero(children.is_present)
    for placement, kinds in PLACEMENT_KINDS.items():
        here = rows[children.placement[rows] == placement]
        assert (children.setting[here] >= 0).all(), placement.name
        assert set(schools.kind[children.setting[here]].tolist()) <= set(kinds), placement.name
    for placement in NOWHERE:
        here = rows[children.placement[rows] == placement]
        assert (children.setting[here] == -1).all(), placement.name
    counted = np.bincount(children.setting[rows][children.setting[rows] >= 0], minlength=schools.roll.size)
    assert counted.tolist() == schools.roll.tolist()


def test_every_child_is_in_one_place_that_fits_and_rolls_are_their_sums() -> None:
    simulation = small_simulation(people=800)
    for _now in months(simulation, (2018, 12)):
        assert_everybody_is_where_the_books_say(simulation)


def test_the_excluded_have_a_place_or_await_one_in_the_same_month() -> None:
    simulation = small_simulation(people=1500, parameters=HEADS_REMOVE)
    excluded = 0
    for _now in months(simulation, (2016, 7)):
        flows, stocks, before = simulation.world.flows, simulation.world.stocks, simulation.world.last_stocks
        excluded += int(flows[Flow.EXCLUSIONS].sum())
        children = simulation.world.children
        removed = simulation.world.scratch.removed == 1
        states = set(children.placement[removed & children.is_present].tolist())
        assert states <= {Placement.ALTERNATIVE, Placement.AWAITING}
        change = stocks[Stock.AWAITING] - before[Stock.AWAITING]
        assert (change <= flows[Flow.EXCLUSIONS] - flows[Flow.TO_ALTERNATIVE]).all()
    assert excluded > 10


def test_a_managed_move_leads_to_another_school() -> None:
    """A move is to a new school: the pupil who moved is not on the roll that was left."""
    simulation = small_simulation(people=30_000, parameters=HEADS_REMOVE)
    moved = stayed = 0
    for _now in months(simulation, (2009, 7)):
        children = simulation.world.children
        rows = np.flatnonzero((simulation.world.scratch.removed == 2) & children.is_present)
        moved += rows.size
        stayed += int((children.setting[rows] == children.last_school[rows]).sum())
        assert (children.placement[rows] != Placement.SPECIAL).all()
    assert moved > 20
    assert stayed == 0


def test_a_special_school_named_in_a_plan_is_not_left_by_a_managed_move() -> None:
    simulation = small_simulation(people=2000)
    for _month in months(simulation, (2008, 3)):
        pass
    make_trouble(simulation, simulation.now(), base=50.0)
    children = simulation.world.children
    special = children.is_present & (children.placement == Placement.SPECIAL)
    assert special.any()
    assert not (simulation.world.scratch.removed[special] == 2).any()


def test_young_people_can_appeal_when_their_plan_ends() -> None:
    """Section 51 of the Act gives the young person the appeal when the authority ceases the plan."""
    ceasing = {
        "authority.ceasing_over_18_per_review": 0.3,
        "authority.ceasing_16_to_18_per_review": 0.3,
        **MUST_CONTEST,
    }
    simulation = small_simulation(people=3000, parameters=ceasing, start=2025)
    contested = 0
    for now in months(simulation, (2027, 12)):
        disputes, children = simulation.world.disputes, simulation.world.children
        rows = disputes.child[disputes.is_open & (disputes.kind == Dispute.CEASING)]
        groups = now.month.academic_year - children.cohort[rows].astype(int)
        contested += int((groups >= 12).sum())
    assert contested > 0


def test_no_appeal_takes_a_plan_past_25() -> None:
    """Year group 20 turns 25: past it the authority is not responsible, and nothing is left to appeal."""
    ceasing = {
        "authority.ceasing_over_18_per_review": 0.3,
        "authority.ceasing_16_to_18_per_review": 0.3,
        **MUST_CONTEST,
    }
    simulation = small_simulation(people=10_000, parameters=ceasing, start=2025)
    for now in months(simulation, (2027, 12)):
        children = simulation.world.children
        planned = children.is_present & (children.sen_status == SenStatus.PLAN)
        assert year_groups(simulation, now)[planned].max() <= 20


def test_a_plan_never_makes_removal_from_the_roll_likelier() -> None:
    """At the same luck a pupil kept or moved without a plan is not excluded with one, whatever the weight."""
    excluded = []
    for status in (SenStatus.SUPPORT, SenStatus.PLAN):
        simulation = small_simulation(people=3000, parameters={"school.exclusion_weight_of_plan": 0.0})
        for _month in months(simulation, (2007, 11)):
            pass
        children = simulation.world.children
        in_class = children.is_present & (children.placement == Placement.MAINSTREAM)
        children.sen_status[in_class] = status
        make_trouble(simulation, simulation.now(), base=0.0)
        excluded.append(simulation.world.scratch.removed == 1)
    without, with_plan = excluded
    assert without.sum() > 50
    assert not (with_plan & ~without).any()


def test_home_education_goes_on_when_a_plan_is_no_longer_needed() -> None:
    """Ending a plan enrols nobody: the family chose home education, with or without a plan."""
    simulation = with_ample_staff(small_simulation(people=2000))
    for _month in months(simulation, (2007, 11)):
        pass
    p = simulation.parameters
    simulation.parameters = p._replace(family=p.family._replace(return_per_month=0.0))
    children, now = simulation.world.children, simulation.now()
    groups = year_groups(simulation, now)
    rows = np.flatnonzero(children.is_present & (groups > 0) & (groups < 10) & (children.case < 0))
    for column in (children.learning_need, children.semh_need):
        column[rows] = 0.0
    children.sen_status[rows] = SenStatus.PLAN
    children.band[rows] = 1
    children.plan_day[rows] = now.month.first_day - 365
    children.placement[rows] = Placement.HOME
    children.setting[rows] = -1
    census_is_taken(simulation.world, now)
    simulation.step()
    ended = rows[children.sen_status[rows] != SenStatus.PLAN]
    assert ended.size > 10
    assert (children.placement[ended] == Placement.HOME).all()


def test_whoever_has_waited_longest_gets_the_next_place_in_alternative_provision() -> None:
    """Two who wait since autumn, with worse ties, come before two excluded a month later."""
    simulation = small_simulation(people=2000)
    for _month in months(simulation, (2007, 11)):
        pass
    world = simulation.world
    children, schools = world.children, world.schools
    units = schools.kind == SettingKind.ALTERNATIVE
    keep_away = children.is_present & (children.placement == Placement.ALTERNATIVE)
    children.is_present[keep_away] = False
    groups = year_groups(simulation, simulation.now())
    rows = np.flatnonzero(
        children.is_present & (groups > 6) & (groups < 10) & (children.sen_status == SenStatus.NONE)
    )
    by_tie = rows[np.argsort(ties(children, rows.astype(np.int32), key_of(simulation.scenario.seed)))]
    late, early = by_tie[:2], by_tie[-2:]
    schools.places[units] = 0
    for row in early:
        children.placement[row], children.setting[row] = Placement.AWAITING, -1
    census_is_taken(world, simulation.now())
    simulation.step()
    assert (children.placement[early] == Placement.AWAITING).all()
    for row in late:
        children.placement[row], children.setting[row] = Placement.AWAITING, -1
    schools.places[units] = 1  # and a tenth may be overfilled: two are let in
    simulation.step()
    assert (children.placement[early] == Placement.ALTERNATIVE).all()
    assert (children.placement[late] == Placement.AWAITING).all()


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_everybody_is_somewhere_whatever_the_parameters(seed: int) -> None:
    """Places, records, ages and queues hold in every month under parameters drawn from their ranges."""
    luck = np.random.default_rng(1000 + seed)
    drawn = {name: float(luck.uniform(note.low, note.high)) for name, note in declared_parameters().items()}
    simulation = small_simulation(people=1000, start=2010 if seed % 2 else 2025, seed=seed, parameters=drawn)
    end = (2016, 12) if seed % 2 else (2029, 12)
    for now in months(simulation, end):
        assert_everybody_is_where_the_books_say(simulation)
        world = simulation.world
        groups = year_groups(simulation, now)[world.children.is_present]
        assert groups.min() >= -2
        assert (world.children.suspensions >= 0).all()
        assert (world.authorities.casework_overdraft >= 0).all()
        assert (world.authorities.psychology_overdraft >= 0).all()
        assert (world.authorities.preventive_minutes <= world.authorities.psychology_minutes).all()
        assert (world.tribunals.hearing_overdraft >= 0).all()
        open_cases_asked = world.cases.asked_day[world.cases.is_open]
        assert (open_cases_asked <= last_day(now)).all()
