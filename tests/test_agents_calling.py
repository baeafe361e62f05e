"""Calling compiled passes: the right machine code for what is handed over, or an error, never a guess."""

import numpy as np
import pytest

from abm.calendar import Month
from abm.luck import lucks, write_lucks
from abm.parameters import parameter_values
from abm.passes.admitting import Admitting
from abm.passes.asking import AskingConditions
from abm.passes.auditing import N_AUDITED, Audited, audit_children
from abm.passes.cohorts import Seats
from abm.passes.governing import Rates
from abm.passes.support import Provision, SupportParameters
from abm.worlds.state import SchoolIndex
from agents import calling
from agents.calling import CompiledRule, is_declared, kinds_of, open_fields
from agents.child import ChildParameters, Children
from agents.compiling import compiled_pass, rule
from agents.declarations import Float64s, Int64s, new_table
from agents.family import Families
from agents.vocabulary import Decision


def audited(children: Children) -> Int64s:
    """What the audit finds among these children and as many families."""
    found = np.zeros(N_AUDITED, np.int64)
    audit_children(children, new_table(Families, 3), found, 0, 3)
    return found


def test_tables_and_parameters_are_known_by_their_class_and_nothing_else_is() -> None:
    """Columns are declared with their type, parameters are numbers; a tuple of mixed things is not."""
    assert is_declared(Children)
    assert is_declared(ChildParameters)
    assert is_declared(Month)
    assert not is_declared(SupportParameters)
    assert not is_declared(Provision)
    assert not is_declared(tuple)


def test_of_mixed_things_all_is_looked_at_but_declared_parts_and_whole_numbers() -> None:
    """Also the arrays of parts; a number declared as a float could be a whole one as well."""
    arrays = ["refuge", "reach", "cost_of_plan", "judged"]
    assert open_fields(Admitting) == arrays
    assert open_fields(Seats)[-4:] == [f"admitting.{name}" for name in arrays]
    assert open_fields(Rates) == ["level"]


def test_every_parameter_is_a_float() -> None:
    """A whole number among them would be handed over as what it is not."""
    for group in parameter_values({"family.months_deterred": 6}):
        assert all(type(value) is float for value in group)


def test_arrays_are_of_one_kind_only_if_laid_out_alike() -> None:
    """Type, dimensions, gaps and whether it may be written all count, wherever the array is."""
    plain = np.zeros(8)
    read_only = np.zeros(8)
    read_only.flags.writeable = False
    others = (plain.astype(np.float32), plain.reshape(2, 4), plain[::2], read_only)
    assert kinds_of((plain, 1)) == kinds_of((np.ones(3), 2))
    assert len({kinds_of((one,)) for one in (plain, *others)}) == 5
    assert len({kinds_of(((1, one),)) for one in (plain, *others)}) == 5
    provisions = [Provision(plain, plain, plain, plain, one) for one in (plain, *others)]  # type: ignore[arg-type]  # on purpose
    assert len({kinds_of((one,)) for one in provisions}) == 5


def test_an_array_deep_within_counts_and_so_does_a_whole_number_for_a_float() -> None:
    """Of parts that are declared the class is enough."""
    p = parameter_values({})
    column, places = np.zeros(2), SchoolIndex(*[np.zeros(2)] * 4)  # type: ignore[arg-type]  # never handed over
    admitting = Admitting(p.school, np.zeros(2, np.int32), column, column, column)
    seats = Seats(places, places, admitting)
    other = seats._replace(admitting=admitting._replace(reach=np.zeros((2, 2))))
    assert kinds_of((seats,)) == kinds_of((seats._replace(known=places),))
    assert kinds_of((seats,)) != kinds_of((other,))
    conditions = AskingConditions(20.0, 0.5, p.family, p.school, p.partner)
    assert kinds_of((conditions,)) == kinds_of((conditions._replace(closed_share=0.25),))
    assert kinds_of((conditions,)) != kinds_of((conditions._replace(closed_share=1),))


def test_a_member_of_an_enumeration_is_known_by_its_class() -> None:
    """No fingerprint is taken of it, also when calls are checked."""
    key, ids, by_number, by_name = np.uint64(7), np.arange(5), np.zeros(5), np.zeros(5)
    write_lucks(key, ids, int(Decision.NUDGED), by_number)
    write_lucks(key, ids, Decision.NUDGED, by_name)
    np.testing.assert_array_equal(by_name, by_number)


def test_an_array_with_gaps_after_one_without_is_written_where_it_lies() -> None:
    """The machine code for rows without gaps would write into the gaps."""
    key, ids = np.uint64(7), np.arange(5)
    expected = lucks(key, ids, 3)
    wide = np.zeros(10)
    write_lucks(key, ids, 3, wide[::2])
    np.testing.assert_array_equal(wide[::2], expected)
    np.testing.assert_array_equal(wide[1::2], 0.0)


def test_a_column_of_another_type_than_declared_is_an_error_when_calls_are_checked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The tests run so, so that no part of the model can make such a table unseen."""
    monkeypatch.setattr(calling, "CHECKED", True)
    children = new_table(Children, 3)
    assert audited(children)[Audited.NO_SHARES] == 0
    with pytest.raises(TypeError, match="audit_children"):
        audited(children._replace(attendance=np.zeros(3)))  # type: ignore[arg-type]  # on purpose


def test_the_tests_check_every_call() -> None:
    """Otherwise the test before would prove nothing about the others."""
    assert calling.CHECKED


def test_a_rule_decides_alike_in_a_pass_and_called_from_python_and_is_compiled_on_its_own_only_then() -> None:
    """So that a rule that only passes call costs no code of its own."""
    halve = rule(_half)

    def in_pass(values: Float64s) -> None:
        for place in range(values.size):
            values[place] = halve(values[place])

    values = np.array([1.0, 5.0])
    compiled_pass(in_pass)(values)
    assert values.tolist() == [0.5, 2.5]
    assert isinstance(halve, CompiledRule)
    assert "_called" not in vars(halve)
    assert halve(5.0) == 2.5
    assert halve.py_func(5.0) == 2.5
    assert halve.__doc__ == _half.__doc__


def _half(value: float) -> float:
    """Half as much."""
    return value / 2.0
