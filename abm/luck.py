"""Keyed luck: a counter-based hash of (seed, month, permanent id, decision).

No streams and no arrays of luck: the same child has the same luck for the same decision in the
same month under every policy, whatever the order of rows or the number of threads. The hash is
the splitmix64 finaliser applied twice to the keyed counter.
"""

from functools import lru_cache

import numpy as np

from agents.compiling import compiled_pass, rule
from agents.declarations import Float64s, Int64s

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
ODD = np.uint64(0xD1B54A32D192ED03)
FIRST = np.uint64(0xBF58476D1CE4E5B9)
SECOND = np.uint64(0x94D049BB133111EB)
SHIFT_30 = np.uint64(30)
SHIFT_27 = np.uint64(27)
SHIFT_31 = np.uint64(31)
SHIFT_11 = np.uint64(11)
SHIFT_26 = np.uint64(26)
TO_UNIT = 1.0 / 9007199254740992.0
MASK = (1 << 64) - 1


@rule
def scramble(word: np.uint64) -> np.uint64:
    """Scramble a 64-bit word so that every bit depends on every bit."""
    word = (word ^ (word >> SHIFT_30)) * FIRST
    word = (word ^ (word >> SHIFT_27)) * SECOND
    return word ^ (word >> SHIFT_31)


@rule
def luck(key: np.uint64, person_id: int, decision: int) -> float:
    """Luck in [0, 1) of one person for one decision; ``key`` stands for seed and month."""
    word = scramble(key + np.uint64(person_id) * GOLDEN)
    word = scramble(word + np.uint64(decision) * ODD)
    return np.float64(word >> SHIFT_11) * TO_UNIT


@rule
def priority(key: np.uint64, person_id: int, decision: int) -> int:
    """A 38-bit whole number that breaks ties in a queue; ``key`` stands for the seed alone."""
    word = scramble(key + np.uint64(person_id) * GOLDEN)
    word = scramble(word + np.uint64(decision) * ODD)
    return int(word >> SHIFT_26)


@lru_cache(maxsize=1024)
def key_of(seed: int, month: int = -1) -> np.uint64:
    """The key of a month, or of the whole run when no month is given."""
    word = (seed * int(GOLDEN) + (month + 2) * int(ODD)) & MASK
    word = ((word ^ (word >> 30)) * int(FIRST)) & MASK
    word = ((word ^ (word >> 27)) * int(SECOND)) & MASK
    return np.uint64(word ^ (word >> 31))


def lucks(key: np.uint64, ids: Int64s, decision: int) -> Float64s:
    """Luck of many identities for one decision."""
    out = np.empty(ids.size)
    write_lucks(key, ids, decision, out)
    return out


@compiled_pass
def write_lucks(key: np.uint64, ids: Int64s, decision: int, out: Float64s) -> None:
    """Write the luck of each of ``ids`` into ``out``."""
    for position in range(ids.size):
        out[position] = luck(key, ids[position], decision)
