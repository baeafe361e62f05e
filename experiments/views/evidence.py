"""The page that answers "why should I believe this?": what is fitted, assumed and official, and caveats."""

import html
from collections.abc import Callable

import pandas as pd
import reacton.ipyvuetify as v
import solara

from abm import catalogue, targets
from experiments.views.caveats import CAVEATS, LICENCE, LICENCE_ADDRESS, LICENCE_NAME
from experiments.views.chart_lines import measures_by_name
from experiments.views.choosing import ChooseOne

STATUSES = {
    "all": "all parameters",
    "measured": "measured: read from an official figure",
    "calibrated": "calibrated: fitted to the official record",
    "assumed": "assumed: our judgement, within the range given",
}
HOW_SURE = (
    "Fitted to England's record of {fitted[0]} to {fitted[1]}: {n_fitted} series, those whose tolerance is "
    "given below. Figures of {held_out[0]} to {held_out[1]} were held out: no parameter was set by them, and "
    "the charts show them as hollow points. The record speeds up after {fitted[1]} and the model does not: "
    "it is too low there, by how much the README says. A run from 2025 starts with each place's own figures "
    "instead. These parameters are one set that fits, not the only one. Read directions and orders of "
    "magnitude, not levels of the 2030s."
)


@solara.component
def Evidence() -> None:
    """Caveats first, then every number with its status, range and source; a word narrows every table."""
    status, set_status = solara.use_state("all")
    sought, set_sought = solara.use_state("")
    parameters = solara.use_memo(catalogue.parameters, [])
    sources = solara.use_memo(catalogue.sources, [])
    series = solara.use_memo(series_rows, [])
    kept = parameters if status == "all" else parameters[parameters["status"] == status]
    with solara.Column(gap="8px", classes=["evidence"]):
        solara.HTML("h1", "Evidence: what is measured, what is fitted, what is assumed")
        with v.Card(outlined=True, class_="caveats"):
            solara.HTML("h2", "Before you quote a number")
            solara.HTML("ul", "".join(f"<li>{html.escape(caveat)}</li>" for caveat in CAVEATS))
            solara.HTML("h2", "What is fitted, and how sure we are")
            solara.HTML("p", html.escape(how_sure()))
            solara.HTML("p", licence_html())
        Narrowing(status, set_status, sought, set_sought)
        _table(f"Parameters: {_counts(parameters)}", parameter_rows(kept), sought)
        _table(f"Official series: {len(series)}", series, sought)
        _table(f"Levers: {len(catalogue.levers())}", lever_rows(), sought)
        _table(f"Sources: {len(sources)}", sources, sought)


@solara.component
def Narrowing(
    status: str, set_status: Callable[[str], None], sought: str, set_sought: Callable[[str], None]
) -> None:
    """Which parameters by status, and a word that every row shown must hold."""
    with solara.Row(gap="16px", classes=["narrowing"]):
        ChooseOne(
            label="Show",
            items=[{"text": text, "value": value} for value, text in STATUSES.items()],
            value=status,
            on_value=set_status,
        )
        solara.InputText("Only rows with the word", value=sought, on_value=set_sought, continuous_update=True)


def how_sure() -> str:
    """What the model was fitted to and how it does outside that, in words."""
    roles = targets.declared()["roles"]
    n_fitted = sum(bool(comparison.near) for comparison in targets.comparisons().values())
    return HOW_SURE.format(n_fitted=n_fitted, **roles)


def licence_html() -> str:
    """The acknowledgement that the licence of the official figures asks for."""
    return (
        f"{LICENCE} <a href='{LICENCE_ADDRESS}' rel='noopener noreferrer' target='_blank'>{LICENCE_NAME}</a>."
    )


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


def series_rows() -> pd.DataFrame:
    """Official series as a reader wants them: what mirrors each, whether it was fitted to, its source."""
    record = catalogue.official_record()
    mirrors = {str(about["official"]): str(about["label"]) for about in measures_by_name().values()}
    near = {one.official: _tolerances(one) for one in targets.comparisons().values()}
    return pd.DataFrame(
        {
            "Series": record["series"],
            "Measure of the model": [mirrors.get(name, "none") for name in record["series"]],
            "Unit": record["unit"],
            "Years": [
                f"{first} to {last}" for first, last in zip(record["first"], record["last"], strict=True)
            ],
            "Figures": record["figures"],
            "Use": [near.get(name) or "not fitted to" for name in record["series"]],
            "Confidence": record["confidence"],
            "Breaks": record["breaks"],
            "Source": record["publications"],
        }
    )


def lever_rows() -> pd.DataFrame:
    """Levers as a reader wants them: how large a full dose is, and the evidence for it."""
    levers = catalogue.levers()
    return pd.DataFrame(
        {
            "Lever": levers["title"],
            "From": levers["paper_id"],
            "Holder": levers["holder"],
            "Full dose": [
                f"{full:g} {unit}" for full, unit in zip(levers["full"], levers["full_unit"], strict=True)
            ],
            "Evidence": levers["evidence"],
            "Source": levers["source"],
        }
    )


def narrowed(rows: pd.DataFrame, sought: str) -> pd.DataFrame:
    """The rows that hold a word anywhere, without regard to case."""
    word = sought.strip().lower()
    return rows[[word in " ".join(map(str, row)).lower() for row in rows.itertuples(index=False)]]


def table_html(rows: pd.DataFrame, caption: str) -> str:
    """A table as HTML, with everything escaped and web addresses as links."""
    heads = "".join(f"<th scope='col'>{html.escape(str(head).capitalize())}</th>" for head in rows.columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{_cell(value)}</td>" for value in row) + "</tr>"
        for row in rows.itertuples(index=False)
    )
    return f"<table><caption>{html.escape(caption)}</caption><tr>{heads}</tr>{body}</table>"


def _tolerances(comparison: targets.Comparison) -> str:
    return "; ".join(f"fitted {near.first} to {near.last} within {near}" for near in comparison.near)


def _cell(value: object) -> str:
    text = html.escape(str(value))
    if text.startswith("https://"):
        return f"<a href='{text}' rel='noopener noreferrer' target='_blank'>{text}</a>"
    return text


def _counts(parameters: pd.DataFrame) -> str:
    counts = parameters["status"].value_counts()
    return ", ".join(f"{counts.get(status, 0)} {status}" for status in list(STATUSES)[1:])


def _table(title: str, rows: pd.DataFrame, sought: str) -> None:
    shown = narrowed(rows, sought)
    solara.HTML("h2", html.escape(title))
    caption = f"{title.partition(':')[0]}: {len(shown)} of {len(rows)} shown"
    attributes = {"tabindex": "0", "role": "region", "aria-label": title.partition(":")[0]}
    with solara.Div(classes=["scrolling"], attributes=attributes):
        solara.HTML("div", table_html(shown, caption))
