"""Handles over rows: they read and write columns, hold no state, and can be let go."""

import gc
import weakref

import pytest

from abm import Model
from agents.handles import Family, School


@pytest.fixture
def model() -> Model:
    return Model(world="demo", people=300, start=2025, to=2026)


def schools_of(model: Model) -> list[School]:
    return list(model.agents_by_type[School])


def test_a_handle_reads_its_row_as_plain_numbers(model: Model) -> None:
    for school in schools_of(model):
        assert school.roll == model.schools.roll[school.row]
        assert type(school.roll) is int
        assert type(school.quality) is float
        assert type(school.is_academy) is bool


def test_a_handle_writes_into_its_row(model: Model) -> None:
    school = schools_of(model)[2]
    school.ethos = 0.25
    assert model.schools.ethos[school.row] == 0.25
    assert "ethos" not in vars(school)


def test_a_handle_follows_the_model(model: Model) -> None:
    school = schools_of(model)[0]
    before = [other.roll for other in schools_of(model)]
    model.step()
    assert school.roll == model.schools.roll[school.row]
    for _ in range(9):
        model.step()
    assert [other.roll for other in schools_of(model)] != before


def test_a_family_sees_child_and_parents_together(model: Model) -> None:
    family = model.family(5)
    assert family.confidence == pytest.approx(float(model.families.confidence[5]))
    assert family.learning_need == pytest.approx(float(model.children.learning_need[5]))


def test_the_same_family_is_the_same_handle(model: Model) -> None:
    assert model.family(7) is model.family(7)
    assert model.family(7) is not model.family(8)


def test_a_family_asked_for_once_does_not_vanish(model: Model) -> None:
    model.family(3)
    gc.collect()
    assert [agent.row for agent in model.agents_by_type[Family]] == [3]


def test_families_keep_their_columns_when_the_tables_grow(model: Model) -> None:
    """In September the tables may be made longer: a handle made before reads the new ones."""
    family = model.family(0)
    for _ in range(10):
        model.step()
    assert family.confidence == pytest.approx(float(model.families.confidence[0]))


def test_an_unknown_column_is_an_error(model: Model) -> None:
    with pytest.raises(AttributeError, match="School has no column 'rol'"):
        _ = schools_of(model)[0].rol


def test_models_are_let_go() -> None:
    """Mesa before 3.4.2 keeps every model alive through its counter of ids (its issue 3179)."""
    references = []
    for seed in range(3):
        model = Model(world="demo", people=200, start=2025, to=2025, rng=seed)
        model.family(0)
        model.step()
        references.append(weakref.ref(model))
    del model
    gc.collect()
    assert [reference() for reference in references] == [None, None, None]
