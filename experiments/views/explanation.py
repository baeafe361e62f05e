"""What one lever is: meaning, mechanism, what to expect, side-effects, cost and evidence."""

import solara

PARTS = {
    "meaning": "What it is",
    "holder": "Who holds it",
    "mechanism": "How it works in the model",
    "expected": "What the source expects",
    "side_effects": "Side-effects to look for",
    "cost": "What it costs",
    "evidence": "Evidence",
    "claims": "Claims it rests on",
    "loops": "Loops it acts on",
    "source": "Source",
}


def parts_of(lever: dict[str, str]) -> list[dict[str, str]]:
    """What the catalogue says of a lever, as headings with their text, in reading order."""
    return [{"heading": heading, "text": lever[part]} for part, heading in PARTS.items() if lever.get(part)]


@solara.component_vue("explanation.vue")
def Explanation(title: str = "", parts: list[dict[str, str]] | None = None) -> None:
    """A button that opens ``parts`` as a dialog of the browser's own, closed by Escape or a click."""
