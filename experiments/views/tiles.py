"""The headline tiles: eight numbers in the last year, and how they differ from the status quo."""

import solara

from experiments.views.answers import Answer, Beside
from experiments.views.chart_lines import measures_by_name
from experiments.views.headlines import HEADLINES, Change, Headline, at_end
from experiments.views.summary import changes_of


@solara.component
def Tiles(answer: Answer, beside: Beside) -> None:
    """Every headline at the last year of two runs, judged by the luck drawn so far."""
    changes = solara.use_memo(lambda: changes_of(answer, beside), [answer, beside])
    title = f"Headlines in {answer.scenario.to}, and the change against the status quo"
    solara.HTML("h2", title, classes=["tiles-title"])
    with solara.Div(classes=["tiles"], attributes={"role": "list", "aria-label": title}):
        for headline in HEADLINES:
            now = at_end(headline, answer.status_quo.years, answer.run.years).scenario
            Tile(headline, headline.show(now), changes[headline]).key(headline.measure)


@solara.component
def Tile(headline: Headline, value: str, said: Change) -> None:
    """One headline: what it is, its value, and the change in words as well as colour."""
    meaning = str(measures_by_name()[headline.measure]["meaning"])
    attributes = {"role": "listitem", "data-measure": headline.measure, "title": meaning}
    with solara.Div(classes=["tile", said.verdict], attributes=attributes):
        solara.HTML("div", headline.label, classes=["tile-label"])
        solara.HTML("div", value, classes=["tile-value"])
        solara.HTML("div", said.words, classes=["tile-change"])
        solara.HTML("div", said.luck, classes=["tile-luck"])
