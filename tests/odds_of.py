"""Reads the chance behind a rule from outside: the luck at which its answer turns."""

import math
from collections.abc import Callable

HALVINGS = 80


def probability(decide: Callable[[float], bool]) -> float:
    """The probability with which ``decide(luck)`` says yes; it must say yes to all luck below it."""
    if not decide(0.0):
        return 0.0
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2.0
        if decide(middle):
            low = middle
        else:
            high = middle
    return high


def log_odds(decide: Callable[[float], bool]) -> float:
    """The log odds with which ``decide(luck)`` says yes."""
    yes = probability(decide)
    return math.log(yes / (1.0 - yes))
