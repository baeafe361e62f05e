"""The headline tiles: eight numbers in the last year, and how they differ from the status quo."""

import pandas as pd
import solara

from abm import catalogue
from experiments.views.answers import Comparison
from experiments.views.headlines import HEADLINES, Headline, change
from experiments.yearly import by_year


@solara.component
def Tiles(answer: Comparison) -> None:
    """Every headline at the last year of two runs."""
    names = [headline.measure for headline in HEADLINES]
    status_quo = solara.use_memo(lambda: by_year(answer.status_quo, names), [answer])
    scenario = solara.use_memo(lambda: by_year(answer.scenario, names), [answer])
    meanings = solara.use_memo(lambda: dict(catalogue.measures().set_index("name")["meaning"]), [])
    with solara.Div(classes=["tiles"], attributes={"role": "list", "aria-label": "Headlines"}):
        for headline in HEADLINES:
            Tile(headline, meanings[headline.measure], status_quo, scenario).key(headline.measure)


@solara.component
def Tile(headline: Headline, meaning: str, status_quo: pd.DataFrame, scenario: pd.DataFrame) -> None:
    """One headline: what it is, its value, and the change in words as well as colour."""
    here = scenario[headline.measure].dropna()
    before, now = float(status_quo[headline.measure][here.index[-1]]), float(here.iloc[-1])
    said = change(headline, before, now)
    attributes = {"role": "listitem", "data-measure": headline.measure, "title": meaning}
    with solara.Div(classes=["tile", said.verdict], attributes=attributes):
        solara.HTML("div", headline.label, classes=["tile-label"])
        solara.HTML("div", headline.show(now), classes=["tile-value"])
        solara.HTML("div", said.words, classes=["tile-change"])
