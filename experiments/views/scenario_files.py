"""A scenario as a file: read from TOML with a clear word where it is wrong, and written as TOML."""

from collections.abc import Callable
from typing import Any

import solara

from abm import InputError, Scenario
from experiments.views.choice import check_for_page
from experiments.wording import file_size

LARGEST_FILE = 64_000  # bytes; a scenario with every lever and parameter there is takes a quarter of it


@solara.component_vue("file_reader.vue")
def FileReader(
    label: str = "",
    largest: int = LARGEST_FILE,
    event_take: Callable[[dict[str, Any]], None] | None = None,
) -> None:
    """A button that reads one small text file in the browser and hands over name, size and text."""


def read_scenario_file(name: str, size: int, text: str) -> Scenario:
    """Return the scenario in a file; raises ``InputError`` that names the file and the key."""
    shown = name[:80] or "file"
    if size > LARGEST_FILE or len(text) > LARGEST_FILE:
        expected = f"a scenario of at most {file_size(LARGEST_FILE)}, not {file_size(size)}"
        raise InputError(shown, "", expected, "Choose the scenario.toml that a run folder holds.")
    try:
        scenario = Scenario.from_text(text)
        check_for_page(scenario)
    except InputError as error:
        raise error.moved_to(shown) from None
    return scenario
