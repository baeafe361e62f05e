import io
import json
import signal
import socket
import sys
from pathlib import Path

import pandas as pd
import pytest

from abm import catalogue
from experiments.__main__ import main
from experiments.bench import Case, Timing
from experiments.command_line import VERBS
from experiments.commands import bench
from experiments.processes import Outcome


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(words)
    out, err = capsys.readouterr()
    return code, out, err


@pytest.mark.parametrize("words", [(), ("--help",), ("help",)])
def test_help_names_every_verb(capsys: pytest.CaptureFixture[str], words: tuple[str, ...]) -> None:
    code, out, _ = said(capsys, *words)
    assert code == 0
    for verb in VERBS:
        assert f"sendlab {verb}" in out


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help_with_an_example(capsys: pytest.CaptureFixture[str], verb: str) -> None:
    with pytest.raises(SystemExit) as caught:
        main([verb, "--help"])
    assert caught.value.code == 0
    out = capsys.readouterr().out
    assert f"examples:\n  sendlab {verb}" in out


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = said(capsys, "--version")
    assert code == 0
    assert out.startswith("sendlab ")


class Interrupting:
    """Ctrl-C at the moment at which the command line is being loaded."""

    def find_spec(self, name: str, *_: object) -> None:
        if name == "experiments.command_line":
            raise KeyboardInterrupt


def test_ctrl_c_while_loading_is_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "experiments.command_line")
    monkeypatch.setattr(sys, "meta_path", [Interrupting(), *sys.meta_path])
    before = signal.getsignal(signal.SIGINT)
    try:
        code, _, err = said(capsys, "run")
        assert signal.getsignal(signal.SIGINT) == signal.SIG_IGN, "pressed twice, it would say more"
    finally:
        signal.signal(signal.SIGINT, before)
    assert code == 130
    assert err.strip().splitlines() == ["sendlab: stopped; nothing half-written is left behind."]


VARY = ("--vary", "lever.tighter_thresholds=0:1:2", "--vary", "family.asking_base_log_odds=-8,-7")


