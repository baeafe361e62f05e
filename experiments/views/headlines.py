"""The eight numbers a room looks at first, and how a change in one is put into words."""

from collections.abc import Callable, Sequence
from math import sqrt
from typing import Literal, NamedTuple

import pandas as pd

from experiments.wording import MINUS, hundredths, millions, whole

ENOUGH_DRAWS = 5  # of which all agree by luck alone once in sixteen times
COUNTED, MEASURED = ("more", "fewer"), ("higher", "lower")

Verdict = Literal["better", "worse", "neither"]


class Headline(NamedTuple):
    """One tile: its measure, label, way of writing, words for up and down, and which is better.

    More plans or requests are neither good nor bad in themselves: a plan is a right to provision
    and also a sign that ordinary provision did not do. ``finest`` is the smallest change shown;
    ``is_yearly`` marks a count of events in a year, which luck alone can move.
    """

    measure: str
    label: str
    thing: str
    show: Callable[[float], str]
    up_and_down: tuple[str, str]
    better: Literal["up", "down", ""]
    finest: float
    is_yearly: bool = False


HEADLINES = (
    Headline("plans", "Plans in force", "plans", whole, COUNTED, "", 1.0),
    Headline("requests", "Requests a year", "requests", whole, COUNTED, "", 1.0, is_yearly=True),
    Headline(
        measure="permanent_exclusions",
        label="Permanent exclusions a year",
        thing="permanent exclusions",
        show=whole,
        up_and_down=COUNTED,
        better="down",
        finest=1.0,
        is_yearly=True,
    ),
    Headline("confidence_mean", "Confidence in provision", "confidence", hundredths, MEASURED, "up", 0.01),
    Headline("appeals_registered", "Appeals a year", "appeals", whole, COUNTED, "down", 1.0, is_yearly=True),
    Headline(
        measure="high_needs_balance_gbp",
        label="High needs balance",
        thing="high needs balance",
        show=millions,
        up_and_down=MEASURED,
        better="up",
        finest=1e5,
    ),
    Headline("unmet_need_mean", "Unmet need", "unmet need", hundredths, MEASURED, "down", 0.01),
    Headline(
        measure="need_met_gap_by_resources",
        label="Gap in need met",
        thing="gap in need met",
        show=hundredths,
        up_and_down=MEASURED,
        better="down",
        finest=0.01,
    ),
)


class Change(NamedTuple):
    """A change against the status quo in words, better, worse or neither, and how sure luck leaves it."""

    words: str
    verdict: Verdict
    luck: str = ""


class Pair(NamedTuple):
    """One draw of luck: a measure under the status quo and under the scenario."""

    status_quo: float
    scenario: float

    @property
    def moved(self) -> float:
        """How far the scenario is from the status quo."""
        return self.scenario - self.status_quo


def change(headline: Headline, central: Pair, others: Sequence[Pair] = ()) -> Change:
    """Say how the scenario differs from the status quo: by how much, which way, for better or worse.

    ``others`` are further draws of luck. A change is judged only if all draws move the same way. While
    there are fewer than ``ENOUGH_DRAWS``, a yearly count that moves by less than twice its square root (two
    standard deviations of a Poisson count) is not judged, because two runs part company once policy differs.
    """
    if abs(central.moved) < headline.finest / 2:
        return Change("same as status quo", "neither")
    up = central.moved > 0
    verdict: Verdict = "neither"
    judged, luck = "", ""
    if others:
        agree = 1 + sum(_is_same_way(headline, up, pair) for pair in others)
        is_sure = agree == 1 + len(others)
        is_sure &= agree >= ENOUGH_DRAWS or not _could_be_luck(headline, central)
        luck = f"{agree} of {1 + len(others)} draws of luck say so"
    else:
        is_sure = not _could_be_luck(headline, central)
    if not is_sure:
        judged = ", could be luck"
    elif headline.better:
        verdict = "better" if up == (headline.better == "up") else "worse"
        judged = f", {verdict}"
    mark = "▲" if up else "▼"
    return Change(f"{mark} {amount(headline, central)}{judged}", verdict, luck)


def amount(headline: Headline, pair: Pair, thing: str = "") -> str:
    """By how much and which way: ``20 fewer plans (-20%)``, or ``confidence 0.02 higher``."""
    up = pair.moved > 0
    size, way = headline.show(abs(pair.moved)), headline.up_and_down[not up]
    if headline.finest != 1.0:
        return f"{thing} {size} {way}".strip()
    if size == "1":
        thing = thing.removesuffix("s")
    words = f"{size} {way} {thing}".strip()
    if abs(pair.moved) >= 0.005 * pair.status_quo > 0:
        return f"{words} ({'+' if up else MINUS}{abs(pair.moved / pair.status_quo):.0%})"
    return words


def at_end(headline: Headline, status_quo: pd.DataFrame, scenario: pd.DataFrame) -> Pair:
    """A headline in the last year that the scenario has in full, under both."""
    here = scenario[headline.measure]
    last = here.last_valid_index()
    return Pair(float(status_quo[headline.measure][last]), float(here[last]))


def _could_be_luck(headline: Headline, pair: Pair) -> bool:
    largest = max(abs(pair.status_quo), abs(pair.scenario))
    return headline.is_yearly and abs(pair.moved) < 2 * sqrt(largest)


def _is_same_way(headline: Headline, up: bool, pair: Pair) -> bool:
    return abs(pair.moved) >= headline.finest / 2 and (pair.moved > 0) == up
