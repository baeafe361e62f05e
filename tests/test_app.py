"""The page without a browser: every component rendered, levers pulled, errors shown, sessions apart."""

import ast
import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import ipyvuetify
import pytest
import reacton.core
import solara
from solara.server import settings

import app
from abm import BooksDoNotClose, Dose, Scenario, catalogue, packages
from experiments.views import answers
from experiments.views.ahead import LIKELY_DOSES, at_dose
from experiments.views.assumptions import with_assumption
from experiments.views.briefing import briefing_html
from experiments.views.choice import AT_REST, Choice, as_run, status_quo_of, with_package
from experiments.views.evidence import Evidence
from experiments.views.explore import Explore
from experiments.views.frame import Frame
from experiments.views.headlines import HEADLINES
from experiments.views.keeping import Rank
from experiments.views.levers import described_levers, parts_of, shown_dose
from experiments.views.mesa_page import MesaPage
from experiments.views.presets import package_pulled
from experiments.views.small_world import SmallWorld
from experiments.views.trail import Trail
from tests.drawn_page import LONGEST_WAIT, Rendered, button, drawing, shown_html, wait_for

DEMO = Choice(Scenario(world="demo", start=2025))
vuetify: Any = ipyvuetify  # its widgets are made at run time, unknown to a type checker


@pytest.fixture
def rendered() -> Iterator[Rendered]:
    with drawing() as render:
        yield render


def never(_done: int, _total: int, _date: str) -> None:
    """Progress that nobody looks at."""


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


@solara.component
def Visit(choice: Any, trail: Any = None) -> None:  # noqa: N802  a component is named like a class
    """The first page of one visitor whose choice is held by a reactive."""
    steps = trail if trail is not None else solara.use_reactive(Trail())

    def change(edit: Callable[[Scenario], Scenario], moved: str) -> None:
        left = choice.peek().scenario
        steps.value = steps.peek().after(left, moved, time.monotonic())
        choice.value = replace(choice.peek(), scenario=edit(left))

    def step(is_back: bool) -> None:
        there = steps.peek().back if is_back else steps.peek().forward
        steps.value, scenario = there(choice.peek().scenario)
        choice.value = replace(choice.peek(), scenario=scenario)

    Explore(
        choice.value, steps.value, lambda edit: setattr(choice, "value", edit(choice.peek())), change, step
    )


def component(context: Any, trait: str) -> Any:
    """The one component drawn in the browser that has a property of this name."""
    found = [each for each in context.find(vuetify.VuetifyTemplate).widgets if trait in each.trait_names()]
    (widget,) = found
    return widget


def fire(widget: Any, event: str, data: Any) -> None:
    """Let a component of the browser's report something, as its template does."""
    widget._handle_event(None, {"event": event, "data": data}, [])


def tiles_of(context: Any) -> list[str]:
    wait_for(lambda: len(shown_html(context, "tile-value")) == len(HEADLINES))
    return shown_html(context, "tile-value")


def set_dose(context: Any, lever: str, percent: float, **other: Any) -> None:
    given = {**shown_dose(AT_REST), "percent": percent, **other, "name": lever}
    fire(component(context, "doses"), "set_dose", given)


def test_levers_on_the_page_are_those_of_the_catalogue(rendered: Rendered) -> None:
    context = rendered(lambda: Visit(solara.reactive(DEMO)))
    groups = component(context, "doses").groups
    titles = [lever["title"] for group in groups for lever in group["levers"]]
    assert sorted(titles) == sorted(catalogue.levers()["title"])


def test_pulling_a_lever_changes_the_choice_and_then_the_tiles(rendered: Rendered) -> None:
    choice = solara.reactive(DEMO)
    context = rendered(lambda: Visit(choice))
    before = tiles_of(context)
    assert set(shown_html(context, "tile-change")) == {"same as status quo"}
    set_dose(context, "tighter_thresholds", 100, start=2027)
    assert choice.value.scenario.levers["tighter_thresholds"] == Dose(1.0, start=2027.0)
    wait_for(lambda: shown_html(context, "tile-value") != before)
    assert any(words[0] in "▲▼" for words in shown_html(context, "tile-change"))
    (said,) = shown_html(context, "what-is-shown")
    assert said.startswith("By 2035 in Demo (made up), “Tighter thresholds” at 100%")


def test_other_luck_comes_in_behind_and_is_counted(rendered: Rendered) -> None:
    choice = solara.reactive(Choice(with_package(DEMO.scenario, "forum_alternative")))
    context = rendered(lambda: Visit(choice))
    tiles_of(context)
    wait_for(lambda: any("of 5 draws" in words for words in shown_html(context, "tile-luck")))
    wait_for(lambda: "range over 5 draws of luck" in "".join(shown_html(context, "chart-key")))


