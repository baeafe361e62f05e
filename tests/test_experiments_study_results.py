"""What a study says: intervals and paired differences worked by hand, figures that show them."""

import math

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes

from experiments.study_figures import differences_figure, heat_map, responses
from experiments.summaries import paired_differences, summary

FACTORS = ["dose", "rate"]


def values(rows: list[tuple[int, int, float]]) -> pd.DataFrame:
    """Rows of (draw, seed, value); draw 0 to 3 is dose 0 or 1 by rate 10 or 20."""
    table = pd.DataFrame(rows, columns=["draw", "seed", "value"])
    table["dose"], table["rate"] = table["draw"] // 2, 10 + 10 * (table["draw"] % 2)
    return table.assign(measure="plans", area="demo", group="all", date="2030")


# Luck of seed 1, 2, 3 is +10, 0, -10 at every point; the point itself adds 100 times its dose.
PAIRED = values(
    [(draw, seed, 100.0 * (draw // 2) + 20.0 - 10.0 * seed) for draw in range(4) for seed in (1, 2, 3)]
)


def test_the_interval_is_students() -> None:
    """Three values 10, 0, -10: sd 10, standard error 10/sqrt(3), t(2 degrees, 97.5%) = 4.3027."""
    row = summary(PAIRED, FACTORS).iloc[0]
    assert (row["replicates"], row["mean"], row["sd"]) == (3, 0.0, 10.0)
    assert row["se"] == pytest.approx(10.0 / math.sqrt(3.0))
    assert row["high"] == pytest.approx(4.30265 * 10.0 / math.sqrt(3.0), rel=1e-5)
    assert row["low"] == -row["high"]


def test_one_replicate_claims_no_interval() -> None:
    row = summary(values([(0, 1, 5.0)]), FACTORS).iloc[0]
    assert row["mean"] == 5.0
    assert np.isnan([row["sd"], row["low"], row["high"]]).all()


def test_common_luck_cancels_in_paired_differences() -> None:
    found = paired_differences(PAIRED, FACTORS, against=1).set_index("draw")
    assert found["mean"].to_dict() == {0: 0.0, 2: 100.0, 3: 100.0}
    assert (found["sd"] == 0.0).all()
    assert (summary(PAIRED, FACTORS)["sd"] == 10.0).all()


def test_a_run_without_its_pair_is_left_out() -> None:
    found = paired_differences(PAIRED[~((PAIRED["draw"] == 0) & (PAIRED["seed"] == 2))], FACTORS, against=0)
    assert found["replicates"].tolist() == [2, 2, 2]


def test_nothing_to_compare_gives_an_empty_table() -> None:
    assert paired_differences(PAIRED[PAIRED["draw"] == 0], FACTORS, against=0).empty


def texts(axes: Axes) -> list[str]:
    return [text.get_text() for text in axes.texts]


def test_heat_map_shows_mean_and_interval() -> None:
    figure = heat_map(summary(PAIRED, FACTORS), "dose", "rate", "plans", "2030")
    # Half the interval is 24.84; the rows run upwards as on a chart.
    assert texts(figure.axes[0]) == ["0\n± 24.8", "100\n± 24.8", "0\n± 24.8", "100\n± 24.8"]
    assert figure.axes[0].get_xlabel() == "dose"
    assert "not a forecast" in figure.texts[-1].get_text()


def test_cells_that_differ_are_written_differently() -> None:
    close = values([(draw, 1, 0.6740 + 0.0002 * draw) for draw in range(4)])
    figure = heat_map(summary(close, FACTORS), "dose", "rate", "plans", "2030")
    # Left to right and down: rate 20 for dose 0 and 1, then rate 10.
    assert texts(figure.axes[0]) == ["0.6742", "0.6746", "0.6740", "0.6744"]


def test_heat_map_of_single_runs_claims_no_interval() -> None:
    table = summary(PAIRED[PAIRED["seed"] == 1], FACTORS)
    assert texts(heat_map(table, "dose", "rate", "plans", "2030").axes[0]) == ["10", "110", "10", "110"]


def test_heat_map_leaves_a_failed_cell_blank() -> None:
    table = summary(PAIRED[PAIRED["draw"] != 3], FACTORS)
    assert len(texts(heat_map(table, "dose", "rate", "plans", "2030").axes[0])) == 3


def test_responses_join_the_levels_of_a_grid_and_have_a_panel_a_factor() -> None:
    figure = responses(summary(PAIRED, FACTORS), FACTORS, "plans", "2030")
    assert [axes.get_xlabel() for axes in figure.axes] == FACTORS
    legend = figure.axes[0].get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["10", "20"]


def test_differences_name_every_point_largest_at_the_top() -> None:
    table = paired_differences(PAIRED, FACTORS, against=0)
    axes = differences_figure(table, FACTORS, "plans", "2030", "dose 0, rate 10").axes[0]
    names = [label.get_text() for label in axes.get_yticklabels()]
    assert names[0] == "dose 0, rate 20"
    assert set(names[1:]) == {"dose 1, rate 10", "dose 1, rate 20"}
