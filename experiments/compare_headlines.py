"""The headlines of a comparison: which measures the figure and the printed table show, and how."""

from collections.abc import Callable
from typing import NamedTuple

from experiments.wording import MINUS, whole

TENTHS_BELOW = 100.0


class Headline(NamedTuple):
    """One measure: its short name, its unit, how an amount is written, and its scale in that unit."""

    measure: str
    name: str
    unit: str
    show: Callable[[float], str]
    scale: float = 1.0


def counted(value: float) -> str:
    """Write a count: whole from a hundred on, with one decimal below."""
    return whole(value) if abs(value) >= TENTHS_BELOW or value == round(value) else f"{value:.1f}"


def thousandths(value: float) -> str:
    """Write an index from 0 to 1 so that small changes of it can be seen."""
    return f"{value:.3f}"


def percentage_points(value: float) -> str:
    """Write a difference of shares in percentage points."""
    return f"{100.0 * value:.1f}"


def in_millions(value: float) -> str:
    """Write pounds as millions."""
    return f"{value / 1e6:,.1f}"


HEADLINES = (
    Headline("plans", "Plans", "plans, January", counted),
    Headline("requests", "Requests", "a year", counted),
    Headline("appeals_registered", "Appeals", "a year", counted),
    Headline("permanent_exclusions", "Permanent exclusions", "a year", counted),
    Headline("suspensions", "Suspensions", "a year", counted),
    Headline("confidence_mean", "Confidence", "mean, 0 to 1", thousandths),
    Headline("unmet_need_mean", "Unmet need", "severity, 0 to 1", thousandths),
    Headline("need_met_gap_by_resources", "Gap in need met", "points", percentage_points, 100.0),
    Headline("high_needs_spending_gbp", "High needs spending", "£m a year", in_millions, 1e-6),
)


def written(one: Headline, value: float) -> str:
    """An amount of a headline's measure."""
    return one.show(value).replace("-", MINUS)


def signed(one: Headline, value: float) -> str:
    """A change of a headline's measure, with its sign; a change of nothing has none."""
    size = one.show(abs(value))
    if size == one.show(0.0):
        return size
    return f"{MINUS if value < 0 else '+'}{size}"


def on_axis(one: Headline, value: float) -> str:
    """A tick of an axis of changes: as many digits as tell it from its neighbours."""
    amount = value * one.scale
    if abs(amount) < 1e-12:
        return "0"
    return format(amount, "+,.0f" if abs(amount) >= TENTHS_BELOW else "+.3g").replace("-", MINUS)