def test_a_lever_and_the_next_one_sent_at_once_are_both_kept(rendered: Rendered) -> None:
    choice = solara.reactive(DEMO)
    context = rendered(lambda: Visit(choice))
    panel = component(context, "doses")
    for lever in ("tighter_thresholds", "dedicated_outreach"):
        fire(panel, "set_dose", {**shown_dose(AT_REST), "percent": 50, "name": lever})
    assert set(choice.value.scenario.levers) == {"tighter_thresholds", "dedicated_outreach"}


def test_undo_redo_and_reset(rendered: Rendered) -> None:
    choice = solara.reactive(DEMO)
    context = rendered(lambda: Visit(choice))
    set_dose(context, "tighter_thresholds", 50)
    set_dose(context, "dedicated_outreach", 20)
    both = choice.value
    button(context, "Undo").click()
    assert set(choice.value.scenario.levers) == {"tighter_thresholds"}
    button(context, "Redo").click()
    assert choice.value == both
    button(context, "Reset").click()
    assert choice.value == DEMO
    button(context, "Undo").click()
    assert choice.value == both


def test_a_pinned_scenario_is_drawn_named_and_gone_back_to(rendered: Rendered) -> None:
    choice = solara.reactive(Choice(with_package(DEMO.scenario, "green_paper_2022")))
    context = rendered(lambda: Visit(choice))
    tiles_of(context)
    button(context, "Pin as A").click()
    choice.value = replace(choice.value, scenario=with_package(DEMO.scenario, "safety_valve"))
    wait_for(lambda: "Pinned A" in "".join(shown_html(context, "chart-key")))
    button(context, "A: Green Paper 2022").click()
    assert package_pulled(choice.value.scenario) == "green_paper_2022"


def test_a_guess_hides_the_answer_until_the_room_has_committed(rendered: Rendered) -> None:
    choice = solara.reactive(Choice(with_package(DEMO.scenario, "forum_alternative")))
    context = rendered(lambda: Visit(choice))
    tiles_of(context)
    button(context, "Predict first").click()
    wait_for(lambda: shown_html(context, "tile-value") == [])  # another thread may be drawing just now
    assert "brings" not in "".join(shown_html(context, "what-is-shown"))
    assert button(context, "Commit and reveal").disabled
    choice.value = replace(choice.value, guess=choice.value.guess.with_mark("plans", "down-much"))
    wait_for(lambda: not button(context, "Commit and reveal").disabled)
    button(context, "Commit and reveal").click()
    wait_for(lambda: len(shown_html(context, "tile-value")) == len(HEADLINES))
    html = [str(each.unsafe_innerHTML) for each in context.find(solara.widgets.HTML).widgets]
    assert any(words.startswith("We said: falls by more than 10%") for words in html)


def test_a_file_is_taken_or_refused_in_the_page(rendered: Rendered) -> None:
    choice = solara.reactive(DEMO)
    context = rendered(lambda: Visit(choice))
    tiles_of(context)
    wanted = with_package(DEMO.scenario, "six_recommendations")
    reader = component(context, "largest")
    fire(reader, "take", {"name": "bad.toml", "size": 5, "text": "wrold"})
    wait_for(lambda: "bad.toml" in str([alert.children for alert in context.find(vuetify.Alert).widgets]))
    assert choice.value == DEMO
    fire(reader, "take", {"name": "good.toml", "size": 500, "text": wanted.to_toml()})
    wait_for(lambda: choice.value.scenario == wanted)
    wait_for(lambda: not context.find(vuetify.Alert).widgets)


def test_packages_are_run_ahead_so_that_one_that_is_loaded_answers_at_once(rendered: Rendered) -> None:
    tiles_of(rendered(lambda: Visit(solara.reactive(DEMO))))
    ahead = [as_run(with_package(DEMO.scenario, name)) for name in packages()]
    wait_for(lambda: all(answers.kept_runs.kept(each) is not None for each in ahead))


def test_levers_in_sight_are_run_ahead_so_that_the_next_answers_at_once(rendered: Rendered) -> None:
    choice = solara.reactive(DEMO)
    context = rendered(lambda: Visit(choice))
    tiles_of(context)
    in_sight = ["national_standards", "mandatory_mediation", "no such lever"]
    fire(component(context, "doses"), "look", {"in_hand": "", "levers": in_sight})
    ahead = [as_run(at_dose(DEMO.scenario, name, 1.0)) for name in in_sight[:2]]
    wait_for(lambda: all(answers.kept_runs.kept(each) is not None for each in ahead))
    set_dose(context, "mandatory_mediation", 100)
    assert as_run(choice.value.scenario) == ahead[1]  # what was made is what the hand asks for


