"""The catalogue: parameters, levers, measures and sources as tables, read from their declarations."""

from dataclasses import asdict

import pandas as pd

from abm import sources as publications
from abm.levers import levers as declared_levers
from abm.measures import measures as declared_measures
from abm.parameters import declared_parameters


def parameters() -> pd.DataFrame:
    """Every parameter: name, default, unit, low, high, status, source, meaning."""
    return pd.DataFrame([{"name": name, **asdict(note)} for name, note in declared_parameters().items()])


def levers() -> pd.DataFrame:
    """Every lever: name, title, where it comes from, what it does and what to expect."""
    return pd.DataFrame([asdict(lever) for lever in declared_levers().values()])


def measures() -> pd.DataFrame:
    """Every measure: what it is, where a child counts, what a year's value is of, and what it mirrors.

    ``when`` says in words what ``year_convention`` names; the model's value times ``official_scale`` is
    in the unit of the official series ``official``.
    """
    return pd.DataFrame(
        [{**asdict(measure), "when": measure.when} for measure in declared_measures().values()]
    )


def sources() -> pd.DataFrame:
    """Every source: key, title, publisher, year, what it supports, licence, address."""
    return pd.DataFrame([asdict(source) for source in publications.sources().values()])
