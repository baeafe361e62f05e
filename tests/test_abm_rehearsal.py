"""The rehearsal of a run knows every pass that runs need, with the very types they call it with."""

from collections.abc import Callable
from typing import Any

import pytest

from abm import Scenario, authority, demo, run
from abm.rehearsal import passes_to_compile
from agents.calling import CompiledPass
from agents.rehearsing import PassAsCalled
from experiments.processes import outcomes

TODAY = demo(people=3000, start=2025, to=2026)
THROUGH_HISTORY = demo(people=2000, start=2010, to=2018)  # past the last statement that became a plan
SCENARIOS = [TODAY, THROUGH_HISTORY, authority("Rutland", start=2025, to=2025)]


def rehearsed(_: None) -> list[PassAsCalled]:
    """What a rehearsal finds in a process that has compiled nothing."""
    return passes_to_compile()


def called(scenario: Scenario) -> list[PassAsCalled]:
    """What a run calls in such a process."""
    found = []
    compile_for: Callable[..., None] = CompiledPass.compile_for

    def noting(self: CompiledPass, types: tuple[Any, ...]) -> None:
        found.append(PassAsCalled(self.py_func.__module__, self.py_func.__name__, types))
        compile_for(self, types)

    CompiledPass.compile_for = noting  # type: ignore[method-assign]  # in a process of its own
    run(scenario, threads=2)
    return found


def apart(work: Callable[[Any], list[PassAsCalled]], case: Any) -> list[PassAsCalled]:
    """What ``work`` finds in a process of its own."""
    (outcome,) = outcomes(work, [case], processes=1)
    assert outcome.answer is not None, outcome.error
    return outcome.answer


@pytest.fixture(scope="module")
def known() -> list[PassAsCalled]:
    return apart(rehearsed, None)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: f"{scenario.world} {scenario.start}")
def test_a_run_calls_nothing_that_the_rehearsal_does_not_know(
    scenario: Scenario, known: list[PassAsCalled]
) -> None:
    assert not {one.name for one in apart(called, scenario) if one not in known}


def test_a_rehearsal_notes_nothing_that_a_run_does_not_call(known: list[PassAsCalled]) -> None:
    """Or compiling would take longer than it must."""
    assert len(known) == len(set(known))
    assert set(known) <= {*apart(called, TODAY), *apart(called, THROUGH_HISTORY)}
