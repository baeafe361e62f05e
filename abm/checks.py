"""Invariants: named checks of the books and of every column, run every month of every run."""

from collections.abc import Callable

import numpy as np

from abm.calendar import label
from abm.counting import Flow, Stock
from abm.groups import FIRST_COLUMNS, NAMES
from abm.now import Now
from abm.passes.auditing import N_AUDITED, Audited, audit_children
from abm.worlds.state import World
from agents.case import Cases
from agents.declarations import Flags, Int32s, n_rows
from agents.tribunal import Disputes


class BooksDoNotClose(Exception):
    """An invariant failed; the message names it, the month and the authority."""


def people_in_equal_people_out(world: World) -> Flags:
    """People now are people before, plus in, less out."""
    before, now, flows = world.last_stocks, world.stocks, world.flows
    change = flows[Flow.PEOPLE_IN] - flows[Flow.PEOPLE_OUT]
    return now[Stock.PEOPLE] == before[Stock.PEOPLE] + change


def plans_add_up(world: World) -> Flags:
    """Plans now are plans before, plus new and transferred from colleges, less ceased and left."""
    before, now, flows = world.last_stocks, world.stocks, world.flows
    gained = flows[Flow.NEW_PLANS] + flows[Flow.COLLEGE_TRANSFERS]
    lost = flows[Flow.CEASED] + flows[Flow.PLANS_LEFT]
    return now[Stock.PLANS] == before[Stock.PLANS] + gained - lost


def plans_are_somewhere(world: World) -> Flags:
    """Every plan has exactly one placement."""
    return world.stocks[Stock.PLANS] == world.stocks[Stock.PLACEMENTS :].sum(axis=0)


def shares_are_shares(world: World) -> Flags:
    """Needs, confidence, trust and attendance lie between 0 and 1, and no number is missing."""
    return world.audit[[Audited.NO_SHARES, Audited.NO_NUMBERS]] == 0


def cases_match_children(world: World) -> Flags:
    """Every open case and dispute is its child's own, and every child's case is open."""
    children = world.children
    return np.array(
        [
            _are_their_childrens(world.cases, children.case, world.audit[Audited.CASES]),
            _are_their_childrens(world.disputes, children.dispute, world.audit[Audited.DISPUTES]),
        ]
    )


def _are_their_childrens(table: Cases | Disputes, column: Int32s, n_children: int) -> bool:
    slots = np.flatnonzero(table.is_open)
    return bool((column[table.child[slots]] == slots).all()) and slots.size == n_children


def only_plans_have_bands(world: World) -> Flags:
    """A child has a plan, a day of the plan and a band together, or none of them."""
    return world.audit[[Audited.BANDS_AMISS]] == 0


def money_adds_up(world: World) -> Flags:
    """Pounds in are pounds out plus the change in the balance, to the penny."""
    a = world.authorities
    change = a.balance_pence - world.last_balance_pence
    return a.block_pence + a.agreement_pence == a.statutory_pence + a.discretionary_pence + change


def general_fund_adds_up(world: World) -> Flags:
    """The general fund in is transport and services out plus the change in its balance, to the penny."""
    a = world.authorities
    change = a.general_balance_pence - world.last_general_balance_pence
    return a.general_fund_pence == a.transport_pence + a.services_pence + change


def groups_add_up(world: World) -> Flags:
    """The groups of one grouping add up to everybody, for every flow and every stock counted by group."""
    flows = np.add.reduceat(world.counts, FIRST_COLUMNS, axis=1)
    good: Flags = (flows == world.flows[:, np.newaxis]).all(axis=(0, 1))
    counted = [at for at, name in enumerate(NAMES) if name in world.groupings]
    if counted:
        stocks = np.add.reduceat(world.stocks_by_group, FIRST_COLUMNS, axis=1)[:, counted]
        good &= (stocks == world.stocks[:, np.newaxis]).all(axis=(0, 1))
    return good


CHECKS: tuple[Callable[[World], Flags], ...] = (
    people_in_equal_people_out,
    plans_add_up,
    plans_are_somewhere,
    shares_are_shares,
    cases_match_children,
    only_plans_have_bands,
    money_adds_up,
    general_fund_adds_up,
    groups_add_up,
)


def audit(world: World, now: Now) -> None:
    """Count whatever is amiss with anybody."""
    shapes, columns = ((N_AUDITED,),), (world.children, world.families)
    (world.audit,) = now.threads.tallied(n_rows(world.children), audit_children, shapes, *columns)


def check_books(world: World, now: Now) -> None:
    """Run every check; raises ``BooksDoNotClose`` naming the first that fails."""
    audit(world, now)
    for check in CHECKS:
        good = check(world)
        if not good.all():
            place = (
                world.names[int(np.argmin(good))] if good.size == world.n_authorities else "all authorities"
            )
            raise BooksDoNotClose(
                f"{check.__name__} failed in {label(now.month.number)} for {place}: {check.__doc__}"
            )
