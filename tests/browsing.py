"""What browser tests share: a server of the page, a page that is watched, hands on its controls."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

ROOT = Path(__file__).resolve().parent.parent
# A made-up authority large enough that a lever moves more than luck does.
TOWN = "world=demo&people=20000"
PATIENCE = 120_000  # milliseconds: a first run may have to compile the rules
# ECharts says so when its chart is taken away while its script is still loading.
HARMLESS = ("Initialize failed: invalid dom", "ResizeObserver loop")


@contextmanager
def served() -> Iterator[tuple[str, int]]:
    """Serve the page on a free port of this machine: its address and the server's process."""
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
        yield f"http://localhost:{port}", server.pid
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


@contextmanager
def watching(page: Page, address: str) -> Iterator[Page]:
    """Fail if anything goes wrong in a page or if it asks another machine."""
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
    page.get_by_role("combobox", name="Package", exact=True).select_option(label=title)
    expect(page.locator(".what-is-shown")).to_contain_text(title)


def plans_change(page: Page) -> Locator:
    return page.locator("[data-measure=plans] .tile-change")
