"""Figures: readable, honest and complete, checked on tables made by hand."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from abm import Results, catalogue
from experiments.figure_panels import CLOCK_PANELS, OFFICIAL_PANELS, OVERVIEW_PANELS, WHO_PANELS, Panel
from experiments.figure_style import write_ticks
from experiments.figures import (
    PLACEMENT_MEASURES,
    overview,
    run_figures,
    where_plans_are,
)
from experiments.wording import millions
from experiments.yearly import by_year
from tests.made_up import with_years

MEASURES = sorted(
    {
        name
        for panel in OVERVIEW_PANELS + CLOCK_PANELS + WHO_PANELS + OFFICIAL_PANELS
        for name in panel.measures
    }
    | {*PLACEMENT_MEASURES, "plans"}
)
FLOWS = {
    "requests",
    "new_plans",
    "permanent_exclusions",
    "suspensions",
    "appeals_registered",
}
NO_LEVERS: dict[str, Any] = {}
ONE_LEVER = {"dedicated_outreach": {"dose": 0.5, "start": 2027.0}}


def provenance(levers: dict[str, Any]) -> dict[str, Any]:
    return {"scenario": {"world": "York", "start": 2010, "seed": 7, "levers": levers}, "code": "0.1.0"}


def results() -> Results:
    dates = [f"{year}-{month:02d}" for year in range(2011, 2031) for month in range(1, 13)]
    rows = [
        ("p", 0, 7, date, "York", "all", name, value_of(name, place))
        for name in MEASURES
        for place, date in enumerate(dates)
    ]
    columns = ["policy", "draw", "seed", "date", "area", "group", "measure", "value"]
    return Results(with_years(pd.DataFrame(rows, columns=columns), FLOWS), provenance(NO_LEVERS))


def value_of(name: str, month: int) -> float:
    if name == "high_needs_balance_gbp":
        return 1e6 - 1e5 * month
    if name in FLOWS:
        return 10.0 + month / 12
    if name == "plans":
        return 5 * (1000.0 + 5 * month)
    if name.startswith("plans"):
        return 1000.0 + 5 * month
    return 0.2 + 0.001 * month


def table(of: Results) -> pd.DataFrame:
    return pd.DataFrame({name: of.annual(name) for name in MEASURES})


def drawn_axes(figure: Figure) -> Iterator[Axes]:
    return (axes for axes in figure.axes if axes.lines)


def texts(axes: Axes) -> list[str]:
    return [text.get_text() for text in axes.texts]


def test_a_run_leaves_five_pictures(tmp_path: Path) -> None:
    paths = run_figures(results(), tmp_path)
    assert [path.name for path in paths] == [
        "overview.png",
        "against_official.png",
        "where_plans_are.png",
        "assessment_clock.png",
        "who_bears_it.png",
    ]
    for path in paths:
        assert path.read_bytes().startswith(b"\x89PNG")
        assert path.stat().st_size > 20_000


def test_counts_start_at_zero_and_debt_is_below_it() -> None:
    figure = overview(table(results()), provenance(NO_LEVERS))
    for axes in drawn_axes(figure):
        low, _ = axes.get_ylim()
        assert low < 0 if "high needs" in axes.get_ylabel() else low == 0


def test_titles_say_what_happens_in_ten_words() -> None:
    figure = overview(table(results()), provenance(NO_LEVERS))
    titles = [axes.get_title(loc="left") for axes in figure.axes if axes.get_title(loc="left")]
    assert len(titles) == 6
    assert all(len(title.split()) <= 10 for title in titles)
    # January 2011 is month 0 (5 * 1,000 plans); January 2030 is month 228 (5 * (1,000 + 5 * 228)).
    assert "Plans rise from 5,000 to 10,700" in titles


def test_flows_are_summed_over_the_calendar_year() -> None:
    figure = overview(table(results()), provenance(NO_LEVERS))
    (requests,) = [axes for axes in drawn_axes(figure) if "Requests" in axes.get_title(loc="left")]
    # 2011: twelve months of 10, plus (0 + 1 + ... + 11) / 12.
    assert requests.lines[0].get_ydata()[0] == pytest.approx(120 + 66 / 12)  # type: ignore[index]
    assert requests.get_ylabel() == "a calendar year"


@pytest.mark.parametrize(("levers", "said"), [(ONE_LEVER, "policy from 2027"), (NO_LEVERS, "projection")])
def test_the_start_of_policy_is_marked(levers: dict[str, Any], said: str) -> None:
    figure = overview(table(results()), provenance(levers))
    assert all(said in texts(axes) for axes in drawn_axes(figure))


def test_the_foot_names_world_seed_and_version_and_that_it_is_no_forecast() -> None:
    figure = overview(table(results()), provenance(NO_LEVERS))
    (foot,) = [text.get_text() for text in figure.texts if "forecast" in text.get_text()]
    assert all(word in foot for word in ("not a forecast", "York", "seed 7", "0.1.0"))


def test_layers_of_placement_reach_what_they_add_up_to() -> None:
    figure = where_plans_are(table(results()), provenance(NO_LEVERS))
    (axes,) = figure.axes
    tops = [float(np.asarray(layer.get_paths()[0].vertices)[:, 1].max()) for layer in axes.collections]
    # Four kinds of setting of 1,000 + 5 * 228 each in January 2030, and as many elsewhere.
    assert tops == pytest.approx([2140, 4280, 6420, 8560, 10700])


def test_labels_at_the_ends_never_touch() -> None:
    """Nor where two lines end at the same value."""
    figure = overview(table(results()), provenance(NO_LEVERS))
    canvas: Any = FigureCanvasAgg(figure)
    canvas.draw()
    renderer = canvas.get_renderer()
    labels = [[text for text in axes.texts if "\n" in text.get_text()] for axes in drawn_axes(figure)]
    pairs = [pair for pair in labels if len(pair) == 2]
    assert pairs
    for pair in pairs:
        first, second = (text.get_window_extent(renderer) for text in pair)
        assert not first.overlaps(second)


@pytest.mark.parametrize(
    ("pounds", "written"),
    [
        (1_900_000, "£1.9m"),
        (-92_400_000, "\N{MINUS SIGN}£92m"),
        (0, "£0m"),
        (-1_680_000_000, "\N{MINUS SIGN}£1.7bn"),
    ],
)
def test_money_is_written_in_millions_with_its_sign(pounds: float, written: str) -> None:
    assert millions(pounds) == written


@pytest.mark.parametrize("panel", OVERVIEW_PANELS + CLOCK_PANELS + WHO_PANELS, ids=lambda one: one.subject)
def test_a_panel_names_the_year_its_measures_are_taken_in(panel: Panel) -> None:
    """An axis that said calendar where the measure is academic would mislead a room."""
    words = ("January", "calendar", "academic", "March", "autumn")
    when = catalogue.measures().set_index("name")["when"]
    for name in panel.measures:
        expected = [word for word in words if word in when[name]]
        assert [word for word in words if word in panel.unit] in (expected, []), name


def test_a_run_too_short_for_a_full_year_says_so_or_draws_nothing(tmp_path: Path) -> None:
    full = results()
    january = full.table["date"].isin(["2011", "2011-01"]) & ~full.table["measure"].isin(FLOWS)
    only_stocks = Results(pd.concat([full.months, full.table[january]]), full.provenance)
    figure = overview(by_year(only_stocks, MEASURES), provenance(NO_LEVERS))
    said = [text for axes in figure.axes for text in texts(axes)]
    assert said.count("no full year in this run") == 4
    assert run_figures(Results(full.months, full.provenance), tmp_path) == []


def test_one_year_is_a_stroke_and_a_number_not_a_line_that_stays_where_it_is() -> None:
    one = table(results()).loc[[2011]]
    figure = overview(one, provenance(NO_LEVERS))
    assert all(line.get_marker() == "_" for axes in drawn_axes(figure) for line in axes.lines[:1])
    titles = [axes.get_title(loc="left") for axes in figure.axes]
    assert "Plans: 5,000" in titles
    assert "Plans rise from 5,000 to 10,700" in [
        axes.get_title(loc="left") for axes in overview(table(results()), provenance(NO_LEVERS)).axes
    ]


@pytest.mark.parametrize("top", [0.05, 0.26, 1.0, 3.0, 9.0, 40.0])
def test_no_two_ticks_read_the_same(top: float) -> None:
    """Millions with one figure behind the point cannot tell steps of 0.05 apart."""
    axes = Figure().subplots()
    axes.set_ylim(0.0, top * 1e6)
    write_ticks(axes, millions)
    read = [millions(tick) for tick in axes.get_yticks() if 0.0 <= tick <= top * 1e6]
    assert len(read) == len(set(read)) >= 1
