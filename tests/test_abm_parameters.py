"""The catalogue of parameters: complete, inside its own ranges, sourced, and read by the rules."""

import ast
from pathlib import Path
from typing import Any

import pytest

from abm import InputError, catalogue
from abm.parameters import KINDS, STATUSES, declared_parameters, parameter_values

TOP = Path(__file__).resolve().parents[1]
SOURCES = sorted([*(TOP / "agents").rglob("*.py"), *(TOP / "abm").rglob("*.py")])
NAMES = sorted(declared_parameters())


def trees() -> list[ast.Module]:
    return [ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES]


def attributes_read() -> set[str]:
    nodes = (node for tree in trees() for node in ast.walk(tree))
    return {node.attr for node in nodes if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load)}


def attributes_read_in_agents_by_owner() -> set[tuple[str, str]]:
    """Pairs (variable, attribute), such as ("family", "shock_of_delay")."""
    pairs = set()
    for tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute):
                holder = node.value
                if isinstance(holder, ast.Name):
                    pairs.add((holder.id, node.attr))
                elif isinstance(holder, ast.Attribute):
                    pairs.add((holder.attr, node.attr))
    return pairs


@pytest.mark.parametrize("name", NAMES)
def test_entry_is_complete_and_inside_its_range(name: str) -> None:
    note = declared_parameters()[name]
    assert note.low <= note.default <= note.high
    assert note.low < note.high
    assert note.unit
    assert note.meaning
    assert note.meaning[0].isupper()
    assert note.status in STATUSES
    assert note.source in set(catalogue.sources()["key"])


def test_every_parameter_is_read_by_some_rule_or_pass() -> None:
    read = attributes_read()
    assert not [name for name in NAMES if name.split(".")[1] not in read]


def test_parameters_that_share_a_name_are_each_read_from_their_own_owner() -> None:
    short = [name.split(".")[1] for name in NAMES]
    shared = [name for name in NAMES if short.count(name.split(".")[1]) > 1]
    pairs = attributes_read_in_agents_by_owner()
    assert not [name for name in shared if tuple(name.split(".")) not in pairs]


def test_assumptions_say_so_and_measurements_name_a_publication() -> None:
    for name, note in declared_parameters().items():
        if note.status in ("measured", "calibrated"):
            assert note.source != "sendlab_assumption", name


def test_claims_and_loops_named_exist_in_form() -> None:
    """References read claim.A2 or loop.R7: a letter with a number."""
    for note in declared_parameters().values():
        for word in note.meaning.replace("(", " ").replace(")", " ").replace(",", " ").split():
            if word.startswith(("claim.", "loop.")):
                reference = word.split(".")[1]
                assert reference[0].isupper(), word
                assert reference[1:].isdigit(), word


def test_defaults_fill_every_kind() -> None:
    values = parameter_values()
    for kind, cls in KINDS.items():
        assert isinstance(getattr(values, kind), cls)
        group: Any = getattr(values, kind)
        for field in group._fields:
            assert getattr(group, field) == declared_parameters()[f"{kind}.{field}"].default


@pytest.mark.parametrize("name", NAMES)
def test_each_end_of_the_range_is_allowed_and_lands_where_it_should(name: str) -> None:
    note = declared_parameters()[name]
    kind, field = name.split(".")
    for value in (note.low, note.high):
        changed = parameter_values({name: value})
        assert getattr(getattr(changed, kind), field) == value
        others = parameter_values({})
        unchanged = getattr(others, kind)._replace(**{field: value})
        assert getattr(changed, kind) == unchanged


@pytest.mark.parametrize("name", NAMES[::7])
def test_values_outside_the_range_are_refused_by_name(name: str) -> None:
    note = declared_parameters()[name]
    for value in (note.low - 1e-6, note.high + 1e-6):
        with pytest.raises(InputError, match=name.replace(".", r"\.")):
            parameter_values({name: value})


def test_a_misspelt_name_gets_the_nearest_one() -> None:
    with pytest.raises(InputError, match=r"family\.asking_base_log_odds"):
        parameter_values({"famly.asking_base_log_odds": -8.0})


def decorated(tree: ast.Module) -> list[ast.FunctionDef]:
    names = {"rule", "part_of_pass", "compiled_pass"}
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        and any(isinstance(mark, ast.Name) and mark.id in names for mark in node.decorator_list)
    ]


def test_every_argument_of_every_rule_is_used() -> None:
    idle = []
    for tree in trees():
        for function in decorated(tree):
            read = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
            idle += [f"{function.name}({arg.arg})" for arg in function.args.args if arg.arg not in read]
    assert not idle
