"""The page in headless Chromium with no network: what a facilitator does, by keyboard and mouse."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 120_000  # milliseconds: a first run may have to compile the rules
# ECharts says so when its chart is taken away while its script is still loading.
HARMLESS = ("Initialize failed: invalid dom", "ResizeObserver loop")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A server of the page on a free port of this machine."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "solara", "run", "app.py", "--production", "--no-open"]
    server = subprocess.Popen(
        [*command, "--host", "localhost", "--port", str(port)],
        cwd=ROOT,
        env={**os.environ, "SOLARA_ASSETS_PROXY": "True"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_until_ready(f"http://localhost:{port}/readyz", server)
        yield f"http://localhost:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait_until_ready(url: str, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(240):
        assert server.poll() is None, "the server stopped before it was ready"
        try:
            urllib.request.urlopen(url, timeout=1)  # noqa: S310  our own machine
            return
        except OSError:
            time.sleep(0.25)
    raise AssertionError("the server was not ready in a minute")


@pytest.fixture
def watched(page: Page, address: str) -> Iterator[Page]:
    """A page that fails the test if anything goes wrong in it or if it asks another machine."""
    wrong: list[str] = []
    page.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.on(
        "request", lambda request: wrong.append(request.url) if _is_outside(request.url, address) else None
    )
    yield page
    assert not [text for text in wrong if not text.startswith(HARMLESS)]


def _is_outside(url: str, address: str) -> bool:
    return not url.startswith((address, address.replace("http", "ws"), "data:", "blob:"))


def change_of(page: Page, measure: str) -> str:
    return page.locator(f"[data-measure={measure}] .tile-change").inner_text()


def test_a_lever_moved_by_keyboard_changes_tiles_and_address(watched: Page, address: str) -> None:
    watched.goto(f"{address}/?world=demo&start=2025")
    plans = watched.locator("[data-measure=plans] .tile-change")
    expect(plans).to_have_text("same as status quo")
    slider = watched.locator("[role=slider][aria-label^=Tighter]")
    slider.wait_for(state="attached")
    slider.focus()
    watched.keyboard.press("End")
    expect(slider).to_have_attribute("aria-valuenow", "100")
    expect(plans).not_to_have_text("same as status quo")
    assert "than status quo" in change_of(watched, "plans")
    watched.wait_for_url("**tighter_thresholds=100**")


def test_an_authority_is_picked_by_typing_its_name(watched: Page, address: str) -> None:
    watched.goto(f"{address}/?world=demo&start=2025")
    expect(watched.locator(".tile")).to_have_count(8)
    picker = watched.get_by_label("Local authority")
    picker.click()
    picker.fill("Rutland")
    watched.get_by_role("option", name="Rutland").click()
    expect(watched.get_by_role("heading", level=1)).to_contain_text("Rutland")
    expect(watched.locator(".what-is-shown")).to_contain_text("Rutland from 2025")
    watched.wait_for_url("**world=Rutland**")


def test_a_link_restores_the_choice_and_two_visitors_do_not_meet(
    watched: Page, address: str, new_context: object
) -> None:
    watched.goto(f"{address}/?world=demo&start=2025&dedicated_outreach=60@2028")
    expect(watched.locator(".what-is-shown")).to_contain_text("60% from 2028")
    other = new_context().new_page()  # type: ignore[operator]  # the plugin's factory has no type
    other.goto(f"{address}/?world=demo&start=2025")
    expect(other.locator(".what-is-shown")).to_contain_text("No lever is pulled yet")
    expect(watched.locator(".what-is-shown")).to_contain_text("60% from 2028")


def test_a_mangled_link_still_opens(watched: Page, address: str) -> None:
    watched.goto(f"{address}/?world=demo&start=25x&dedicated_outreach=lots@never&seed=-1&%00=%ff")
    expect(watched.locator(".tile")).to_have_count(8)


def test_every_chart_has_words_and_a_table(watched: Page, address: str) -> None:
    watched.goto(f"{address}/?world=demo&start=2025")
    charts = watched.locator(".solara-echarts")
    expect(charts).to_have_count(4)
    expect(charts.first.locator("canvas")).to_be_visible()
    for chart in charts.all():
        assert "status quo from" in (chart.get_attribute("aria-label") or "")
    watched.locator(".chart-head button").first.click()
    expect(watched.locator(".chart-table tr")).to_have_count(12)  # heads and January 2025 to January 2035


def test_the_table_of_both_runs_can_be_downloaded(watched: Page, address: str) -> None:
    watched.goto(f"{address}/?world=demo&start=2025")
    with watched.expect_download() as waiting:
        watched.get_by_role("button", name="Download both runs").click()
    lines = Path(waiting.value.path()).read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("policy,")
    assert {line.split(",")[0] for line in lines[1:]} == {"status_quo", "scenario"}


def test_what_is_this_is_opened_and_closed_by_keyboard(watched: Page, address: str) -> None:
    watched.goto(f"{address}/?world=demo&start=2025")
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
    for path in ("/?world=demo&start=2025", "/small-world", "/evidence"):
        watched.goto(address + path)
        watched.get_by_role("heading", level=1).wait_for()
        watched.wait_for_timeout(500)
        assert watched.evaluate("document.documentElement.scrollWidth") <= width


def test_dark_mode_is_legible(watched: Page, address: str) -> None:
    watched.goto(f"{address}/?world=demo&start=2025")
    expect(watched.locator(".tile")).to_have_count(8)
    watched.get_by_role("button", name="Change between light and dark").click()
    expect(watched.locator(".theme--dark").first).to_be_attached()
    ink, ground = watched.evaluate(
        "(() => { const tile = getComputedStyle(document.querySelector('.tile'));"
        " return [tile.color, tile.backgroundColor]; })()"
    )
    assert _contrast(ink, ground) >= 7  # WCAG 2.2, enhanced


def _contrast(one: str, other: str) -> float:
    """Contrast ratio of two CSS colours as WCAG 2.2 defines it."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    shares = [int(part) / 255 for part in colour[colour.index("(") + 1 : -1].split(",")[:3]]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
