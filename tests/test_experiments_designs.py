"""Designs and factors: the points are those that each design promises."""

import numpy as np
import pytest
from SALib.analyze import morris as morris_analysis
from SALib.analyze import sobol as sobol_analysis

from abm import Dose, InputError, Scenario
from experiments.designs import Design, n_points, points, salib_problem
from experiments.factors import Factor, check_name, default_range, with_settings
from experiments.study_options import read_factor

THRESHOLDS = Factor("lever.tighter_thresholds", (0.0, 0.5))
ASKING = Factor("family.asking_base_log_odds", low=-9.0, high=-7.0, levels=3)
WORLD = Factor("world", ("Leeds", "Kent", "York"))
YEAR = Factor("to", low=2026, high=2029, levels=4, whole=True)


def test_a_grid_is_every_combination_the_last_factor_fastest() -> None:
    grid = points(Design("grid"), [THRESHOLDS, ASKING])
    assert grid == [(0.0, -9.0), (0.0, -8.0), (0.0, -7.0), (0.5, -9.0), (0.5, -8.0), (0.5, -7.0)]
    assert points(Design("grid"), [YEAR]) == [(2026,), (2027,), (2028,), (2029,)]


def test_a_latin_hypercube_has_one_point_in_every_slice_of_every_factor() -> None:
    sample = np.array(points(Design("latin_hypercube", points=20), [ASKING, Factor("x", low=0.0, high=1.0)]))
    for column, low, high in ((0, -9.0, -7.0), (1, 0.0, 1.0)):
        slices = np.floor((sample[:, column] - low) / (high - low) * 20)
        assert sorted(slices) == list(range(20))


@pytest.mark.parametrize("kind", ["latin_hypercube", "sobol", "morris"])
def test_points_depend_on_the_seed_alone_and_are_as_many_as_said(kind: str) -> None:
    factors = [ASKING, WORLD, YEAR]
    first, again = (points(Design(kind, points=8, seed=3), factors) for _ in range(2))
    assert first == again
    assert first != points(Design(kind, points=8, seed=4), factors)
    assert len(first) == n_points(Design(kind, points=8, seed=3), factors)
    assert {type(value) for _, _, value in first} == {int}
    assert {world for _, world, _ in first} == {"Leeds", "Kent", "York"}
    assert {year for _, _, year in first} <= {2026, 2027, 2028, 2029}
    assert all(-9.0 <= asking <= -7.0 for asking, _, _ in first)  # type: ignore[operator]  # numbers


def test_values_and_whole_numbers_are_equally_likely_from_end_to_end() -> None:
    shares = np.linspace(0.0, 1.0, 12_001)
    for factor, n in ((WORLD, 3), (YEAR, 4)):
        _, counts = np.unique([factor.at(share) for share in shares], return_counts=True)
        assert counts == pytest.approx([12_000 / n] * n, abs=2)


def ishigami(sample: np.ndarray) -> np.ndarray:
    x = np.pi * (2.0 * sample - 1.0)
    return np.asarray(np.sin(x[:, 0]) + 7.0 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0]))


UNIT = [Factor(name, low=0.0, high=1.0) for name in "abc"]


def test_a_sobol_design_is_in_the_order_that_the_analysis_wants() -> None:
    """Ishigami's function, whose indices are known: S1 = 0.3139, 0.4424, 0; ST = 0.5576, 0.4424, 0.2437."""
    answers = ishigami(np.array(points(Design("sobol", points=1024), UNIT), float))
    found = sobol_analysis.analyze(salib_problem(UNIT), answers, calc_second_order=False, seed=1)
    assert found["S1"] == pytest.approx([0.3139, 0.4424, 0.0], abs=0.03)
    assert found["ST"] == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.03)


def test_a_morris_design_finds_slopes() -> None:
    """For a straight line the elementary effects are its slopes, exactly."""
    sample = np.array(points(Design("morris", points=6), UNIT), float)
    found = morris_analysis.analyze(salib_problem(UNIT), sample, sample @ np.array([3.0, -2.0, 0.0]), seed=1)
    assert list(found["mu"]) == pytest.approx([3.0, -2.0, 0.0])
    assert list(found["sigma"]) == pytest.approx([0.0, 0.0, 0.0], abs=1e-9)


def test_every_kind_of_factor_is_set() -> None:
    base = Scenario(world="demo", levers={"tighter_thresholds": Dose(1.0, start=2030.0, coverage=0.5)})
    settings = {
        "lever.tighter_thresholds": 0.25,
        "lever.dedicated_outreach.dose": 1.0,
        "lever.dedicated_outreach.start": 2028.0,
        "family.asking_base_log_odds": -8.0,
        "people": 500,
    }
    made = with_settings(base, settings)
    # A lever that is varied keeps the timing it was given.
    assert made.levers["tighter_thresholds"] == Dose(0.25, start=2030.0, coverage=0.5)
    assert made.levers["dedicated_outreach"] == Dose(1.0, start=2028.0)
    assert made.parameters["family.asking_base_log_odds"] == -8.0
    assert made.people == 500
    assert with_settings(base, {}) == base


def test_ranges_come_from_the_declaration() -> None:
    low, high = default_range("family.asking_base_log_odds") or (0.0, 0.0)
    assert low < -7.0 < high
    assert default_range("lever.tighter_thresholds") == (0.0, 1.0)
    assert default_range("lever.tighter_thresholds.start") is None
    assert default_range("world") is None


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("lever.tighter_threshold", "'lever.tighter_thresholds'"),
        ("lever.tighter_thresholds.begin", "lever.tighter_thresholds"),
        ("famly.asking_base_log_odds", "'family.asking_base_log_odds'"),
        ("wrold", "'world'"),
        ("seed", ""),
    ],
)
def test_an_unknown_factor_names_the_nearest(name: str, hint: str) -> None:
    with pytest.raises(InputError) as caught:
        check_name(name, "plan")
    assert hint in str(caught.value)


def test_spaced_and_listed_factors() -> None:
    assert read_factor("family.x=0.1:0.9:5") == Factor("family.x", (0.1, 0.3, 0.5, 0.7, 0.9))
    assert read_factor("lever.y=1,0,0.5") == Factor("lever.y", (1.0, 0.0, 0.5))


@pytest.mark.parametrize(
    "text", ["x", "x=", "x=1", "x=0:1", "x=0:1:1", "x=a,b", "x=1,1", "x=0:1:1000", "x=0:0:3"]
)
def test_bad_factors_are_refused(text: str) -> None:
    with pytest.raises(InputError, match="--vary"):
        read_factor(text)
