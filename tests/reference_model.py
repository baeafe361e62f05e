"""The plain twin: the month once more, slow and obvious, without arrays and without a compiler.

It takes a starting world, the drivers, prices and parameters as data, and the agents' rules as plain
functions. Everything else is written again from the model's own words: luck, queues, places,
reviews, disputes, September and the census. ``tests/test_twin.py`` holds the model to it, bit for bit.
"""

from abm.counting import Flow
from abm.parameters import parameter_values
from abm.scenario import Scenario
from abm.simulation import Simulation
from agents.vocabulary import DisputeStage
from tests.reference_authorities import (
    areas_are_judged,
    authorities_set_bars,
    forums_have_met,
    money_arrives,
    money_is_spent,
    places_are_built,
    staff_are_counted,
    tribunal_recruits,
    units_release_outreach,
)
from tests.reference_casework import Task, advice_is_written, casework_is_done, serve, transfers_are_named
from tests.reference_census import census_is_taken
from tests.reference_cohorts import cohorts_turn_over
from tests.reference_disputes import families_contest_decisions, is_heard
from tests.reference_learning import authorities_learn
from tests.reference_moment import Moment, moment_of
from tests.reference_people import (
    assessments_are_asked_for,
    families_leave,
    need_is_identified,
    stock_is_taken,
    support_arrives,
)
from tests.reference_places import plans_find_places, removed_pupils_find_places, trouble_breaks_out
from tests.reference_schools import schools_lead, schools_learn_results, schools_prepare
from tests.reference_state import State


def appeals_are_heard(state: State, now: Moment) -> None:
    """One national list, longest wait first, as far as the month's sittings go."""
    minutes = int(now.p.tribunal.minutes_per_hearing)
    listed = [one for one in state.disputes() if one.stage == DisputeStage.LISTED]
    tasks = [Task(0, one.opened_day, now.tie(one.child), minutes, one.ready_day, one) for one in listed]
    tribunal = state.tribunal
    served = serve(tasks, tribunal.hearing_minutes, tribunal.hearing_overdraft, now)
    tribunal.hearing_overdraft = served.owed
    for task in sorted(tasks, key=lambda one: one[:3]):
        if id(task.what) in served.days:
            is_heard(state, task.what, served.days[id(task.what)], now)
    still_open = [one for one in state.disputes() if one.stage >= DisputeStage.REGISTERED]
    tribunal.open_appeals = len(still_open)


MONTH = (
    money_arrives,
    staff_are_counted,
    authorities_set_bars,
    areas_are_judged,
    cohorts_turn_over,
    forums_have_met,
    places_are_built,
    schools_prepare,
    schools_lead,
    units_release_outreach,
    support_arrives,
    need_is_identified,
    stock_is_taken,
    assessments_are_asked_for,
    advice_is_written,
    casework_is_done,
    transfers_are_named,
    families_contest_decisions,
    appeals_are_heard,
    tribunal_recruits,
    plans_find_places,
    trouble_breaks_out,
    removed_pupils_find_places,
    families_leave,
    census_is_taken,
    schools_learn_results,
    authorities_learn,
    money_is_spent,
)
PRESENT = 2025


class PlainModel:
    """The twin of a simulation, from wherever that simulation stands now.

    A present-day world is handed over after its first recorded month, when its plans have been brought
    to the published number; raises ``ValueError`` before that.
    """

    def __init__(self, simulation: Simulation) -> None:
        self.scenario: Scenario = simulation.scenario
        if self.scenario.start == PRESENT and simulation.month <= simulation.first_recorded:
            raise ValueError("hand over a present-day world after its first recorded month")
        self.p = parameter_values(self.scenario.parameters)
        self.month = simulation.month
        self.first_recorded = simulation.first_recorded
        self.opening_pence = [round(point.balance_gbp * 100) for point in simulation.points]
        self.state = State(simulation.world)

    def step(self) -> None:
        """Let one month happen."""
        now = moment_of(self.month, self.scenario, self.p)
        if self.month == self.first_recorded:
            self._anchor(now)
        for area in self.state.areas:
            area.last_flows = area.flows
            area.flows = dict.fromkeys(Flow, 0)
            area.by_group.clear()
        for phase in MONTH:
            phase(self.state, now)
        self.month += 1

    def _anchor(self, now: Moment) -> None:
        """Balances start from the published ones; the census is taken anew."""
        for area, pence in zip(self.state.areas, self.opening_pence, strict=True):
            area.balance_pence = pence
            area.general_balance_pence = 0
        census_is_taken(self.state, now)
