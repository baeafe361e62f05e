"""Parents' forums: who takes part, what it does to them, and what co-production without power does."""

import pytest

from abm import policy
from abm.counting import Flow, Stock
from abm.simulation import Simulation
from agents.declarations import Flags
from tests.lever_worlds import AT_ONCE, to

JOINING = {"family.forum_base_log_odds": -2.0}
THREE_YEARS_ON = (2027, 10)


def members(simulation: Simulation) -> Flags:
    flags: Flags = simulation.world.families.in_forum & simulation.world.children.is_present
    return flags


@pytest.fixture(scope="module")
def worlds() -> dict[str, Simulation]:
    """The same world with no lever, strategic co-production, and genuine co-production."""
    names = {"plain": (), "asked": ("strategic_coproduction",), "power": ("genuine_coproduction",)}
    return {key: to(THREE_YEARS_ON, AT_ONCE, *levers, parameters=JOINING) for key, levers in names.items()}


def test_members_have_means_and_agency(worlds: dict[str, Simulation]) -> None:
    """Claims K2, K4."""
    plain = worlds["plain"]
    rows, families = members(plain), plain.world.families
    assert rows.sum() > 5
    assert families.resources[rows].mean() > families.resources[plain.world.children.is_present].mean()
    assert families.agency[rows].mean() > families.agency[~rows & plain.world.children.is_present].mean()


def test_more_take_part_when_asked(worlds: dict[str, Simulation]) -> None:
    assert members(worlds["asked"]).sum() > members(worlds["plain"]).sum()


def test_without_power_members_lose_trust_and_with_power_they_do_not(worlds: dict[str, Simulation]) -> None:
    """Claims K5, K11, K13: the same families, a member in both worlds."""
    asked, power = worlds["asked"].world, worlds["power"].world
    plain = worlds["plain"].world
    both = members(worlds["asked"]) & members(worlds["power"])
    assert both.sum() > 3
    assert asked.families.trust[both].mean() < plain.families.trust[both].mean() - 0.05
    assert power.families.trust[both].mean() > asked.families.trust[both].mean()


def test_strategic_work_takes_from_contact_and_power_puts_it_on_the_agenda(
    worlds: dict[str, Simulation],
) -> None:
    """Claims P1, K13."""
    plain, asked, power = (worlds[name] for name in ("plain", "asked", "power"))
    usual = policy.contact(plain.world, plain.now())
    assert policy.contact(asked.world, asked.now()) == pytest.approx(usual - 0.05)
    assert asked.world.authorities.contact[0] < plain.world.authorities.contact[0]
    assert power.world.authorities.contact[0] > plain.world.authorities.contact[0]
    assert (policy.contact(power.world, power.now()) > policy.contact(asked.world, asked.now())).all()


def test_a_forum_with_power_lowers_the_bar_slightly() -> None:
    """Claim D2."""
    plain, power = (to((2026, 3), AT_ONCE, *names) for names in ((), ("genuine_coproduction",)))
    lower = plain.world.authorities.bar[0] - power.world.authorities.bar[0]
    weight = plain.parameters.authority.bar_moved_by_forum
    assert lower == pytest.approx(weight * 0.45, abs=1e-5)


def test_the_census_counts_members_and_contesters(worlds: dict[str, Simulation]) -> None:
    world = worlds["plain"].world
    assert world.stocks[Stock.FORUM_FAMILIES].sum() <= members(worlds["plain"]).sum()
    assert world.stocks[Stock.CONTESTED_FAMILIES].sum() <= world.stocks[Stock.SEN_FAMILIES].sum()
    assert world.stocks[Stock.BOTTOM_TENTH].sum() > 0
    assert int(world.flows[Flow.JOINED_FORUM].sum()) == 0  # October
