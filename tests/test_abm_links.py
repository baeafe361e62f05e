"""Links and loops as declared: every reading is real, every loop closes, polarity is computed."""

import itertools
import math

import pytest

from abm import InputError
from abm.catalogue import measures
from abm.links import Link, Reader, check_links, links, loops
from abm.simulation import Simulation
from abm.worlds.state import World
from agents.declarations import declared
from tests.small_worlds import small_simulation

OPEN_IN_THE_MODEL = {"R14", "B1", "R10", "B6", "B8"}
CUTTABLE = [name for name, link in links().items() if link.can_be_cut]


@pytest.fixture(scope="module")
def world() -> World:
    simulation: Simulation = small_simulation(people=500)
    return simulation.world


@pytest.mark.parametrize("name", CUTTABLE)
def test_a_link_reads_a_declared_column(name: str, world: World) -> None:
    link = links()[name]
    table = getattr(world, link.table)
    assert link.column in {column.name for column in declared(type(table))}
    assert link.reader in list(Reader)
    assert abs(link.sign) == 1


def test_what_moves_is_a_measure_and_has_a_direction() -> None:
    known = set(measures()["name"])
    shown = [link for link in links().values() if link.moves]
    assert all(link.moves in known and abs(link.moves_sign) == 1 and link.nudge != 0.0 for link in shown)
    # All are compared with all, so that no nudge for everybody shows what comparison does to one; and a
    # judgement moves schools only under levers.
    silent = [name for name in CUTTABLE if not links()[name].moves]
    assert silent == ["results_to_pressure", "reputation_to_inflow", "judgement_to_effort"]


@pytest.mark.parametrize("name", list(loops()))
def test_a_loop_is_a_chain_and_what_is_cut_is_part_of_it(name: str) -> None:
    loop = loops()[name]
    assert set(loop.cut) <= set(loop.links)
    check_links(loop.cut)
    chain = [links()[one] for one in loop.links]
    assert all(a.target == b.source for a, b in itertools.pairwise(chain))
    assert loop.is_closed == (name not in OPEN_IN_THE_MODEL)
    assert set(loop.shared_with) == {
        other.id for other in loops().values() if other.id != name and other.cut == loop.cut
    }


def test_polarity_is_that_of_the_paper_but_where_one_school_alone_is_looked_at() -> None:
    """R6 balances for one school: it reinforces only as others' results become its comparators."""
    closed = [loop for loop in loops().values() if loop.is_closed]
    differing = [loop.id for loop in closed if loop.polarity != loop.first_guess]
    assert differing == ["R6"]


def test_polarity_turns_with_the_sign_of_one_link() -> None:
    signs = [links()[name].sign for name in loops()["R1"].links]
    assert loops()["R1"].polarity == "R"
    assert signs.count(-1) == 4
    assert math.prod(signs) > 0
    assert loops()["R14"].polarity == "open"
    assert len(loops()) == 23 + 1  # the paper's and one of ours
    assert loops()["B3"].polarity == "B"


def test_an_unknown_link_or_a_flow_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(InputError, match="confidence_to_asking"):
        check_links(("confidence_to_askin",))
    with pytest.raises(InputError, match="requests_to_plans"):
        check_links(("requests_to_plans",))


def test_every_flow_says_only_what_it_is() -> None:
    flows = [link for link in links().values() if not link.can_be_cut]
    assert flows
    blank = [(one.table, one.column, one.reader, one.nudge, one.moves) for one in flows]
    assert set(blank) == {("", "", "", 0.0, "")}
    assert all(isinstance(one, Link) and one.meaning for one in flows)
