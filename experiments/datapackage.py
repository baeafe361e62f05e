"""``datapackage.json``: what the files of a store hold, in the words of the Data Package standard."""

import json
from typing import Any

import pandas as pd

from abm import catalogue
from experiments.settled import write_whole
from experiments.store import DESIGN_FILE, Store

PACKAGE_FILE = "datapackage.json"
LICENCES = [
    {
        "name": "OGL-UK-3.0",
        "title": "Open Government Licence v3.0 (the facts that the model starts from)",
        "path": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    }
]
TEXT, WHOLE, NUMBER, TIME = "string", "integer", "number", "datetime"
IDENTITY = [
    ("run_id", TEXT, "", "same scenario, same kept rows and same model give the same id"),
    ("draw", WHOLE, "", "point of the design, from 0, in the design's own order"),
    ("replicate", WHOLE, "", "repeat of the point, from 0"),
    ("seed", WHOLE, "", "seed of the run's luck, the same at every point"),
]
RECORD = [
    ("status", TEXT, "", "ok, failed, timed out, died or waiting"),
    ("error", TEXT, "", "why there is no answer"),
    ("seconds", NUMBER, "s", "time the run took"),
    ("peak_mib", NUMBER, "MiB", "most memory its process had had by then"),
    ("host", TEXT, "", "machine it ran on"),
    ("process", WHOLE, "", "process it ran in"),
    ("versions", TEXT, "", "code, libraries and platform it ran with"),
    ("finished", TIME, "", "when it finished, UTC"),
]
SERIES = [
    ("date", TEXT, "", "year (2031), or month (2031-09) if kept by month"),
    ("area", TEXT, "", "authority"),
    ("group", TEXT, "", "whom the measure is about"),
    ("measure", TEXT, "", "name of a measure; its unit and meaning are under measures"),
    ("value", NUMBER, "", "in the measure's unit"),
]

MODEL = ("model_digest", "source_digest", "catalogue_digest", "code", "python", "libraries", "platform")

Field = tuple[str, str, str, str]


def write_datapackage(store: Store, environments: pd.DataFrame) -> None:
    """Describe the store's files, columns, units, sources, model, seeds and design.

    ``environments`` has one row for each set of ``versions`` that made ``runs``. Those of the last session,
    which wrote the plan, stand under ``model``: other machines, and sessions before it, may have had others.
    """
    text = json.dumps(described(store, environments), indent=2, ensure_ascii=False)
    write_whole(store.folder / PACKAGE_FILE, text + "\n")


def described(store: Store, environments: pd.DataFrame) -> dict[str, Any]:
    """Return what ``datapackage.json`` says."""
    factors = [_factor_field(store, name) for name in store.study.names]
    kept = catalogue.measures().set_index("name").loc[list(store.study.keep.measures)]
    measures = kept[["label", "unit", "kind", "meaning"]].reset_index().to_dict("records")
    sources = catalogue.sources()[["title", "address"]].itertuples(index=False)
    record = store.record
    return {
        "name": "sendlab-study",
        "title": store.study.title or "A study with SEND Lab",
        "created": record["created"],
        "licenses": LICENCES,
        "sources": [{"title": title, **({"path": path} if path else {})} for title, path in sources],
        "resources": [
            _resource("design", DESIGN_FILE, [*IDENTITY, *factors]),
            _resource("runs", "runs.parquet", [*IDENTITY, *factors, *RECORD]),
            _resource("series", "series.parquet", [*IDENTITY, *SERIES]),
        ],
        "measures": measures,
        "study": record["study"],
        "model": {key: record[key] for key in MODEL},
        "environments": environments.to_dict("records"),
    }


def _factor_field(store: Store, name: str) -> Field:
    units = catalogue.parameters().set_index("name")["unit"]
    kind = NUMBER if pd.api.types.is_numeric_dtype(store.design[name]) else TEXT
    return name, kind, str(units.get(name, "")), "factor of the design"


def _resource(name: str, path: str, fields: list[Field]) -> dict[str, Any]:
    described = [
        {"name": field, "type": kind, "description": text, **({"unit": unit} if unit else {})}
        for field, kind, unit, text in fields
    ]
    return {"name": name, "path": path, "format": "parquet", "schema": {"fields": described}}
