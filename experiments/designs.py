"""Designs: which points of the factors' space a study visits. They know factors, not the model.

Every design is a function of its factors and settings alone, so that the same plan gives the same
points on any machine. Points keep the order in which the analysis that belongs to a design wants them.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from scipy.stats import qmc

from abm import InputError
from experiments.factors import MOST_LEVELS, Factor, Value

Point = tuple[Value, ...]
Shares = Sequence[Sequence[float]]


@dataclass(frozen=True)
class Design:
    """How points are chosen: a ``kind`` of ``KINDS`` and what that kind needs to know.

    ``points`` is the number of Latin hypercube points, of Sobol' base points (each gives 2 + the
    number of factors) or of Morris trajectories (each gives 1 + the number of factors).
    """

    kind: str
    points: int = 0
    seed: int = 1
    levels: int = 4
    second_order: bool = False


def points(design: Design, factors: Sequence[Factor]) -> list[Point]:
    """Return the points of a design that is made from ranges; a list needs none made."""
    return KINDS[design.kind](design, factors)


def n_points(design: Design, factors: Sequence[Factor]) -> int:
    """Return how many points there will be, without making them."""
    count = len(factors)
    sizes: Mapping[str, Callable[[], int]] = {
        "grid": lambda: math.prod(len(factor.steps()) for factor in factors),
        "latin_hypercube": lambda: design.points,
        "sobol": lambda: design.points * (2 + count * (2 if design.second_order else 1)),
        "morris": lambda: design.points * (1 + count),
    }
    return sizes[design.kind]()


def salib_problem(factors: Sequence[Factor]) -> dict[str, Any]:
    """Describe the factors as SALib wants them, each on the unit interval that the sample is drawn on."""
    names = [factor.name for factor in factors]
    return {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}


def _grid(_: Design, factors: Sequence[Factor]) -> list[Point]:
    return list(product(*(factor.steps() for factor in factors)))


def _latin_hypercube(design: Design, factors: Sequence[Factor]) -> list[Point]:
    sampler = qmc.LatinHypercube(len(factors), rng=np.random.default_rng(design.seed))
    return _placed(sampler.random(design.points), factors)


def _sobol(design: Design, factors: Sequence[Factor]) -> list[Point]:
    """Saltelli's sample of a scrambled Sobol' sequence, in SALib's order."""
    from SALib.sample import sobol  # noqa: PLC0415  a second to load, which other designs need not wait for

    sample = sobol.sample(
        salib_problem(factors), design.points, calc_second_order=design.second_order, seed=design.seed
    )
    return _placed(sample, factors)


def _morris(design: Design, factors: Sequence[Factor]) -> list[Point]:
    """Morris's one-at-a-time trajectories, in SALib's order."""
    from SALib.sample import morris  # noqa: PLC0415  as above

    sample = morris.sample(salib_problem(factors), design.points, num_levels=design.levels, seed=design.seed)
    return _placed(sample, factors)


def _placed(shares: Shares, factors: Sequence[Factor]) -> list[Point]:
    return [
        tuple(factor.at(float(share)) for factor, share in zip(factors, row, strict=True)) for row in shares
    ]


KINDS: dict[str, Callable[[Design, Sequence[Factor]], list[Point]]] = {
    "grid": _grid,
    "latin_hypercube": _latin_hypercube,
    "sobol": _sobol,
    "morris": _morris,
}
LIST = "list"
NEEDS = {
    "grid": (),
    LIST: ("rows", "file"),
    "latin_hypercube": ("points", "seed"),
    "sobol": ("points", "seed", "second_order"),
    "morris": ("points", "seed", "levels"),
}


def check_design(design: Design, factors: Sequence[Factor], where: str) -> None:
    """Raise ``InputError`` for a design that is empty or contradicts itself."""
    if design.kind in ("latin_hypercube", "sobol", "morris") and design.points < 1:
        remedy = "Add to [design], for instance: points = 16"
        raise InputError(where, "design.points", "a whole number from 1", remedy)
    if design.kind == "sobol" and design.points & (design.points - 1):
        below = 2 ** (design.points.bit_length() - 1)
        raise InputError(
            where, "design.points", f"a power of two, not {design.points}", f"Try {below} or {2 * below}."
        )
    if design.kind == "morris" and (design.levels < 2 or design.levels % 2):
        raise InputError(where, "design.levels", f"an even number from 2, not {design.levels}", "Try 4.")
    for factor in factors:
        if design.kind == "grid" and not factor.values and not 2 <= factor.levels <= MOST_LEVELS:
            remedy = "Add values = [...] or levels = 5."
            raise InputError(
                where, f"factors {factor.name}", f"values, or 2 to {MOST_LEVELS} levels, for a grid", remedy
            )
        if design.kind == "morris" and factor.values and len(factor.values) < 2:
            raise InputError(where, f"factors {factor.name}", "two or more values", "Leave it out.")
