import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from abm import BooksDoNotClose, Dose, InputError, Results, Scenario
from experiments.__main__ import main
from experiments.commands import run as verb
from experiments.commands.run import folder_name
from experiments.commands.run import perform as perform_run
from tests.made_up import made_up_run

# A run that never ends, to be stopped in the middle.
ENDLESS = """
import sys, time
from experiments.__main__ import main
from experiments.commands import run as verb

def endless(scenario, *, threads=None, groups=(), progress=None):
    for month in range(10_000):
        progress(month + 1, 10_000, "2010-09")
        time.sleep(0.05)

verb.run = endless
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Run in an empty folder, with made-up results in place of the model."""
    monkeypatch.setattr(verb, "run", made_up_run)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def endless(tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-c", ENDLESS, "run", "--out", str(tmp_path / "run")]
    top, pipe = Path(__file__).parents[1], subprocess.PIPE
    process = subprocess.Popen(command, text=True, cwd=top, stdout=pipe, stderr=pipe)
    deadline = time.monotonic() + 60
    while not (tmp_path / ".run.partial").exists():
        assert time.monotonic() < deadline
        assert process.poll() is None, process.communicate()
        time.sleep(0.05)
    yield process
    process.kill()
    process.communicate()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_run_writes_everything_needed_to_understand_and_repeat_it(quick: Path) -> None:
    words = ["run", "--to", "2013", "--lever", "tighter_thresholds=0.5@2012", "--out", "first"]
    assert main(words) == 0
    held = names(quick / "first")
    for name in ("results.parquet", "summary.csv", "provenance.json", "scenario.toml", "overview.png"):
        assert name in held
    assert {"against_official.csv", "against_official.png"} <= set(held)
    scenario = Scenario.from_toml(quick / "first" / "scenario.toml")
    assert scenario == Scenario(to=2013, levers={"tighter_thresholds": Dose(0.5, start=2012.0)})
    assert main(["run", "--scenario", "first/scenario.toml", "--out", "second", "--no-figures"]) == 0
    first, second = Results.load(quick / "first"), Results.load(quick / "second")
    pd.testing.assert_frame_equal(first.table, second.table)


def test_options_override_the_file_and_the_file_the_defaults(quick: Path) -> None:
    (quick / "plan.toml").write_text("world = 'Kent'\nseed = 5\n[levers]\ntighter_thresholds = 1\n")
    words = [
        "run",
        "--scenario",
        "plan.toml",
        "--seed",
        "0",
        "--lever",
        "dedicated_outreach=0.5",
        "--out",
        "out",
        "--no-figures",
    ]
    assert main(words) == 0
    scenario = Scenario.from_toml(quick / "out" / "scenario.toml")
    assert (scenario.world, scenario.seed, scenario.to) == ("Kent", 0, 2035)
    assert sorted(scenario.levers) == ["dedicated_outreach", "tighter_thresholds"]


def test_an_error_in_the_file_names_the_file(quick: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (quick / "plan.toml").write_text("world = 'Leedss'\n")
    assert main(["run", "--scenario", "plan.toml"]) == 2
    assert capsys.readouterr().err.startswith("sendlab: plan.toml: world: ")


def test_table_goes_to_stdout_and_the_folder_is_said_last(
    quick: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", "--to", "2013", "--out", "here", "--no-figures"]) == 0
    out, err = capsys.readouterr()
    assert out.splitlines()[-1] == "here"
    assert [line.split()[0] for line in out.splitlines() if line[:3] == "201"] == ["2011", "2012", "2013"]
    assert "100%" in err
    assert (quick / "here").is_dir()


def test_the_official_record_is_printed_and_written(quick: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "--world", "england", "--to", "2026", "--out", "england", "--no-figures"]) == 0
    printed = capsys.readouterr().out
    assert "The model against England's official record" in printed
    assert "held out: never fitted" in printed
    record = pd.read_csv(quick / "england" / "against_official.csv")
    plans = record[record["measure"] == "plans"].set_index("year")
    assert plans.loc[2025, "official"] == 638_745
    assert plans.loc[[2021, 2022], "role"].tolist() == ["fitted", "held out"]


def test_without_out_each_run_gets_a_folder_of_its_own(quick: Path) -> None:
    for _ in range(2):
        assert main(["run", "--to", "2012", "--no-figures"]) == 0
    assert names(quick / "runs") == ["leeds-2010-2012-seed1", "leeds-2010-2012-seed1-2"]


def test_groups_are_asked_for_by_name(quick: Path) -> None:
    perform_run(["--to", "2012", "--no-figures", "--out", "run", "--groups", "need,phase"])
    assert set(Results.load(quick / "run").table["group"]) == {"all", "a group by need", "a group by phase"}
    with pytest.raises(InputError, match=r"--groups: expected any of need.*Did you mean 'phase'"):
        perform_run(["--groups", "need,phases"])


def test_csv_holds_the_same_table(quick: Path) -> None:
    assert main(["run", "--to", "2012", "--out", "a", "--csv", "--no-figures"]) == 0
    csv = pd.read_csv(quick / "a" / "results.csv")
    pd.testing.assert_frame_equal(csv, pd.read_parquet(quick / "a" / "results.parquet"), check_dtype=False)


def test_an_earlier_run_is_kept_unless_forced(quick: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["run", "--to", "2012", "--out", "a", "--no-figures"]
    assert main(words) == 0
    before = (quick / "a" / "provenance.json").read_bytes()
    assert main([*words, "--seed", "2"]) == 2
    assert "--force" in capsys.readouterr().err
    assert (quick / "a" / "provenance.json").read_bytes() == before
    assert main([*words, "--seed", "2", "--force"]) == 0
    assert json.loads((quick / "a" / "provenance.json").read_text())["seed"] == 2


def test_books_that_do_not_close_stop_the_run_in_one_line(
    quick: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> Results:
        raise BooksDoNotClose("plans add up, 2014-09, Leeds")

    monkeypatch.setattr(verb, "run", broken)
    assert main(["run", "--out", "a"]) == 1
    assert "plans add up, 2014-09, Leeds" in capsys.readouterr().err.splitlines()[-1]
    assert names(quick) == []


def test_folder_names_are_safe_and_tell_scenarios_apart() -> None:
    plain, changed = Scenario(world="Bristol, City of"), Scenario(levers={"tighter_thresholds": Dose(1.0)})
    assert folder_name(plain) == "bristol-city-of-2010-2035-seed1"
    assert folder_name(changed) != folder_name(Scenario())


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_stopped_run_leaves_nothing_and_says_one_line(
    endless: "subprocess.Popen[str]", tmp_path: Path, sent: signal.Signals, code: int
) -> None:
    endless.send_signal(sent)
    _, err = endless.communicate(timeout=30)
    assert endless.returncode == code
    assert "Traceback" not in err
    assert names(tmp_path) == []


def test_two_runs_into_one_folder_and_then_a_kill(
    endless: "subprocess.Popen[str]", quick: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["run", "--to", "2012", "--out", "run", "--no-figures"]
    assert main(words) == 2
    assert "Another run" in capsys.readouterr().err
    endless.kill()
    endless.wait()
    assert main(words) == 0
    assert names(quick) == ["run"]
