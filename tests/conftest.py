"""Where the browser is, and that a test which needs one says so where there is none."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from playwright.sync_api import Page

from tests.browsing import served, watching

# Every call of a compiled pass is checked, here and in the processes that tests start.
os.environ.setdefault("SENDLAB_CHECK_CALLS", "1")

# Speed is measured by benchmarks: the first example may compile a rule, and machines are shared.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

CHROMIUM = Path(os.environ.get("SENDLAB_CHROMIUM", "/usr/bin/chromium"))


def pytest_configure(config: pytest.Config) -> None:
    """Compile the rules once, before several workers of a machine that is new to them each do so."""
    if config.getoption("numprocesses", None):
        # Only now, since whether calls are checked is settled when the model is loaded.
        from experiments.compiling_first import compile_first  # noqa: PLC0415

        capture: Any = config.pluginmanager.getplugin("capturemanager")
        with capture.global_and_fixture_disabled():
            compile_first()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip browser tests, with the reason, on a machine without the browser."""
    if CHROMIUM.exists():
        return
    no_browser = pytest.mark.skip(reason=f"no browser at {CHROMIUM}")
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(no_browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start the system's Chromium with no network but this machine: the page must work offline."""
    offline = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost"
    switches = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", offline]
    return {**browser_type_launch_args, "executable_path": str(CHROMIUM), "args": switches}


@pytest.fixture(scope="session")
def server() -> Iterator[tuple[str, int]]:
    """A server of the page: its address and its process."""
    with served() as found:
        yield found


@pytest.fixture(scope="session")
def address(server: tuple[str, int]) -> str:
    """The address of the page."""
    return server[0]


@pytest.fixture
def watched(page: Page, address: str) -> Iterator[Page]:
    """A page that fails the test if anything goes wrong in it or if it asks another machine."""
    with watching(page, address) as found:
        yield found
