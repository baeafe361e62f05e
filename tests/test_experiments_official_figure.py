"""The official record on the figures: who was fitted is seen at once, and nothing overlaps."""

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text

from abm import Results
from experiments.against_official import against_official, whose_record
from experiments.figure_panels import OFFICIAL_PANELS, OVERVIEW_PANELS
from experiments.figure_style import GREY, HELD_OUT_TINT
from experiments.figures import overview
from experiments.official_figure import official_figure
from experiments.yearly import by_year
from tests.like_the_record import perfect_results, provenance_of, with_keys, yearly_results

NAMES = sorted({name for panel in (*OFFICIAL_PANELS, *OVERVIEW_PANELS) for name in panel.measures})


def england(factor: float = 1.0) -> Results:
    """England's record times ``factor``, with a line that goes on to 2030."""
    perfect = perfect_results()
    whole = perfect.table[perfect.table["measure"].isin(NAMES) & (perfect.table["group"] == "all")]
    years = range(2011, 2031)
    filled = []
    for name in NAMES:
        known = whole[whole["measure"] == name].set_index("date")["value"] * factor
        values = [float(known.get(str(year), known.iloc[-1] if len(known) else 0.5)) for year in years]
        filled.append(pd.DataFrame({"date": [str(year) for year in years], "measure": name, "value": values}))
    return Results(with_keys(pd.concat(filled), "England"), provenance_of("england", to=2030))


@pytest.fixture(scope="module")
def results() -> Results:
    return england(1.1)


@pytest.fixture(scope="module")
def figure(results: Results) -> Figure:
    record = against_official(results)
    return official_figure(by_year(results, NAMES), record, whose_record(results), results.provenance)


def panel(figure: Figure, title: str) -> Axes:
    (axes,) = [axes for axes in figure.axes if axes.get_title(loc="left").startswith(title)]
    return axes


def points(axes: Axes) -> Iterator[tuple[int, Line2D]]:
    """Every official point drawn: its year and how it looks."""
    for line in axes.lines:
        if line.get_linestyle() == "None":
            for year in np.asarray(line.get_xdata(), dtype=int):
                yield int(year), line


def is_hollow(line: Line2D) -> bool:
    return to_hex(line.get_markerfacecolor()) == "#ffffff"


def test_fitted_points_are_filled_and_held_out_points_hollow(figure: Figure) -> None:
    drawn = dict(points(panel(figure, "Plans")))
    assert sorted(drawn) == list(range(2011, 2027))
    assert not any(is_hollow(drawn[year]) for year in range(2011, 2022))
    assert all(is_hollow(drawn[year]) for year in range(2022, 2026))


def test_covid_points_are_grey_and_a_bound_is_a_cross(figure: Figure) -> None:
    exclusions = dict(points(panel(figure, "Exclusions")))
    for year in (2020, 2021):
        assert to_hex(exclusions[year].get_markerfacecolor()) == GREY
    assert dict(points(panel(figure, "Plans")))[2026].get_marker() == "X"


def test_points_stand_at_the_official_figure_in_the_unit_of_the_axis(figure: Figure) -> None:
    shares: dict[int, float] = {}
    for line in panel(figure, "Pupils with a plan").lines:
        if line.get_linestyle() == "None":
            years, heights = np.asarray(line.get_xdata(), int), np.asarray(line.get_ydata(), float)
            shares |= dict(zip(years.tolist(), heights.tolist(), strict=True))
    assert shares[2017] == pytest.approx(0.028)
    assert shares[2025] == pytest.approx(0.053)


def test_held_out_years_are_shaded_in_every_panel_of_the_record(figure: Figure) -> None:
    for axes in figure.axes:
        tinted = [patch for patch in axes.patches if to_hex(patch.get_facecolor()) == HELD_OUT_TINT]
        assert len(tinted) == 1
        box = tinted[0].get_extents().transformed(axes.transData.inverted())
        assert (box.x0, box.x1) == pytest.approx((2021.5, 2025.5))


def test_breaks_carry_a_word(figure: Figure) -> None:
    assert {"to 25", "new return"} <= {text.get_text() for text in panel(figure, "Plans").texts}
    assert "merger" in {text.get_text() for text in panel(figure, "SEN support").texts}


def test_the_legend_says_in_words_which_points_were_fitted(figure: Figure) -> None:
    (legend,) = figure.legends
    words = " ".join(text.get_text() for text in legend.get_texts())
    for said in ("fitted years", "never fitted", "Covid", "bound", "held-out years", "model"):
        assert said in words


def test_titles_count_the_fitted_years_that_are_near(figure: Figure) -> None:
    # 10% above the record is inside 25% in all eleven years; 3.1% is outside 0.15 points of 2.8%.
    assert panel(figure, "Plans").get_title(loc="left") == "Plans: near in 11 of 11 fitted years"
    assert panel(figure, "Pupils").get_title(loc="left") == "Pupils with a plan: near in 0 of 8 fitted years"


def test_nothing_is_drawn_after_the_year_beyond_the_record(figure: Figure) -> None:
    for axes in figure.axes:
        assert axes.get_xlim()[1] < 2027


@pytest.mark.parametrize("factor", [1.0, 1.4])
def test_titles_labels_and_legend_never_overlap_and_stay_on_the_sheet(factor: float) -> None:
    results = england(factor)
    record = against_official(results)
    table = by_year(results, NAMES)
    for figure in (
        official_figure(table, record, whose_record(results), results.provenance),
        overview(table, results.provenance, record),
    ):
        assert_no_texts_overlap(figure)


def assert_no_texts_overlap(figure: Figure) -> None:
    canvas: Any = FigureCanvasAgg(figure)
    canvas.draw()
    renderer = canvas.get_renderer()
    texts = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]
    # Tick labels lie along their axes by the library's own rules, and some wait outside the limits.
    ticks = {label for axes in figure.axes for label in (*axes.get_xticklabels(), *axes.get_yticklabels())}
    boxes = [(text, text.get_window_extent(renderer)) for text in texts if text not in ticks]
    sheet = figure.bbox
    for text, box in boxes:
        inside = sheet.x0 <= box.x0 and box.x1 <= sheet.x1
        assert inside, f"{text.get_text()!r} leaves the sheet"
    for (one, box), (other, beside) in combinations(boxes, 2):
        assert not box.overlaps(beside), f"{one.get_text()!r} over {other.get_text()!r}"


def test_an_authoritys_own_figures_are_squares_that_claim_no_fit() -> None:
    figures = {name: dict.fromkeys(range(2011, 2027), 0.03) for name in NAMES}
    figures["plans"] = dict.fromkeys(range(2011, 2027), 4000.0)
    results = yearly_results(figures, world="Leeds")
    record = against_official(results)
    figure = official_figure(by_year(results, NAMES), record, whose_record(results), results.provenance)
    drawn = dict(points(panel(figure, "Plans")))
    assert sorted(drawn) == [2019, 2025]
    assert drawn[2019].get_marker() == "s"
    assert is_hollow(drawn[2025])
    words = " ".join(text.get_text() for text in figure.legends[0].get_texts())
    assert "not fitted" in words
    assert panel(figure, "Plans").get_title(loc="left") == "Plans"
