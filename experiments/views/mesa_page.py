"""The model as any Mesa user knows it: SolaraViz over ``abm.Model``, built when asked for."""

from typing import Any

import solara

from abm import Model

MEASURES = ("plans", "confidence_mean", "permanent_exclusions")
PARAMETERS = {
    "world": {"type": "Select", "value": "demo", "values": ["demo"], "label": "World"},
    "start": {"type": "Select", "value": 2025, "values": [2010, 2025], "label": "Start"},
    "rng": {"type": "SliderInt", "value": 1, "label": "Seed", "min": 1, "max": 100, "step": 1},
}


@solara.component
def MesaPage() -> None:
    """Mesa's own controls and plots; the model is this visitor's alone, so it is made in here."""
    # Mesa's page brings altair and matplotlib with it, which no other page needs.
    from mesa.visualization import SolaraViz, make_plot_component  # noqa: PLC0415

    model: Any = solara.use_memo(lambda: Model(world="demo", start=2025, to=2035, rng=1), [])
    plots = solara.use_memo(lambda: [make_plot_component(name) for name in MEASURES], [])
    SolaraViz(model, components=plots, model_params=PARAMETERS, name="SEND Lab in Mesa")
