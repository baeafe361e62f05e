"""Comparisons: policies read from words, runs paired by seed, differences and intervals by hand."""

import math
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from abm import Dose, InputError, Scenario
from experiments.commands import compare as verb
from experiments.comparison import (
    Kept,
    Paired,
    all_years,
    differences,
    interval,
    paired,
    policies,
    run_point,
    what_they_pull,
)
from experiments.processes import Outcome
from experiments.summaries import half_width
from tests.made_up import made_up_compare

BASE = Scenario(world="demo", people=300, start=2025, to=2026, seed=4)


def years_of(policy: str, seed: int, values: list[float], measure: str = "plans") -> pd.DataFrame:
    years = range(2030, 2030 + len(values))
    return pd.DataFrame({"policy": policy, "seed": seed, "measure": measure, "year": years, "value": values})


def test_policies_are_packages_levers_and_files(tmp_path: Path) -> None:
    file = tmp_path / "plan.toml"
    file.write_text(
        "world = 'Kent'\n[levers]\ndigital_process = 0.5\n[parameters]\n'family.return_per_month' = 0.03\n"
    )
    words = ["more_money_only", "digital_process=1@2026,mandatory_mediation=0.5", str(file)]
    found = policies(BASE, words)
    assert list(found) == ["status_quo", *words]
    assert found["status_quo"] == BASE
    assert found["more_money_only"].levers == {"more_high_needs_money": Dose(1.0, ramp_years=0.0)}
    assert dict(found[words[1]].levers) == {"digital_process": Dose(1.0), "mandatory_mediation": Dose(0.5)}
    # Only what a file says of policy is taken: the world is that of the comparison.
    assert found[str(file)].world == "demo"
    assert found[str(file)].parameters == {"family.return_per_month": 0.03}


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["status_quo"], "to hold against"),
        (["more_money_only", "more_money_only"], "differ"),
        (["more_money_onli"], "'more_money_only'"),
        (["digital_proces=1"], "'digital_process'"),
        (["digital_process=2"], "from 0 to 1"),
        (["missing.toml"], "missing.toml"),
        (["exclusion_charge=1,devolved_alternative_provision_money=1"], "together with"),
    ],
)
def test_bad_policies_are_refused_by_name(words: list[str], hint: str) -> None:
    with pytest.raises(InputError) as caught:
        policies(BASE, words)
    assert hint in str(caught.value)


def test_every_policy_gets_every_seed() -> None:
    points = paired(policies(BASE, ["more_money_only"]), 3)
    assert [(one.policy, one.seed) for one in points] == [
        (policy, seed) for seed in (4, 5, 6) for policy in ("status_quo", "more_money_only")
    ]
    assert all(one.scenario.seed == one.seed for one in points)


def test_interval_by_hand() -> None:
    """Four differences 1, 2, 3, 6: mean 3, standard deviation sqrt(14/3), t for 3 degrees 3.182."""
    half = 3.182 * math.sqrt(14.0 / 3.0) / 2.0
    assert interval(pd.Series([1.0, 2.0, 3.0, 6.0])) == pytest.approx((3.0 - half, 3.0 + half))
    assert all(math.isnan(bound) for bound in interval(pd.Series([1.0])))


@pytest.mark.parametrize("n", [2, 3, 10, 31, 32, 60, 1000])
def test_a_comparison_and_a_study_have_the_same_interval(n: int) -> None:
    """One takes Student's t from a table of its own, which loads faster, the other from SciPy."""
    values = pd.Series(np.arange(float(n)))
    low, high = interval(values)
    half = half_width(pd.Series([n]), pd.Series([values.std()]))[0]
    assert (high - low) / 2.0 == pytest.approx(half, rel=1e-3)


def test_interval_holds_the_truth_19_times_in_20() -> None:
    luck = np.random.default_rng(1)
    held = [
        low < 2.0 < high
        for low, high in (interval(pd.Series(luck.normal(2.0, 3.0, size=5))) for _ in range(2000))
    ]
    assert np.mean(held) == pytest.approx(0.95, abs=0.015)


