"""Nothing is worked out for levers that are not pulled: whoever is spared that asks for all that it reads."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from abm import Scenario, answering, area_policy, policy
from abm.levers import levers
from abm.now import Now
from abm.simulation import Simulation
from abm.worlds.state import World

SPARED: dict[str, Callable[[World, Now], Any]] = {
    "contact": policy.contact,
    "cost of exclusion": policy.cost_of_exclusion_gbp,
    "early talks": policy.early_talks,
    "subsidy of outreach": policy.subsidy_of_outreach,
    "share of contribution": policy.share_of_contribution,
    "devolved money": lambda world, now: policy.devolved_gbp_per_pupil(world, now, policy.totals_of(world)),
    "paid to schools": policy.paid_to_schools_pence,
    "paid for density": answering.paid_for_density_pence,
    "block after profiles": lambda world, now: area_policy.block_after_profiles(
        world, now, world.authorities.block_pence / 1.0
    ),
}


class Asked:
    """Levers that a run pulls, either all or none of them; notes which are asked for."""

    def __init__(self, are_pulled: bool) -> None:
        self.names: set[str] = set()
        self.are_pulled = are_pulled

    def __contains__(self, lever: object) -> bool:
        self.names.add(str(lever))
        return self.are_pulled

    def __iter__(self) -> Iterator[str]:
        return iter(levers())

    def __len__(self) -> int:
        return len(levers())


class Read(dict[str, Any]):
    """Values by lever; notes which are read."""

    def __init__(self, values: Any) -> None:
        super().__init__(values)
        self.names: set[str] = set()

    def __getitem__(self, lever: str) -> Any:
        self.names.add(lever)
        return super().__getitem__(lever)


@pytest.fixture(scope="module")
def simulation() -> Simulation:
    return Simulation(Scenario(world="demo", people=400, start=2025, to=2025))


@pytest.mark.parametrize("quantity", SPARED)
def test_every_lever_that_is_read_is_asked_for(simulation: Simulation, quantity: str) -> None:
    now, work_out = simulation.now(), SPARED[quantity]
    at_rest, pulled = Asked(are_pulled=False), Asked(are_pulled=True)
    doses, pulls = Read(now.doses), Read(now.pulls)
    work_out(simulation.world, replace(now, pulled=at_rest))
    work_out(simulation.world, replace(now, pulled=pulled, doses=doses, pulls=pulls))
    assert at_rest.names == doses.names | pulls.names


def test_every_spared_quantity_is_among_these(simulation: Simulation) -> None:
    asked = Asked(are_pulled=False)
    for work_out in SPARED.values():
        work_out(simulation.world, replace(simulation.now(), pulled=asked))
    month = Asked(are_pulled=False)
    usual = simulation.now

    def watched() -> Now:
        return replace(usual(), pulled=month)

    simulation.now = watched  # type: ignore[method-assign]  # one month, seen from within
    simulation.step()
    assert month.names <= asked.names
