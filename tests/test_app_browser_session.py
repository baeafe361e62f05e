"""Whole sessions in headless Chromium: what a facilitator does, links, files, looks, memory."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browsing import load_package

pytestmark = pytest.mark.browser


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
    watched.get_by_role("combobox", name="Package", exact=True).select_option(label="Green Paper 2022")
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
    expect(other.locator(".what-is-shown")).to_contain_text("Green Paper 2022")
    with other.expect_download() as waiting:
        other.get_by_role("button", name="Briefing to print").click()
    waiting.value.save_as(tmp_path / "briefing.html")
    other.goto((tmp_path / "briefing.html").as_uri())
    expect(other.get_by_role("heading", level=1)).to_contain_text("Green Paper 2022")
    assert other.locator("svg").count() == 4


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
    watched.get_by_role("link", name="Explore", exact=True).click()
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
        watched.get_by_role("button", name="Scenario (TOML)", exact=True).click()
    assert "[levers" in Path(waiting.value.path()).read_text(encoding="utf-8")


def test_present_mode_puts_the_panel_away_and_back(watched: Page, address: str) -> None:
    watched.goto(f"{address}/?world=demo&view=present")
    expect(watched.locator(".tile")).to_have_count(8)
    assert watched.locator(".levers").count() == 0
    large = watched.evaluate("parseFloat(getComputedStyle(document.querySelector('.tile-value')).fontSize)")
    assert large >= 32
    watched.get_by_role("button", name="Leave present mode").click()
    expect(watched.locator(".levers")).to_be_visible()


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
    watched: Page, address: str, new_context: object, server: tuple[str, int]
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
        held.append(_megabytes_of(server[1]))
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
