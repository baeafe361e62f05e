"""The eight numbers a room looks at first, and how a change in one is put into words."""

from collections.abc import Callable
from math import sqrt
from typing import Literal, NamedTuple

from experiments.wording import MINUS, hundredths, millions, whole

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
    show: Callable[[float], str]
    up_and_down: tuple[str, str]
    better: Literal["up", "down", ""]
    finest: float
    is_yearly: bool = False


HEADLINES = (
    Headline("plans", "Plans in force", whole, COUNTED, "", 1.0),
    Headline("requests", "Requests a year", whole, COUNTED, "", 1.0, is_yearly=True),
    Headline(
        "permanent_exclusions", "Permanent exclusions a year", whole, COUNTED, "down", 1.0, is_yearly=True
    ),
    Headline("confidence_mean", "Confidence in provision", hundredths, MEASURED, "up", 0.01),
    Headline("appeals_registered", "Appeals a year", whole, COUNTED, "down", 1.0, is_yearly=True),
    Headline("high_needs_balance_gbp", "High needs balance", millions, MEASURED, "up", 1e5),
    Headline("unmet_need_mean", "Unmet need", hundredths, MEASURED, "down", 0.01),
    Headline("need_met_gap_by_resources", "Gap in need met", hundredths, MEASURED, "down", 0.01),
)


class Change(NamedTuple):
    """A change against the status quo in words, and whether it is better, worse or neither."""

    words: str
    verdict: Verdict


def change(headline: Headline, status_quo: float, scenario: float) -> Change:
    """Say how ``scenario`` differs from ``status_quo``: by how much, which way, for better or worse.

    Two runs part company once policy differs, so a yearly count that moves by less than twice its
    square root (two standard deviations of a Poisson count) is not judged.
    """
    moved = scenario - status_quo
    if abs(moved) < headline.finest / 2:
        return Change("same as status quo", "neither")
    up = moved > 0
    amount = headline.show(abs(moved))
    relative = ""
    if headline.finest == 1.0 and abs(moved) >= 0.005 * status_quo > 0:
        relative = f" ({'+' if up else MINUS}{abs(moved / status_quo):.0%})"
    verdict: Verdict = "neither"
    judged = ""
    if headline.is_yearly and abs(moved) < 2 * sqrt(max(abs(status_quo), abs(scenario))):
        judged = ", could be luck"
    elif headline.better:
        verdict = "better" if up == (headline.better == "up") else "worse"
        judged = f", {verdict}"
    mark = "▲" if up else "▼"
    return Change(
        f"{mark} {amount} {headline.up_and_down[not up]} than status quo{relative}{judged}", verdict
    )
