"""Whether the page is dark as it is seen: also where the browser decides, which Solara does not say."""

from collections.abc import Callable

import solara

is_dark = solara.reactive(False)  # one for each visitor


@solara.component
def ThemeSeen() -> None:
    """Keep ``is_dark`` true to what is on the screen."""
    Watcher(dark=is_dark.value, on_dark=is_dark.set)


@solara.component_vue("theme_seen.vue")
def Watcher(dark: bool = False, on_dark: Callable[[bool], None] | None = None) -> None:
    """An element without a look that watches the page's."""
