"""The catalogue: parameters, levers, packages, measures and sources as tables, from their declarations."""

from dataclasses import asdict

import pandas as pd

from abm import claims as papers
from abm import sources as publications
from abm.facts import official, official_series
from abm.levers import holders as declared_holders
from abm.levers import levers as declared_levers
from abm.links import links as declared_links
from abm.measures import measures as declared_measures
from abm.packages import packages as declared_packages
from abm.packages import said
from abm.parameters import declared_parameters


def parameters() -> pd.DataFrame:
    """Every parameter: name, default, unit, low, high, status, source, meaning."""
    return pd.DataFrame([{"name": name, **asdict(note)} for name, note in declared_parameters().items()])


def levers() -> pd.DataFrame:
    """Every lever: name, title, where it comes from, what it does and what to expect."""
    return pd.DataFrame([asdict(lever) for lever in declared_levers().values()])


def holders() -> pd.DataFrame:
    """Who holds levers, in the order in which levers are shown: name and meaning."""
    return pd.DataFrame(list(declared_holders().items()), columns=["name", "meaning"])


def packages() -> pd.DataFrame:
    """Every package: name, title, source, what it changes, its levers, and what the model lacks of it."""
    rows = [
        {
            "name": package.name,
            "title": package.title,
            "source": package.source,
            "changes": package.changes,
            "notes": package.notes,
            "levers": "; ".join(f"{name} {said(dose)}" for name, dose in package.levers.items()),
            "not_in_model": "; ".join(f"{what}: {why}" for what, why in package.not_in_model.items()),
        }
        for package in declared_packages().values()
    ]
    return pd.DataFrame(rows)


def claims() -> pd.DataFrame:
    """Every claim of the source paper: who carries it in the code, what cuts it, what then moves, the test.

    ``direction`` is that in which the measure goes when the claim is cut, where one is asked for.
    """
    rows = [
        {
            "id": claim.id,
            "claim": claim.claim,
            "section": claim.section,
            "carried_by": " ".join(papers.holders().get(claim.id, ())),
            "links": " ".join(papers.links_for(claim.id)),
            "parameters": " ".join(papers.parameters_for().get(claim.id, ())),
            "levers": " ".join(papers.levers_for(claim.id)),
            "cut": claim.cut,
            "moves": claim.moves,
            "direction": claim.direction,
            "test": f"{papers.TEST}[{claim.cut}]" if claim.is_represented else "",
            "note": claim.note,
        }
        for claim in papers.claims().values()
    ]
    return pd.DataFrame(rows)


def links() -> pd.DataFrame:
    """Every link: what acts on what, with what sign, and the column that a decision reads, if any."""
    return pd.DataFrame([asdict(link) for link in declared_links().values()])


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


def official_record() -> pd.DataFrame:
    """Every official series: unit, first and last year, figures held, publications, confidence, breaks."""
    rows = []
    for name in official_series():
        figures = official(name)
        rows.append(
            {
                "series": name,
                "unit": figures["unit"].iloc[-1],
                "first": int(figures["year"].min()),
                "last": int(figures["year"].max()),
                "figures": len(figures),
                "publications": "; ".join(dict.fromkeys(figures["publication"])),
                "confidence": "; ".join(dict.fromkeys(figures["confidence"])),
                "breaks": "; ".join(
                    f"{year}: {mark}"
                    for year, mark in zip(figures["year"], figures["break_mark"], strict=True)
                    if mark
                ),
            }
        )
    return pd.DataFrame(rows)
