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
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parent.parent
SERVER = pytest.StashKey[int]()
# A made-up authority large enough that a lever moves more than luck does.
TOWN = "world=demo&people=20000"
PATIENCE = 120_000  # milliseconds: a first run may have to compile the rules
# ECharts says so when its chart is taken away while its script is still loading.
HARMLESS = ("Initialize failed: invalid dom", "ResizeObserver loop")


@pytest.fixture(scope="module")
def address(request: pytest.FixtureRequest) -> Iterator[str]:
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
    request.config.stash[SERVER] = server.pid
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


def lever(page: Page, name: str) -> Locator:
    """The slider of one lever, in a group that is opened if need be."""
    slider = page.locator(f"[data-lever={name}]")
    slider.wait_for(state="attached")
    if not slider.is_visible():
        page.locator("details.holder", has=slider).locator("summary").click()
    return slider


def pull(page: Page, name: str, key: str = "End") -> None:
    """Move a lever as a keyboard does."""
    lever(page, name).focus()
    page.keyboard.press(key)


def load_package(page: Page, title: str) -> None:
    page.get_by_label("Package", exact=True).select_option(label=title)
    expect(page.locator(".what-is-shown")).to_contain_text(title)


def plans_change(page: Page) -> Locator:
    return page.locator("[data-measure=plans] .tile-change")


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


def test_a_facilitators_session_from_start_to_finish(
    watched: Page, address: str, new_context: object, tmp_path: Path
) -> None:
    """Load the Forum's alternative, pin it, load the Green Paper, predict, reveal, share, print."""
    watched.goto(f"{address}/?world=demo")
    expect(watched.locator(".tile")).to_have_count(8)
    load_package(watched, "The Forum's alternative")
    watched.get_by_role("button", name="Pin as A").click()
    expect(watched.locator(".pin-a")).to_contain_text("The Forum's alternative")
    watched.get_by_role("button", name="Predict first").click()
    watched.get_by_label("Package", exact=True).select_option(label="Green Paper 2022")
    expect(watched.locator(".what-is-shown")).to_contain_text("What will the package “Green Paper 2022” do?")
    expect(watched.locator(".tile")).to_have_count(0)
    watched.get_by_label("Plans in force").select_option(label="falls by more than 10%")
    watched.get_by_role("button", name="Commit and reveal").click()
    expect(watched.locator(".guess")).to_contain_text("We said: falls by more than 10%")
    expect(watched.locator(".tile")).to_have_count(8)
    expect(watched.locator(".pin-table")).to_contain_text("A: The Forum's alternative")
    watched.wait_for_url("**predict=shown**")
    other = new_context().new_page()  # type: ignore[operator]  # the plugin's factory has no type
    other.goto(watched.url)
    expect(other.locator(".guess")).to_contain_text("We said: falls by more than 10%")
    expect(other.locator(".pin-table")).to_contain_text("A: The Forum's alternative")
    assert other.get_by_label("Package", exact=True).input_value() == "Green Paper 2022"
    with other.expect_download() as waiting:
        other.get_by_role("button", name="Briefing to print").click()
    waiting.value.save_as(tmp_path / "briefing.html")
    other.goto((tmp_path / "briefing.html").as_uri())
    expect(other.get_by_role("heading", level=1)).to_contain_text("Green Paper 2022")
    assert other.locator("svg").count() == 4


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
    expect(watched.locator(".what-is-shown")).to_contain_text("at 95%")
    watched.get_by_role("button", name="Undo").click()
    expect(watched.locator(".what-is-shown")).to_contain_text("No lever is pulled")


def test_a_long_run_can_be_cancelled_and_gone_on_with(watched: Page, address: str) -> None:
    watched.goto(f"{address}/?world=demo&people=100000")
    watched.get_by_role("button", name="Cancel").click()
    expect(watched.get_by_text("Stopped")).to_be_visible()
    watched.get_by_role("button", name="Run it").click()
    expect(watched.locator(".tile")).to_have_count(8)


def test_a_link_restores_the_choice_and_two_visitors_do_not_meet(
    watched: Page, address: str, new_context: object
) -> None:
    watched.goto(f"{address}/?world=demo&dedicated_outreach=60@2028~2*50")
    expect(watched.locator(".what-is-shown")).to_contain_text("“Dedicated, commissioned outreach” at 60%")
    expect(watched.get_by_label("outreach, first year")).to_have_value("2028")
    other = new_context().new_page()  # type: ignore[operator]  # the plugin's factory has no type
    other.goto(f"{address}/?world=demo")
    expect(other.locator(".what-is-shown")).to_contain_text("No lever is pulled")
    expect(watched.locator(".what-is-shown")).to_contain_text("outreach” at 60%")


