"""Which authorities make up England: all of them, or a weighted sample of whole ones.

A sample thins authorities and never what is inside one, so that schools, queues and places stay
whole. It is drawn with chance in proportion to children, along a line from north to south on which
authorities of one region stand together by deprivation, so that regions, deprivation and size are spread
as they are in England. Before each of many such draws luck moves every authority a little along the line.
Of the three draws nearest to England on facts from before the hold-out years, that with the fewest children
is kept, which answers soonest. Each authority then stands for the same number of children.
"""

from functools import cache
from typing import NamedTuple

import numpy as np

from abm.facts import AuthorityFacts, authority_facts, authority_names
from agents.declarations import Float64s, Int64s

SMALLEST_SAMPLE = 5
N_DRAWS, N_NEAREST = 5000, 3
PLACES_MOVED = 8.0  # about half a region up or down the line
FROM_NORTH_TO_SOUTH = (
    "North East",
    "North West",
    "Yorkshire and The Humber",
    "East Midlands",
    "West Midlands",
    "East of England",
    "Inner London",
    "Outer London",
    "South East",
    "South West",
)


class Member(NamedTuple):
    """One authority of England and how many authorities of its kind it stands for."""

    name: str
    weight: float


class Balance(NamedTuple):
    """One fact on which a sample is held against England: weighted means over children."""

    fact: str
    england: float
    sample: float


# What a sample is balanced on: funding, deprivation and the first published rates; no later outcome.
BALANCED = (
    "income_deprivation_share",
    "high_needs_gbp_per_child_2023_24",
    "ehcp_pupils_pct_2016",
    "sen_support_pct_2016",
    "fsm_secondary_pct_2016",
)


@cache
def members(n_authorities: int = 0) -> tuple[Member, ...]:
    """The authorities of England, or a sample of ``n_authorities`` of them, in name order.

    0 stands for all 151, each with weight 1.
    """
    everybody = [authority_facts(name) for name in authority_names()]
    if n_authorities in (0, len(everybody)):
        return tuple(Member(facts.authority, 1.0) for facts in everybody)
    children = _children(everybody)
    draws = drawn_weights(everybody, n_authorities)
    nearest = draws[np.argsort(_distances(everybody, draws), kind="stable")[:N_NEAREST]]
    drawn = nearest[np.argmin((nearest > 0.0) @ children)]
    rows = np.flatnonzero(drawn)
    weights = drawn[rows] * children.sum() / float(drawn @ children)
    return tuple(Member(everybody[row].authority, float(w)) for row, w in zip(rows, weights, strict=True))


def balance(n_authorities: int) -> list[Balance]:
    """How far a sample lies from England on the facts it is balanced on, and on the number of authorities."""
    weight = {member.name: member.weight for member in members(n_authorities)}
    everybody = [authority_facts(name) for name in authority_names()]
    children = _children(everybody)
    weights = np.array([weight.get(facts.authority, 0.0) for facts in everybody])
    facts = _facts(everybody)
    rows = [
        Balance(name, _mean(facts[name], children), _mean(facts[name], children * weights))
        for name in BALANCED
    ]
    return [*rows, Balance("n_authorities", float(len(everybody)), float(weights.sum()))]


def _children(everybody: list[AuthorityFacts]) -> Float64s:
    return np.array([facts.population_0_17_2024 for facts in everybody], np.float64)


def _facts(everybody: list[AuthorityFacts]) -> dict[str, Float64s]:
    children = _children(everybody)
    block = np.array([facts.high_needs_block_gbp_2023_24 for facts in everybody], np.float64)
    columns = {"high_needs_gbp_per_child_2023_24": block / children}
    for name in BALANCED:
        if name not in columns:
            columns[name] = np.array([getattr(facts, name) for facts in everybody], np.float64)
    return columns


def _mean(values: Float64s, weights: Float64s) -> float:
    return float(values @ weights / weights.sum())


def drawn_weights(everybody: list[AuthorityFacts], n: int) -> Float64s:
    """Weights of many systematic draws of ``n`` along a line that luck has shuffled a little.

    Of shape (draws, authorities); 0 for whoever is not drawn.
    """
    children, line = _children(everybody), _line(everybody)
    luck = np.random.default_rng(n)
    draws = np.empty((N_DRAWS, line.size))
    for draw in draws:
        moved = np.arange(line.size) + luck.uniform(-PLACES_MOVED, PLACES_MOVED, line.size)
        draw[:] = _systematic(children, line[np.argsort(moved)], n, luck.random())
    return draws


def _line(everybody: list[AuthorityFacts]) -> Int64s:
    """Authorities region by region, by deprivation up in one region and down in the next."""
    region = np.array([FROM_NORTH_TO_SOUTH.index(facts.region) for facts in everybody])
    deprivation = np.array([facts.income_deprivation_share for facts in everybody])
    upwards = np.where(region % 2 == 0, deprivation, -deprivation)
    return np.lexsort((upwards, region)).astype(np.int64)


def _systematic(children: Float64s, order: Int64s, n: int, start: float) -> Float64s:
    """Weights of one draw of ``n``: those too large for the interval are certain, the rest take turns."""
    weights = np.zeros(children.size)
    rest = order
    while True:
        left = n - int((weights > 0).sum())
        interval = children[rest].sum() / max(1, left)
        certain = rest[children[rest] >= interval]
        if certain.size == 0 or left <= 0:
            break
        weights[certain] = 1.0
        rest = rest[children[rest] < interval]
    ends = np.cumsum(children[rest])
    points = (np.arange(left) + start) * interval
    chosen = rest[np.searchsorted(ends, points, side="right")]
    weights[chosen] = interval / children[chosen]
    return weights


def _distances(everybody: list[AuthorityFacts], draws: Float64s) -> Float64s:
    """For each draw: squared differences from England's means, in standard deviations over authorities."""
    children = _children(everybody)
    facts = np.array(list(_facts(everybody).values()))
    means = (draws * children) @ facts.T / (draws @ children)[:, None]
    gaps = (means - facts @ children / children.sum()) / facts.std(axis=1)
    numbers = draws.sum(axis=1) / len(everybody) - 1.0
    distances: Float64s = (gaps**2).sum(axis=1) + numbers**2
    return distances
