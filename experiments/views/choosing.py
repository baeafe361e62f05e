"""A list to choose one thing from: the browser's own, which keyboards and screen readers know."""

from collections.abc import Callable
from typing import Any

import solara


@solara.component_vue("choosing.vue")
def ChooseOne(
    label: str = "",
    items: list[dict[str, Any]] | None = None,
    value: Any = None,
    on_value: Callable[[Any], None] | None = None,
    is_label_hidden: bool = False,
) -> None:
    """One of ``items`` (each with ``text`` and ``value``); a hidden label is still read aloud."""
