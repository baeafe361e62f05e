"""The links along which one quantity acts on the next, and the feedback loops that they close.

A link is one column as one decision reads it. Links and loops are declared in ``links.toml`` and
``loops.toml``; whether a loop reinforces or balances is computed from the signs of its links.
"""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from abm.errors import InputError, nearest_choice
from abm.sources import DATA

LINKS_FILE = "links.toml"
LOOPS_FILE = "loops.toml"
_OF_A_FLOW: dict[str, Any] = {
    "table": "",
    "column": "",
    "reader": "",
    "nudge": 0.0,
    "moves": "",
    "moves_sign": 0,
}


class Reader(StrEnum):
    """Where in the month a column is read: one decision, or one thing that is worked out."""

    BLOCK = "block"
    STEPPING_IN = "stepping in"
    DISCRETIONARY = "discretionary spending"
    BARS = "bars"
    ENTRY = "entry"
    ADMISSION = "admission"
    PRESSURE = "pressure"
    LEADING = "leading"
    OUTREACH = "outreach"
    SUPPORT = "support"
    IDENTIFICATION = "identification"
    STOCK_TAKING = "taking stock"
    VOICE = "voice"
    ASKING = "asking"
    CASEWORK = "casework"
    WISHING = "wishing for a setting"
    CONTESTING = "contesting"
    BEHAVIOUR = "behaviour"
    LEAVING = "leaving"


@dataclass(frozen=True)
class Link:
    """One link: ``column`` of ``table`` as ``reader`` reads it, and what it acts on.

    ``source`` and ``target`` are names of quantities, the same in every link of a loop. ``sign`` is that of
    the target's answer to more of the source. ``moves`` is the measure that shows it, ``moves_sign`` the
    direction in which it goes when the source rises. ``nudge`` is a small change of the column in its unit.
    A link without a ``column`` is a flow of people, time or money that the books carry: it cannot be cut.
    """

    name: str
    title: str
    source: str
    target: str
    sign: int
    table: str
    column: str
    reader: str
    nudge: float
    moves: str
    moves_sign: int
    meaning: str
    claims: str

    @property
    def can_be_cut(self) -> bool:
        """Whether some decision reads a column, which can be held still."""
        return bool(self.column)


@dataclass(frozen=True)
class Loop:
    """One loop of the source paper (``id``) as a chain of ``links``, the last of which ends where it began.

    ``cut`` names those of them that no other loop has, or, where every link is shared, those that are held
    to see what the loop does; ``shared_with`` names the loops that the same cut holds still.
    """

    id: str
    name: str
    links: tuple[str, ...]
    cut: tuple[str, ...]
    shared_with: tuple[str, ...]
    first_guess: str
    time_scale: str
    note: str

    @property
    def polarity(self) -> str:
        """``R`` (reinforcing) or ``B`` (balancing), the product of the signs; ``open`` if not closed."""
        if not self.is_closed:
            return "open"
        return "R" if math.prod(links()[name].sign for name in self.links) > 0 else "B"

    @property
    def is_closed(self) -> bool:
        """Whether every link starts where the one before it ends, the first where the last does."""
        chain = [links()[name] for name in self.links]
        return all(one.target == then.source for one, then in zip(chain, [*chain[1:], chain[0]], strict=True))


@cache
def links() -> Mapping[str, Link]:
    """Every link by name, in the order of ``links.toml``."""
    with (DATA / LINKS_FILE).open("rb") as file:
        entries = tomllib.load(file)
    return {key: Link(name=key, **(_OF_A_FLOW | entry)) for key, entry in entries.items()}


@cache
def loops() -> Mapping[str, Loop]:
    """Every loop by the paper's id, in the order of ``loops.toml``."""
    with (DATA / LOOPS_FILE).open("rb") as file:
        entries = tomllib.load(file)
    return {
        key: Loop(
            key,
            entry["name"],
            tuple(entry["links"]),
            tuple(entry["cut"]),
            tuple(entry.get("shared_with", ())),
            entry["first_guess"],
            entry["time_scale"],
            entry["note"],
        )
        for key, entry in entries.items()
    }


def links_from(source: str) -> tuple[str, ...]:
    """Names of the links by which a quantity acts on all others, as far as they can be cut."""
    return tuple(
        link.name
        for link in links().values()
        if link.source == source and link.target != source and link.can_be_cut
    )


def check_links(names: tuple[str, ...]) -> None:
    """Raise ``InputError`` naming the first of ``names`` that is no link, or one that cannot be cut."""
    for name in names:
        if name not in links():
            raise InputError("links", name, "a link", nearest_choice(name, list(links())))
        if not links()[name].can_be_cut:
            able = [one.name for one in links().values() if one.can_be_cut]
            raise InputError("links", name, "a link that a decision reads", nearest_choice(name, able))