def test_differences_pair_runs_of_the_same_seed() -> None:
    """Seeds differ by hundreds, pairs by exactly 10: the interval must not see the seeds."""
    runs = [years_of("status_quo", seed, [0.0, 100.0 * seed, 100.0 * seed]) for seed in (1, 2, 3)]
    runs += [years_of("a", seed, [5.0, 100.0 * seed + 8.0, 100.0 * seed + 12.0]) for seed in (1, 2, 3)]
    (row,) = differences(pd.concat(runs), 2).to_dict("records")
    assert (row["policy"], row["measure"], row["seeds"]) == ("a", "plans", 3)
    assert row["status_quo"] == pytest.approx(200.0)
    assert row["value"] == pytest.approx(210.0)
    assert (row["difference"], row["low"], row["high"]) == pytest.approx((10.0, 10.0, 10.0))


def test_a_pair_with_a_failed_run_is_left_out() -> None:
    runs = [years_of("status_quo", seed, [1.0 * seed]) for seed in (1, 2)]
    runs.append(years_of("a", 2, [7.0]))
    (row,) = differences(pd.concat(runs), 3).to_dict("records")
    assert (row["seeds"], row["status_quo"], row["difference"]) == (1, 2.0, 5.0)
    assert math.isnan(row["low"])


def test_policies_without_a_status_quo_are_kept_and_compared_with_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every run of it failed: what the others brought must not be lost over that."""

    def without(points: Sequence[Paired], processes: int) -> Iterator[Outcome[Kept]]:
        *made, _ = made_up_compare([*points, points[0]], processes)  # of which the last fails
        for one in made:
            is_status_quo = points[one.number].policy == "status_quo"
            yield Outcome(one.number, None, "RuntimeError: no") if is_status_quo else one

    monkeypatch.setattr(verb, "compare", without)
    verb.perform(["more_money_only", "--seeds", "1", "--to", "2027", "--out", str(tmp_path / "pair")])
    assert set(pd.read_parquet(tmp_path / "pair" / "runs.parquet")["policy"]) == {"more_money_only"}
    assert "1 of 2 runs failed; the first says: RuntimeError: no" in capsys.readouterr().err


def test_costs_and_side_effects_come_with_the_levers() -> None:
    table = what_they_pull(policies(BASE, ["more_money_only", "tighter_thresholds=1"]))
    assert table["lever"].tolist() == ["more_high_needs_money", "tighter_thresholds"]
    assert table["cost"].str.len().min() > 0


def test_a_real_pair_differs_only_by_the_policy() -> None:
    found = policies(BASE, ["early_years_focus=0", "early_years_focus=1"])
    points = paired(found, 1)
    years = all_years(points, [Outcome(i, run_point(point), "") for i, point in enumerate(points)])
    changes = differences(years, 1).set_index(["policy", "measure"])["difference"]
    assert (changes["early_years_focus=0"] == 0.0).all()
    assert (changes["early_years_focus=1"] != 0.0).any()


def test_the_verb_writes_one_tidy_table_a_figure_and_what_was_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(verb, "compare", made_up_compare)
    verb.perform(["more_money_only", "tighter_thresholds=1", "--seeds", "3", "--to", "2027", "--out", "pair"])
    assert sorted(path.name for path in (tmp_path / "pair").iterdir()) == [
        "differences.csv",
        "differences.png",
        "levers.csv",
        "provenance.json",
        "runs.parquet",
        "scenario-0-status-quo.toml",
        "scenario-1-more-money-only.toml",
        "scenario-2-tighter-thresholds-1.toml",
    ]
    table = pd.read_csv(tmp_path / "pair" / "differences.csv").set_index(["policy", "measure"])
    assert table.loc[("more_money_only", "plans"), "seeds"] == 3
    assert table.loc[("tighter_thresholds=1", "plans"), "seeds"] == 2
    again = Scenario.from_toml(tmp_path / "pair" / "scenario-1-more-money-only.toml")
    assert list(again.levers) == ["more_high_needs_money"]
    out, err = capsys.readouterr()
    assert "Plans, plans, January" in out
    assert "A fifth of the block" in out
    assert "1 of 9 runs failed" in err
