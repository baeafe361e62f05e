"""What the views compute before anything is drawn: words for change, kept runs, charts, pictures."""

import re
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from abm import Scenario
from agents.vocabulary import Placement, SenStatus, SettingKind
from experiments.views.chart_lines import (
    SCENARIO,
    STATUS_QUO,
    ChartLines,
    Official,
    official_points,
    sentence,
    shown_as,
    status_quo_only,
    table_of,
)
from experiments.views.charts import table_html
from experiments.views.echarts_option import chart_option
from experiments.views.evidence import table_html as evidence_html
from experiments.views.headlines import HEADLINES, Headline, Pair, change
from experiments.views.line_svg import chart_svg, nice_ticks
from experiments.views.world_picture import picture


def headline(measure: str) -> Headline:
    (found,) = [each for each in HEADLINES if each.measure == measure]
    return found


# Words for a change


@pytest.mark.parametrize(
    ("measure", "before", "after", "said", "verdict"),
    [
        ("permanent_exclusions", 100, 80, "▼ 20 fewer (−20%), better", "better"),  # noqa: RUF001
        ("permanent_exclusions", 100, 125, "▲ 25 more (+25%), worse", "worse"),
        ("confidence_mean", 0.40, 0.46, "▲ 0.06 higher, better", "better"),
        ("high_needs_balance_gbp", -5e6, -7e6, "▼ £2m lower, worse", "worse"),
        ("plans", 1000, 900, "▼ 100 fewer (−10%)", "neither"),  # noqa: RUF001
        ("requests", 10_000, 10_020, "▲ 20 more, could be luck", "neither"),
        ("appeals_registered", 0, 3, "▲ 3 more, could be luck", "neither"),
        ("unmet_need_mean", 0.300, 0.302, "same as status quo", "neither"),
    ],
)
def test_a_change_is_put_into_words(
    measure: str, before: float, after: float, said: str, verdict: str
) -> None:
    found = change(headline(measure), Pair(before, after))
    assert (found.words, found.verdict) == (said, verdict)


@pytest.mark.parametrize(
    ("others", "verdict", "luck"),
    [
        ([Pair(110, 95), Pair(90, 85), Pair(99, 90), Pair(97, 95)], "better", "5 of 5 draws of luck say so"),
        ([Pair(110, 95), Pair(90, 85)], "neither", "3 of 3 draws of luck say so"),  # too few for so little
        ([Pair(110, 95), Pair(90, 92)], "neither", "2 of 3 draws of luck say so"),
        ([Pair(110, 110), Pair(90, 85)], "neither", "2 of 3 draws of luck say so"),
    ],
)
def test_a_change_is_judged_only_if_all_luck_agrees(others: list[Pair], verdict: str, luck: str) -> None:
    found = change(headline("permanent_exclusions"), Pair(100, 92), others)
    assert (found.verdict, found.luck) == (verdict, luck)
    assert ("could be luck" in found.words) == (verdict == "neither")


@given(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9))
def test_better_and_worse_are_said_in_words_not_in_colour_alone(before: float, after: float) -> None:
    for each in HEADLINES:
        found = change(each, Pair(before, after))
        assert found.verdict == "neither" or found.words.endswith(found.verdict)


# Charts


def chart(unit: str = "GBP") -> ChartLines:
    before, after = {2024: 1e6, 2025: 2e6, 2026: -3e6}, {2024: 1e6, 2025: 2e6, 2026: -1e6}
    return ChartLines(
        label="Balance",
        look=shown_as(unit, "in January"),
        lines={STATUS_QUO: before, SCENARIO: after},
        band={2025: (1.5e6, 2.5e6), 2026: (-2e6, 0.5e6)},
        official=(Official(2022, 4e6, True), Official(2024, 1.1e6, False)),
        policy_year=2025,
    )


def test_the_status_quo_is_dashed_grey_and_the_scenario_solid() -> None:
    low, wide, dashed, solid, points = chart_option(chart(), dark=False)["series"]
    assert dashed["name"] == STATUS_QUO
    assert dashed["lineStyle"]["type"] == [7, 5]
    assert "type" not in solid["lineStyle"]
    assert solid["data"] == [None, None, 1.0, 2.0, -1.0]  # millions of pounds, 2022 to 2026
    assert solid["markLine"]["data"] == [{"xAxis": "2025"}]
    assert low["data"] == [None, None, None, 1.5, -2.0]
    assert wide["data"] == [None, None, None, 1.0, 2.5]
    assert [point["value"] for point in points["data"]] == [["2022", 4.0], ["2024", 1.1]]


def test_text_of_a_chart_changes_with_the_theme() -> None:
    light, dark = (chart_option(chart(), dark)["textStyle"]["color"] for dark in (False, True))
    assert light != dark


def test_while_the_answer_is_hidden_a_chart_shows_nothing_of_it() -> None:
    hidden = status_quo_only(chart())
    drawn = str(chart_option(hidden, dark=False)) + chart_svg(hidden) + table_html(hidden) + sentence(hidden)
    assert SCENARIO not in drawn
    assert "range" not in drawn
    assert STATUS_QUO in drawn


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
    heard = sentence(chart())
    assert "2024 to 2026: status quo from £1m to −£3m; this scenario ends at −£1m" in heard  # noqa: RUF001
    heads, rows = table_of(chart())
    assert heads == ["Year", STATUS_QUO, SCENARIO, "Lowest luck", "Highest luck", "Official"]
    assert rows[0] == ["2022", "", "", "", "", "£4m"]  # nothing is known of 2023
    assert rows[-1] == ["2026", "−£3m", "−£1m", "−£2m", "£0.5m", ""]  # noqa: RUF001
    assert table_html(chart()).count("<tr>") == 5


def test_a_picture_of_a_chart_puts_values_where_they_belong() -> None:
    svg = chart_svg(chart())
    years = {int(year): float(x) for x, year in re.findall(r'<text x="([\d.]+)" y="320"[^>]*>(\d{4})<', svg)}
    _, *points = re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)"', svg)  # the first is the key's
    assert float(points[0][0]) == years[2022]
    assert float(points[0][1]) < float(points[1][1])  # £4m lies above £1.1m
    assert svg.count("<title>Balance</title>") == 1


@given(st.floats(-1e6, 1e6), st.floats(0, 1e6))
def test_ticks_are_even_and_hold_what_is_drawn(low: float, span: float) -> None:
    ticks = nice_ticks(low, low + span)
    steps = np.diff(ticks)
    assert steps.min() > 0
    assert steps.max() <= steps.min() * 1.001
    slack = steps.max() * 1e-6
    assert ticks[0] - slack <= low
    assert low + span <= ticks[-1] + slack
    assert 2 <= len(ticks) <= 12


def test_points_are_those_of_the_world_in_its_own_size() -> None:
    england = {
        point.year: point for point in official_points(Scenario(world="england", authorities=5), "plans")
    }
    assert england[2019].value == 353_995  # Department for Education, SEN2 2019
    assert england[2019].is_fitted
    assert not england[2024].is_fitted
    leeds = {point.year: point for point in official_points(Scenario(world="Leeds", start=2025), "plans")}
    assert leeds[2025].value < 10_000
    assert not any(point.is_fitted for point in leeds.values())
    assert official_points(Scenario(world="demo"), "confidence_mean") == ()


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
