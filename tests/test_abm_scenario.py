import copy
import pickle
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abm.errors import InputError
from abm.scenario import Dose, Scenario, authority, demo

names = st.text(st.characters(blacklist_categories=["Cs"]), min_size=1, max_size=12)
shares = st.floats(0, 1)
doses = st.builds(Dose, dose=shares, start=st.floats(2010, 2030), ramp_years=st.floats(0, 9), coverage=shares)
scenarios = st.builds(
    Scenario,
    world=names,
    start=st.sampled_from([2010, 2025]),
    to=st.integers(2025, 2035),
    seed=st.integers(0, 2**63 - 1),
    parameters=st.dictionaries(names, st.floats(allow_nan=False, allow_infinity=False), max_size=3),
    levers=st.dictionaries(names, doses, max_size=3),
)


@pytest.fixture
def toml(tmp_path: Path) -> Any:
    def write(text: str) -> Path:
        path = tmp_path / "plan.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@given(scenario=scenarios)
def test_what_is_written_is_read_back(tmp_path_factory: pytest.TempPathFactory, scenario: Scenario) -> None:
    path = tmp_path_factory.mktemp("toml") / "s.toml"
    path.write_text(scenario.to_toml(), encoding="utf-8")
    again = Scenario.from_toml(path)
    assert again == scenario
    assert again.digest() == scenario.digest()
    assert hash(again) == hash(scenario)


def test_any_change_changes_the_digest() -> None:
    plain = Scenario()
    changed = [
        plain.with_changes(world="Kent"),
        plain.with_changes(seed=0),
        plain.with_changes(to=2034),
        plain.with_changes(start=2025),
        plain.with_changes(parameters={"family.x": 0.1}),
        plain.with_changes(levers={"x": Dose(0.0)}),
        plain.with_changes(levers={"x": Dose(0.5)}),
    ]
    assert len({scenario.digest() for scenario in [plain, *changed]}) == len(changed) + 1


def test_order_of_parameters_does_not_matter() -> None:
    one = Scenario(parameters={"a.x": 1.0, "b.y": 2.0})
    other = Scenario(parameters={"b.y": 2.0, "a.x": 1.0})
    assert one == other
    assert one.digest() == other.digest()


def test_a_scenario_cannot_be_changed_through_the_dictionary_it_was_given() -> None:
    parameters = {"a.x": 1.0}
    scenario = Scenario(parameters=parameters)
    before = scenario.digest()
    parameters["a.x"] = 2.0
    assert scenario.digest() == before
    with pytest.raises(TypeError):
        scenario.parameters["a.x"] = 3.0  # type: ignore[index]  # it is the refusal that is tested


def test_a_scenario_travels_between_processes_and_copies() -> None:
    scenario = Scenario(levers={"tighter_thresholds": Dose(0.5)}, parameters={"a.x": 1.0})
    assert pickle.loads(pickle.dumps(scenario)) == scenario  # noqa: S301  our own bytes
    assert copy.deepcopy(scenario) == scenario


def test_a_bare_number_is_a_dose_from_2026() -> None:
    assert Scenario().with_changes(levers={"x": 0.5}).levers["x"] == Dose(dose=0.5, start=2026.0)


def test_dotted_keys_may_be_quoted_or_not(toml: Any) -> None:
    quoted = Scenario.from_toml(toml('[parameters]\n"family.x" = 1\n'))
    bare = Scenario.from_toml(toml("[parameters]\nfamily.x = 1\n"))
    assert quoted == bare == Scenario(parameters={"family.x": 1.0})


def test_seed_nought_is_a_seed() -> None:
    assert Scenario(seed=0).seed == 0


@pytest.mark.parametrize(
    ("text", "key", "hint"),
    [
        ("wrold = 'Leeds'", "wrold", "world"),
        ("start = 2013", "start", "2010"),
        ("start = 2025.0", "start", "2025"),
        ("start = 2025\nto = 2024", "to", "2025"),
        ("to = 2036", "to", "2035"),
        ("to = '2030'", "to", "without quotes"),
        ("seed = -1", "seed", "0"),
        ("seed = 1.5", "seed", "whole number"),
        ("seed = true", "seed", "whole number"),
        ("world = 3", "world", "name"),
        ("world = ''", "world", "name"),
        ("people = 5", "people", "200"),
        ("parameters = 3", "parameters", "table"),
        ("[parameters]\nfamily.x = 'much'", "parameters.family.x", "number"),
        ("[parameters]\nfamily.x = nan", "parameters.family.x", "number"),
        ("[parameters]\nfamily.x = true", "parameters.family.x", "number"),
        ("[levers]\nx = 1.5", "levers.x", "from 0 to 1"),
        ("[levers]\nx = 'full'", "levers.x", "number"),
        ("[levers.x]\nstart = 2026", "levers.x.dose", "dose = 1.0"),
        ("[levers.x]\ndose = 1\nstrat = 2026", "levers.x.strat", "start"),
        ("[levers.x]\ndose = 1\ncoverage = -0.1", "levers.x.coverage", "from 0 to 1"),
        ("[levers.x]\ndose = 1\nstart = 2030\nend = 2028", "levers.x.end", "2030"),
        ("world = ", "", "valid TOML"),
        ("[levers", "", "valid TOML"),
    ],
)
def test_bad_file_names_file_key_and_remedy(toml: Any, text: str, key: str, hint: str) -> None:
    path = toml(text)
    with pytest.raises(InputError) as caught:
        Scenario.from_toml(path)
    assert caught.value.where == str(path)
    assert caught.value.key == key
    assert hint in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there_or_not_text_is_named(tmp_path: Path) -> None:
    binary = tmp_path / "picture.toml"
    binary.write_bytes(b"\xff\xfe\x00\x01")
    for path in (tmp_path / "missing.toml", tmp_path, binary):
        with pytest.raises(InputError, match="readable TOML"):
            Scenario.from_toml(path)


def test_worlds_are_named_by_what_they_are() -> None:
    assert authority("Leeds", seed=3) == Scenario(world="Leeds", seed=3)
    assert demo(500, to=2012) == Scenario(world="demo", people=500, to=2012)
