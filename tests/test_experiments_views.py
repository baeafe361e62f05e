"""What the views compute before anything is drawn: choices, words for change, kept runs, pictures."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from abm import Results, Scenario
from agents.vocabulary import Placement, SenStatus, SettingKind
from experiments.views.answers import RunKeeper
from experiments.views.charts import line_option, sentence, shown_as, table_html, yearly_pair
from experiments.views.choice import Choice, Pull, from_query, to_query
from experiments.views.evidence import table_html as evidence_html
from experiments.views.headlines import HEADLINES, Headline, change
from experiments.views.world_picture import picture

WORLDS = ["demo", "Leeds", "Kingston upon Hull, City of"]
LEVERS = ["dedicated_outreach", "tighter_thresholds"]


def headline(measure: str) -> Headline:
    (found,) = [each for each in HEADLINES if each.measure == measure]
    return found


# Choices and addresses


@given(
    world=st.sampled_from(WORLDS),
    start=st.sampled_from([2010, 2025]),
    seed=st.integers(0, 9999),
    percents=st.lists(st.integers(0, 100), min_size=2, max_size=2),
    year=st.integers(2011, 2034),
)
def test_an_address_restores_the_whole_choice(
    world: str, start: int, seed: int, percents: list[int], year: int
) -> None:
    choice = Choice(world=world, start=start, seed=seed)
    for lever, percent in zip(LEVERS, percents, strict=True):
        choice = choice.with_pull(lever, Pull(percent, year))
    assert from_query(to_query(choice), WORLDS, LEVERS) == choice


@given(st.text(max_size=60))
def test_a_mangled_address_still_gives_a_choice_that_can_be_run(query: str) -> None:
    choice = from_query(query, WORLDS, LEVERS)
    assert choice.world in WORLDS
    assert choice.scenario().start in (2010, 2025)


@pytest.mark.parametrize(
    "query",
    [
        "world=Narnia&start=1066&seed=-4",
        "world=<script>alert(1)</script>",
        "dedicated_outreach=abc@def&start=²",
        "seed=99999999999999999999999",
        "unknown_lever=50@2027",
    ],
)
def test_what_an_address_may_not_say_is_left_at_its_default(query: str) -> None:
    assert from_query(query, WORLDS, LEVERS) == Choice()


def test_doses_out_of_range_are_moved_to_the_nearest_end() -> None:
    choice = from_query("dedicated_outreach=900@1900&tighter_thresholds=-5@9999", WORLDS, LEVERS)
    assert choice.pull("dedicated_outreach") == Pull(100, 2010)
    assert choice.pull("tighter_thresholds") == Pull(0, 2035)


def test_a_lever_at_nought_leaves_the_status_quo() -> None:
    choice = Choice(world="demo").with_pull("dedicated_outreach", Pull(0, 2030))
    assert choice.scenario() == choice.status_quo()


def test_percent_becomes_dose_and_no_lever_starts_before_the_run() -> None:
    choice = Choice(world="demo", start=2025).with_pull("dedicated_outreach", Pull(40, 2012))
    dose = choice.scenario().levers["dedicated_outreach"]
    assert (dose.dose, dose.start) == (0.4, 2025.0)
    assert choice.scenario().seed == choice.status_quo().seed


# Words for a change


@pytest.mark.parametrize(
    ("measure", "before", "after", "said", "verdict"),
    [
        ("permanent_exclusions", 100, 80, "▼ 20 fewer than status quo (−20%), better", "better"),  # noqa: RUF001
        ("permanent_exclusions", 100, 125, "▲ 25 more than status quo (+25%), worse", "worse"),
        ("confidence_mean", 0.40, 0.46, "▲ 0.06 higher than status quo, better", "better"),
        ("high_needs_balance_gbp", -5e6, -7e6, "▼ £2m lower than status quo, worse", "worse"),
        ("plans", 1000, 900, "▼ 100 fewer than status quo (−10%)", "neither"),  # noqa: RUF001
        ("requests", 10_000, 10_020, "▲ 20 more than status quo, could be luck", "neither"),
        ("appeals_registered", 0, 3, "▲ 3 more than status quo, could be luck", "neither"),
        ("unmet_need_mean", 0.300, 0.302, "same as status quo", "neither"),
    ],
)
def test_a_change_is_put_into_words(
    measure: str, before: float, after: float, said: str, verdict: str
) -> None:
    found = change(headline(measure), before, after)
    assert (found.words, found.verdict) == (said, verdict)


@given(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9))
def test_better_and_worse_are_said_in_words_not_in_colour_alone(before: float, after: float) -> None:
    for each in HEADLINES:
        found = change(each, before, after)
        assert found.verdict == "neither" or found.words.endswith(found.verdict)


# Runs kept


def results_for(scenario: Scenario) -> Results:
    return Results(pd.DataFrame(), {"seed": scenario.seed})


def never(_done: int, _total: int, _date: str) -> None:
    """Progress that nobody looks at."""


def test_a_run_is_made_once_and_the_oldest_is_forgotten() -> None:
    made: list[int] = []

    def make(scenario: Scenario, progress: Any) -> Results:  # noqa: ARG001
        made.append(scenario.seed)
        return results_for(scenario)

    keep = RunKeeper(room=2, make=make)
    for seed in (1, 2, 1, 3, 1, 2):
        assert keep(Scenario(world="demo", seed=seed), never).provenance["seed"] == seed
    assert made == [1, 2, 3, 2]  # 2 was the one least lately asked for when 3 came in


def test_a_run_that_is_stopped_is_not_kept() -> None:
    class Stop(BaseException):
        pass

    calls = []

    def make(scenario: Scenario, progress: Any) -> Results:
        calls.append(scenario.seed)
        progress(1, 2, "2025-01")
        return results_for(scenario)

    def stop(_done: int, _total: int, _date: str) -> None:
        raise Stop

    keep = RunKeeper(make=make)
    with pytest.raises(Stop):
        keep(Scenario(world="demo"), stop)
    keep(Scenario(world="demo"), never)
    assert len(calls) == 2


# Charts


def pair() -> pd.DataFrame:
    years = [2024, 2025, 2026]
    return yearly_pair(pd.Series([1e6, 2e6, -3e6], years), pd.Series([1e6, 2e6, -1e6], years))


def test_years_that_one_run_lacks_are_left_out() -> None:
    short = yearly_pair(pd.Series({2024: 1.0, 2025: 2.0}), pd.Series({2025: 2.0, 2026: 3.0}))
    assert list(short.index) == [2025]


def test_the_status_quo_is_dashed_grey_and_the_scenario_solid() -> None:
    look = shown_as("GBP", "in January")
    option = line_option(look, pair(), policy=2025.0, dark=False)
    dashed, solid = option["series"]
    assert (dashed["name"], dashed["lineStyle"]["type"]) == ("Status quo", "dashed")
    assert "type" not in solid["lineStyle"]
    assert solid["data"] == [1.0, 2.0, -1.0]  # millions of pounds
    assert solid["markLine"]["data"] == [{"xAxis": "2025"}]


def test_text_of_a_chart_changes_with_the_theme() -> None:
    look = shown_as("plans", "in January")
    light, dark = (line_option(look, pair(), None, dark)["textStyle"]["color"] for dark in (False, True))
    assert light != dark


@pytest.mark.parametrize(
    ("unit", "when", "axis", "written"),
    [
        ("plans", "in January", "plans, in January", "4,321"),
        ("requests a month", "in the calendar year", "requests, in the calendar year", "4,321"),
        ("share of time", "in the calendar year", "% of time, in the calendar year", "432099%"),
        ("severity 0-1", "in January", "severity 0 to 1, in January", "4320.99"),
        ("GBP a month", "in the financial year", "£m, in the financial year", "£0.0m"),
        ("exclusions per 100 pupils", "in 2019", "exclusions per 100 pupils, in 2019", "4320.99"),
    ],
)
def test_an_axis_names_its_unit_and_its_kind_of_year(unit: str, when: str, axis: str, written: str) -> None:
    look = shown_as(unit, when)
    assert (look.unit, look.write(4320.99)) == (axis, written)


def test_a_chart_can_be_heard_and_read_as_a_table() -> None:
    look = shown_as("GBP", "in January")
    assert "status quo from £1m to −£3m; this scenario ends at −£1m" in sentence("Balance", look, pair())  # noqa: RUF001
    table = table_html("Balance", look, pair())
    assert table.count("<tr>") == 4
    assert "<td>−£3m</td><td>−£1m</td>" in table  # noqa: RUF001


def test_what_the_evidence_page_shows_is_escaped() -> None:
    shown = evidence_html(pd.DataFrame({"a": ["<b>bold</b>", "https://www.gov.uk/"]}), "A & B")
    assert "<b>" not in shown
    assert "A &amp; B" in shown
    assert "<a href='https://www.gov.uk/'" in shown


# The small world


def world() -> Any:
    """Six children: primary (3), alternative provision (1), at home (1), and one who has left."""
    children = SimpleNamespace(
        is_present=np.array([True, True, True, True, True, False]),
        sen_status=np.array([SenStatus.NONE, SenStatus.SUPPORT, SenStatus.PLAN, 1, 1, 2], dtype=np.int8),
        case=np.array([-1, 4, 5, -1, -1, -1]),
        dispute=np.array([-1, -1, 3, -1, -1, -1]),
        placement=np.array(
            [
                Placement.MAINSTREAM,
                Placement.MAINSTREAM,
                Placement.MAINSTREAM,
                Placement.ALTERNATIVE,
                Placement.HOME,
                Placement.MAINSTREAM,
            ]
        ),
        last_school=np.array([-1, -1, -1, 1, 1, -1]),
        setting=np.array([1, 1, 1, 0, -1, 1]),
    )
    schools = SimpleNamespace(kind=np.array([SettingKind.ALTERNATIVE, SettingKind.PRIMARY]))
    families = SimpleNamespace(confidence=np.array([0.9, 0.2, 0.4, 0.6, 0.8, 0.0]))
    return SimpleNamespace(children=children, schools=schools, families=families)


def test_each_child_is_drawn_once_where_it_is() -> None:
    boxes = {box.title: box.cells for box in picture(world()).boxes}
    # A plan outranks the request that led to it; home education is not removal by a school.
    assert boxes == {
        "Primary": ".qp",
        "Alternative provision": "x",
        "Educated at home": "s",
        "Waiting for a place": "",
    }


def test_gauges_count_only_children_who_are_there() -> None:
    gauges = {gauge.label: gauge.text for gauge in picture(world()).gauges}
    assert gauges["Plans"] == "1"
    assert gauges["Requests in progress"] == "2"
    assert gauges["Disputes open"] == "1"
    assert gauges["Removed from their school"] == "1"
    assert gauges["Confidence (SEN families)"] == "0.50"  # mean of 0.2, 0.4, 0.6 and 0.8
