"""The page in headless Chromium with no network: levers, worlds, charts and pages, by keyboard and mouse."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browsing import TOWN, lever, plans_change, pull

pytestmark = pytest.mark.browser


def test_a_lever_moved_by_keyboard_changes_tiles_and_address(watched: Page, address: str) -> None:
    watched.goto(f"{address}/?{TOWN}")
    expect(plans_change(watched)).to_have_text("same as status quo")
    pull(watched, "tighter_thresholds")
    expect(plans_change(watched)).to_contain_text("fewer")
    watched.wait_for_url("**tighter_thresholds=100**")


def test_a_lever_is_found_by_a_word(watched: Page, address: str) -> None:
    watched.goto(f"{address}/?world=demo")
    watched.get_by_label("Find a lever").fill("mediation")
    expect(watched.locator("[data-lever=mandatory_mediation]")).to_be_visible()
    expect(watched.locator("[data-lever=tighter_thresholds]")).to_be_hidden()
    watched.get_by_label("Find a lever").fill("no such thing")
    expect(watched.get_by_text("No lever says")).to_be_visible()


def test_the_page_says_which_levers_are_in_sight_those_opened_last_first(watched: Page, address: str) -> None:
    sent: list[str] = []
    in_hand: list[str] = []
    watched.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(str(frame))))

    def in_sight_after(act: Callable[[], object]) -> list[str]:
        sent.clear()
        act()
        watched.wait_for_timeout(1500)
        said = [json.loads(frame)["content"]["data"]["content"] for frame in sent if '"look"' in frame]
        sight: dict[str, Any] = said[-1]["data"]
        in_hand.append(sight["in_hand"])
        names: list[str] = sight["levers"]
        return names

    def levers_of(holder: int) -> list[str]:
        group = watched.locator("details.holder").nth(holder).locator("[data-lever]")
        return [str(slider.get_attribute("data-lever")) for slider in group.all()]

    watched.goto(f"{address}/?world=demo")
    expect(watched.locator(".tile")).to_have_count(8)
    summaries = watched.locator("details.holder summary")
    assert in_sight_after(summaries.nth(2).click) == [*levers_of(2), *levers_of(0)]
    assert in_sight_after(summaries.nth(0).click) == levers_of(2)
    first, second, *others = levers_of(2)
    explain = watched.locator("details.holder").nth(2).get_by_role("button", name="What is this").nth(1)
    assert in_hand[-1] == ""
    assert in_sight_after(explain.click) == [second, first, *others]
    assert in_hand[-1] == second
    watched.keyboard.press("Escape")
    assert in_sight_after(lambda: pull(watched, others[0])) == [others[0], first, second, *others[1:]]
    assert in_hand[-1] == others[0]
    found = in_sight_after(lambda: watched.get_by_label("Find a lever").fill("mediation"))
    assert "mandatory_mediation" in found
    assert first not in found


def test_an_authority_is_picked_by_typing_its_name(watched: Page, address: str) -> None:
    watched.goto(f"{address}/?world=demo")
    expect(watched.locator(".tile")).to_have_count(8)
    picker = watched.get_by_label("Local authority, or England")
    picker.click()
    picker.fill("Rutland")
    watched.get_by_role("option", name="Rutland").click()
    expect(watched.get_by_role("heading", level=1)).to_contain_text("Rutland")
    expect(watched.locator(".what-is-shown")).to_contain_text("Rutland")
    watched.get_by_text("Facts and sources").click()
    expect(watched.locator(".world-facts")).to_contain_text("Plans (January 2025)")
    watched.wait_for_url("**world=Rutland**")


def test_typing_the_name_of_what_is_shown_keeps_it(watched: Page, address: str) -> None:
    watched.goto(f"{address}/?world=Rutland")
    expect(watched.locator(".tile")).to_have_count(8)
    picker = watched.get_by_label("Local authority, or England")
    picker.click()
    watched.keyboard.type("Rutland")
    watched.keyboard.press("Enter")
    picker.press("Tab")
    watched.wait_for_timeout(1000)
    expect(picker).to_have_value("Rutland")
    expect(watched.get_by_role("heading", level=1)).to_contain_text("Rutland")


def test_undo_redo_and_reset_move_the_levers(watched: Page, address: str) -> None:
    watched.goto(f"{address}/?world=demo")
    pull(watched, "restore_early_intervention")
    undo, redo = (watched.get_by_role("button", name=name) for name in ("Undo", "Redo"))
    undo.click()
    slider = watched.locator("[data-lever=restore_early_intervention]")
    expect(slider).to_have_js_property("value", "0")
    redo.click()
    expect(slider).to_have_js_property("value", "100")
    watched.get_by_role("button", name="Reset").click()
    expect(slider).to_have_js_property("value", "0")


def test_dragging_a_slider_is_answered_by_its_last_place_alone(watched: Page, address: str) -> None:
    watched.goto(f"{address}/?{TOWN}")
    expect(watched.locator(".tile")).to_have_count(8)
    box = lever(watched, "restore_early_intervention").bounding_box()
    assert box is not None
    across = [box["x"] + box["width"] * share / 20 for share in range(1, 20)]
    watched.mouse.move(across[0], box["y"] + box["height"] / 2)
    watched.mouse.down()
    for x in across:
        watched.mouse.move(x, box["y"] + box["height"] / 2)
        watched.wait_for_timeout(20)
        assert watched.locator(".tile").count() == 8  # never a blank frame
    watched.mouse.up()
    last = lever(watched, "restore_early_intervention").input_value()
    assert int(last) >= 90
    expect(watched.locator(".what-is-shown")).to_contain_text(f"at {last}%")
    watched.get_by_role("button", name="Undo").click()
    expect(watched.locator(".what-is-shown")).to_contain_text("No lever is pulled")


def test_an_assumption_moves_the_status_quo_and_is_drawn_apart(watched: Page, address: str) -> None:
    watched.goto(f"{address}/?world=demo")
    watched.locator(".assumptions summary").click()
    watched.get_by_placeholder("Find, such as confidence").fill("shock_of_refusal")
    watched.locator("[data-parameter='family.shock_of_refusal']").focus()
    watched.keyboard.press("End")
    expect(watched.locator(".chart-key")).to_contain_text("usual assumptions")
    watched.wait_for_url("**set.family.shock_of_refusal**")
    watched.get_by_role("button", name="put back").click()
    expect(watched.locator(".chart-key")).not_to_contain_text("usual assumptions")


def test_every_chart_has_words_a_table_and_a_picture(watched: Page, address: str) -> None:
    watched.goto(f"{address}/?world=demo")
    charts = watched.locator(".solara-echarts")
    expect(charts).to_have_count(4)
    expect(charts.first.locator("canvas")).to_be_visible()
    for chart in charts.all():
        assert "status quo from" in (chart.get_attribute("aria-label") or "")
    with watched.expect_download() as waiting:
        watched.get_by_role("button", name="Download the chart of Plans as SVG").click()
    assert Path(waiting.value.path()).read_text(encoding="utf-8").startswith("<svg")
    watched.get_by_role("button", name="Show Plans as a table").click()
    # Heads, official years 2015 to 2024, and the run's January 2025 to January 2035.
    expect(watched.locator(".chart-table tr")).to_have_count(22)


def test_the_table_of_both_runs_can_be_downloaded(watched: Page, address: str) -> None:
    watched.goto(f"{address}/?world=demo")
    with watched.expect_download() as waiting:
        watched.get_by_role("button", name="Both runs (CSV)").click()
    lines = Path(waiting.value.path()).read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("policy,")
    assert {line.split(",")[0] for line in lines[1:]} == {"status_quo", "scenario"}


def test_what_is_this_is_opened_and_closed_by_keyboard(watched: Page, address: str) -> None:
    watched.goto(f"{address}/?world=demo")
    watched.get_by_role("button", name="What is this").first.focus()
    watched.keyboard.press("Enter")
    how_it_works = watched.get_by_text("How it works in the model").first
    expect(how_it_works).to_be_visible()
    watched.keyboard.press("Escape")
    expect(how_it_works).to_be_hidden()
    expect(watched.get_by_role("button", name="What is this").first).to_be_focused()


def test_the_small_world_plays_pauses_and_steps(watched: Page, address: str) -> None:
    watched.goto(f"{address}/small-world")
    date = watched.locator(".date")
    start = date.inner_text()
    watched.get_by_role("button", name="Step").click()
    expect(date).not_to_have_text(start)
    assert watched.locator(".small-world-boxes path").count() > 10
    stepped = date.inner_text()
    watched.get_by_role("button", name="Play").click()
    expect(date).not_to_have_text(stepped)
    watched.get_by_role("button", name="Pause").click()
    expect(watched.get_by_role("button", name="Play")).to_be_visible()
    watched.wait_for_timeout(500)
    paused = date.inner_text()
    watched.wait_for_timeout(1200)
    assert date.inner_text() == paused
    watched.get_by_role("button", name="Reset").click()
    expect(date).to_have_text(start)


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1280, 720)])
def test_nothing_runs_off_the_side(watched: Page, address: str, width: int, height: int) -> None:
    watched.set_viewport_size({"width": width, "height": height})
    for path in ("/?world=demo", "/small-world", "/evidence"):
        watched.goto(address + path)
        watched.get_by_role("heading", level=1).wait_for()
        watched.wait_for_timeout(500)
        assert watched.evaluate("document.documentElement.scrollWidth") <= width
