"""The page that answers "why should I believe this?": parameters, sources, licence and caveats."""

import html

import pandas as pd
import reacton.ipyvuetify as v
import solara

from abm import catalogue
from experiments.views.choosing import ChooseOne

LICENCE = (
    "Contains public sector information licensed under the "
    "<a href='https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/' "
    "rel='noopener noreferrer' target='_blank'>Open Government Licence v3.0</a>."
)
STATUSES = {
    "all": "all parameters",
    "measured": "measured: read from an official figure",
    "calibrated": "calibrated: fitted to the official record",
    "assumed": "assumed: our judgement, within the range given",
}
CAVEATS = (
    "This is a model, not a forecast. It shows what follows from its rules: compare with it, do not predict.",
    "One run is one draw of luck. The same seed is used on both sides, so a difference comes from policy "
    "and its knock-on effects, but a small difference in one authority can still be luck: try other seeds.",
    "A yearly count that moves by less than twice its square root is marked 'could be luck'.",
    "How strongly lost confidence makes families ask for plans has no causal estimate in the literature. "
    "Here it is an assumption with a range.",
    "Confidence, trust, grievance and unmet need are indices of the model; no official series has them.",
    "Levers are idealised: a dose of 100% is the measure carried out as its authors describe it.",
)


@solara.component
def Evidence() -> None:
    """Caveats first, then every number with its status, range and source."""
    status, set_status = solara.use_state("all")
    parameters = solara.use_memo(catalogue.parameters, [])
    sources = solara.use_memo(catalogue.sources, [])
    kept = parameters if status == "all" else parameters[parameters["status"] == status]
    with solara.Column(gap="8px", classes=["evidence"]):
        solara.HTML("h1", "Evidence: what is measured, what is fitted, what is assumed")
        with v.Card(outlined=True, class_="caveats"):
            solara.HTML("h2", "Before you quote a number")
            solara.HTML("ul", "".join(f"<li>{html.escape(caveat)}</li>" for caveat in CAVEATS))
            solara.HTML("p", LICENCE)
        solara.HTML("h2", f"Parameters: {_counts(parameters)}")
        ChooseOne(
            label="Show",
            items=[{"text": text, "value": value} for value, text in STATUSES.items()],
            value=status,
            on_value=set_status,
        )
        _scrolling_table(parameter_rows(kept), "Parameters")
        solara.HTML("h2", f"Sources: {len(sources)}")
        _scrolling_table(sources, "Sources")


def parameter_rows(parameters: pd.DataFrame) -> pd.DataFrame:
    """Parameters as a reader wants them: name, meaning, value with its range, status, source."""
    spans = [f"{low:g} to {high:g}" for low, high in zip(parameters["low"], parameters["high"], strict=True)]
    return pd.DataFrame(
        {
            "Parameter": parameters["name"],
            "Meaning": parameters["meaning"],
            "Value": [f"{value:g}" for value in parameters["default"]],
            "Unit": parameters["unit"],
            "Range": spans,
            "Status": parameters["status"],
            "Source": parameters["source"],
        }
    )


def table_html(rows: pd.DataFrame, caption: str) -> str:
    """A table as HTML, with everything escaped and web addresses as links."""
    heads = "".join(f"<th scope='col'>{html.escape(str(head).capitalize())}</th>" for head in rows.columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{_cell(value)}</td>" for value in row) + "</tr>"
        for row in rows.itertuples(index=False)
    )
    return f"<table><caption>{html.escape(caption)}</caption><tr>{heads}</tr>{body}</table>"


def _cell(value: object) -> str:
    text = html.escape(str(value))
    if text.startswith("https://"):
        return f"<a href='{text}' rel='noopener noreferrer' target='_blank'>{text}</a>"
    return text


def _counts(parameters: pd.DataFrame) -> str:
    counts = parameters["status"].value_counts()
    return ", ".join(f"{counts.get(status, 0)} {status}" for status in list(STATUSES)[1:])


def _scrolling_table(rows: pd.DataFrame, caption: str) -> None:
    attributes = {"tabindex": "0", "role": "region", "aria-label": caption}
    with solara.Div(classes=["scrolling"], attributes=attributes):
        solara.HTML("div", table_html(rows, caption))
