"""What tests of a page drawn without a browser share: waiting for it, and finding things on it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import ipyvuetify
import solara

LONGEST_WAIT = 90.0  # seconds: a first run may have to compile the rules
vuetify: Any = ipyvuetify  # its widgets are made at run time, unknown to a type checker
Rendered = Callable[..., Any]


@contextmanager
def drawing() -> Iterator[Rendered]:
    """Render components as a page would, and close them in the end."""
    contexts: list[Any] = []

    def render(element: Callable[[], Any]) -> Any:
        @solara.component
        def Shell() -> None:  # noqa: N802  a component is named like a class
            with solara.AppLayout():
                element()

        _, context = solara.render(Shell(), handle_error=False)
        contexts.append(context)
        return context

    yield render
    for context in contexts:
        context.close()


def wait_for(found: Callable[[], bool]) -> None:
    """Wait until ``found`` returns true."""
    until = time.monotonic() + LONGEST_WAIT
    while not found():
        assert time.monotonic() < until, "nothing came in time"
        time.sleep(0.02)


def shown_html(context: Any, css_class: str) -> list[str]:
    """Text of every HTML element of a class, in the order of the page."""
    html = [widget for widget in context.find(solara.widgets.HTML).widgets if widget is not None]
    return [
        str(widget.unsafe_innerHTML)
        for widget in html
        if css_class in str((widget.attributes or {}).get("class", "")).split()
    ]


def button(context: Any, label: str) -> Any:
    """The one button with this label."""
    (found,) = [
        widget
        for widget in context.find(vuetify.Btn).widgets
        if any(child == label for child in widget.children)
    ]
    return found