@pytest.mark.parametrize(
    ("words", "hints"),
    [
        (("rnu",), ("rnu", "'run'")),
        (("run", "--wrold", "Leeds"), ("--wrold", "'--world'")),
        (("run", "Leeds"), ("Leeds", "options")),
        (("run", "--world"), ("--world", "--help")),
        (("run", "--world", "Leedss"), ("world", "'Leeds'")),
        (("run", "--seed", "-1"), ("seed", "-1", "0")),
        (("run", "--seed", "one"), ("--seed", "'one'")),
        (("run", "--to", "2036"), ("to", "2035")),
        (("run", "--to", "2009"), ("to", "2010")),
        (("run", "--start", "2015"), ("start", "2010", "2025")),
        (("run", "--people", "3000"), ("people", "demo")),
        (("run", "--threads", "0"), ("--threads", "from 1")),
        (("run", "--set", "family.asking_base_log_odds"), ("--set", "NAME=VALUE")),
        (("run", "--set", "famly.asking_base_log_odds=-7"), ("'family.asking_base_log_odds'",)),
        (("run", "--set", "family.asking_base_log_odds=lots"), ("--set", "a number", "'lots'")),
        (("run", "--set", "family.asking_base_log_odds=nan"), ("asking_base_log_odds", "number")),
        (("run", "--set", "family.asking_base_log_odds=99"), ("asking_base_log_odds", "log odds")),
        (("run", "--lever", "tighter_threshold=1"), ("levers", "'tighter_thresholds'")),
        (("run", "--lever", "tighter_thresholds=2"), ("--lever tighter_thresholds", "from 0 to 1")),
        (("run", "--lever", "tighter_thresholds=1@someday"), ("--lever tighter_thresholds", "'someday'")),
        (("run", "--lever", "tighter_thresholds=1@1999"), ("--lever tighter_thresholds", "2010")),
        (("run", "--scenario", "nowhere.toml"), ("nowhere.toml", "readable")),
        (("describe", "lever"), ("lever", "'levers'")),
        (("describe",), ("describe", "--help")),
        (("describe", "levers", "zebra"), ("zebra",)),
        (("compare",), ("policy",)),
        (("compare", "more_money_onli"), ("'more_money_only'",)),
        (("compare", "more_money_only", "--seeds", "0"), ("--seeds", "from 1")),
        (("run", "--package", "safety_valves"), ("'safety_valve'",)),
        (
            ("run", "--package", "safety_valve", "--lever", "tighter_thresholds=1"),
            ("tighter_thresholds", "0.5"),
        ),
        (("sweep",), ("--out", "plan")),
        (("sweep", "no_such_plan"), ("no_such_plan", "readable", "thresholds_and_early_help")),
        (("sweep", *VARY[:2], *VARY[:2]), ("--vary", "tighter_thresholds", "once")),
        (("sweep", *VARY, "sobol_of_demand"), ("--vary", "not both")),
        (("sweep", "sobol_of_demand", "--seed", "2"), ("--seed", "beside a plan")),
        (("sweep", "sobol_of_demand", "--replicates", "2"), ("--replicates", "beside a plan")),
        (("sweep", *VARY, "--measure", "planz"), ("measures", "'plans'")),
        (("sweep", *VARY, "--executor", "dusk"), ("--executor", "'dask'")),
        (("sweep", *VARY, "--executor", "dask"), ("--scheduler", "address")),
        (("sweep", *VARY, "--executor", "slurm"), ("--cluster", "each job asks for")),
        (("sweep", *VARY, "--scheduler", "tcp://here:1"), ("--scheduler", "--executor dask")),
        (("sweep", *VARY, "--timeout", "soon"), ("--timeout", "'soon'")),
        (("sweep", "--out", "nowhere", "--resume"), ("nowhere", "plan.toml")),
        (("sweep", "--out", "nowhere", "--status"), ("nowhere", "plan.toml")),
        (("sweep", "--out", "nowhere", "--verify", "--compact"), ("--verify", "--compact")),
        (("sweep", "sobol_of_demand", "--status"), ("--out",)),
        (("results", "nowhere"), ("nowhere", "plan.toml")),
        (("results",), ("results", "DIR")),
        (("sweep", *VARY, "--replicates", "0"), ("--replicates", "from 1")),
        (("sweep", *VARY, "--processes", "none"), ("--processes", "'none'")),
        (("sweep", *VARY, "--replicates", "1000000"), ("--vary", "at most")),
        (("app", "--port", "99999"), ("--port", "65535")),
        (("app", "--port", "web"), ("--port", "'web'")),
        (("bench", "--world", "demo"), ("--world", "local authority")),
        (("bench", "--sizes", "10,x"), ("--sizes", "'x'")),
        (("bench", "--threads", "0"), ("--threads", "from 1")),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    words: tuple[str, ...],
    hints: tuple[str, ...],
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = said(capsys, *words)
    assert code == 2
    assert out == ""
    assert err.startswith("sendlab: ")
    assert len(err.splitlines()) == 1
    for hint in hints:
        assert hint in err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("what", ["parameters", "measures", "levers", "packages", "sources", "authorities"])
def test_describe_prints_every_entry_as_csv_does(capsys: pytest.CaptureFixture[str], what: str) -> None:
    _, text, _ = said(capsys, "describe", what)
    _, csv, _ = said(capsys, "describe", what, "--csv")
    rows = pd.read_csv(io.StringIO(csv))
    assert len(rows) > 0
    headings = [line for line in text.splitlines() if not line.startswith(" ")]
    assert headings == rows.iloc[:, 0].astype(str).tolist()


def test_describe_shows_what_holds_a_text(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = said(capsys, "describe", "parameters", "ASKING_base")
    assert "family.asking_base_log_odds" in out
    assert "child." not in out


def test_addresses_of_sources_are_printed_whole(capsys: pytest.CaptureFixture[str]) -> None:
    _, text, _ = said(capsys, "describe", "sources")
    addresses = [address for address in catalogue.sources()["address"] if address]
    assert len(addresses) > 5
    for address in addresses:
        assert address in text


def test_a_port_in_use_is_named_with_another(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, _, err = said(capsys, "app", "--port", str(port))
    assert code == 2
    assert str(port + 1) in err


def test_bench_as_json_is_json(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def timed(chosen: list[Case]) -> list[Outcome[Timing]]:
        return [
            Outcome(0, Timing(case.scenario.world, 1000, 28, case.threads, 1.0, 2.0, 3.0, 4.0, 5.0), "")
            for case in chosen
        ]

    monkeypatch.setattr(bench, "timings", timed)
    quick = [
        "--sizes",
        "1000",
        "--live",
        "Rutland",
        "--scenarios",
        "1",
        "--repeats",
        "1",
        "--objects",
        "1000",
    ]
    _, out, _ = said(capsys, "bench", "--json", *quick)
    record = json.loads(out)
    assert [timing["world"] for timing in record["timings"]] == ["demo", "Leeds", "Leeds"]
    assert record["machine"]["processors"] >= 1
