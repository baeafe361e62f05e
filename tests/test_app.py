"""The page without a browser: every component rendered, levers pulled, errors shown, sessions apart."""

import ast
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import ipyvuetify
import pytest
import solara
from solara.server import settings

import app
from abm import InputError, catalogue
from experiments.views import answers
from experiments.views.choice import Choice, Pull
from experiments.views.evidence import Evidence
from experiments.views.explanation import parts_of
from experiments.views.explore import Explore
from experiments.views.frame import Frame
from experiments.views.headlines import HEADLINES
from experiments.views.levers import described_levers
from experiments.views.mesa_page import MesaPage
from experiments.views.small_world import SmallWorld

DEMO = Choice(world="demo", start=2025)
LONGEST_WAIT = 90.0  # seconds: a first run may have to compile the rules
Rendered = Callable[..., Any]
vuetify: Any = ipyvuetify  # its widgets are made at run time, unknown to a type checker


@pytest.fixture
def rendered() -> Iterator[Rendered]:
    """Render components as a page would and close them after the test."""
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
    (found,) = [
        widget
        for widget in context.find(vuetify.Btn).widgets
        if any(child == label for child in widget.children)
    ]
    return found


def test_the_page_is_short_and_holds_no_model() -> None:
    source = Path(app.__file__).read_text(encoding="utf-8")
    assert len(source.splitlines()) < 80
    called = {
        node.func.id
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert not called & {"Model", "SolaraViz", "run"}


def test_nothing_is_reported_to_anybody() -> None:
    assert settings.telemetry.mixpanel_enable is False


def test_every_page_has_its_own_address_and_name() -> None:
    assert [(route.path, route.label) for route in app.routes] == [
        ("/", "Explore"),
        ("small-world", "One small world"),
        ("evidence", "Evidence"),
        ("mesa", "Mesa view"),
    ]
    assert all(route.layout is Frame for route in app.routes[:1])


def test_levers_on_the_page_are_those_of_the_catalogue(rendered: Rendered) -> None:
    context = rendered(lambda: Explore(DEMO, lambda _: None))
    sliders = context.find(vuetify.Slider).widgets
    assert [slider.attributes["aria-label"] for slider in sliders] == list(catalogue.levers()["title"])


def test_pulling_a_lever_changes_the_choice_and_then_the_tiles(rendered: Rendered) -> None:
    choice = solara.reactive(DEMO)
    context = rendered(lambda: Explore(choice.value, choice.set))
    wait_for(lambda: len(shown_html(context, "tile-value")) == len(HEADLINES))
    assert set(shown_html(context, "tile-change")) == {"same as status quo"}
    before = shown_html(context, "tile-value")
    names = list(catalogue.levers()["name"])
    lever = names.index("tighter_thresholds")
    context.find(vuetify.Slider).widgets[lever].v_model = 100
    assert choice.value.pull("tighter_thresholds").percent == 100
    wait_for(lambda: shown_html(context, "tile-value") != before)
    assert any("status quo" in words and words[0] in "▲▼" for words in shown_html(context, "tile-change"))


def test_reset_puts_every_lever_back(rendered: Rendered) -> None:
    choice = solara.reactive(DEMO.with_pull("tighter_thresholds", Pull(50, 2027)))
    context = rendered(lambda: Explore(choice.value, choice.set))
    button(context, "Reset levers").click()
    assert choice.value == DEMO


def test_the_last_answer_stays_while_a_newer_one_is_made(
    rendered: Rendered, monkeypatch: pytest.MonkeyPatch
) -> None:
    choice = solara.reactive(DEMO)
    context = rendered(lambda: Explore(choice.value, choice.set))
    wait_for(lambda: len(shown_html(context, "tile-value")) == len(HEADLINES))
    first = shown_html(context, "tile-value")

    def endless(_scenario: Any, progress: Any) -> Any:
        while True:
            progress(1, 100, "2025-02")
            time.sleep(0.01)

    monkeypatch.setattr(answers, "kept_run", endless)
    choice.value = Choice(world="demo", start=2025, seed=2)
    time.sleep(0.6)
    assert shown_html(context, "tile-value") == first
    monkeypatch.undo()
    choice.value = DEMO  # the endless run gives way to the newer choice
    wait_for(lambda: not [bar for bar in context.find(vuetify.ProgressLinear).widgets if bar is not None])
    assert shown_html(context, "tile-value") == first


def test_a_run_that_fails_says_so_in_the_page(rendered: Rendered, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_scenario: Any, _progress: Any) -> Any:
        raise InputError("scenario", "world", "a world that works", "Pick another.")

    monkeypatch.setattr(answers, "kept_run", fails)
    context = rendered(lambda: Explore(DEMO, lambda _: None))
    wait_for(lambda: bool(context.find(vuetify.Alert).widgets))
    (alert,) = context.find(vuetify.Alert).widgets
    assert "Pick another." in str(alert.children)


def test_what_is_this_says_what_the_catalogue_says() -> None:
    for lever in described_levers():
        said = [part["text"] for part in parts_of(lever)]
        assert "(20" in lever["source"]  # a publication with its year, not a key
        wanted = ("meaning", "mechanism", "expected", "side_effects", "evidence")
        assert not [name for name in wanted if lever[name] not in said]


def test_evidence_shows_every_parameter_and_can_be_narrowed(rendered: Rendered) -> None:
    context = rendered(Evidence)

    def tables() -> str:
        return "".join(str(widget.unsafe_innerHTML) for widget in context.find(solara.widgets.HTML).widgets)

    parameters = catalogue.parameters()
    assert all(name in tables() for name in parameters["name"])
    assert "Open Government Licence v3.0" in tables()
    (narrowing,) = [each for each in context.find(vuetify.VuetifyTemplate).widgets if hasattr(each, "items")]
    narrowing.value = "assumed"
    shown = tables()
    measured = parameters[parameters["status"] == "measured"]["name"]
    assert not [name for name in measured if f"<td>{name}</td>" in shown]


def test_the_small_world_steps_and_resets(rendered: Rendered) -> None:
    context = rendered(SmallWorld)
    wait_for(lambda: bool(shown_html(context, "date")))
    (start,) = shown_html(context, "date")
    button(context, "Step").click()
    wait_for(lambda: shown_html(context, "date") != [start])
    button(context, "Reset").click()
    wait_for(lambda: shown_html(context, "date") == [start])
    button(context, "Other luck").click()
    wait_for(lambda: "seed 2" in "".join(shown_html(context, "date")))


def test_two_visitors_have_a_small_world_each(rendered: Rendered) -> None:
    one, other = rendered(SmallWorld), rendered(SmallWorld)
    wait_for(lambda: bool(shown_html(one, "date")) and bool(shown_html(other, "date")))
    before = shown_html(other, "date")
    button(one, "Step").click()
    wait_for(lambda: shown_html(one, "date") != before)
    assert shown_html(other, "date") == before


@pytest.mark.filterwarnings("ignore:.*SH101.*:UserWarning")
def test_mesas_own_page_builds_and_steps(rendered: Rendered) -> None:
    context = rendered(MesaPage)
    button(context, "Step").click()
    button(context, "Reset").click()
    button(context, "Step").click()
    assert not context.find(vuetify.Alert).widgets
