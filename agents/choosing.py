"""The mathematics of choosing, written so that compiled and plain Python agree to the bit.

The library exponential differs in its last bits between NumPy, Numba and platforms, so the
model uses this one: split off whole powers of two, then a short polynomial.
"""

import numpy as np

from agents.compiling import rule

LOG2_E = 1.4426950408889634
LN2_HIGH = 6.93147180369123816490e-01
LN2_LOW = 1.90821492927058770002e-10
LARGEST_EXPONENT = 700.0

# Of the series for the exponential, 1/12! first.
COEFFICIENTS = (
    1.0 / 479_001_600.0,
    1.0 / 39_916_800.0,
    1.0 / 3_628_800.0,
    1.0 / 362_880.0,
    1.0 / 40_320.0,
    1.0 / 5_040.0,
    1.0 / 720.0,
    1.0 / 120.0,
    1.0 / 24.0,
    1.0 / 6.0,
    1.0 / 2.0,
    1.0,
    1.0,
)
ONE_THIRTY_SECOND = 1.0 / 32.0

LARGEST_POWER = 1010
POWERS_OF_TWO = np.array([2.0**power for power in range(-LARGEST_POWER, LARGEST_POWER + 1)])


@rule
def exponential(x: float) -> float:
    """The exponential of ``x`` for -700 <= x <= 700 (held at those ends), to about 1e-14."""
    x = min(max(x, -LARGEST_EXPONENT), LARGEST_EXPONENT)
    whole = int(x * LOG2_E + (0.5 if x >= 0.0 else -0.5))
    rest = (x - whole * LN2_HIGH) - whole * LN2_LOW
    total = 0.0
    for coefficient in COEFFICIENTS:
        total = total * rest + coefficient
    return total * float(POWERS_OF_TWO[whole + LARGEST_POWER])


@rule
def chance(log_odds: float) -> float:
    """Probability in (0, 1) that belongs to these log odds: 1 / (1 + exp(-x))."""
    return 1.0 / (1.0 + exponential(-log_odds))


@rule
def could_happen(log_odds: float, luck: float) -> bool:
    """False only where luck is plainly against what has these log odds; needs no exponential.

    As exp(a) is at least (1 + a/32)^32, the chance is less than 1 over that.
    """
    bound = 1.0 + max(0.0, -log_odds) * ONE_THIRTY_SECOND
    for _ in range(5):
        bound = bound * bound
    return luck * bound < 1.0


@rule
def happens(log_odds: float, luck: float) -> bool:
    """Whether luck lets happen what has these log odds: ``luck < chance(log_odds)``.

    Most of what is asked each month is unlikely, and most luck is plainly against it.
    """
    return could_happen(log_odds, luck) and luck < chance(log_odds)


@rule
def share(value: float) -> float:
    """``value`` held to the range of a share, 0 to 1."""
    return min(max(value, 0.0), 1.0)