def test_the_lever_in_hand_is_made_before_the_luck_of_the_answer(
    rendered: Rendered, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[tuple[Scenario, Rank]] = []
    monkeypatch.setattr(answers.kept_runs, "behind", lambda *asked: made.append((asked[0], asked[-1])))
    monkeypatch.setattr("experiments.views.answers.beside_of", lambda *_: None)  # luck that is never drawn
    context = rendered(lambda: Visit(solara.reactive(DEMO)))
    tiles_of(context)
    fire(component(context, "doses"), "look", {"in_hand": "national_standards", "levers": []})
    wanted = [at_dose(DEMO.scenario, "national_standards", dose) for dose in LIKELY_DOSES]
    wait_for(lambda: made == [(as_run(each), Rank.NEXT) for each in wanted])


def test_runs_behind_stop_when_the_page_is_left(rendered: Rendered, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, ended = threading.Event(), threading.Event()

    def endless(_scenario: Any, progress: Any) -> Any:
        begun.set()
        try:
            while True:
                progress(1, 100, "2025-02")
                time.sleep(0.01)
        finally:
            ended.set()

    monkeypatch.setattr(answers.kept_runs, "behind", endless)
    context = rendered(lambda: Visit(solara.reactive(DEMO)))
    tiles_of(context)
    assert begun.wait(LONGEST_WAIT)
    assert not ended.is_set()
    context.close()
    assert ended.wait(LONGEST_WAIT)


def test_the_page_is_drawn_only_where_it_changed(rendered: Rendered) -> None:
    assert isinstance(rendered(lambda: Visit(solara.reactive(DEMO))), reacton.core._RenderContextFast)


def test_the_last_answer_stays_while_a_newer_one_is_made_and_can_be_cancelled(
    rendered: Rendered, monkeypatch: pytest.MonkeyPatch
) -> None:
    choice = solara.reactive(DEMO)
    context = rendered(lambda: Visit(choice))
    first = tiles_of(context)
    seen = answers.kept_runs

    class Endless:
        kept = staticmethod(lambda _scenario: None)
        behind = seen.behind

        def __call__(self, _scenario: Any, progress: Any) -> Any:
            while True:
                progress(1, 100, "2025-02")
                time.sleep(0.01)

    monkeypatch.setattr(answers, "kept_runs", Endless())
    choice.value = Choice(DEMO.scenario.with_changes(seed=2))
    wait_for(lambda: bool(context.find(vuetify.ProgressLinear).widgets))
    assert shown_html(context, "tile-value") == first
    button(context, "Cancel").click()
    wait_for(lambda: bool([each for each in context.find(vuetify.Btn).widgets if "Run it" in each.children]))
    assert shown_html(context, "tile-value") == first
    monkeypatch.undo()
    button(context, "Run it").click()
    wait_for(lambda: shown_html(context, "tile-value") != first)


def test_levers_that_clash_say_so_and_the_last_answer_stays(rendered: Rendered) -> None:
    choice = solara.reactive(DEMO)
    context = rendered(lambda: Visit(choice))
    first = tiles_of(context)
    set_dose(context, "exclusion_charge", 50)
    set_dose(context, "devolved_alternative_provision_money", 50)
    wait_for(lambda: bool(context.find(vuetify.Alert).widgets))
    (alert,) = context.find(vuetify.Alert).widgets
    assert "Leave one of them out" in str(alert.children)
    assert len(shown_html(context, "tile-value")) == len(first)
    set_dose(context, "exclusion_charge", 0)
    wait_for(lambda: not [each for each in context.find(vuetify.Alert).widgets if each is not None])


def test_a_run_that_fails_says_so_in_the_page(rendered: Rendered, monkeypatch: pytest.MonkeyPatch) -> None:
    class Failing:
        kept = staticmethod(lambda _scenario: None)

        def __call__(self, _scenario: Any, _progress: Any) -> Any:
            raise BooksDoNotClose("people", "2026-01", "demo")

    monkeypatch.setattr(answers, "kept_runs", Failing())
    context = rendered(lambda: Visit(solara.reactive(DEMO)))
    wait_for(lambda: bool(context.find(vuetify.Alert).widgets))
    (alert,) = context.find(vuetify.Alert).widgets
    assert "2026-01" in str(alert.children)


def test_the_briefing_needs_no_other_file_and_says_what_it_rests_on() -> None:
    scenario = with_assumption(
        with_package(DEMO.scenario, "green_paper_2022"), "family.shock_of_refusal", 0.2
    )
    run, before = (answers.kept_runs(each, never) for each in (scenario, status_quo_of(scenario)))
    answer = answers.Answer(scenario, before, run)
    page = briefing_html(answer, answers.NOTHING_YET, Choice(scenario))
    assert "Model output, not a forecast" in page
    assert page.count("<svg") == len(Choice().charts)
    assert "Open Government Licence v3.0" in page
    for name in scenario.levers:
        assert catalogue.levers().set_index("name")["title"][name] in page
    assert "0.2 (usually 0.1" in page  # the assumption that was changed
    links = re.findall(r"(?:src|href)='([^']*)'", page)
    assert links == ["https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"]


def test_what_is_this_says_what_the_catalogue_says() -> None:
    for lever in described_levers():
        said = [part["text"] for part in parts_of(lever)]
        assert "(20" in lever["source"]  # a publication with its year, not a key
        wanted = ("meaning", "mechanism", "expected", "side_effects", "evidence", "cost")
        assert not [name for name in wanted if lever[name] not in said]
        assert any(lever["section"] in text for text in said)


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
