"""Studies read from TOML, with complaints that name the file and the key."""

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from abm import InputError, Scenario
from experiments.designs import LIST, NEEDS, Design
from experiments.factors import Factor, Value, check_name, default_range
from experiments.kept_rows import EVERY_YEAR, MONTH, YEAR, Keep
from experiments.plan_fields import (
    choice_at,
    flat,
    only_known,
    plain_value,
    read_toml,
    table_at,
    tables_at,
    texts_at,
    whole_at,
)
from experiments.study import Study, checked
from experiments.study_rows import column, rows_of

SHIPPED = Path(__file__).parent / "plans"
SECTIONS = ("title", "replicates", "scenario", "design", "factors", "keep")


def shipped_plans() -> list[str]:
    """Names of the plans that come with the program."""
    return sorted(path.stem for path in SHIPPED.glob("*.toml"))


def read_study(given: str) -> Study:
    """Read and check the plan in file ``given``, or the shipped plan of that name; raises ``InputError``."""
    path = SHIPPED / f"{given}.toml" if given in shipped_plans() else Path(given)
    content = read_toml(path, shipped_plans())
    where = str(path)
    only_known(content, SECTIONS, where, "")
    try:
        design, rows = table_at(content, "design"), None
        kind = choice_at(design, "kind", list(NEEDS), "design")
        if kind == LIST:
            names, rows = rows_of(design, path)
            factors = tuple(
                Factor(name, tuple(dict.fromkeys(column(rows, i)))) for i, name in enumerate(names)
            )
            if "factors" in content:
                remedy = "A list names its factors in its rows: take [[factors]] out."
                raise InputError("plan", "factors", "none beside a list", remedy)
        else:
            factors = tuple(_factor(item) for item in tables_at(content, "factors"))
        study = Study(
            base=_scenario(table_at(content, "scenario"), path),
            factors=factors,
            design=_design(design, kind),
            replicates=whole_at(content, "replicates", 1, ""),
            keep=_keep(table_at(content, "keep")),
            rows=tuple(rows or ()),
            title=str(content.get("title", "")),
            where=where,
        )
    except InputError as error:
        raise error.moved_to(where) from None
    return checked(study)


def _design(table: Mapping[str, Any], kind: str) -> Design:
    only_known(table, ("kind", *NEEDS[kind]), "plan", "design.")
    wholes = {
        key: whole_at(table, key, getattr(Design, key), "design.") for key in ("points", "seed", "levels")
    }
    second_order = table.get("second_order", False)
    if not isinstance(second_order, bool):
        raise InputError("plan", "design.second_order", "true or false", "Write it without quotes.")
    return Design(kind, **wholes, second_order=second_order)


def _factor(table: Mapping[str, Any]) -> Factor:
    only_known(table, ("name", "values", "low", "high", "levels", "whole"), "plan", "factors.")
    name = table.get("name")
    if not isinstance(name, str):
        raise InputError("plan", "factors.name", "a name in quotes", "See: sendlab describe levers")
    check_name(name, "plan")
    if "values" in table:
        return Factor(name, _values(table, name))
    known = default_range(name)
    bounds = [table.get(key, known[i] if known else None) for i, key in enumerate(("low", "high"))]
    if not all(isinstance(bound, int | float) and not isinstance(bound, bool) for bound in bounds):
        raise InputError("plan", name, "numbers for low and high, or values", "Add: low = 0 and high = 1")
    low, high = float(bounds[0]), float(bounds[1])
    if not low < high:
        raise InputError("plan", name, f"low below high, not {low:g} and {high:g}", "Swap them.")
    return Factor(
        name, (), low, high, whole_at(table, "levels", 0, f"{name}."), bool(table.get("whole", False))
    )


def _values(table: Mapping[str, Any], name: str) -> tuple[Value, ...]:
    given = table["values"]
    mixed = {"low", "high", "levels", "whole"} & set(table)
    if mixed:
        raise InputError("plan", name, f"values or {min(mixed)}, not both", "Take one of the two out.")
    if not isinstance(given, list) or not given or len(set(map(str, given))) < len(given):
        raise InputError("plan", name, "a list of different values", "For instance: values = [0.0, 0.5, 1.0]")
    return tuple(plain_value(value, name) for value in given)


def _keep(table: Mapping[str, Any]) -> Keep:
    only_known(table, [item.name for item in fields(Keep)], "plan", "keep.")
    texts = {key: texts_at(table, key, getattr(Keep(), key)) for key in ("measures", "groups", "areas")}
    by = choice_at({"by": table.get("by", YEAR)}, "by", [YEAR, MONTH], "keep")
    years = table.get("years", list(EVERY_YEAR))
    if not isinstance(years, list) or [type(year) for year in years] != [int, int] or years[0] > years[1]:
        raise InputError(
            "plan", "keep.years", "the first and the last year", "For instance: years = [2026, 2034]"
        )
    if not texts["measures"]:
        raise InputError("plan", "keep.measures", "one or more measures", 'Add: measures = ["plans"]')
    return Keep(texts["measures"], by, (years[0], years[1]), texts["groups"], texts["areas"])


def _scenario(table: Mapping[str, Any], path: Path) -> Scenario:
    """Read what all runs share: a scenario's own keys, or ``file`` naming a scenario file."""
    if "file" in table:
        if len(table) > 1:
            raise InputError("plan", "scenario", "a file or keys, not both", "Take one of the two out.")
        return Scenario.from_toml(path.parent / str(table["file"]))
    known = [item.name for item in fields(Scenario)]
    only_known(table, known, "plan", "scenario.")
    settings = dict(table)
    if isinstance(settings.get("parameters"), dict):
        settings["parameters"] = flat(settings["parameters"])
    try:
        return Scenario(**settings)
    except InputError as error:
        raise InputError("plan", f"scenario.{error.key}", error.expected, error.remedy) from None
