"""The levers, grouped by who holds them: what the catalogue says of each, and the doses they are at."""

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import solara

from abm import Dose, Scenario, catalogue
from experiments.views.chart_lines import measures_by_name
from experiments.views.choice import AT_REST, LAST_YEAR, with_dose

PARTS = {
    "meaning": "What it is",
    "paper_id": "Where it comes from",
    "holder": "Who holds it",
    "mechanism": "How it works in the model",
    "dose": "A full dose",
    "expected": "What the source expects",
    "effects": "What should move first",
    "finding": "What the model does not show",
    "side_effects": "Side-effects to look for",
    "cost": "What it costs",
    "evidence": "Evidence",
    "claims": "Claims it rests on",
    "loops": "Loops it acts on",
    "source": "Source",
}


class Sight(NamedTuple):
    """What a room looks at: the lever asked about or moved last, if any; all in sight, likeliest first."""

    in_hand: str = ""
    levers: tuple[str, ...] = ()


Edit = Callable[[Scenario], Scenario]
Change = Callable[[Edit, str], None]
Look = Callable[[Sight], None]


@solara.component
def Levers(scenario: Scenario, on_change: Change, on_look: Look) -> None:
    """One control for every lever; ``on_change`` gets an edit of the scenario and what moved.

    ``on_look`` gets what the room looks at, whenever that changes.
    """

    def set_dose(given: dict[str, Any]) -> None:
        name = str(given["name"])
        on_change(lambda now: with_dose(now, name, read_dose(given)), name)

    first = max(scenario.start, 2011)
    LeverPanel(
        groups=solara.use_memo(lever_groups, []),
        doses={name: shown_dose(dose) for name, dose in scenario.levers.items()},
        of_all={
            "at_rest": shown_dose(AT_REST),
            "years": list(range(first, min(LAST_YEAR, scenario.to) + 1)),
            "is_one_authority": scenario.world != "england",
        },
        event_set_dose=set_dose,
        event_look=lambda sight: on_look(Sight(str(sight["in_hand"]), tuple(map(str, sight["levers"])))),
    )


@solara.component_vue("levers.vue")
def LeverPanel(
    groups: list[dict[str, Any]] | None = None,
    doses: dict[str, Any] | None = None,
    of_all: dict[str, Any] | None = None,
    event_set_dose: Callable[[dict[str, Any]], None] | None = None,
    event_look: Callable[[dict[str, Any]], None] | None = None,
) -> None:
    """The controls themselves: drawn in the browser, so that a hand on a slider never waits for them."""


def shown_dose(dose: Dose) -> dict[str, Any]:
    """A dose as the page shows it: percentages, years, whole numbers where they are whole."""
    return {
        "percent": _plain(round(dose.dose * 100, 6)),
        "start": _plain(dose.start),
        "ramp": _plain(dose.ramp_years),
        "coverage": _plain(round(dose.coverage * 100, 6)),
        "end": None if dose.end is None else _plain(dose.end),
    }


def read_dose(given: dict[str, Any]) -> Dose:
    """Read what ``shown_dose`` shows; raises ``InputError`` for a value out of its range."""
    start, end = float(given["start"]), given.get("end")
    return Dose(
        float(given["percent"]) / 100,
        start=start,
        ramp_years=float(given["ramp"]),
        end=None if end is None else max(float(end), start),
        coverage=float(given["coverage"]) / 100,
    )


@cache
def lever_titles() -> dict[str, str]:
    """What every lever is called, by name."""
    return dict(catalogue.levers().set_index("name")["title"])


@cache
def lever_groups() -> list[dict[str, Any]]:
    """Every lever under its holder, holders in their declared order, with all there is to say of it."""
    levers = described_levers()
    groups = []
    for holder, meaning in catalogue.holders().itertuples(index=False):
        own = [_shown(lever) for lever in levers if lever["holder"] == holder]
        if own:
            groups.append({"holder": holder, "meaning": meaning, "levers": own})
    return groups


def described_levers() -> list[dict[str, str]]:
    """Every lever of the catalogue as text, with its source written out."""
    sources = catalogue.sources().set_index("key")
    cited = sources["publisher"] + " (" + sources["year"].astype(str) + "). " + sources["title"]
    levers = catalogue.levers()
    full = levers["full"].map(lambda value: f"{value:g}")
    paper = levers["paper_id"] + ", section: " + levers["section"]
    rows = levers.assign(
        source=levers["source"].map(cited),
        paper_id=paper,
        dose="100% is " + full + " " + levers["full_unit"],
        effects=levers["effects"].map(effects_in_words),
    )
    return [{str(key): text for key, text in row.items()} for row in rows.astype(str).to_dict("records")]


def effects_in_words(effects: str) -> str:
    """First-order effects as a reader wants them: ``requests down; plans down; trust unmoved``."""
    words = {"+": "up", "-": "down", "=": "unmoved"}
    labels = {name: str(about["label"]) for name, about in measures_by_name().items()}
    parts = [(effect[0], effect[1:]) for effect in effects.split() if effect[0] in words]
    return "; ".join(f"{labels.get(name, name)} {words[sign]}" for sign, name in parts)


def parts_of(lever: dict[str, str]) -> list[dict[str, str]]:
    """What the catalogue says of a lever, as headings with their text, in reading order."""
    return [{"heading": heading, "text": lever[part]} for part, heading in PARTS.items() if lever.get(part)]


def _shown(lever: dict[str, str]) -> dict[str, Any]:
    searched = ("title", "meaning", "paper_id", "holder", "mechanism", "claims")
    return {
        "name": lever["name"],
        "title": lever["title"],
        "reaches": lever["reaches"],
        "conflicts": lever["conflicts"].split(),
        "words": " ".join(lever[part] for part in searched).lower(),
        "parts": parts_of(lever),
    }


def _plain(number: float) -> float:
    return int(number) if number == int(number) else number
