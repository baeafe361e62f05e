"""Columns are declared once, with unit and meaning, and every one of them is used."""

import ast
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import numpy as np
import pytest

from agents.alternative_provision import Units
from agents.authority import Authorities
from agents.case import Cases
from agents.child import Children
from agents.declarations import Column, Float32s, Int16s, declared, n_rows, new_table
from agents.family import Families
from agents.partners import Governments, HealthServices
from agents.school import Schools
from agents.tribunal import Disputes, Tribunals

TABLES: tuple[Any, ...] = (
    Authorities,
    Cases,
    Children,
    Disputes,
    Families,
    Governments,
    HealthServices,
    Schools,
    Tribunals,
    Units,
)
TOP = Path(__file__).resolve().parents[1]


class Toys(NamedTuple):
    """A table of a test."""

    size: Annotated[Float32s, Column("m", 1.5, "Size")]
    number: Annotated[Int16s, Column("toys", -1, "How many")]


class Undeclared(NamedTuple):
    """A table with a column that says nothing."""

    size: Float32s


def test_a_new_table_holds_every_column_at_its_default() -> None:
    toys = new_table(Toys, 3)
    assert n_rows(toys) == 3
    assert toys.size.dtype == np.float32
    assert toys.number.dtype == np.int16
    assert toys.size.tolist() == [1.5, 1.5, 1.5]
    assert toys.number.tolist() == [-1, -1, -1]


def test_columns_do_not_share_memory() -> None:
    toys = new_table(Toys, 2)
    toys.size[0] = 9.0
    assert toys.size.tolist() == [9.0, 1.5]
    assert new_table(Toys, 2).size.tolist() == [1.5, 1.5]


def test_declarations_come_in_order_with_their_owner() -> None:
    assert [(one.owner, one.name) for one in declared(Toys)] == [("Toys", "size"), ("Toys", "number")]


def test_a_column_without_declaration_is_refused() -> None:
    with pytest.raises(TypeError, match=r"Undeclared\.size"):
        declared(Undeclared)


@pytest.mark.parametrize("kind", TABLES, ids=lambda kind: kind.__name__)
def test_every_column_says_its_unit_and_meaning_and_its_default_fits(kind: Any) -> None:
    for column in declared(kind):
        assert column.note.unit, column.name
        assert column.note.meaning[0].isupper(), column.name
        assert np.array(column.note.default).astype(column.dtype) == pytest.approx(column.note.default)


def attributes_used() -> set[str]:
    used = set()
    for folder in ("agents", "abm", "experiments"):
        for path in (TOP / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Attribute):
                    used.add(node.attr)
    return used


def test_no_column_is_there_for_nothing() -> None:
    used = attributes_used()
    columns = [column for kind in TABLES for column in declared(kind)]
    assert not [f"{column.owner}.{column.name}" for column in columns if column.name not in used]
