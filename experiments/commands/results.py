"""``sendlab results``: what came out of a study, as tables and figures beside its store."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from abm import EVERYBODY, InputError, nearest_choice
from experiments.command_line import Parser
from experiments.run_folder import MARK, new_folder
from experiments.scenario_options import WHERE, whole_number
from experiments.standing_text import counts, what_it_is
from experiments.store import Store, open_store
from experiments.store_tables import dates_held, series_table
from experiments.study_figures import differences_figure, heat_map, named, responses, settings_text
from experiments.summaries import paired_differences, summary

EXAMPLES = """\
sendlab results runs/thresholds
sendlab results runs/thresholds --measure requests --date 2030 --against 4"""

REPORT = "report"
WHOLE_OF_ENGLAND = "England"  # as results name the area
EACH_WORLD = "each world"
CHOSEN_BY_HAND = ("grid", "list")
MOST_LEVELS_SHOWN = 12
MOST_ROWS_PRINTED = 40


def perform(words: list[str]) -> None:
    """Summarise a study and write its report; raises ``InputError``."""
    options = _parser().read(words)
    store = open_store(Path(options.store))
    out = Path(options.out) if options.out else store.folder / REPORT
    against = None if options.against is None else whole_number("--against", options.against)
    print(what_it_is(store.study))  # noqa: T201
    print(counts(store.standing()))  # noqa: T201
    report(store, out, options.measure, options.date, options.area, against)


def report(
    store: Store,
    out: Path,
    measures: list[str] | None = None,
    date: str | None = None,
    area: str | None = None,
    against: int | None = None,
) -> None:
    """Write summary, differences, responses and heat maps into ``out``, and print the means.

    Raises ``InputError`` for a measure, date, area or point that the study does not hold, and for a
    study without a finished run.
    """
    wanted = _measures(store, measures)
    date = _date(store, wanted, date)
    chosen = _of_one_area(series_table(store, measure=wanted, date=[date]), area)
    factors = store.study.names
    values = chosen.merge(store.design[["run_id", "draw", "replicate", *factors]])
    reference = _reference(store, values, against)
    table = summary(values, factors)
    differences = paired_differences(values, factors, -1 if reference is None else reference)
    with new_folder(out, force=True) as folder:
        record = {**store.record, "report": {"measures": wanted, "date": date, "against": reference}}
        (folder / MARK).write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
        table.to_csv(folder / "summary.csv", index=False)
        if len(differences):
            differences.to_csv(folder / "differences.csv", index=False)
        for name, figure in _figures(store, table, differences, date):
            figure.savefig(folder / name)
    _show(store, table, date)
    print(f"\n{out}")  # noqa: T201


def _figures(
    store: Store, table: pd.DataFrame, differences: pd.DataFrame, date: str
) -> Iterator[tuple[str, Any]]:
    factors = store.study.names
    for (measure, group), rows in table.groupby(["measure", "group"], sort=False):
        name = re.sub(r"[^a-z0-9]+", "_", f"{measure} {'' if group == EVERYBODY else group}".lower()).strip(
            "_"
        )
        yield f"responses_{name}.png", responses(rows, factors, str(measure), date)
        if _is_small_grid(store):
            yield f"heatmap_{name}.png", heat_map(rows, factors[0], factors[1], str(measure), date)
        apart = differences[(differences["measure"] == measure) & (differences["group"] == group)]
        if len(apart):
            there = rows[rows["draw"] == apart["against"].iloc[0]].iloc[0]
            figure = differences_figure(apart, factors, str(measure), date, settings_text(there, factors))
            yield f"differences_{name}.png", figure


def _is_small_grid(store: Store) -> bool:
    factors = store.study.factors
    sizes = [len(factor.steps()) for factor in factors] if store.study.design.kind == "grid" else []
    return len(sizes) == 2 and max(sizes) <= MOST_LEVELS_SHOWN


def _show(store: Store, table: pd.DataFrame, date: str) -> None:
    """Print the means for everybody; groups are in the files."""
    factors = store.study.names
    everybody = table[table["group"] == EVERYBODY]
    for measure, rows in everybody.groupby("measure", sort=False):
        print(f"\n{named(str(measure))[0]} ({measure}), {date}: mean over replicates\n")  # noqa: T201
        if _is_small_grid(store):
            x, y = factors
            shown = rows.pivot_table(index=y, columns=x, values="mean", dropna=False)
            print(shown.to_string(float_format="{:,.4g}".format, na_rep="failed"))  # noqa: T201
            continue
        columns = ["draw", *factors, "replicates", "mean", "sd", "low", "high"]
        shown = rows[columns].head(MOST_ROWS_PRINTED)
        print(shown.to_string(index=False, float_format="{:,.4g}".format, na_rep=""))  # noqa: T201
        if len(rows) > len(shown):
            print(f"and {len(rows) - len(shown)} points more, in summary.csv")  # noqa: T201


def _measures(store: Store, wanted: list[str] | None) -> list[str]:
    kept = list(store.study.keep.measures)
    for name in wanted or []:
        if name not in kept:
            expected = f"a measure that the study keeps, not {name!r}"
            raise InputError(WHERE, "--measure", expected, nearest_choice(name, kept))
    return list(dict.fromkeys(wanted or kept))


def _date(store: Store, measures: list[str], wanted: str | None) -> str:
    """The date asked for, or the last of those that most runs and measures hold."""
    held = dates_held(store, measures)
    if held.empty:
        raise InputError(str(store.folder), "", "a study with finished runs", "Add --resume to go on.")
    if wanted is not None and wanted not in held.index:
        remedy = nearest_choice(wanted, held.index)
        raise InputError(WHERE, "--date", f"a date that the study keeps, not {wanted!r}", remedy)
    return wanted or str(held[held == held.max()].index.max())


def _of_one_area(values: pd.DataFrame, area: str | None) -> pd.DataFrame:
    """The rows of ``area``; by default each run's only one, or else those of England."""
    areas = sorted(values["area"].unique())
    if area is None and values.groupby("run_id")["area"].nunique().max() == 1:
        # Where the world is a factor its name is no longer an area to be told apart.
        return values if len(areas) == 1 else values.assign(area=EACH_WORLD)
    wanted = area or WHOLE_OF_ENGLAND
    if wanted not in areas:
        remedy = nearest_choice(area, areas) if area else f"Name one, such as --area {areas[0]!r}."
        raise InputError(WHERE, "--area", "an area that the study keeps", remedy)
    return values[values["area"] == wanted]


