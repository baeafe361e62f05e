"""The mathematics of choosing, written so that compiled and plain Python agree to the bit.

The library exponential differs in its last bits between NumPy, Numba and platforms, so the
model uses this one: split off whole powers of two, then a short polynomial.
"""

from agents.compiling import rule

LOG2_E = 1.4426950408889634
LN2_HIGH = 6.93147180369123816490e-01
LN2_LOW = 1.90821492927058770002e-10
LARGEST_EXPONENT = 700.0


@rule
def exponential(x: float) -> float:
    """The exponential of ``x`` for -700 <= x <= 700 (held at those ends), to about 1e-14."""
    x = min(max(x, -LARGEST_EXPONENT), LARGEST_EXPONENT)
    whole = int(x * LOG2_E + (0.5 if x >= 0.0 else -0.5))
    rest = (x - whole * LN2_HIGH) - whole * LN2_LOW
    total = 1.0
    for power in range(13, 0, -1):
        total = 1.0 + total * rest / power
    step = 2.0 if whole >= 0 else 0.5
    scale = 1.0
    for _ in range(abs(whole)):
        scale *= step
    return total * scale


@rule
def chance(log_odds: float) -> float:
    """Probability in (0, 1) that belongs to these log odds: 1 / (1 + exp(-x))."""
    return 1.0 / (1.0 + exponential(-log_odds))


@rule
def share(value: float) -> float:
    """``value`` held to the range of a share, 0 to 1."""
    return min(max(value, 0.0), 1.0)
