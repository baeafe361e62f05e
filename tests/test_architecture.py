"""The shape of the project, held by tests: who may import whom, sizes, names, docstrings."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import abm
import agents
import experiments

TOP = Path(__file__).resolve().parents[1]
PACKAGES = ("agents", "abm", "experiments")
SOURCES = sorted(path for package in PACKAGES for path in (TOP / package).rglob("*.py"))
EVERY_FILE = [*SOURCES, *sorted((TOP / "tests").glob("*.py")), TOP / "app.py"]

LONGEST_FILE = 400
LONGEST_FUNCTION = 60
LONGEST_PAGE = 80
# Names that say nothing about what a module holds.
VAGUE = {"utils", "util", "helpers", "helper", "common", "base", "manager", "core", "misc", "tools"}


def label(path: Path) -> str:
    return str(path.relative_to(TOP))


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield str(node.module)


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def code_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function without its docstring."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (function.end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_layers_are_held_by_import_linter() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    answer = subprocess.run([program, "--no-cache"], cwd=TOP, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout + answer.stderr


@pytest.mark.parametrize("module", [agents, abm, experiments])
def test_packages_are_ours(module: object) -> None:
    """Another distribution also installs a package called agents."""
    assert Path(str(module.__file__)).parents[1] == TOP  # type: ignore[attr-defined]  # every package has one


@pytest.mark.parametrize("path", EVERY_FILE, ids=label)
def test_file_holds_one_thing(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE
    assert path.stem not in VAGUE


@pytest.mark.parametrize("path", SOURCES, ids=label)
def test_functions_are_short_and_documented(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), "a module says what it holds"
    for function in functions(tree):
        assert code_lines(function) <= LONGEST_FUNCTION, function.name
    public = [node for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    for node in public:
        assert node.name.startswith("_") or ast.get_docstring(node), node.name


@pytest.mark.parametrize("path", sorted((TOP / "experiments").rglob("*.py")), ids=label)
def test_experiments_reach_the_model_only_through_its_front_door(path: Path) -> None:
    names = set(imported(ast.parse(path.read_text(encoding="utf-8"))))
    # The words of the model (kinds of need, of placement) are everybody's.
    inside = {name for name in names if name.startswith(("abm.", "agents"))} - {"agents.vocabulary"}
    assert not inside
    assert "app" not in names
    if "views" not in path.parts:
        assert not {name for name in names if name.split(".")[0] in ("solara", "reacton", "ipyvuetify")}


@pytest.mark.parametrize("path", sorted((TOP / "agents").glob("*.py")), ids=label)
def test_agents_know_no_tables_files_or_randomness(path: Path) -> None:
    names = {name.split(".")[0] for name in imported(ast.parse(path.read_text(encoding="utf-8")))}
    assert not names & {
        "pandas",
        "pyarrow",
        "random",
        "tomllib",
        "json",
        "csv",
        "experiments",
        "abm",
        "solara",
    }


def test_page_only_composes_views() -> None:
    text = (TOP / "app.py").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST_PAGE
    ours = {name for name in imported(ast.parse(text)) if name.split(".")[0] in PACKAGES}
    assert all(name == "abm" or name.split(".")[0] == "experiments" for name in ours)


def test_no_package_inside_tests_hides_a_real_one() -> None:
    assert not list((TOP / "tests").rglob("__init__.py"))


def test_a_run_starts_without_loading_mesa() -> None:
    words = "import sys, abm; print('mesa' in sys.modules, abm.Model.__name__)"
    command = [sys.executable, "-c", words]
    found = subprocess.run(command, check=True, capture_output=True, text=True, cwd=TOP)
    assert found.stdout.split() == ["False", "Model"]


def test_what_the_front_door_does_not_have_is_an_error() -> None:
    with pytest.raises(AttributeError, match="Absent"):
        abm.Absent  # noqa: B018  asking for it is the test