def _reference(store: Store, values: pd.DataFrame, against: int | None) -> int | None:
    """The point to take differences from; unasked, none in a design whose first point is like any other."""
    if against is None:
        return int(values["draw"].min()) if store.study.design.kind in CHOSEN_BY_HAND else None
    if against not in set(values["draw"]):
        expected = f"a point with finished runs, 0 to {store.study.n_points - 1}, not {against}"
        raise InputError(WHERE, "--against", expected, "See draw in summary.csv.")
    return against


def _parser() -> Parser:
    description = (
        "Show what came out of a study, finished or not: means with intervals, responses to each factor,\n"
        "heat maps of a two-factor grid, and differences between points under the same luck."
    )
    parser = Parser("results", description, EXAMPLES)
    parser.add_argument("store", metavar="DIR", help="the folder of a study, as sendlab sweep wrote it")
    parser.add_argument(
        "--measure", metavar="NAME", action="append", help="only this measure; may be repeated"
    )
    parser.add_argument("--date", metavar="DATE", help="year, or month if kept by month (default: the last)")
    parser.add_argument("--area", metavar="NAME", help="the authority, where runs have several")
    parser.add_argument(
        "--against",
        metavar="POINT",
        help="point to take differences from (default: the first of a grid or list)",
    )
    parser.add_argument("--out", metavar="DIR", help=f"where to (default: {REPORT}/ in the study's folder)")
    return parser
