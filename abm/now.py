"""The present month: what every phase may read besides the world."""

from collections.abc import Collection
from dataclasses import dataclass

from abm.calendar import Month
from abm.cutting import UNCUT, Cuts
from abm.drivers import Drivers
from abm.levers import Doses
from abm.links import Reader
from abm.parameters import Parameters
from abm.passes.census import Tariff
from abm.threads import Threads
from abm.worlds.state import World
from agents.declarations import Float64s

LAW_OF_2014_AGE_LIMIT = 20.0


@dataclass(frozen=True)
class Now:
    """One month with its drivers, doses, prices and parameters, and the threads to work on."""

    month: Month
    drivers: Drivers
    doses: Doses
    pulls: Doses
    pulled: Collection[str]
    parameters: Parameters
    tariff: Tariff
    ap_place_gbp: float
    seed: int
    threads: Threads
    cuts: Cuts = UNCUT

    def pull(self, lever: str) -> Float64s:
        """What a lever moves this month in each authority or school; to be read only."""
        return self.pulls[lever]

    def are_at_rest(self, *levers: str) -> bool:
        """Whether none of these levers is pulled in this run, so that they move nothing anywhere."""
        return not any(lever in self.pulled for lever in levers)

    def seen(self, world: World, reader: Reader) -> World:
        """The world as one decision sees it: as it is but for links that are cut; to be read only."""
        return self.cuts.seen(world, reader, self.month)

    @property
    def is_after_2014(self) -> bool:
        """Whether the Children and Families Act 2014 is in force (plans, ages to 25, mediation)."""
        return self.drivers.plan_age_limit > LAW_OF_2014_AGE_LIMIT

    @property
    def statutory_bar(self) -> float:
        """Evidence at which the law calls for a plan."""
        tribunal = self.parameters.tribunal
        return tribunal.statutory_bar if self.is_after_2014 else tribunal.statutory_bar_before_2014
