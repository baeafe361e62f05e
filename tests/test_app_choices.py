"""What a visitor can choose: scenarios, their addresses and files, undo, packages, guesses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abm import Dose, InputError, Scenario, catalogue, packages
from experiments.views.address import LONGEST_QUERY, dose_from, dose_words, from_query, to_query
from experiments.views.assumptions import with_assumption
from experiments.views.choice import (
    HIDDEN,
    OWN_MIX,
    PINS,
    SHOWN,
    Choice,
    Guess,
    as_run,
    first_scenario,
    from_start,
    in_world,
    status_quo_of,
    with_dose,
    with_package,
)
from experiments.views.headlines import Pair
from experiments.views.levers import lever_groups, read_dose, shown_dose
from experiments.views.predicting import MARKS, mark_of
from experiments.views.presets import package_pulled
from experiments.views.scenario_files import LARGEST_FILE, read_scenario_file
from experiments.views.trail import ONE_MOVE_SECONDS, Trail
from experiments.views.worlds import fact_rows, with_seed, world_items, world_of

LEVER, OTHER = "dedicated_outreach", "tighter_thresholds"
PARAMETER = "family.shock_of_refusal"

doses = st.builds(
    Dose,
    dose=st.integers(0, 100).map(lambda percent: percent / 100),
    start=st.integers(2025, 2034).map(float),
    ramp_years=st.sampled_from([0.0, 1.0, 2.5, 10.0]),
    end=st.sampled_from([None, 2034.0, 2035.5]),
    coverage=st.integers(0, 100).map(lambda percent: percent / 100),
)
scenarios = st.builds(
    Scenario,
    world=st.sampled_from(["demo", "Leeds", "Bristol, City of"]),
    start=st.sampled_from([2010, 2025]),
    to=st.integers(2034, 2035),
    seed=st.integers(0, 9999),
    levers=st.dictionaries(st.sampled_from([LEVER, OTHER]), doses),
    parameters=st.dictionaries(st.just(PARAMETER), st.floats(0.02, 0.25)),
)
choices = st.builds(
    Choice,
    scenario=scenarios,
    pins=st.dictionaries(st.sampled_from(PINS), scenarios).map(lambda kept: tuple(sorted(kept.items()))),
    charts=st.permutations(["plans", "requests", "suspensions", "trust_mean"]).map(tuple),
    guess=st.builds(Guess, st.sampled_from(["", HIDDEN, SHOWN]), st.just((("plans", "down"),))),
    is_presenting=st.booleans(),
)


# The address


@given(choices)
def test_an_address_restores_everything_chosen(choice: Choice) -> None:
    assert from_query(to_query(choice), MARKS) == (choice, [])


def test_a_sample_of_england_is_restored() -> None:
    choice = Choice(first_scenario().with_changes(world="england", authorities=10))
    assert from_query("?" + to_query(choice)) == (choice, [])


@given(st.text(max_size=80))
def test_a_mangled_address_still_gives_a_choice_that_can_be_run(query: str) -> None:
    choice, problems = from_query(query, MARKS)
    assert choice.scenario.start in (2010, 2025)
    assert all(isinstance(problem, str) for problem in problems)


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("world=Narnia", "Narnia"),
        ("world=Lees", "Leeds"),  # the nearest is named
        ("start=1066", "start"),
        ("world=<script>alert(1)</script>", "world"),
        ("dedicated_outreach=abc@def", "dedicated_outreach"),
        ("dedicated_outreach=900@2026", "dedicated_outreach"),
        ("start=²", "start"),
        ("seed=99999999999999999999999", "seed"),
        ("unknown_lever=50@2027", "unknown_lever"),
        ("world=england", "sample"),  # all of England is too much for a page
        ("authorities=8", "england"),
        ("set.family.shock_of_refusal=7", "shock_of_refusal"),
        ("set.family.shock_of_refusal=nan", "shock_of_refusal"),
        ("pinA=world%3DNarnia", "Narnia"),
        ("charts=plans,nothing", "charts"),
        ("predict=hidden&guess.plans=sideways", "guess.plans"),
        ("people=5000000&world=demo", "people"),
        ("x" * (LONGEST_QUERY + 1), "longer"),
    ],
)
def test_what_an_address_may_not_say_is_left_out_and_named(query: str, named: str) -> None:
    choice, problems = from_query(query, MARKS)
    assert choice.scenario.levers == {}
    assert choice.scenario.parameters == {}
    (problem,) = problems
    assert named in problem
    assert len(problem) < 600


def test_one_bad_word_does_not_spoil_the_rest() -> None:
    choice, problems = from_query("world=Kent&start=never&dedicated_outreach=60@2028", MARKS)
    assert choice.scenario.world == "Kent"
    assert choice.scenario.levers[LEVER] == Dose(0.6, start=2028.0)
    assert len(problems) == 1


def test_a_dose_is_short_in_an_address() -> None:
    assert dose_words(Dose(0.6, start=2028)) == "60@2028"
    assert dose_from("60@2028~5*50!2031") == Dose(0.6, 2028.0, 5.0, 2031.0, 0.5)


# Scenarios


def test_a_lever_at_nought_leaves_the_status_quo() -> None:
    scenario = with_dose(first_scenario(), LEVER, Dose(0.0, start=2030))
    assert LEVER in scenario.levers  # the year chosen is not forgotten
    assert as_run(scenario) == status_quo_of(scenario) == first_scenario()
    assert with_dose(scenario, LEVER, Dose(0.0, start=2026)) == first_scenario()


def test_no_lever_starts_before_the_run() -> None:
    scenario = with_dose(first_scenario(), LEVER, Dose(0.4, start=2012))
    assert scenario.levers[LEVER].start == 2025.0
    early = first_scenario().with_changes(start=2010, levers={LEVER: Dose(0.4, start=2012)})
    assert from_start(early, 2025).levers[LEVER].start == 2025.0


def test_the_status_quo_has_the_same_assumptions_and_luck() -> None:
    scenario = with_assumption(first_scenario().with_changes(seed=7), PARAMETER, 0.2)
    assert status_quo_of(with_dose(scenario, LEVER, Dose(1.0))) == scenario


def test_an_assumption_is_kept_in_its_range_and_can_be_put_back() -> None:
    scenario = with_assumption(first_scenario(), PARAMETER, 9.0)
    assert scenario.parameters[PARAMETER] == 0.25  # the end of the range in parameters.toml
    assert with_assumption(scenario, PARAMETER, None) == first_scenario()
    assert with_assumption(scenario, PARAMETER, 0.1) == first_scenario()  # its default


def test_another_world_leaves_levers_alone_and_forgets_the_sample() -> None:
    levers = {LEVER: Dose(1.0)}
    england = in_world(first_scenario().with_changes(levers=levers), "england", 5)
    assert in_world(england, "Kent", 0) == first_scenario().with_changes(world="Kent", levers=levers)


@pytest.mark.parametrize("typed", [None, "", "-1", "1e5", "²", "123456", "abc"])
def test_what_is_not_a_seed_changes_nothing(typed: str | None) -> None:
    assert with_seed(first_scenario(), typed) == first_scenario()


# Undo


def scenario(seed: int) -> Scenario:
    return first_scenario().with_changes(seed=seed)


def test_undo_and_redo_go_back_and_forth() -> None:
    trail = Trail().after(scenario(1), "a", 0.0).after(scenario(2), "b", 1.0)
    trail, back = trail.back(scenario(3))
    assert back == scenario(2)
    trail, back = trail.back(back)
    assert back == scenario(1)
    assert trail.back(back) == (trail, scenario(1))
    trail, forth = trail.forward(back)
    assert forth == scenario(2)
    assert trail.after(forth, "c", 9.0).future == ()


def test_one_move_of_a_slider_is_one_step() -> None:
    trail = Trail()
    for step in range(10):
        trail = trail.after(scenario(step), LEVER, step * 0.1)
    assert trail.past == (scenario(0),)
    assert len(trail.after(scenario(10), OTHER, 1.0).past) == 2
    assert len(trail.after(scenario(10), LEVER, 1.0 + ONE_MOVE_SECONDS + 0.1).past) == 2


# Packages and levers


def test_every_package_loads_and_is_known_again() -> None:
    for name in packages():
        loaded = with_package(first_scenario(), name)
        assert package_pulled(loaded) == name
        assert dict(loaded.levers) == dict(packages()[name].levers)
    mixed = with_dose(with_package(first_scenario(), "green_paper_2022"), LEVER, Dose(0.3))
    assert package_pulled(mixed) == OWN_MIX
    assert with_package(mixed, OWN_MIX) == mixed


def test_the_panel_has_every_lever_once_under_its_holder() -> None:
    shown = [lever["name"] for group in lever_groups() for lever in group["levers"]]
    assert sorted(shown) == sorted(catalogue.levers()["name"])
    holders = dict(catalogue.levers().set_index("name")["holder"])
    for group in lever_groups():
        assert {holders[lever["name"]] for lever in group["levers"]} == {group["holder"]}


def test_every_holder_is_explained_once() -> None:
    declared = catalogue.holders()
    assert declared["name"].is_unique
    assert set(catalogue.levers()["holder"]) <= set(declared["name"][declared["meaning"] != ""])


@given(doses)
def test_a_dose_comes_back_from_the_page_as_it_went(dose: Dose) -> None:
    back = read_dose(shown_dose(dose))
    assert back == dose


# The world


def test_every_world_in_the_list_can_be_picked_and_has_something_said_of_it() -> None:
    keys = [item["value"] for item in world_items()]
    assert len(set(keys)) == len(keys) == 155  # 151 authorities, three samples, the demo
    for key in keys:
        rows = fact_rows(*world_of(key))
        assert rows.pairs or rows.words


def test_what_is_chosen_comes_first_and_the_others_stay_in_order() -> None:
    values = [item["value"] for item in world_items()]
    for chosen in ("Leeds", "england 10", values[0], values[-1]):
        moved = [item["value"] for item in world_items(chosen)]
        assert moved == [chosen, *(value for value in values if value != chosen)]


def test_facts_are_those_published() -> None:
    pairs = dict(fact_rows("Barnet", 0).pairs)
    assert pairs["Plans (January 2025)"] == "4,320"  # SEN2 2025
    assert pairs["of which refused (2024)"] == "21%"
    assert dict(fact_rows("Barking and Dagenham", 0).pairs)["Region"] == "Outer London"


# Files


def test_a_scenario_file_comes_back_as_it_went() -> None:
    given_ = with_package(first_scenario().with_changes(world="Kent", seed=12), "six_recommendations")
    assert read_scenario_file("a.toml", 100, given_.to_toml()) == given_


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("world = ", "TOML"),
        ("wrold = 'Leeds'", "world"),
        ("world = 'Lees'", "Leeds"),
        ("seed = 'one'", "seed"),
        ("seed = 10000", "9999"),
        ("[levers]\ntighter_thresholds = 3", "tighter_thresholds"),
        ("[levers]\ntighter = 1", "tighter_thresholds"),
        ("world = 'england'", "sample"),
        ("<html>", "TOML"),
        ("world = 1", "world"),
    ],
)
def test_a_wrong_file_is_refused_with_its_name_and_the_key(text: str, named: str) -> None:
    with pytest.raises(InputError) as refused:
        read_scenario_file("mine.toml", len(text), text)
    assert str(refused.value).startswith("mine.toml")
    assert named in str(refused.value)


def test_a_huge_file_is_refused_by_its_size() -> None:
    with pytest.raises(InputError, match=r"at most 64 kB, not 5\.0 GB"):
        read_scenario_file("big.toml", 5 * 10**9, "")
    with pytest.raises(InputError, match="at most"):
        read_scenario_file("big.toml", 10, "#" * (LARGEST_FILE + 1))


# Guesses


@pytest.mark.parametrize(
    ("before", "after", "mark"),
    [
        (100, 85, "down-much"),
        (100, 95, "down"),
        (100, 98, "same"),
        (100, 101, "same"),
        (100, 102.5, "up"),
        (100, 110, "up-much"),
        (0, 0, "same"),
        (0, 3, "up-much"),
        (-100, -80, "up-much"),  # a balance less far below nought has risen
    ],
)
def test_a_change_has_one_mark(before: float, after: float, mark: str) -> None:
    assert mark_of(Pair(before, after)) == mark
