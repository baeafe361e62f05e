"""The model as a Mesa model: one step is one month, agents are handles over rows."""

from typing import Any

import mesa
import numpy as np

from abm.measures import VALUES, measured_whole
from abm.scenario import DEMO, DEMO_PEOPLE, Dose, Scenario
from abm.simulation import Simulation
from abm.threads import Threads
from abm.validation import check
from abm.worlds.state import World
from agents.authority import Authorities
from agents.child import Children
from agents.declarations import n_rows
from agents.family import Families
from agents.handles import (
    AlternativeProvisionUnit,
    Family,
    Government,
    Handle,
    HealthService,
    LocalAuthority,
    School,
    Tribunal,
)
from agents.school import Schools

INSTITUTIONS: tuple[tuple[type[Handle], str], ...] = (
    (LocalAuthority, "authorities"),
    (School, "schools"),
    (AlternativeProvisionUnit, "units"),
    (Tribunal, "tribunals"),
    (HealthService, "health"),
    (Government, "governments"),
)


class Model(mesa.Model):
    """One world, stepped month by month from its first recorded month.

    ``world`` is ``demo``, ``england`` (of which ``authorities`` makes a sample) or the name of a local
    authority; any further argument is the dose, 0 to 1 from ``policy_year`` on, of the lever so named;
    ``parameters`` overrides the catalogue by full name.
    ``with_families`` puts a handle for every child in ``model.agents`` (for small worlds).
    Raises ``InputError`` for what does not exist or is out of range.
    """

    def __init__(  # noqa: PLR0913, PLR0917  # Mesa sets a model's parameters by name, one argument each
        self,
        world: str = DEMO,
        start: int = 2010,
        to: int = 2035,
        people: int = DEMO_PEOPLE,
        authorities: int = 0,
        policy_year: float = 2026.0,
        parameters: dict[str, float] | None = None,
        with_families: bool = False,
        rng: int | None = None,
        **kwargs: float,  # the name under which Mesa's page accepts any parameter
    ) -> None:
        self.seed = 1 if rng is None else int(rng)
        super().__init__(rng=self.seed)
        kwargs.pop("scenario", None)  # what Mesa 3.5's page hands along on Reset is Mesa's own
        levers = {name: Dose(float(dose), start=policy_year) for name, dose in kwargs.items() if dose}
        self.case = Scenario(world, start, to, self.seed, parameters or {}, levers, people, authorities)
        check(self.case)
        self.simulation = Simulation(self.case, Threads(1))
        self.simulation.spin_up()
        self._handles: dict[int, Family] = {}
        self._make_agents(with_families)
        reporters = {name: _reporter(name) for name in VALUES}
        self.datacollector = mesa.DataCollector(
            model_reporters={"month": "month_label", **reporters},
            agenttype_reporters={
                LocalAuthority: {
                    "bar": "bar",
                    "balance_pence": "balance_pence",
                    "success_seen": "success_seen",
                },
                School: {"roll": "roll", "quality": "quality", "pressure": "pressure", "n_plans": "n_plans"},
            },
        )

    @property
    def world(self) -> World:
        """The tables of the world."""
        return self.simulation.world

    @property
    def children(self) -> Children:
        """The table of children, one row each; row ``i`` belongs with row ``i`` of ``families``."""
        return self.world.children

    @property
    def families(self) -> Families:
        """The table of families."""
        return self.world.families

    @property
    def schools(self) -> Schools:
        """The table of settings of every kind."""
        return self.world.schools

    @property
    def authorities(self) -> Authorities:
        """The table of local authorities."""
        return self.world.authorities

    @property
    def month_label(self) -> str:
        """The month that has just happened, such as 2014-09."""
        return self.simulation.last_label

    def step(self) -> None:
        """Let one month happen and collect data; ``running`` turns false after the last."""
        self.simulation.step()
        self.datacollector.collect(self)
        self.running = self.simulation.month <= self.simulation.last_recorded

    def family(self, row: int) -> Family:
        """The handle of the family in this row, made on demand and kept."""
        if row not in self._handles:
            self._handles[row] = Family(self, row)
        return self._handles[row]

    def measure(self, name: str) -> float:
        """The value of one measure in the month that has just happened, over all authorities.

        Raises ``AttributeError`` for a measure that does not exist.
        """
        if name in VALUES:
            return measured_whole(self.world, name)
        raise AttributeError(name)

    def _make_agents(self, with_families: bool) -> None:
        for kind, table in INSTITUTIONS:
            for row in range(n_rows(getattr(self.world, table))):
                kind(self, row)
        if with_families:
            for present in np.flatnonzero(self.world.children.is_present):
                self.family(int(present))


def _reporter(name: str) -> Any:
    def report(model: Model) -> float:
        return model.measure(name)

    return report
