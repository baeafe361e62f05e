"""``sendlab loops``: rows of cuts, their names, the printed table and the folder."""

import json
from pathlib import Path

import pandas as pd
import pytest

from abm import InputError, demo
from experiments.__main__ import main
from experiments.commands.loops import listed
from experiments.comparison import STATUS_QUO
from experiments.loops import FROZEN, WITH_LEVERS, cut_runs, cuts_of, loop_table, loops_named

TINY = ["--world", "demo", "--people", "400", "--to", "2016", "--seeds", "2", "--processes", "2"]


def test_loops_that_have_one_cut_share_a_row_and_confidence_has_its_own() -> None:
    cuts = cuts_of(loops_named(["R3", "B2", "R1"]))
    assert list(cuts) == [
        "R3 and B2: Exclusion crowds out outreach",
        "R1: Confidence spiral",
        FROZEN,
    ]
    assert {"confidence_to_asking", "confidence_to_voice", "confidence_to_home"} <= set(cuts[FROZEN])
    assert "area_peers_to_confidence" not in cuts[FROZEN]


def test_every_seed_has_a_status_quo_and_levers_are_held_against_none() -> None:
    base = demo(400, start=2025, to=2030, levers={"workforce_training": 1.0})
    runs = cut_runs(base, {"row": ("confidence_to_asking",)}, 2, "lever")
    assert [(one.policy, one.seed) for one in runs[:3]] == [(STATUS_QUO, 1), (WITH_LEVERS, 1), ("row", 1)]
    assert not runs[0].scenario.levers
    assert runs[1].scenario.levers
    assert len(runs) == 6


def test_the_list_names_polarity_chain_and_what_is_open(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["loops", "R1", "R14", "--list"]) == 0
    out = capsys.readouterr().out
    assert "R1  Confidence spiral: R" in out
    assert "not closed in the model" in out
    assert listed(loop_table(loops_named(["R6"]))).startswith("R6")


def test_an_unknown_loop_and_a_late_start_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(InputError, match="R9"):
        loops_named(["R99"])
    assert main(["loops", *TINY, "--start", "2025", "--to", "2026"]) == 2
    assert "2010" in capsys.readouterr().err


def test_growth_and_lever_runs_leave_a_folder_that_says_which_they_are(tmp_path: Path) -> None:
    growth, lever = tmp_path / "growth", tmp_path / "lever"
    assert main(["loops", "R1", *TINY, "--out", str(growth), "--no-figures"]) == 0
    pulled = ["--start", "2025", "--to", "2026", "--lever", "workforce_training=1@2025"]
    assert main(["loops", "R1", *TINY, *pulled, "--out", str(lever)]) == 0
    for folder, meaning in ((growth, "growth"), (lever, "lever")):
        changes = pd.read_csv(folder / "differences.csv")
        assert set(changes["meaning"]) == {meaning}
        assert "R1: Confidence spiral" in set(changes["policy"])
        assert json.loads((folder / "provenance.json").read_text())["loops"]["meaning"] == meaning
    assert (lever / "loops.png").exists()
