"""What is round every page: the bar at the top with the pages' names, and the address kept true."""

from typing import Any

import reacton.ipyvuetify as v
import solara
import solara.lab

TITLE = "SEND Lab"


@solara.component
def Frame(children: list[Any] | None = None) -> None:
    """The top bar with a link to each page and the switch between light and dark."""
    here, routes = solara.use_route()
    # Mesa's page brings a title and a switch between light and dark of its own.
    is_ours = here is None or here.path != "mesa"
    # AppLayout takes a first of several children for its sidebar, hence the one Div round them all.
    content = [solara.AppBarTitle(TITLE)] if is_ours else []
    # sidebar_open=None lets the browser decide: open on a wide screen, closed on a narrow one.
    page = solara.Div(children=[*content, *(children or [])])
    with solara.AppLayout(children=[page], sidebar_open=None), solara.AppBar():
        with v.Html(tag="nav", class_="pages", attributes={"aria-label": "Pages"}):
            for route in routes:
                is_here = {"aria-current": "page"} if route is here else {}
                with solara.Link(route):
                    solara.Button(route.label, text=True, attributes={"tabindex": "-1", **is_here})
        if is_ours:
            solara.lab.ThemeToggle()


@solara.component_vue("address.vue")
def Address(query: str = "") -> None:
    """Keep the address of the page equal to ``query``, so that a copied link restores the choice."""
