"""One run, month by month: a world, its drivers and doses, and the phases in order."""

from copy import deepcopy
from typing import NamedTuple

import numpy as np

from abm.calendar import Month, label, month_number, month_of
from abm.checks import check_books
from abm.counting import N_FLOWS
from abm.cutting import UNCUT, Cuts
from abm.drivers import drivers_in
from abm.groups import N_COLUMNS
from abm.levers import doses_in, pulls_in
from abm.month import MONTH
from abm.now import Now
from abm.parameters import Parameters, parameter_values
from abm.prices import ap_place_gbp, tariff
from abm.scenario import Scenario
from abm.spin_up.anchoring import anchor
from abm.spin_up.customs import customs_settle, families_have_heard
from abm.spin_up.growing_up import children_grow_up
from abm.threads import Threads
from abm.worlds.building import build_world
from abm.worlds.starting_points import StartingPoint, starting_points
from abm.worlds.state import World

# Months of spin-up before the first recorded month, so that queues fill and cohorts meet the rules.
SPIN_UP = {2010: (2007, 10), 2025: (2023, 10)}
FIRST_RECORDED = {2010: (2010, 9), 2025: (2025, 1)}


class Checkpoint(NamedTuple):
    """A world as it stands before month number ``month``; going on from it leaves it as it is."""

    month: int
    world: World


class Simulation:
    """A world that can be stepped; ``month`` is the number of the next month to happen.

    ``groupings`` names the groupings of children whose stocks are counted every recorded month. With a
    ``checkpoint`` it goes on from there: the same to the bit as if it had come all the way. ``cuts`` says
    which links are cut, and how.
    """

    def __init__(
        self,
        scenario: Scenario,
        threads: Threads | None = None,
        groupings: tuple[str, ...] = (),
        checkpoint: Checkpoint | None = None,
        cuts: Cuts = UNCUT,
    ) -> None:
        self.scenario = scenario
        self.threads = threads if threads is not None else Threads(1)
        self.parameters: Parameters = parameter_values(scenario.parameters)
        self.points: list[StartingPoint] = starting_points(scenario)
        year, calendar_month = SPIN_UP[scenario.start]
        self.month = month_number(year, calendar_month)
        self.first_recorded = month_number(*FIRST_RECORDED[scenario.start])
        self.last_recorded = month_number(scenario.to, 12)
        self.groupings = groupings
        self.cuts: Cuts = UNCUT if checkpoint is None else cuts
        self.world: World
        if checkpoint is not None:
            self.month, self.world = checkpoint.month, deepcopy(checkpoint.world)
            return
        self.world = build_world(self.points, self.parameters, year, scenario.start, scenario.seed)
        self._forget_flows()
        children_grow_up(self.world, self.now())
        families_have_heard(self.world, self.points)
        self.cuts = cuts

    @property
    def n_months(self) -> int:
        """Months from the start of the spin-up to the end of the run."""
        return self.last_recorded - month_number(*SPIN_UP[self.scenario.start]) + 1

    def now(self) -> Now:
        """The month about to happen, with everything its phases may read."""
        month: Month = month_of(self.month, self.scenario.seed)
        drivers = drivers_in(month)
        scenario = self._scenario_of(self.month)
        doses = doses_in(scenario, self.world, month)
        return Now(
            month=month,
            drivers=drivers,
            doses=doses,
            pulls=pulls_in(scenario, doses),
            pulled=scenario.levers,
            parameters=self.parameters,
            tariff=tariff(drivers.price_index),
            ap_place_gbp=ap_place_gbp(drivers.price_index),
            seed=self.scenario.seed,
            threads=self.threads,
            cuts=self.cuts,
        )

    def step(self) -> None:
        """Let one month happen and check the books; raises ``BooksDoNotClose``."""
        now = self.let_happen()
        check_books(self.world, now)
        self.move_on(now)

    def let_happen(self) -> Now:
        """Let everything of one month happen, in order; returns the month."""
        if self.month == self.first_recorded:
            anchor(self.world, self.points, self.scenario, self.now())
            self.world.groupings = self.groupings
        now = self.now()
        self._forget_flows()
        for phase in MONTH:
            phase.happens(self.world, now)
        return now

    def move_on(self, now: Now) -> None:
        """Let customs settle, as long as they do, and go on to the next month."""
        if self.month < self.first_recorded:
            customs_settle(self.world, self.points, now, self.first_recorded - self.month - 1)
        self.month += 1

    def _scenario_of(self, month: int) -> Scenario:
        """The scenario, with no lever pulled before a start from today: what was published knew of none."""
        settling = month < self.first_recorded and self.points[0].demand is not None
        return self.scenario.with_changes(levers={}) if settling else self.scenario

    def checkpoint(self) -> Checkpoint:
        """A copy of the world as it stands, to go on from later."""
        return Checkpoint(self.month, deepcopy(self.world))

    def spin_up(self) -> None:
        """Let the months before the first recorded one happen."""
        while self.month < self.first_recorded:
            self.step()

    @property
    def is_recording(self) -> bool:
        """Whether the month that has just happened belongs to the results."""
        return self.month > self.first_recorded

    @property
    def last_label(self) -> str:
        """The month that has just happened, such as 2014-09."""
        return label(self.month - 1)

    def _forget_flows(self) -> None:
        self.world.last_flows = self.world.flows
        self.world.counts = np.zeros((N_FLOWS, N_COLUMNS, self.world.n_authorities), np.int64)
        if self.world.last_flows.shape != self.world.flows.shape:
            self.world.last_flows = np.zeros_like(self.world.flows)
