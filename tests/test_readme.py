"""The README's commands, read from the README."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from abm.month import MONTH
from experiments.__main__ import main
from experiments.command_line import VERBS
from experiments.commands import compare as compare_verb
from experiments.commands import run as run_verb
from experiments.commands import sweep as sweep_verb
from experiments.executors.choosing import Choice
from tests.made_up import MadeUpExecutor, made_up_compare, made_up_run

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
BLOCKS: list[tuple[str, str]] = re.findall(r"^```(\w+)\n(.*?)^```", README, flags=re.MULTILINE | re.DOTALL)
COMMANDS = [
    line
    for _, text in BLOCKS
    for line in text.replace("\\\n", " ").splitlines()
    if line.startswith("sendlab ")
]


def steps(number: int) -> list[str]:
    language, text = BLOCKS[number]
    assert language == "bash"
    return text.strip().splitlines()


@pytest.mark.parametrize(("number", "last"), [(0, "sendlab run"), (1, "pytest -n auto")])
def test_the_first_two_blocks_set_up_and_do_the_main_job_and_the_tests(number: int, last: str) -> None:
    lines = steps(number)
    assert lines[0] == "python3 -m venv .venv"
    assert lines[1] == ". .venv/bin/activate"
    assert lines[2].startswith("pip install ")
    assert lines[3:] == [last]


def test_every_verb_is_shown_and_explained() -> None:
    assert {shlex.split(command)[1] for command in COMMANDS} == set(VERBS)
    for verb in VERBS:
        assert f"**`sendlab {verb}`**" in README


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_one_the_program_accepts(
    command: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(run_verb, "run", made_up_run)
    monkeypatch.setattr(sweep_verb, "chosen", lambda _: Choice(MadeUpExecutor, 2))
    monkeypatch.setattr(compare_verb, "compare", made_up_compare)
    verb, *options = shlex.split(command)[1:]
    if verb == "results" or {"--resume", "--status", "--verify", "--retry-failed", "--compact"} & {*options}:
        # What an earlier line of the README has left.
        assert main(["sweep", "thresholds_and_early_help", "--out", "runs/thresholds"]) == 0
    if verb in ("app", "bench"):
        assert options == []
        return
    assert main([verb, *options, *(["--no-figures"] if verb == "run" else [])]) == 0


def test_files_and_folders_it_names_exist() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", README)
    places = [name for name in re.findall(r"`([a-z_]+/[a-z_/.]*)`", README) if not name.startswith("runs")]
    for name in [*links, *places]:
        assert (Path(__file__).parents[1] / name).exists(), name


def test_the_month_is_told_as_it_happens() -> None:
    told = re.findall(r"^\d+\. ((?:.+\n)(?: {2,}.+\n)*)", README, flags=re.MULTILINE)
    assert [" ".join(words.split()) for words in told] == [phase.words for phase in MONTH]


def test_licence_of_the_facts_is_acknowledged() -> None:
    assert "Contains public sector information licensed under the Open Government Licence v3.0." in README


@pytest.mark.slow
def test_the_python_example_runs(tmp_path: Path) -> None:
    example = next(text for language, text in BLOCKS if language == "python")
    answer = subprocess.run(
        [sys.executable, "-c", f"{example}\nassert results.annual('plans').min() > 0"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
