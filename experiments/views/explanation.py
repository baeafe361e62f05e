"""What one lever is: meaning, mechanism, what to expect, side-effects and evidence."""

from typing import Any

import reacton.ipyvuetify as v
import solara

PARTS = {
    "meaning": "What it is",
    "mechanism": "How it works in the model",
    "expected": "What the source expects",
    "side_effects": "Side-effects to look for",
    "evidence": "Evidence",
    "claims": "Claims it rests on",
    "loops": "Loops it acts on",
    "source": "Source",
}


@solara.component
def Explanation(lever: dict[str, Any]) -> None:
    """A button that opens what the catalogue says of a lever, as a dialog closed by Escape."""
    is_open, set_open = solara.use_state(False)
    title = lever["title"]
    solara.Button(
        "What is this?",
        text=True,
        small=True,
        on_click=lambda: set_open(True),
        attributes={"aria-label": f"What is this: {title}?", "aria-haspopup": "dialog"},
    )
    with v.Dialog(v_model=is_open, on_v_model=set_open, max_width=680, scrollable=True):
        if is_open:
            with v.Card(class_="explanation", attributes={"aria-label": title}):
                v.CardTitle(children=[title])
                with v.CardText():
                    for part, heading in PARTS.items():
                        if lever.get(part):
                            solara.HTML("h4", heading)
                            solara.Text(str(lever[part]))
                with v.CardActions():
                    solara.Button("Close", text=True, on_click=lambda: set_open(False))