def test_going_to_another_page_and_back_keeps_the_choice(watched: Page, address: str) -> None:
    watched.goto(f"{address}/?world=demo&dedicated_outreach=60@2028")
    expect(watched.locator(".what-is-shown")).to_contain_text("outreach” at 60%")
    watched.get_by_role("link", name="Evidence").click()
    expect(watched.get_by_role("heading", level=1)).to_contain_text("Evidence")
    watched.get_by_role("link", name="Explore").click()
    expect(watched.locator(".what-is-shown")).to_contain_text("outreach” at 60%")


def test_a_mangled_link_still_opens_and_says_what_it_left_out(watched: Page, address: str) -> None:
    watched.goto(f"{address}/?world=demo&start=25x&dedicated_outreach=lots@never&seed=-1&%00=%ff")
    expect(watched.locator(".tile")).to_have_count(8)
    expect(watched.get_by_text("Not all of the link could be read")).to_be_visible()


def test_files_wrong_or_huge_are_refused_in_words_and_a_good_one_is_taken(
    watched: Page, address: str, tmp_path: Path
) -> None:
    watched.goto(f"{address}/?world=demo")
    expect(watched.locator(".tile")).to_have_count(8)
    chooser = watched.locator("input[type=file]")
    for name, content, said in (
        ("huge.toml", b"#" * 30_000_000, "at most 64 kB, not 30"),
        ("wrong.toml", b"wrold = 'Leeds'", "Did you mean 'world'?"),
        ("binary.toml", bytes(range(256)), "valid TOML"),
    ):
        (tmp_path / name).write_bytes(content)
        chooser.set_input_files(tmp_path / name)
        expect(watched.get_by_text("The file was not taken")).to_contain_text(name)
        expect(watched.get_by_text("The file was not taken")).to_contain_text(said)
    (tmp_path / "good.toml").write_text("world = 'demo'\nstart = 2025\n[levers]\nmandatory_mediation = 0.5\n")
    chooser.set_input_files(tmp_path / "good.toml")
    expect(watched.locator(".what-is-shown")).to_contain_text("“Mandatory mediation” at 50%")
    expect(watched.get_by_text("The file was not taken")).to_have_count(0)
    with watched.expect_download() as waiting:
        watched.get_by_role("button", name="Scenario (TOML)").click()
    assert "[levers" in Path(waiting.value.path()).read_text(encoding="utf-8")


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


def test_present_mode_puts_the_panel_away_and_back(watched: Page, address: str) -> None:
    watched.goto(f"{address}/?world=demo&view=present")
    expect(watched.locator(".tile")).to_have_count(8)
    assert watched.locator(".levers").count() == 0
    large = watched.evaluate("parseFloat(getComputedStyle(document.querySelector('.tile-value')).fontSize)")
    assert large >= 32
    watched.get_by_role("button", name="Leave present mode").click()
    expect(watched.locator(".levers")).to_be_visible()


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


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    "path",
    [
        "/?world=demo&tighter_thresholds=100@2026&pinA=world%3Ddemo",
        "/?world=demo&predict=hidden",
        "/?world=demo&view=present&safety_valve_agreements=50@2026",
        "/evidence",
        "/small-world",
    ],
)
def test_axe_finds_nothing_serious(watched: Page, address: str, path: str, theme: str) -> None:
    watched.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    watched.goto(address + path)
    ready = ".tile, .guess select, .scrolling table, .player"
    watched.locator(ready).first.wait_for()
    watched.wait_for_timeout(800)
    found = Axe().run(watched, options={"resultTypes": ["violations"]}).response["violations"]
    serious = [
        (rule["id"], [node["html"][:160] for node in rule["nodes"][:3]])
        for rule in found
        if rule["impact"] in ("serious", "critical")
    ]
    assert not serious


def test_memory_is_bounded_over_thirty_visits(
    watched: Page, address: str, new_context: object, request: pytest.FixtureRequest
) -> None:
    """The server holds no more for thirty visitors who came and went than for ten, by more than 60 MB."""
    watched.goto(f"{address}/?world=demo")
    expect(watched.locator(".tile")).to_have_count(8)
    held = []
    for visit in range(30):
        context = new_context()  # type: ignore[operator]  # the plugin's factory has no type
        page = context.new_page()
        page.goto(f"{address}/?world=demo&tighter_thresholds={5 * (visit % 4)}@2026")
        expect(page.locator(".tile")).to_have_count(8)
        context.close()
        held.append(_megabytes_of(request.config.stash[SERVER]))
    assert held[-1] - held[9] < 60


def _megabytes_of(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS"))


def test_dark_mode_is_legible(watched: Page, address: str) -> None:
    watched.goto(f"{address}/?world=demo")
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
